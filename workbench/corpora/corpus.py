"""A stored corpus: its documents, read through the memory map, and what is known of it."""

import mmap
from codecs import getincrementaldecoder
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import ValidationError

from workbench.corpora.layout import META, OFFSETS, TEXT, VALIDATION, CorpusMeta, Offsets, mapped
from workbench.corpora.reading import Skipped
from workbench.corpora.statistics import Statistics
from workbench.errors import Corrupt, NotFound
from workbench.file_formats.plain_file import open_plain_file
from workbench.store.files import looking
from workbench.store.files.checked import require_intact
from workbench.store.files.manifest import folder_digest

Split = Literal["train", "validation", "all"]
_TOGETHER = 4096


class Corpus:
    """A corpus folder, opened for reading; any number of readers may go over it at once."""

    def __init__(self, folder: Path, meta: CorpusMeta, offsets: Offsets, kept: Offsets) -> None:
        self.folder = folder
        self.meta = meta
        self._offsets = offsets
        self._validation = kept

    @classmethod
    def open(cls, folder: Path) -> "Corpus":
        """Open a corpus; raises NotFound, or Corrupt naming the file that is not as written."""
        meta = read_meta(folder)
        offsets = _numbers(folder / OFFSETS, meta.documents + 1)
        kept = _numbers(folder / VALIDATION, meta.validation_documents)
        _check_size(folder / TEXT, int(offsets[-1]))
        return cls(folder, meta, offsets, kept)

    @property
    def name(self) -> str:
        return self.meta.name

    @property
    def digest(self) -> str:
        """A SHA-256 (hex) of the text, its documents and their split."""
        return folder_digest(self.folder)

    @property
    def statistics(self) -> Statistics:
        return self.meta.statistics

    @property
    def preview(self) -> str:
        """The first lines, as they were read."""
        return self.meta.preview

    @property
    def skipped_parts(self) -> tuple[Skipped, ...]:
        """What could not be read: files, and the first parts; `meta.skipped` counts all."""
        return self.meta.skipped_parts

    def count(self, split: Split = "all") -> int:
        """How many documents there are."""
        return _part(split, self.meta.documents, self.meta.validation_documents)

    def bytes(self, split: Split = "all") -> int:
        """How many bytes of UTF-8 the documents have together."""
        return _part(split, self.meta.bytes, self.meta.validation_bytes)

    def documents(self, split: Split = "all", start: int = 0) -> Iterator[str]:
        """The documents of a split in order, beginning with its `start`-th (from 0).

        Its files are checked first; raises Corrupt, naming the one that is not as written.
        """
        require_intact(self.folder)
        yield from self.unchecked_documents(split, start)

    def unchecked_documents(self, split: Split = "all", start: int = 0) -> Iterator[str]:
        """The same as the files have it now, whatever became of them: to look, or to estimate.

        Raises Corrupt for what is no text.
        """
        with (
            open_plain_file(self.folder / TEXT) as file,
            mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as text,
        ):
            for numbers in self._document_numbers(split, start):
                begins, ends = self._offsets[numbers], self._offsets[numbers + np.uint64(1)]
                for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
                    yield _decoded(text[begin:end], self.folder / TEXT)

    def document(self, number: int) -> str:
        """One of all documents (from 0), unchecked; raises Corrupt for what is no text."""
        begin, end = self._offsets[number : number + 2].tolist()
        with open_plain_file(self.folder / TEXT) as file:
            file.seek(begin)
            return _decoded(file.read(end - begin), self.folder / TEXT)

    def beginning(self, split: Split, most_characters: int) -> tuple[str, ...]:
        """The first documents of a split, in all as long as can be looked at; the last one cut."""
        shown: list[str] = []
        room = most_characters
        for document in self.documents(split):
            shown.append(document if len(document) <= room else document[:room] + "…")
            room -= len(document)
            if room <= 0:
                break
        return tuple(shown)

    def stretch(
        self, split: Split, number: int, inside: float, most_bytes: int
    ) -> tuple[str, bool]:
        """Some of a split's `number`-th document (from 0), at most so many bytes, unchecked; and
        whether it is the document's beginning.

        A document that is longer is read from `inside` on, a share of what can be left out.
        """
        (first, *_) = next(self._document_numbers(split, number)).tolist()
        begin, end = self._offsets[first : first + 2].tolist()
        left_out = int(inside * max(end - begin - most_bytes, 0))
        begin += left_out
        with open_plain_file(self.folder / TEXT) as file:
            file.seek(begin)
            read = file.read(min(most_bytes, end - begin))
        while read and read[0] & 0xC0 == 0x80:  # the rest of a character
            read = read[1:]
        try:
            return getincrementaldecoder("utf-8")().decode(read), not left_out
        except UnicodeDecodeError:
            raise _damaged(self.folder / TEXT) from None

    def _document_numbers(self, split: Split, start: int) -> Iterator[Offsets]:
        """The numbers of a split's documents, some thousand at a time."""
        if split == "validation":
            for first in range(start, len(self._validation), _TOGETHER):
                yield self._validation[first : first + _TOGETHER]
            return
        first = start if split == "all" else self._training_document(start)
        for begin in range(first, self.meta.documents, _TOGETHER):
            numbers = np.arange(begin, min(begin + _TOGETHER, self.meta.documents), dtype=np.uint64)
            yield numbers if split == "all" else self._without_validation(numbers)

    def _training_document(self, start: int) -> int:
        """The number of the training document that has `start` training documents before it."""
        training_before = self._validation - np.arange(len(self._validation), dtype=np.uint64)
        return start + int(np.searchsorted(training_before, np.uint64(start), side="right"))

    def _without_validation(self, numbers: Offsets) -> Offsets:
        low, high = np.searchsorted(
            self._validation, numbers[[0, -1]] + np.array([0, 1], np.uint64)
        )
        return np.setdiff1d(numbers, self._validation[low:high], assume_unique=True)


def read_meta(folder: Path) -> CorpusMeta:
    """What `meta.json` says; raises NotFound without it, Corrupt when it is not readable."""
    path = folder / META
    try:
        return CorpusMeta.model_validate_json(looking.read_bytes(path))
    except FileNotFoundError:
        raise NotFound("there is no corpus in {folder}", folder=folder) from None
    except ValidationError:
        raise Corrupt("{path} is damaged and cannot be read", path=path) from None


def _decoded(document: bytes, path: Path) -> str:
    try:
        return document.decode()
    except UnicodeDecodeError:
        raise _damaged(path) from None


def _damaged(path: Path) -> Corrupt:
    return Corrupt("{path} is damaged: it is not what was written", path=path)


def _numbers(path: Path, count: int) -> Offsets:
    _check_size(path, 8 * count)
    return mapped(path, "<u8")


def _check_size(path: Path, expected: int) -> None:
    if not path.is_file():
        raise Corrupt("{path} is missing", path=path)
    size = path.stat().st_size
    if size != expected:
        raise Corrupt(
            "{path} is damaged: it has {size} bytes instead of {expected}",
            path=path,
            size=size,
            expected=expected,
        )


def _part(split: Split, total: int, validation: int) -> int:
    match split:
        case "all":
            return total
        case "validation":
            return validation
        case "train":
            return total - validation
