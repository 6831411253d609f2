"""From a constraint's setting to the grammar that llguidance follows, and what is wrong with it."""

import json
import re
from functools import lru_cache
from importlib.util import find_spec
from typing import Any

LIBRARY = "llguidance"

CONSTRAINTS = ("choices", "regex", "json_schema")
"""The settings, of which one may be set."""

MOST_CHARACTERS = 20_000
"""Of a constraint: a longer one takes the library seconds, each time that one looks at it."""

# Without it the library would allow only its own way to cut a text that is certain.
_OPTIONS = '%llguidance {"no_forcing": true}\n'
_JSON: dict[str, Any] = {
    "whitespace_flexible": False,
    "item_separator": ", ",
    "key_separator": ": ",
}
"""As Python's json writes."""

_META = re.compile(r"[\\.+*?()|\[\]{}^$#&\-~/\s]")


def is_installed() -> bool:
    """Whether the library is there."""
    return find_spec(LIBRARY) is not None


def of_choices(texts: tuple[str, ...]) -> str:
    """One of these texts, with or without a space before it."""
    return of_regex(f" ?(?:{'|'.join(map(_literal, texts))})")


def of_regex(regex: str) -> str:
    """A text that a regular expression matches as a whole."""
    import llguidance

    # \d as 0-9: which further digits there are differs between releases of Unicode.
    return f"{_OPTIONS}start: /{llguidance.regex_to_lark(f'(?:{regex})', 'd')}/"


def of_schema(schema: str) -> str:
    """A JSON text of a JSON schema; raises ValueError where the schema is no JSON."""
    plain = json.loads(schema)
    if isinstance(plain, dict):
        own = plain.get("x-guidance", {})
        # What is no object the library refuses in its own words.
        plain = {**plain, "x-guidance": _JSON | own if isinstance(own, dict) else own}
    return f"{_OPTIONS}start: %json {json.dumps(plain)}"


def grammar(name: str, value: str | tuple[str, ...]) -> str:
    """The grammar of a constraint, by the name and the value of its setting."""
    if isinstance(value, tuple):
        return of_choices(value)
    return of_regex(value) if name == "regex" else of_schema(value)


@lru_cache(maxsize=64)
def problem_of(name: str, value: str | tuple[str, ...]) -> str:
    """What is wrong with a constraint in the library's words; empty for nothing.

    Where the library is not installed, nothing is known.
    """
    try:
        if name == "json_schema":
            json.loads(str(value))
        if not is_installed():
            return ""
        import llguidance

        return _in_short(llguidance.LLMatcher.validate_grammar(grammar(name, value)))
    except (ValueError, RecursionError) as error:
        return str(error)


def _in_short(message: str) -> str:
    """The sentence of a message of several lines."""
    lines = [line.strip() for line in message.splitlines()]
    for line in lines:
        if line.startswith("error:"):
            return line.removeprefix("error:").strip()
    return lines[0].rpartition("JSON schema: ")[2] if lines else ""


def _literal(text: str) -> str:
    return _META.sub(lambda one: f"\\x{{{ord(one[0]):x}}}", text)
