"""How much of the validation text also stands in the training text, word for word.

Lines long enough to be no coincidence are compared, and documents as a whole. Both are known by
their hashes, 8 bytes each, so that memory stays small.
"""

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt

from workbench.corpora.importing.stopping import safe_point
from workbench.corpora.layout import OFFSETS, TEXT, VALIDATION, Offsets, Overlap, mapped, slices
from workbench.events import Event, Level, Note, Progress, StageStarted
from workbench.jobs import Control
from workbench.words import words

SHORTEST_LINE_BYTES = 60
"""A shorter line may well be written twice: a heading, an answer in a dialogue."""

SHORTEST_DOCUMENT_BYTES = 30

Hashes = npt.NDArray[np.int64]


@dataclass
class _Known:
    """Hashes of validation texts, sorted, each once; which of them were seen, and how often each
    occurs."""

    hashes: Hashes
    occurrences: Hashes
    seen: npt.NDArray[np.bool_] = field(init=False)

    def __post_init__(self) -> None:
        self.seen = np.zeros(len(self.hashes), bool)

    @classmethod
    def of(cls, parts: Sequence[Hashes]) -> "_Known":
        every = np.concatenate([*parts, np.zeros(0, np.int64)])
        return cls(*np.unique(every, return_counts=True))

    def look_for(self, hashes: Hashes) -> None:
        """Mark those that are among `hashes`."""
        if len(self.hashes):
            places = np.searchsorted(self.hashes, hashes)
            places[places == len(self.hashes)] = 0
            self.seen[places[self.hashes[places] == hashes]] = True

    @property
    def total(self) -> int:
        return int(self.occurrences.sum())

    @property
    def found(self) -> int:
        return int(self.occurrences[self.seen].sum())


def measure(folder: Path, control: Control) -> Generator[Event, None, Overlap]:
    """Count the validation lines and documents that are also trained on; says so if there are."""
    text, offsets = mapped(folder / TEXT, "u1"), mapped(folder / OFFSETS, "<u8")
    kept = mapped(folder / VALIDATION, "<u8")
    yield StageStarted(
        words=words("Comparing validation text with training text"), total=len(text), unit="bytes"
    )
    parts: list[tuple[Hashes, Hashes]] = []
    for documents, _ in _slices(text, offsets, kept, of_validation=True):
        yield from safe_point(control)
        parts.append(_hashed(documents))
    lines, whole = _Known.of([part[0] for part in parts]), _Known.of([part[1] for part in parts])
    for documents, done in _slices(text, offsets, kept, of_validation=False):
        yield from safe_point(control)
        of_lines, of_documents = _hashed(documents)
        lines.look_for(of_lines)
        whole.look_for(of_documents)
        yield Progress(done=done, total=len(text))
    overlap = Overlap(
        long_lines=lines.total,
        lines=lines.found,
        long_documents=whole.total,
        documents=whole.found,
    )
    yield from _told(overlap)
    return overlap


def _slices(
    text: npt.NDArray[np.uint8], offsets: Offsets, kept: Offsets, of_validation: bool
) -> Iterator[tuple[list[bytes], int]]:
    """The documents of one part of the corpus, about a megabyte at a time, and how far that is."""
    for first, end in slices(offsets):
        low, high = np.searchsorted(kept, np.array([first, end], np.uint64))
        is_kept = np.zeros(end - first, bool)
        is_kept[(kept[low:high] - np.uint64(first)).astype(np.int64)] = True
        chosen = np.flatnonzero(is_kept == of_validation)
        if len(chosen):
            bounds = offsets[first : end + 1]
            data = text[int(bounds[0]) : int(bounds[-1])].tobytes()
            edges = (bounds - bounds[0]).tolist()
            yield [data[edges[i] : edges[i + 1]] for i in chosen.tolist()], int(bounds[-1])


def _hashed(documents: list[bytes]) -> tuple[Hashes, Hashes]:
    """The hashes of the long lines, and of the documents that are not short."""
    lines = [
        stripped
        for document in documents
        for line in document.split(b"\n")
        if len(line) >= SHORTEST_LINE_BYTES and len(stripped := line.strip()) >= SHORTEST_LINE_BYTES
    ]
    whole = [one.strip() for one in documents if len(one) >= SHORTEST_DOCUMENT_BYTES]
    return _hashes(lines), _hashes(whole)


def _hashes(texts: list[bytes]) -> Hashes:
    return np.fromiter(map(hash, texts), np.int64, len(texts))


def _told(overlap: Overlap) -> Iterator[Event]:
    if overlap.lines or overlap.documents:
        yield Note(words=overlap.words, level=Level.WARNING)
