"""Which part of a corpus is kept for validation: whole documents, and blocks out of long ones."""

import itertools
import re
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from workbench.errors import BadInput

_DRAWN_TOGETHER = 64 * 1024
_BLOCK_BYTES = 4 * 1024
"""A block shorter than this says little: most of what it must predict has no context yet."""

_MOST_BLOCKS = 16
_FEW_BLOCKS = 4
_SHORT_BLOCK_BYTES = 1024
_REACH_BYTES = 512
_NEAR = 0.25
"""How far the drawn share may be from the share that was asked for, relative to the latter."""

_MOST_CHOSEN_BY_SIZE = 1 << 20
_BORDERS = (
    re.compile(rb"\n[ \t]*\n\s*"),
    re.compile(rb"\n"),
    re.compile(rb"[.!?][\'\")\]]*\s+|" + "|".join("。！？…").encode()),
)
"""Where a text is best cut: between paragraphs, or else between lines, or between sentences."""

Numbers = npt.NDArray[np.uint64]


def longest_whole(size: int, fraction: float) -> int:
    """Up to how many bytes a document is held out whole; a longer one would be too much of it.

    `size` is what the whole corpus has, in bytes.
    """
    return max(2 * _BLOCK_BYTES, int(size * fraction))


def validation_indices(documents: int, fraction: float, seed: int) -> Iterator[Numbers]:
    """The numbers of the validation documents, ascending, some at a time; at least one.

    The documents are cut into as many equal stretches as validation documents are wanted, and
    one is drawn from each: the split has the exact size and every part of the corpus in it.
    Needs at least two documents, and a fraction of at most 1/2.
    """
    assert documents >= 2
    count = max(1, round(documents * fraction))
    source = np.random.PCG64(seed)  # its raw stream is the same in every version of NumPy
    for first in range(0, count, _DRAWN_TOGETHER):
        edges = np.arange(first, min(first + _DRAWN_TOGETHER, count) + 1, dtype=np.uint64)
        edges = edges * np.uint64(documents) // np.uint64(count)
        drawn = source.random_raw(len(edges) - 1)
        yield edges[:-1] + drawn % np.diff(edges)


def chosen_by_size(sizes: npt.NDArray[np.int64], fraction: float, seed: int) -> Numbers:
    """The validation documents where `sizes` (in bytes) differ much: about `fraction` of the bytes.

    Documents are taken in an order drawn by `seed` as long as they fit; at least one.
    """
    order = np.argsort(np.random.PCG64(seed).random_raw(len(sizes)))
    wanted = float(sizes.sum()) * fraction
    taken: list[int] = []
    size = 0
    for number in order.tolist():
        if size + sizes[number] <= wanted * (1 + _NEAR):
            taken.append(number)
            size += int(sizes[number])
        if size >= wanted * (1 - _NEAR):
            break
    return np.array(sorted(taken or [int(sizes.argmin())]), dtype=np.uint64)


def is_near(size: int, total: int, fraction: float) -> bool:
    """Whether `size` of `total` bytes is about the `fraction` that was asked for."""
    return abs(size - total * fraction) <= _NEAR * total * fraction


def may_choose_by_size(documents: int) -> bool:
    """Whether there are so few documents that chance alone does not even out their sizes."""
    return documents <= _MOST_CHOSEN_BY_SIZE


def held_out_blocks(text: bytes, fraction: float, source: np.random.PCG64) -> list[tuple[int, int]]:
    """Where the held-out blocks of one long document begin and end, in bytes, in order.

    Together they are about `fraction` of it: as many as have 4 KB each, at most 16; one is drawn
    from each of as many equal stretches, and begins and ends at a paragraph's border if there is
    one nearby, or else at that of a line, a sentence, or a character. Raises BadInput for a text
    of a single character.
    """
    share = int(len(text) * fraction)
    count = min(
        _MOST_BLOCKS, max(share // _BLOCK_BYTES, min(_FEW_BLOCKS, share // _SHORT_BLOCK_BYTES), 1)
    )
    size = max(1, share // count)
    blocks: list[tuple[int, int]] = []
    for low, high in _stretches(len(text), count):
        begin = low + int(source.random_raw()) % max(1, high - low - size + 1)
        begin = _border(text, begin, size, blocks[-1][1] if blocks else 0)
        end = _border(text, begin + size, size, begin + 1)
        if begin < end:
            blocks.append((begin, end))
    if not blocks or blocks == [(0, len(text))]:
        return [_last_character(text)]
    return blocks


def _stretches(size: int, count: int) -> Iterator[tuple[int, int]]:
    return itertools.pairwise(size * number // count for number in range(count + 1))


def _border(text: bytes, wanted: int, block: int, least: int) -> int:
    """The best place to cut near a position, not before `least`: at worst between characters."""
    reach = max(block // 4, min(_REACH_BYTES, len(text) // 8))
    low, high = max(least, wanted - reach), min(len(text), wanted + reach)
    for border in _BORDERS:
        places = [match.end() for match in border.finditer(text, low, high)]
        if places:
            return min(places, key=lambda place: abs(place - wanted))
    position = min(max(least, wanted), len(text))
    while position < len(text) and not _begins_character(text[position]):
        position += 1
    return position


def _last_character(text: bytes) -> tuple[int, int]:
    """The block that is left to a text too short for any: its last character."""
    begin = max(i for i, byte in enumerate(text) if _begins_character(byte))
    if begin == 0:
        raise BadInput("the text is too short to keep a part of it for validation; add more text")
    return begin, len(text)


def _begins_character(byte: int) -> bool:
    """Whether a byte of UTF-8 is the first of its character."""
    return byte & 0xC0 != 0x80
