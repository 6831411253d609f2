"""Which part of what was taken in is kept for validation: documents, and blocks of long ones."""

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from workbench.corpora.layout import OFFSETS, TEXT, VALIDATION, Offsets, mapped, slices
from workbench.corpora.split import (
    chosen_by_size,
    held_out_blocks,
    is_near,
    longest_whole,
    may_choose_by_size,
    validation_indices,
)
from workbench.events import Event, Note
from workbench.jobs import Control
from workbench.room import with_room
from workbench.store.files.durable import open_stream
from workbench.words import words

_TOGETHER = 64 * 1024
_NO_NUMBERS: Offsets = np.empty(0, dtype=np.uint64)


@dataclass(frozen=True)
class Split:
    """How many documents are kept for validation, and their bytes."""

    documents: int
    bytes: int


def hold_out_given(folder: Path, given: int, control: Control) -> Generator[Event, None, Split]:
    """Keep the first `given` documents, which came from the files that were named for it."""
    return (yield from _write(folder, np.arange(given, dtype=np.uint64), control))


def hold_out(
    folder: Path, fraction: float, seed: int, control: Control
) -> Generator[Event, None, Split]:
    """Keep about `fraction` of the bytes: documents that are drawn, and blocks of long ones.

    Raises BadInput where there is no more than a single character.
    """
    offsets = mapped(folder / OFFSETS, "<u8")
    cut = _cut_long_documents(folder, offsets, fraction, seed)
    if len(cut.added):
        yield from _insert(folder, offsets, cut.added, control)
        offsets = mapped(folder / OFFSETS, "<u8")
        yield Note(
            words=words(
                "long documents, of which parts are held out for validation: {documents} "
                "({blocks} blocks from several places)",
                documents=cut.documents,
                blocks=len(cut.held_out),
            )
        )
    drawn = _drawn(offsets, cut.pieces, fraction, seed)
    return (yield from _write(folder, np.union1d(cut.held_out, drawn), control))


@dataclass(frozen=True)
class _Cut:
    """What is to become of the long documents.

    `added` is where further documents begin; `pieces` are the numbers of all that they are cut
    into, counted with them, and `held_out` those of them that are kept for validation.
    """

    documents: int
    added: Offsets
    pieces: Offsets
    held_out: Offsets


def _cut_long_documents(folder: Path, offsets: Offsets, fraction: float, seed: int) -> _Cut:
    """How to make several documents of each that is too long to be held out or kept as a whole."""
    long = _long_documents(offsets, fraction)
    if not long:
        return _Cut(0, _NO_NUMBERS, _NO_NUMBERS, _NO_NUMBERS)
    text = mapped(folder / TEXT, "u1")
    source = np.random.PCG64(seed)
    blocks: list[tuple[int, int]] = []
    for number in long:
        begin, end = offsets[number : number + 2].tolist()
        of_one = held_out_blocks(text[begin:end].tobytes(), fraction, source)
        blocks += [(begin + first, begin + last) for first, last in of_one]
    added = np.setdiff1d(np.array(blocks, np.uint64), offsets[[*long, *(n + 1 for n in long)]])

    def number_at(position: int) -> int:
        """The number, once all is cut, of the document that begins at a position."""
        before = np.searchsorted(offsets, np.uint64(position), side="right") - 1
        return int(before + np.searchsorted(added, np.uint64(position), side="right"))

    return _Cut(
        documents=len(long),
        added=added,
        pieces=_numbers(
            piece
            for number in long
            for piece in range(number_at(offsets[number]), number_at(offsets[number + 1]))
        ),
        held_out=_numbers(number_at(begin) for begin, _ in blocks),
    )


def _long_documents(offsets: Offsets, fraction: float) -> list[int]:
    """The numbers of the documents to cut: those that are too large a share, or the only one."""
    if len(offsets) == 2:
        return [0]
    longest = np.uint64(longest_whole(int(offsets[-1]), fraction))
    return [
        first + int(number)
        for first, end in slices(offsets)
        for number in np.flatnonzero(np.diff(offsets[first : end + 1]) > longest)
    ]


def _insert(
    folder: Path, offsets: Offsets, added: Offsets, control: Control
) -> Generator[Event, None, None]:
    """Let documents begin at further places."""
    path = folder / f"{OFFSETS}.new"
    with open_stream(path) as stream:
        for first in range(0, len(offsets), _TOGETHER):
            some = offsets[first : first + _TOGETHER + 1]
            between = added[(added > some[0]) & (added < some[-1])]
            begins = np.sort(np.concatenate([some[:_TOGETHER], between]))
            stream.hold(begins.astype("<u8").tobytes())
            yield from with_room(stream.flush_when_large, control)
        yield from with_room(stream.flush, control)
    path.replace(folder / OFFSETS)


def _drawn(offsets: Offsets, pieces: Offsets, fraction: float, seed: int) -> Offsets:
    """The numbers of the whole documents that are held out; those of `pieces` are decided on."""
    count = len(offsets) - 1 - len(pieces)
    if count < 2 or (len(pieces) and round(count * fraction) == 0):
        return _NO_NUMBERS
    drawn = _without(pieces, np.concatenate(list(validation_indices(count, fraction, seed))))
    whole = int(offsets[-1]) - _bytes(offsets, pieces)
    if is_near(_bytes(offsets, drawn), whole, fraction) or not may_choose_by_size(count):
        return drawn
    numbers = _without(pieces, np.arange(count, dtype=np.uint64))
    sizes = (offsets[numbers + np.uint64(1)] - offsets[numbers]).astype(np.int64)
    return numbers[chosen_by_size(sizes, fraction, seed)]


def _without(pieces: Offsets, indices: Offsets) -> Offsets:
    """The numbers of the documents at `indices` among those that are not in `pieces`."""
    others_before = pieces - np.arange(len(pieces), dtype=np.uint64)
    return indices + np.searchsorted(others_before, indices, side="right").astype(np.uint64)


def _bytes(offsets: Offsets, numbers: Offsets) -> int:
    return int((offsets[numbers + np.uint64(1)] - offsets[numbers]).sum())


def _numbers(values: Iterable[int]) -> Offsets:
    return np.fromiter(values, dtype=np.uint64)


def _write(folder: Path, numbers: Offsets, control: Control) -> Generator[Event, None, Split]:
    """Write the numbers of the validation documents."""
    with open_stream(folder / VALIDATION) as stream:
        stream.hold(numbers.astype("<u8").tobytes())
        yield from with_room(stream.flush, control)
    return Split(len(numbers), _bytes(mapped(folder / OFFSETS, "<u8"), numbers))
