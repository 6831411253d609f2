"""Searching the corpora of a project: by what is kept of them, or by reading them through."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.corpora.search_text import (
    MOST_BYTES,
    folded,
    forget_others,
    keep_search_text,
    open_search_text,
)
from workbench.errors import WorkbenchError
from workbench.store.files.checked import require_intact
from workbench.store.files.own import SEARCHED
from workbench.store.records import CorpusRecord

if TYPE_CHECKING:
    from workbench.corpora.corpus import Corpus
    from workbench.project.project import Project

_READ_AT_ONCE = 2_000


def documents_with(
    project: "Project", record: CorpusRecord, parts: Sequence[str]
) -> Iterator[tuple[int, str] | int]:
    """The numbers (from 0) and texts of the documents with every part; between them, again and
    again, how many documents were read. Raises NotFound, Corrupt, CannotBeRead."""
    corpus = project.corpus(record.id)
    kept = open_search_text(kept_in(project), corpus)
    if kept is None:
        yield from _read_through(corpus, parts)
        return
    require_intact(corpus.folder)
    for number in kept.documents_with(parts):
        yield number, corpus.document(number)
    yield corpus.count()


def _read_through(corpus: "Corpus", parts: Sequence[str]) -> Iterator[tuple[int, str] | int]:
    number = -1
    for number, document in enumerate(corpus.documents()):
        text = folded(document)
        if all(part in text for part in parts):
            yield number, document
        if not number % _READ_AT_ONCE:
            yield number
    yield number + 1


def keep_for_search(project: "Project") -> Iterator[int]:
    """Keep every corpus that is not too large as it is searched; gives documents as they are read.

    A corpus that is damaged, or has no room to be kept, is read through at each search.
    """
    if project.catalogue.read_only:
        return
    corpora = [project.corpus(record.id) for record in project.corpora]
    parent = kept_in(project)
    forget_others(parent, corpora)
    for corpus in corpora:
        if corpus.bytes() <= MOST_BYTES and open_search_text(parent, corpus) is None:
            try:
                yield from keep_search_text(parent, corpus)
            except WorkbenchError:
                continue


def kept_in(project: "Project") -> Path:
    """The folder of what is kept for searches; it is made anew wherever it is missing."""
    return project.folder / SEARCHED
