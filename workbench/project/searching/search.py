"""One search over a project: corpora, written texts, samples of runs, and what was said of runs.

Each part of what is looked for, between spaces, must be found, whatever its case and width; a part
may stand anywhere, so that two Chinese characters are found as well. What stands in quotation marks
is one part.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from workbench.corpora.search_text import folded
from workbench.errors import BadInput, CannotBeRead, Corrupt, WorkbenchError
from workbench.project.searching.corpus_search import documents_with, keep_for_search
from workbench.store.runs.notes.step_notes import read_step_notes
from workbench.words import Words, words

if TYPE_CHECKING:
    from workbench.project.project import Project

Place = Literal["run", "note", "text", "sample", "corpus"]

MOST_OF_A_PLACE = 100
"""Of more in one corpus, or one of the other places, it is only said that there are more."""
MOST_CHARACTERS = 500
_AROUND = 60
_PART = re.compile(r'"([^"]+)"|“([^”]+)”|(\S+)')


@dataclass(frozen=True)
class SearchHit:
    """Where something was found: `name` is what holds it, `at` the document, step or number there.

    `before`, `match` and `after` are the text around the first part that was looked for, which
    begins in a line (from 1) of the text.
    """

    place: Place
    name: str
    at: int
    before: str
    match: str
    after: str
    run: str = ""
    line: int = 1

    @property
    def shown(self) -> str:
        """The text around it in one line."""
        return " ".join(f"{self.before}{self.match}{self.after}".split())


@dataclass(frozen=True)
class SearchState:
    """What was found by now; `notes` say what was cut or could not be searched."""

    hits: tuple[SearchHit, ...] = ()
    notes: tuple[Words, ...] = ()
    documents: int = 0
    is_complete: bool = False


def search(project: "Project", text: str) -> Iterator[SearchState]:
    """The state again and again, what is found quickly first; raises BadInput for an empty text.

    Once it is complete, it comes again while corpora are kept so that the next search is faster.
    """
    parts = parts_of(text)
    hits: list[SearchHit] = []
    notes: list[Words] = []
    for name, found in (
        (words("names, tags and notes of runs"), _in_runs(project, parts)),
        (words("notes at steps"), _in_step_notes(project, parts)),
        (words("written texts"), _in_texts(project, text, parts)),
        (words("samples of runs"), _in_samples(project, parts)),
    ):
        try:
            _take(hits, notes, name, found)
        except WorkbenchError as error:
            notes.append(error.words)
        yield SearchState(tuple(hits), tuple(notes))
    documents = 0
    for corpus in project.corpora:
        of_corpus: list[SearchHit] = []
        read = 0
        try:
            for found_or_read in documents_with(project, corpus, parts):
                if isinstance(found_or_read, int):
                    read = found_or_read
                    yield SearchState((*hits, *of_corpus), tuple(notes), documents + read)
                    continue
                number, document = found_or_read
                read = number + 1
                if (hit := _hit("corpus", corpus.name, read, document, parts)) is not None:
                    of_corpus.append(hit)
                if len(of_corpus) > MOST_OF_A_PLACE:
                    break
        except WorkbenchError as error:
            notes.append(error.words)
        documents += read
        _take(hits, notes, words("'{name}'", name=corpus.name), iter(of_corpus))
        yield SearchState(tuple(hits), tuple(notes), documents)
    last = SearchState(tuple(hits), tuple(notes), documents, is_complete=True)
    yield last
    for _ in keep_for_search(project):
        yield last


def parts_of(text: str) -> tuple[str, ...]:
    """What must be found, folded; raises BadInput where that is nothing, or too much."""
    if len(text) > MOST_CHARACTERS:
        raise BadInput(
            "at most {most} characters can be looked for, these are {count}",
            most=MOST_CHARACTERS,
            count=len(text),
        )
    found = _PART.finditer(folded(text))
    parts = tuple(part for one in found if (part := one[one.lastindex or 0].strip()))
    if not parts:
        raise BadInput("write what is to be looked for")
    return parts


def _take(
    hits: list[SearchHit], notes: list[Words], name: Words, found: Iterator[SearchHit]
) -> None:
    """Add what was found in a place, as much as is shown of one."""
    for number, hit in enumerate(found):
        if number == MOST_OF_A_PLACE:
            notes.append(words("{name}: only the first {count} are shown", name=name, count=number))
            return
        hits.append(hit)


def _in_runs(project: "Project", parts: tuple[str, ...]) -> Iterator[SearchHit]:
    for row in project.run_table.rows():
        run = row.record
        said = "\n".join((run.name, *run.remarks.tags, run.remarks.note))
        if (hit := _hit("run", run.name, 0, said, parts, run.id)) is not None:
            yield hit


def _in_step_notes(project: "Project", parts: tuple[str, ...]) -> Iterator[SearchHit]:
    """Damaged notes are told by their run."""
    for run in project.catalogue.listed_runs():
        with suppress(CannotBeRead, Corrupt):
            for note in read_step_notes(run.folder):
                hit = _hit("note", run.name, note.step, note.text, parts, run.id)
                if hit is not None:
                    yield hit


def _in_texts(project: "Project", text: str, parts: tuple[str, ...]) -> Iterator[SearchHit]:
    """The history finds what is alike but for signs; the texts that hold them are told here."""
    for kept in project.history.find(text, most=MOST_OF_A_PLACE + 1).texts:
        said = "\n".join((*kept.written.searched(), kept.note))
        hit = _hit("text", kept.written.model, kept.id, said, parts)
        if hit is not None:
            yield hit


def _in_samples(project: "Project", parts: tuple[str, ...]) -> Iterator[SearchHit]:
    names = {run.id: run.name for run in project.catalogue.listed_runs()}
    for run_id, step, prompt, text in project.catalogue.samples():
        hit = _hit("sample", names.get(run_id, run_id), step, f"{prompt}{text}", parts, run_id)
        if hit is not None:
            yield hit


def _hit(
    place: Place, name: str, at: int, text: str, parts: tuple[str, ...], run: str = ""
) -> SearchHit | None:
    """What was found in a text; None where a part is missing."""
    plain = folded(text)
    if not all(part in plain for part in parts):
        return None
    # Folding may change how many characters there are: then the text is shown as it was folded.
    shown = text if len(plain) == len(text) else plain
    begin = plain.index(parts[0])
    end = begin + len(parts[0])
    before, after = shown[max(0, begin - _AROUND) : begin], shown[end : end + _AROUND]
    line = shown.count("\n", 0, begin) + 1
    return SearchHit(place, name, at, before, shown[begin:end], after, run, line)
