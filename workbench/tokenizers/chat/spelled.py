"""Text in which special tokens are spelled, as a chat template writes it.

What a person says can spell a special token too, and must not become one: within it a BREAK is put,
which no token spans.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
BREAK = "\U0010fffb"
_RESERVED = re.compile("[\ud800-\udfff\U0010fffb-\U0010ffff]")


@dataclass(frozen=True)
class Spelled:
    """The tokens of a text, and from where to where each reaches, in characters."""

    ids_t: NDArray[np.int32]
    begins_t: NDArray[np.int64]
    ends_t: NDArray[np.int64]


def broken(text: str, special: Collection[str]) -> str:
    """What somebody says, with a BREAK in whatever would be read as a special token."""
    text = _RESERVED.sub(REPLACEMENT, text)
    for piece in special:
        text = text.replace(piece, piece[0] + BREAK + piece[1:] if piece[1:] else REPLACEMENT)
    return text


def unbroken(text: str) -> str:
    """A text without its BREAKs, for people."""
    return text.replace(BREAK, "")


def stretches(text: str) -> Iterator[tuple[int, str]]:
    """The parts of a text between its BREAKs, each with the place where it begins."""
    place = 0
    for part in text.split(BREAK):
        yield place, part
        place += len(part) + 1


def put_together(parts: Collection[tuple[list[int], list[tuple[int, int]], int]]) -> Spelled:
    """The tokens of consecutive parts, with the places in their part and where that begins."""
    ids = [i for tokens, _, _ in parts for i in tokens]
    places = [(b + place, e + place) for _, offsets, place in parts for b, e in offsets]
    begins_ends = np.array(places, dtype=np.int64).reshape(-1, 2)
    return Spelled(np.array(ids, dtype=np.int32), begins_ends[:, 0], begins_ends[:, 1])
