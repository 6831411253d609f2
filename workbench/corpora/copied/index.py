"""The index of a corpus's training text by which copied passages are found: made once, and kept.

`text.bin` holds the documents folded, each followed by a byte that no text has; `begins.bin` where
each of them begins (little-endian 64-bit); `order.bin` the numbers of the suffixes that begin at
every `stride`-th byte, in ascending order (32-bit); `index.json` the rest.
"""

import json
import mmap
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from workbench.corpora.copied.folded import END, folded_bytes
from workbench.corpora.copied.longest import SuffixSearch
from workbench.corpora.copied.suffix_order import suffix_order
from workbench.corpora.corpus import Corpus
from workbench.corpora.layout import mapped
from workbench.errors import BadInput, Corrupt
from workbench.file_formats.plain_file import open_plain_file
from workbench.jobs import Pace
from workbench.store.files import checked, durable, leftovers, lock, looking

TEXT, BEGINS, ORDER, META = "text.bin", "begins.bin", "order.bin", "index.json"
FORMAT = 1
MOST_SUFFIXES = 1 << 24
"""Of a larger text fewer suffixes are put in order: every second byte's, every fourth's, ..."""
_WAIT_S = 600.0
_DIGITS = 24


@dataclass(frozen=True)
class IndexProgress:
    """How far the making of an index is, from 0 to 1."""

    corpus: str
    share: float


@dataclass(frozen=True)
class CopiedPassage:
    """The longest passage of a text that stands in a corpus's training text, folded.

    Empty where there is none; one of less than `least` bytes (UTF-8) may be missed. It begins at
    a character of the folded text (from 0) that has `characters` in all, and stands in a training
    document (counted from 1).
    """

    corpus: str
    text: str
    begin: int
    characters: int
    document: int
    least: int

    @property
    def share(self) -> float:
        """How much of the text it is."""
        return len(self.text) / self.characters if self.characters else 0.0


class CorpusIndex:
    """An index, opened: its files are mapped into memory and read where they are needed."""

    def __init__(self, folder: Path, corpus: str, stride: int) -> None:
        self._corpus = corpus
        with open_plain_file(folder / TEXT) as file:
            text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._begins = mapped(folder / BEGINS, "<u8")
        self._search = SuffixSearch(text, mapped(folder / ORDER, "<u4"), stride)

    def longest_copy(self, text: str) -> CopiedPassage:
        """The longest passage of a text that a training document has too."""
        sought = folded_bytes(text)
        match = self._search.longest(sought)
        document = int(np.searchsorted(self._begins, match.place, side="right"))
        return CopiedPassage(
            corpus=self._corpus,
            text=sought[match.begin : match.end].decode(),
            begin=len(sought[: match.begin].decode()),
            characters=len(sought.decode()),
            document=document if match.length else 0,
            least=self._search.least,
        )


def index_folder(parent: Path, digest: str) -> Path:
    """Where the index of a corpus is kept."""
    return parent / digest[:_DIGITS]


def open_index(parent: Path, corpus: Corpus) -> Generator[IndexProgress, None, CorpusIndex]:
    """The index of a corpus among those in a folder, made where it is missing or damaged.

    Raises BadInput for a corpus without training text, Corrupt for a damaged one, ReadOnly or
    DiskFull where the index cannot be kept.
    """
    digest = corpus.digest
    folder = index_folder(parent, digest)
    stride = _stride_of(folder, digest)
    if not stride:
        durable.make_folder(parent)
        with lock.acquire(parent / "lock", "the index of copied passages", _WAIT_S):
            stride = _stride_of(folder, digest)
            if not stride:
                leftovers.clear_of(folder)
                yield from _make(folder, corpus, digest)
                stride = _stride_of(folder, digest)
    return CorpusIndex(folder, corpus.name, stride)


def is_made(parent: Path, digest: str) -> bool:
    """Whether there is an index already; it may be damaged."""
    return looking.is_file(index_folder(parent, digest) / META)


def _stride_of(folder: Path, digest: str) -> int:
    """The stride of an index as it was written; 0 without one, or for a damaged one."""
    try:
        checked.require_intact(folder)
        meta = json.loads(looking.read_bytes(folder / META))
    except (Corrupt, FileNotFoundError, ValueError):
        return 0
    return int(meta["stride"]) if (meta["format"], meta["digest"]) == (FORMAT, digest) else 0


def _make(folder: Path, corpus: Corpus, digest: str) -> Iterator[IndexProgress]:
    if not corpus.bytes("train"):
        raise BadInput("the corpus '{name}' has no training text to be copied", name=corpus.name)
    with durable.staging(folder, replace=True, needed_bytes=2 * corpus.bytes("train")) as staged:
        for share in _write_text(staged, corpus):
            yield IndexProgress(corpus.name, share / 2)
        text = mapped(staged / TEXT, "u1")
        stride = stride_for(len(text))
        order_n = None
        rounds = suffix_order(text, stride)
        while order_n is None:
            try:
                yield IndexProgress(corpus.name, 0.5 + next(rounds) / 2)
            except StopIteration as end:
                order_n = end.value
        with durable.open_stream(staged / ORDER) as stream:
            stream.write(np.asarray(order_n, dtype="<u4").tobytes())
        meta = {"format": FORMAT, "digest": digest, "stride": stride}
        (staged / META).write_text(json.dumps(meta), encoding="utf-8")
        del text


def stride_for(size: int) -> int:
    """At which bytes of a text so large suffixes begin that are put in order."""
    stride = 1
    while size > MOST_SUFFIXES * stride:
        stride *= 2
    return stride


def _write_text(folder: Path, corpus: Corpus) -> Iterator[float]:
    """Write the folded training documents; gives how far it is, now and then."""
    begins, size, read, pace = [], 0, 0, Pace()
    with durable.open_stream(folder / TEXT) as stream:
        for document in corpus.documents("train"):
            begins.append(size)
            data = folded_bytes(document) + END
            stream.write(data)
            size += len(data)
            read += len(document.encode())
            if pace.is_due():
                yield min(read / corpus.bytes("train"), 1.0)
    with durable.open_stream(folder / BEGINS) as stream:
        stream.write(np.array(begins, dtype="<u8").tobytes())
