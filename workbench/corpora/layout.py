"""How a corpus lies on disk: all documents in one file, and where each of them ends.

`text.bin` holds the documents in UTF-8, nothing between them; `offsets.bin` where each begins,
and where the last one ends (little-endian 64-bit); `validation.bin` the numbers of the documents
that are kept for validation, ascending (the same type); `meta.json` everything else.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict

from workbench.corpora.reading import Replaced, Skipped
from workbench.corpora.spec import AddCorpusSpec
from workbench.corpora.statistics import Statistics
from workbench.store.files.durable import open_stream
from workbench.words import Words, words

TEXT, OFFSETS, VALIDATION, META = "text.bin", "offsets.bin", "validation.bin", "meta.json"
_SLICE = 1024 * 1024

Offsets = npt.NDArray[np.uint64]
Text = npt.NDArray[np.uint8]


class Overlap(BaseModel):
    """How many long lines and documents the validation text has, and how many are trained on too.

    Equal word for word; short ones, which may well be written twice, are not counted.
    """

    model_config = ConfigDict(frozen=True)

    long_lines: int
    lines: int
    long_documents: int
    documents: int

    @property
    def words(self) -> Words:
        """The sentence that says so."""
        if not self.lines and not self.documents:
            return words(
                "of the validation text, none of {long_lines} long lines and none of "
                "{long_documents} documents also stands in the training text",
                long_lines=self.long_lines,
                long_documents=self.long_documents,
            )
        return words(
            "of the validation text, {lines} of {long_lines} long lines and {documents} of "
            "{long_documents} documents also stand in the training text, word for word; what is "
            "measured there flatters the model (drop duplicates, or name other validation files)",
            **self.model_dump(),
        )


class CorpusMeta(BaseModel):
    """What `meta.json` holds; `skipped` counts, `skipped_parts` lists files and the first
    hundred parts of files.

    `boilerplate` is in characters, whether it was kept or not; `overlap` is None in a corpus of an
    earlier version. `replaced` counts characters that could not be read, `replaced_in` lists the
    first hundred files with such. `notes` say what was guessed or odd about single files.
    """

    model_config = ConfigDict(frozen=True)

    format: int = 1
    kind: str = "corpus"
    name: str
    encoding: str
    documents: int
    characters: int
    bytes: int
    skipped: int
    duplicates: int
    validation_documents: int
    validation_bytes: int
    preview: str
    statistics: Statistics
    skipped_parts: tuple[Skipped, ...]
    replaced: int = 0
    replaced_in: tuple[Replaced, ...] = ()
    boilerplate: int = 0
    overlap: Overlap | None = None
    encodings: dict[str, int]
    notes: tuple[Words, ...] = ()
    spec: AddCorpusSpec


class DocumentWriter:
    """Writes `text.bin` and `offsets.bin` (with a suffix), some documents at a time."""

    def __init__(self, folder: Path, suffix: str = "") -> None:
        self._text = open_stream(folder / f"{TEXT}{suffix}")
        self._offsets = open_stream(folder / f"{OFFSETS}{suffix}")
        self._offsets.write(np.zeros(1, "<u8").tobytes())
        self.documents = 0
        self.bytes = 0

    def add(self, text: bytes, lengths: npt.NDArray[np.int64]) -> None:
        """Append documents, in memory until `write`: their UTF-8 bytes, and how many each has."""
        self._text.hold(text)
        ends = self.bytes + np.cumsum(lengths)
        self._offsets.hold(ends.astype("<u8").tobytes())
        self.documents += len(lengths)
        self.bytes += len(text)

    def write(self) -> None:
        """Hand on what is held once it is large; may be called again where there was no room."""
        self._text.flush_when_large()
        self._offsets.flush_when_large()

    def flush(self) -> None:
        """Hand on all that is held; may be called again where there was no room."""
        self._text.flush()
        self._offsets.flush()

    def close(self) -> None:
        self._text.close()
        self._offsets.close()


def mapped(path: Path, dtype: str) -> npt.NDArray[Any]:
    """A file as a read-only array that is paged in as it is used; empty files too."""
    if path.stat().st_size == 0:
        return np.zeros(0, dtype)
    return np.memmap(path, dtype, mode="r")


def slices(offsets: Offsets) -> Iterator[tuple[int, int]]:
    """Runs of documents (first, end) of about 1 MiB together."""
    first, last = 0, len(offsets) - 1
    while first < last:
        below = int(offsets[first]) + _SLICE
        end = int(np.searchsorted(offsets, np.uint64(below), side="right")) - 1
        end = min(max(end, first + 1), last)
        yield first, end
        first = end
