"""A random sample of a corpus, in stretches short enough for the trainer."""

import random
from collections.abc import Iterator

_SLICE_CHARACTERS = 1 << 20


def stretches(text: str, max_bytes: int) -> Iterator[bytes]:
    """A document as UTF-8 in stretches of at most `max_bytes` (at least 4) each.

    It is cut after a line end, or else before a space, or else between two characters.
    """
    for begin in range(0, len(text), _SLICE_CHARACTERS):
        # Slices keep the copy small where one document is a whole file.
        yield from _cut(text[begin : begin + _SLICE_CHARACTERS].encode(), max_bytes)


def _cut(data: bytes, max_bytes: int) -> Iterator[bytes]:
    begin = 0
    while len(data) - begin > max_bytes:
        end = _best_cut(data, begin, begin + max_bytes)
        yield data[begin:end]
        begin = end
    if begin < len(data):
        yield data[begin:]


def _best_cut(data: bytes, begin: int, limit: int) -> int:
    line_end = data.rfind(b"\n", begin, limit)
    if line_end >= 0:
        return line_end + 1
    space = data.rfind(b" ", begin + 1, limit)
    if space >= 0:
        return space
    while data[limit] & 0xC0 == 0x80:  # a continuation byte: inside a character
        limit -= 1
    return limit


class Lottery:
    """Draws, for each stretch of text, whether it belongs to the sample.

    Every stretch has the same chance, chosen so that about `limit_bytes` of `total_bytes` are
    drawn; the same seed draws the same ones.
    """

    def __init__(self, *, limit_bytes: int, total_bytes: int, seed: int) -> None:
        self._chance = limit_bytes / max(total_bytes, 1)
        self._random = random.Random(seed)

    def draw(self) -> bool:
        return self._chance >= 1.0 or self._random.random() < self._chance
