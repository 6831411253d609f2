"""The longest passage of a text that stands in another one, by the order of its suffixes."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from mmap import mmap

import numpy as np
from numpy.typing import NDArray

from workbench.corpora.copied.suffix_order import LONGEST_COMPARED, Order


@dataclass(frozen=True)
class Match:
    """Bytes `begin` to `end` of the text that was searched for, and where else they stand."""

    begin: int
    end: int
    place: int

    @property
    def length(self) -> int:
        return self.end - self.begin


NOTHING = Match(0, 0, 0)


class SuffixSearch:
    """Finds matches of whole characters in a text of which every `stride`-th suffix is in order.

    A match of `least` bytes or more is always found; each holds a byte where a suffix begins.
    """

    def __init__(self, text: bytes | mmap, order_n: Order, stride: int) -> None:
        self._text = text
        self._bytes: NDArray[np.uint8] = np.frombuffer(text, dtype=np.uint8)
        self._order_n = order_n
        self._stride = stride

    @property
    def least(self) -> int:
        """Shorter matches may be missed."""
        return 2 * self._stride - 1

    def longest(self, sought: bytes) -> Match:
        """The longest match, in bytes; `NOTHING` where there is none. Of equal ones any.

        Of a text longer than what suffixes are compared by, no longer match is found.
        """
        lengths = [self._common_from(sought, begin) for begin in range(len(sought))]
        best = NOTHING
        for begin in sorted(range(len(sought)), key=lambda one: -lengths[one]):
            length = lengths[begin]
            if length < self._stride or length + self._stride - 1 <= best.length:
                break
            best = self._better(sought, begin, length, best)
        return best

    def _common_from(self, sought: bytes, begin: int) -> int:
        """How many bytes from one on stand somewhere where a suffix begins."""
        wanted = sought[begin : begin + LONGEST_COMPARED]
        place = bisect_left(self._order_n, wanted, key=self._reader(len(wanted)))
        neighbours = self._order_n[max(place - 1, 0) : place + 1].tolist()
        return max((self._common(wanted, one * self._stride) for one in neighbours), default=0)

    def _better(self, sought: bytes, begin: int, length: int, best: Match) -> Match:
        """The best match that goes through a byte, if it is better than what was found so far."""
        needed = length
        if self._stride > 1:  # one that goes less far on may go further back
            needed = min(max(best.length + 2 - self._stride, self._stride), length)
        wanted = sought[begin : begin + needed]
        reader = self._reader(needed)
        first = bisect_left(self._order_n, wanted, key=reader)
        is_any_as_good = self._stride == 1
        behind = (
            first + 1
            if is_any_as_good
            else bisect_right(self._order_n, wanted, lo=first, key=reader)
        )
        places_c = self._order_n[first:behind].astype(np.int64) * self._stride
        before_c = self._common_before(sought, begin, places_c)
        possible_c = before_c + length > best.length
        candidates = zip(places_c[possible_c].tolist(), before_c[possible_c].tolist(), strict=True)
        for place, before in sorted(candidates, key=lambda one: -one[1]):
            if before + length <= best.length:
                break
            common = self._common(sought[begin : begin + length], place)
            found = _of_whole_characters(
                sought, Match(begin - before, begin + common, place - before)
            )
            best = found if found.length > best.length else best
        return best

    def _common_before(
        self, sought: bytes, begin: int, places_c: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """How many bytes before some places are those before a byte that is sought."""
        before_c = np.zeros(len(places_c), dtype=np.int64)
        for back in range(1, min(self._stride - 1, begin) + 1):
            there_c = places_c - back
            is_equal_c = (there_c >= 0) & (self._bytes[there_c] == sought[begin - back])
            before_c += is_equal_c & (before_c == back - 1)
        return before_c

    def _common(self, wanted: bytes, place: int) -> int:
        there = self._bytes[place : place + len(wanted)]
        differs = np.frombuffer(wanted, dtype=np.uint8)[: len(there)] != there
        return int(differs.argmax()) if differs.any() else len(there)

    def _reader(self, length: int) -> Callable[[np.uint32], bytes]:
        """What tells the beginning of a suffix by its number."""
        text, stride = self._text, self._stride

        def beginning(number: np.uint32) -> bytes:
            place = int(number) * stride
            return text[place : place + length]

        return beginning


def _of_whole_characters(sought: bytes, match: Match) -> Match:
    """A match without the parts of characters at its ends."""
    begin, end = match.begin, match.end
    while begin < end and _is_inside_a_character(sought, begin):
        begin += 1
    while end > begin and _is_inside_a_character(sought, end):
        end -= 1
    return Match(begin, end, match.place + begin - match.begin)


def _is_inside_a_character(text: bytes, place: int) -> bool:
    return place < len(text) and text[place] & 0xC0 == 0x80
