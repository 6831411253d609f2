"""TOML as a person may have written it, or a script to do harm: bounded before it is parsed.

The parser's work grows with the square of a dotted key's length, and its recursion with the depth
of brackets; both are counted first, in one pass over the text.
"""

import re
import tomllib
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any

from workbench.errors import BadInput
from workbench.words import Words, words

MAX_DEPTH = 50
"""More tables and lists within each other than any spec has; Python itself stops some way behind.
"""

_MOST_BITS = 4096

_TOKEN = re.compile(
    r'"""(?:[^"\\]|\\.|"(?!""))*"{0,5}'
    r"|'''(?:[^']|'(?!''))*'{0,5}"
    r"|(?P<part>\"(?:[^\"\\\n]|\\[^\n])*\"?|'[^'\n]*'?|[A-Za-z0-9_+-]+)"
    r"|(?P<blank>[ \t]+|\#[^\n]*)"
    r"|(?P<dot>\.)"
    r"|(?P<opening>[\[{])"
    r"|(?P<closing>[\]}])"
    r"|.",
    re.DOTALL,
)
"""What a text of TOML consists of; strings and comments are one token each.

One that never ends is one too, to the end of its line or text: no text is looked at twice.
"""


class NotToml(BadInput):
    """A text in which something is not written as TOML demands."""


def parse_toml(text: str, where: object) -> dict[str, Any]:
    """The plain values of a text; raises BadInput that names `where` it is from, and the line."""
    line = _too_deep_at(text)
    if line:
        raise too_deep(where, line)
    try:
        plain = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NotToml(
            "{path} is not valid TOML: {reason}", path=where, reason=_reason(str(error), text)
        ) from None
    except RecursionError:
        raise too_deep(where) from None
    except ValueError:
        raise _too_many_digits(where) from None
    if is_too_deep(plain):
        raise too_deep(where)
    if any(map(_is_endless, chain.from_iterable(_levels(plain)))):
        raise _too_many_digits(where)
    return plain


def too_deep(where: object, line: int = 0) -> BadInput:
    """The error for what is deeper than `MAX_DEPTH`; `line` counts from 1, 0 says nothing."""
    if line:
        return BadInput(
            "{where}, line {line}, has tables or lists more than {most} deep within each other, "
            "and no spec has; check its brackets and dots",
            where=where,
            line=line,
            most=MAX_DEPTH,
        )
    return BadInput(
        "{where} has tables or lists more than {most} deep within each other, and no spec has; "
        "check its brackets and dots",
        where=where,
        most=MAX_DEPTH,
    )


def is_too_deep(plain: Any) -> bool:
    """Whether tables and lists lie deeper within each other than MAX_DEPTH."""
    return len(list(islice(_levels(plain), MAX_DEPTH + 2))) > MAX_DEPTH + 1


def _levels(plain: Any) -> Iterator[list[Any]]:
    """The values of each depth, from the outermost to the innermost."""
    level = [plain]
    while level:
        yield level
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]


def _is_endless(value: object) -> bool:
    """Whether a number has more digits than Python writes; its hexadecimal digits may be read."""
    return isinstance(value, int) and value.bit_length() > _MOST_BITS


def _too_many_digits(where: object) -> BadInput:
    return BadInput(
        "{where} holds a number of thousands of digits; write a smaller one", where=where
    )


def _too_deep_at(text: str) -> int:
    """The line (from 1) with too long a dotted key or too many open brackets; 0: there is none."""
    dots = depth = 0
    for token in _TOKEN.finditer(text):
        match token.lastgroup:
            case "dot":
                dots += 1
            case "opening":
                dots, depth = 0, depth + 1
            case "closing":
                dots, depth = 0, max(0, depth - 1)
            case "part" | "blank":
                pass
            case _:
                dots = 0
        if max(dots, depth) > MAX_DEPTH:
            return text.count("\n", 0, token.start()) + 1
    return 0


def _reason(message: str, text: str) -> Words:
    """What the parser found, by how its message begins and the place that ends it."""
    match = re.search(r"\(at line (\d+), column \d+\)$", message)
    line = int(match[1]) if match else len(text.splitlines())
    if message.startswith(("Cannot overwrite", "Cannot declare", "Duplicate")):
        return words("line {line}: a name that is there already", line=line)
    if match is None:
        return words("it ends too early; a value, a bracket or a quotation mark is missing")
    return words(
        "line {line}: write a setting as name = value, and text in quotation marks", line=line
    )
