"""What a corpus is made of: characters, lengths of documents, scripts; counted as a stream."""

import unicodedata
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

_CODE_POINTS = 0x110000
_JOINERS = (0x200C, 0x200D)
_MOST_FREQUENT = 50
_COUNTED_TOGETHER = 256 * 1024
_COUNTED_ONE_BY_ONE = 100_000
"""Lengths below this are counted each by itself, longer ones between the round numbers above it."""
_ROUND = tuple(k * 10**power for power in range(13) for k in (1, 2, 5))
_LONG = tuple(number for number in _ROUND if number >= _COUNTED_ONE_BY_ONE)
_MOST_EVEN_BINS = 20
_LONG_TAIL = 10
"""The longest document in medians from which bins grow with the lengths."""

Bytes = npt.NDArray[np.uint8]
Counts = npt.NDArray[np.int64]


class LengthBin(BaseModel):
    """How many documents have from `least` up to, not including, `below` characters."""

    model_config = ConfigDict(frozen=True)

    least: int
    below: int
    documents: int


class Frequency(BaseModel):
    """A character, or a script, and how often it occurs."""

    model_config = ConfigDict(frozen=True)

    name: str
    count: int


class Statistics(BaseModel):
    """Counts over all documents; lengths are in characters, scripts and characters by count.

    `joiners` are U+200C and U+200D, which some normalizations of tokenizers change.
    """

    model_config = ConfigDict(frozen=True)

    characters: int
    documents: int
    bytes: int
    distinct_characters: int
    shortest: int
    longest: int
    lengths: tuple[LengthBin, ...]
    frequent: tuple[Frequency, ...]
    scripts: tuple[Frequency, ...]
    joiners: int = 0


class Counter:
    """Counts what it is shown; memory grows with neither characters nor documents."""

    def __init__(self) -> None:
        self._by_code: Counts = np.zeros(_CODE_POINTS, np.int64)
        self._by_length: Counts = np.zeros(_COUNTED_ONE_BY_ONE, np.int64)
        self._long: Counts = np.zeros(len(_LONG), np.int64)
        self._shortest, self._longest, self._bytes = 0, 0, 0

    def add(self, text: Bytes, starts: Counts) -> None:
        """Count some documents: their UTF-8 bytes, and where in them each one starts."""
        begins = (text & 0xC0) != 0x80  # every byte but those that continue a character
        lengths = np.add.reduceat(begins, starts, dtype=np.int64)
        is_long = lengths >= _COUNTED_ONE_BY_ONE
        counts = np.bincount(lengths[~is_long], minlength=1)
        self._by_length[: len(counts)] += counts
        above = np.searchsorted(_LONG, lengths[is_long], side="right") - 1
        self._long += np.bincount(above, minlength=len(_LONG))
        shortest = int(lengths.min())
        self._shortest = min(self._shortest or shortest, shortest)
        self._longest = max(self._longest, int(lengths.max()))
        self._bytes += len(text)
        codes = np.frombuffer(text.tobytes().decode().encode("utf-32-le"), np.uint32)
        for start in range(0, len(codes), _COUNTED_TOGETHER):
            counts = np.bincount(codes[start : start + _COUNTED_TOGETHER])
            self._by_code[: len(counts)] += counts

    def statistics(self) -> Statistics:
        """What was counted so far."""
        codes = np.flatnonzero(self._by_code)
        order = codes[np.argsort(-self._by_code[codes], kind="stable")]
        frequent = [Frequency(name=chr(c), count=self._by_code[c]) for c in order[:_MOST_FREQUENT]]
        return Statistics(
            characters=int(self._by_code.sum()),
            documents=self._documents,
            bytes=self._bytes,
            distinct_characters=len(codes),
            shortest=self._shortest,
            longest=self._longest,
            lengths=tuple(self._bins()),
            frequent=tuple(frequent),
            scripts=tuple(self._scripts(order)),
            joiners=int(self._by_code[list(_JOINERS)].sum()),
        )

    @property
    def _documents(self) -> int:
        return int(self._by_length.sum() + self._long.sum())

    def _bins(self) -> Iterator[LengthBin]:
        """Bins from the shortest document to the longest, the empty ones between them too."""
        for least, below in pairwise(self._edges()):
            yield LengthBin(least=least, below=below, documents=self._between(least, below))

    def _edges(self) -> list[int]:
        """Round numbers: evenly spaced, or growing where a few documents outgrow the others."""
        if not self._documents:
            return []
        middle = int(np.searchsorted(np.cumsum(self._by_length), (self._documents + 1) // 2))
        if self._longest < min(_COUNTED_ONE_BY_ONE, _LONG_TAIL * middle):
            span = self._longest - self._shortest + 1
            step = next(number for number in _ROUND if span <= number * (_MOST_EVEN_BINS - 1))
            first = self._shortest // step * step
            return list(range(first, self._longest + step + 1, step))
        inner = [number for number in _ROUND if self._shortest < number <= self._longest]
        below = max(number for number in _ROUND if number <= self._shortest)
        above = min(number for number in _ROUND if number > self._longest)
        return [below, *inner, above]

    def _between(self, least: int, below: int) -> int:
        if least < _COUNTED_ONE_BY_ONE:
            return int(self._by_length[least:below].sum())
        return int(self._long[_LONG.index(least)])

    def _scripts(self, codes: npt.NDArray[np.int64]) -> list[Frequency]:
        counts: dict[str, int] = {}
        for code in codes.tolist():
            name = script_of(chr(code))
            counts[name] = counts.get(name, 0) + int(self._by_code[code])
        ordered = sorted(counts.items(), key=lambda item: -item[1])
        return [Frequency(name=name, count=count) for name, count in ordered]


def script_of(char: str) -> str:
    """The script of a letter ("Latin", "Han", ...), or the kind of any other character.

    Unicode's names of letters begin with their script, so that no table is needed.
    """
    match unicodedata.category(char)[0]:
        case "Z" | "C":
            return "Spaces"
        case "N":
            return "Digits"
        case "P" | "S":
            return "Punctuation"
    name = unicodedata.name(char, "OTHER").split()
    if name[0] in {"FULLWIDTH", "HALFWIDTH"}:
        name = name[1:]
    return {"CJK": "Han", "COMBINING": "Other", "MODIFIER": "Other"}.get(
        name[0], name[0].capitalize()
    )
