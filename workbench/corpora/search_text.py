"""A corpus's text folded for search: made once, kept, and looked through in a moment.

`text.bin` holds the documents in Unicode's form NFKC without case, each followed by a byte that no
text has; `search.json` the digest of the corpus that it was made from.
"""

import json
import mmap
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from workbench.corpora.corpus import Corpus
from workbench.errors import Corrupt
from workbench.file_formats.plain_file import open_plain_file
from workbench.store.files import checked, durable, leftovers, looking

END = b"\xff"
"""Stands behind each document; no byte of a text in UTF-8 is like it."""
TEXT, META = "text.bin", "search.json"
FORMAT = 1
MOST_BYTES = 200 << 20
"""A larger corpus is read through at each search: keeping it folded would take as much again."""
_TOGETHER = 4096
_AT_ONCE = 8 << 20
"""So many bytes are looked through before others have their turn."""
_SAMPLE = 1 << 20
_DIGITS = 24


def folded(text: str) -> str:
    """A text as it is compared: in Unicode's form NFKC, without case."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def encoded(text: str) -> bytes:
    """A folded text in UTF-8; halves of characters as what stands for no character."""
    return text.encode("utf-8", errors="replace")


class SearchText:
    """A folded corpus, mapped into memory."""

    def __init__(self, folder: Path) -> None:
        with open_plain_file(folder / TEXT) as file:
            self._text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)

    def documents_with(self, parts: Sequence[str]) -> Iterator[int]:
        """The numbers (from 0) of the documents that have every part, in their order."""
        sought = [encoded(part) for part in parts]
        if any(self._find(part, 0) < 0 for part in sought):
            return
        rarest = min(sought, key=self._text[:_SAMPLE].count)
        number = counted = 0
        at = self._find(rarest, 0)
        while at >= 0:
            begin, end = self._text.rfind(END, 0, at) + 1, self._text.find(END, at)
            number, counted = number + self._ends(counted, begin), begin
            if all(self._text.find(part, begin, end) >= 0 for part in sought):
                yield number
            at = self._find(rarest, end)

    def _find(self, part: bytes, begin: int) -> int:
        """Where a part stands at or behind a place; −1 for nowhere."""
        while begin < len(self._text):
            at = self._text.find(part, begin, begin + _AT_ONCE + len(part) - 1)
            if at >= 0:
                return at
            begin += _AT_ONCE
        return -1

    def _ends(self, begin: int, end: int) -> int:
        """How many documents end between two places."""
        places = range(begin, end, _AT_ONCE)
        return sum(self._text[at : min(at + _AT_ONCE, end)].count(END) for at in places)


def open_search_text(parent: Path, corpus: Corpus) -> SearchText | None:
    """What was kept of a corpus in a folder; None where it is missing, damaged or outdated."""
    digest = corpus.digest
    folder = _folder(parent, digest)
    try:
        checked.require_intact(folder)
        meta = json.loads(looking.read_bytes(folder / META))
    except (Corrupt, FileNotFoundError, ValueError):
        return None
    return SearchText(folder) if meta == _meta(digest) else None


def keep_search_text(parent: Path, corpus: Corpus) -> Iterator[int]:
    """Fold a corpus and keep it in a folder; gives again and again how many documents are done.

    Raises Corrupt for a damaged corpus, ReadOnly or DiskFull where it cannot be kept.
    """
    digest = corpus.digest
    folder = _folder(parent, digest)
    durable.make_folder(parent)
    with durable.staging(folder, replace=True, needed_bytes=corpus.bytes()) as temporary:
        with durable.open_stream(temporary / TEXT) as stream:
            documents, done = corpus.documents(), 0
            while together := list(islice(documents, _TOGETHER)):
                stream.write(_lines(together))
                done += len(together)
                yield done
        durable.write_json(temporary / META, _meta(digest))


def forget_others(parent: Path, corpora: Sequence[Corpus]) -> None:
    """Remove what was kept of corpora that are no longer there."""
    kept = {_folder(parent, corpus.digest) for corpus in corpora}
    for folder in looking.children(parent) if parent.is_dir() else ():
        if folder not in kept and not leftovers.is_leftover(folder):
            durable.remove_tree(folder)


def _lines(documents: Sequence[str]) -> bytes:
    """Documents folded together, which is many times faster; each ends with its byte."""
    together = folded("\0".join(documents))
    if together.count("\0") == len(documents) - 1:
        return encoded(together).replace(b"\0", END) + END
    return b"".join(encoded(folded(one)) + END for one in documents)


def _folder(parent: Path, digest: str) -> Path:
    return parent / digest[:_DIGITS]


def _meta(digest: str) -> dict[str, object]:
    return {"format": FORMAT, "digest": digest, "unicode": unicodedata.unidata_version}
