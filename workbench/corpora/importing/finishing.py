"""The second half of an import: dropping duplicates, splitting, counting."""

from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np

from workbench.corpora.duplicates import Bits, DuplicateFinder, marked
from workbench.corpora.importing.stopping import safe_point
from workbench.corpora.layout import (
    OFFSETS,
    TEXT,
    DocumentWriter,
    mapped,
    slices,
)
from workbench.corpora.statistics import Counter, Statistics
from workbench.events import Event, Note, Progress, StageStarted
from workbench.jobs import Control
from workbench.room import with_room
from workbench.words import words

_NEW = ".new"


def drop_duplicates(
    folder: Path, finder: DuplicateFinder, documents: int, control: Control
) -> Generator[Event, None, Bits]:
    """Rewrite the documents without those that equal an earlier one; returns which they were."""
    yield StageStarted(words=words("Looking for duplicates"), total=documents, unit="documents")
    yield from with_room(finder.finish, control)
    for _ in finder.merge():
        yield from safe_point(control)
    finder.remove()
    marks = finder.marks
    if marks.any():
        yield from _rewrite(folder, marks, control)
    yield Progress(done=documents, total=documents)
    dropped = int(np.bitwise_count(marks).sum())
    yield Note(words=words("{count} duplicates were dropped", count=dropped))
    return marks


def _rewrite(folder: Path, marks: Bits, control: Control) -> Iterator[Event]:
    text, offsets = mapped(folder / TEXT, "u1"), mapped(folder / OFFSETS, "<u8")
    writer = DocumentWriter(folder, _NEW)
    for first, end in slices(offsets):
        yield from safe_point(control)
        kept = ~marked(marks, first, end)
        lengths = np.diff(offsets[first : end + 1]).astype(np.int64)
        data = text[offsets[first] : offsets[end]][np.repeat(kept, lengths)]
        writer.add(data.tobytes(), lengths[kept])
        yield from with_room(writer.write, control)
        yield Progress(done=end, total=len(offsets) - 1)
    yield from with_room(writer.flush, control)
    writer.close()
    del text, offsets  # Windows replaces no file that is mapped
    for name in (TEXT, OFFSETS):
        (folder / f"{name}{_NEW}").replace(folder / name)


def count(folder: Path, control: Control) -> Generator[Event, None, Statistics]:
    """Count characters, lengths and scripts over all documents."""
    text, offsets = mapped(folder / TEXT, "u1"), mapped(folder / OFFSETS, "<u8")
    total = len(text)
    yield StageStarted(words=words("Counting characters"), total=total, unit="bytes")
    counter = Counter()
    for number, (first, end) in enumerate(slices(offsets)):
        yield from safe_point(control)
        begin = int(offsets[first])
        starts = (offsets[first:end] - np.uint64(begin)).astype(np.int64)
        counter.add(text[begin : int(offsets[end])], starts)
        if number % 8 == 0:
            yield Progress(done=int(offsets[end]), total=total)
    yield Progress(done=total, total=total)
    return counter.statistics()
