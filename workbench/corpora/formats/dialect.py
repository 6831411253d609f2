"""How the rows of a .csv or .tsv file are written, as far as it is known or chosen."""

from dataclasses import dataclass
from typing import Literal

from workbench.words import Words, words

Heading = Literal["auto", "yes", "no"]

NONE = "none"
"""Chosen instead of a sign: the rows have no such sign."""
TAB = "tab"


@dataclass(frozen=True)
class Dialect:
    """The signs of a table; an empty one is not used, and without delimiter a row is one cell.

    `skip_space`: spaces that follow a delimiter belong to it. `comment` begins lines that are no
    rows. `first_lines` stand before the table. `whole_rows`: each row is one quoted cell, which
    holds the row proper. `columns` is how many there are where rows have more cells, since the last
    column is text whose delimiters are not quoted; 0 where the rows tell.
    """

    delimiter: str = ","
    quote: str = '"'
    escape: str = ""
    skip_space: bool = False
    heading: bool = True
    comment: str = ""
    first_lines: int = 0
    whole_rows: bool = False
    columns: int = 0


@dataclass(frozen=True)
class AskedDialect:
    """What a person decided about a table; what is None, or "auto", is to be guessed."""

    delimiter: str | None = None
    quote: str | None = None
    escape: str | None = None
    heading: Heading = "auto"


def asked_dialect(delimiter: str, quote: str, escape: str, heading: Heading) -> AskedDialect:
    """The choices as settings write them: empty to be guessed, `none` for no such sign."""
    return AskedDialect(sign(delimiter), sign(quote), sign(escape), heading)


def sign(setting: str) -> str | None:
    """The sign that a setting stands for: itself, a tab, none; None when it is to be guessed."""
    return {"": None, NONE: "", TAB: "\t", "\\t": "\t"}.get(setting, setting)


def setting_of(sign: str) -> str:
    """How a setting writes a sign, so that it can be seen."""
    return {"": NONE, "\t": TAB}.get(sign, sign)


def described(file: str, dialect: Dialect) -> Words:
    """The sentence that says how a table is read."""
    first = (
        words("the first row names the columns")
        if dialect.heading
        else words("the first row is one like the others")
    )
    if not dialect.delimiter:
        return words("{file} is read as one column, a line each; {first}", file=file, first=first)
    signs = {
        "delimiter": setting_of(dialect.delimiter),
        "quote": setting_of(dialect.quote),
        "first": first,
    }
    if dialect.escape:
        return words(
            "{file} is read as a table: delimiter '{delimiter}', quotation mark '{quote}', escape "
            "sign '{escape}'; {first}",
            file=file,
            escape=setting_of(dialect.escape),
            **signs,
        )
    return words(
        "{file} is read as a table: delimiter '{delimiter}', quotation mark '{quote}'; {first}",
        file=file,
        **signs,
    )
