"""Values in the short form of a strategy: numbers, words, and lists such as ["a", "b"]."""

import ast
import json
from typing import Any

from workbench.errors import BadInput

_OPENING, _CLOSING, _QUOTES = "([{", ")]}", "\"'"


def split_at_commas(text: str) -> list[str]:
    """The parts between the commas that stand in no quotes and no brackets."""
    parts, depth, quote, is_escaped = [""], 0, "", False
    for character in text:
        if quote:
            quote = "" if character == quote and not is_escaped else quote
            is_escaped = character == "\\" and not is_escaped
        elif character in _QUOTES and _may_open_a_quote(parts[-1]):
            quote = character
        elif character == "," and depth == 0:
            parts.append("")
            continue
        depth += 0 if quote else (character in _OPENING) - (character in _CLOSING)
        parts[-1] += character
    return parts


def _may_open_a_quote(before: str) -> bool:
    """Whether a value begins here: an apostrophe inside a word is none of a quote."""
    return not before.rstrip() or before.rstrip()[-1] in "=,([{"


def as_value(text: str, *, is_list: bool) -> Any:
    """The value that a person wrote; one without brackets and quotes is its own text.

    A text alone is a list of one. Raises BadInput for brackets or quotes that do not close.
    """
    value = _literal(text) if text[:1] and text[0] in f"{_OPENING}{_QUOTES}" else text
    if not is_list:
        return value
    return list(value) if isinstance(value, list | tuple | set) else [value]


def as_written(value: Any) -> str:
    """A value such that `as_value` gives it back."""
    if isinstance(value, list) or (isinstance(value, str) and not _is_plain(value)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _is_plain(text: str) -> bool:
    return text == text.strip() and bool(text) and not set(text) & set(",=()[]{}\"'\n")


def _literal(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        raise BadInput(
            '\'{text}\' cannot be read; write a text in quotes, and several as ["one", "two"]',
            text=text,
        ) from None
