"""What the terminal is given to show: text that is only ever text.

A name, a corpus or a model can hold anything: sequences that colour, erase or retitle a terminal,
and marks that turn the order of what is read. They are shown as a programmer writes them.
"""

import re

import click

_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters but for tab and line feed, other ends of lines, overrides of the direction,
and halves of characters."""


def visible(text: str) -> str:
    """A text of any number of lines, with what would command the terminal spelt out."""
    return _HIDDEN.sub(_spelt, text)


def in_line(text: str) -> str:
    """The same for what stands in a line or a cell: line feeds and tabs are spelt out as well."""
    return visible(text).replace("\n", r"\n").replace("\t", r"\t")


def counted(number: int, one: str, many: str) -> str:
    """A phrase for so many: `one` as it stands for a single one, else `many` with its {count}."""
    return one if number == 1 else many.format(count=number)


def say(text: str = "", *, err: bool = False, nl: bool = True) -> None:
    """Print a text, on standard error with `err`, with the end of a line unless told otherwise."""
    click.echo(visible(text), err=err, nl=nl)


def escaped_json(text: str) -> str:
    """A text of JSON in which the same characters are written as JSON escapes them."""
    return _HIDDEN.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _spelt(found: re.Match[str]) -> str:
    code = ord(found[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
