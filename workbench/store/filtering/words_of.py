"""The words of a condition: names, signs of comparison, brackets, texts in quotes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from workbench.errors import BadInput

MOST_CHARACTERS = 2_000

_QUOTES = "\"'“”‘’「」"
_WORD = re.compile(
    r"\s*(?:"
    r"(?P<open>[(（])|(?P<close>[)）])"
    r"|(?P<sign><=|>=|!=|==|≤|≥|≠|<|>|=|!~|~)"
    r"|\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|“(?P<curly>[^”]*)”"
    rf"|(?P<plain>[^\s()（）<>=!~≤≥≠{_QUOTES}]+)"
    r")"
)


class WordSort(StrEnum):
    """What a word of a condition is."""

    OPEN = "open"
    CLOSE = "close"
    SIGN = "sign"
    QUOTED = "quoted"
    PLAIN = "plain"


@dataclass(frozen=True)
class ConditionWord:
    """A word, and the number of its first character, from 1."""

    sort: WordSort
    text: str
    at: int


def words_of(text: str) -> tuple[ConditionWord, ...]:
    """The words of a condition; raises BadInput for what is none."""
    if len(text) > MOST_CHARACTERS:
        raise BadInput(
            "a condition has at most {most} characters, this one has {count}",
            most=MOST_CHARACTERS,
            count=len(text),
        )
    return tuple(_words(text.rstrip()))


def _words(text: str) -> Iterator[ConditionWord]:
    at = 0
    while at < len(text):
        match = _WORD.match(text, at)
        if match is None:
            raise _unread(text, at)
        (name, found), *_ = ((n, t) for n, t in match.groupdict().items() if t is not None)
        yield ConditionWord(_SORTS.get(name, WordSort.QUOTED), found, match.start(name) + 1)
        at = match.end()


_SORTS = {
    "open": WordSort.OPEN,
    "close": WordSort.CLOSE,
    "sign": WordSort.SIGN,
    "plain": WordSort.PLAIN,
}


def _unread(text: str, at: int) -> BadInput:
    at += len(text[at:]) - len(text[at:].lstrip())
    if text[at] in _QUOTES:
        return BadInput("the quotation mark at character {at} has no end; close it", at=at + 1)
    return BadInput(
        "'{sign}' at character {at} cannot be read; compare by =, !=, <, <=, >, >= or ~",
        sign=text[at],
        at=at + 1,
    )
