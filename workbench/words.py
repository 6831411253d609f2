"""A sentence for a person, as an English template with its values beside it.

The engine never translates: it hands the template and the values on, and whoever shows them
(the terminal, the window in its language) fills the one into the other.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from string import Formatter
from typing import Any

from pydantic import BaseModel, ConfigDict

Value = str | int | float

MOST_CHARACTERS = 100_000
"""A sentence has no more, nor is a longer template filled: what follows is left out."""
_FORMAT = re.compile(r"[+-]?0?\d{0,2},?(\.\d{1,2})?[defgs%]?")
"""How a template may have a value written; anything wider is no sentence of ours."""


class Words(BaseModel):
    """An English sentence template in `str.format` syntax and the values that fill it.

    A value may be a sentence itself, such as a reason, and is translated with the whole.
    """

    model_config = ConfigDict(frozen=True, ser_json_inf_nan="strings")

    template: str
    values: dict[str, "Value | Words"] = {}

    def __str__(self) -> str:
        """The filled sentence; one that its values do not fill (in a strange journal), as it is.

        Raises nothing: it is also called where an error is told.
        """
        told = filled(self.template, self.values, str)
        return _cut(self.template) if told is None else told


def filled(
    template: str,
    values: "Mapping[str, Value | Words]",
    sentence: Callable[[Words], str],
    written: Callable[[Value, str], str] = format,
) -> str | None:
    """A template filled with its values, of which each that is a sentence is told by `sentence`.

    `written` gives a value in the form that the template asks for.

    None for one that they do not fill, or that asks for more than names and figures: a strange
    journal neither takes memory nor shows what is none of its values. Raises nothing.
    """
    try:
        return _filled(template, values, sentence, written)
    except (LookupError, ValueError, TypeError, ArithmeticError, MemoryError):
        return None


def _filled(
    template: str,
    values: "Mapping[str, Value | Words]",
    sentence: Callable[[Words], str],
    written: Callable[[Value, str], str],
) -> str:
    if len(template) > MOST_CHARACTERS:
        raise ValueError
    parts: list[str] = []
    told: dict[str, str] = {}
    room = MOST_CHARACTERS
    for text, name, form, conversion in Formatter().parse(template):
        if conversion or not _FORMAT.fullmatch(form or ""):
            raise ValueError
        parts.append(text)
        room -= len(text)
        if name is not None:
            value = values[name]
            if isinstance(value, Words):
                # Once for each name: sentences within sentences would multiply.
                value = told[name] = told[name] if name in told else sentence(value)
            parts.append(written(value, form or ""))
            room -= len(parts[-1])
        if room < 0:
            break
    return _cut("".join(parts))


def _cut(text: str) -> str:
    return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"


def words(template: str, /, **values: Any) -> Words:
    """Pair a template with its values; what is no number and no sentence is kept as its text."""
    kept = int | float | Words
    plain = {key: v if isinstance(v, kept) else printable(str(v)) for key, v in values.items()}
    return Words(template=template, values=plain)


def listed(names: Iterable[object]) -> Words | str:
    """Names in a row, which each language separates in its own way.

    By halves, so that a long row is not nested deeply.
    """
    texts = [str(name) for name in names]
    if len(texts) < 2:
        return texts[0] if texts else ""
    half = len(texts) // 2
    return words("{first}, {rest}", first=listed(texts[:half]), rest=listed(texts[half:]))


def text_width(text: str, letter: float) -> float:
    """About how wide a text is: letters of Chinese and the like are twice as wide as others."""
    is_wide = (unicodedata.east_asian_width(one) in "WF" for one in text)
    return sum(2 * letter if wide else letter for wide in is_wide)


def in_a_row(sentences: Iterable[Words]) -> Words | str:
    """Sentences in a row, each of which is translated; empty of none."""
    told: Words | str = ""
    for one in reversed(list(sentences)):
        told = words("{first}, {rest}", first=one, rest=told) if told else one
    return told


def printable(text: str) -> str:
    """The text as UTF-8 can hold it; bytes of a file's name that are no UTF-8 are spelt out."""
    return text.encode(errors="backslashreplace").decode()
