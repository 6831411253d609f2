"""One search over a project: corpora, written texts, samples of runs, and what was said of runs.

Each part of what is looked for, between spaces, must be found, whatever its case and width; a part
may stand anywhere, so that two Chinese characters are found as well.
"""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from workbench.errors import BadInput, WorkbenchError
from workbench.words import Words, words

if TYPE_CHECKING:
    from workbench.project.project import Project

Place = Literal["run", "text", "sample", "corpus"]

MOST_OF_A_PLACE = 100
"""Of more in one corpus, or one of the other places, it is only said that there are more."""
MOST_CHARACTERS = 500
_AROUND = 60
_DOCUMENTS_AT_ONCE = 2_000


@dataclass(frozen=True)
class SearchHit:
    """Where something was found: `name` is what holds it, `at` the document, step or number there.

    `before`, `match` and `after` are the text around the first part that was looked for.
    """

    place: Place
    name: str
    at: int
    before: str
    match: str
    after: str
    run: str = ""

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
    """The state again and again, what is found quickly first; raises BadInput for an empty text."""
    parts = parts_of(text)
    hits: list[SearchHit] = []
    notes: list[Words] = []
    for name, found in (
        (words("names, tags and notes of runs"), _in_runs(project, parts)),
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
        try:
            for number, document in enumerate(project.corpus(corpus.id).documents()):
                documents += 1
                if (hit := _hit("corpus", corpus.name, number + 1, document, parts)) is not None:
                    of_corpus.append(hit)
                if len(of_corpus) > MOST_OF_A_PLACE:
                    break
                if not documents % _DOCUMENTS_AT_ONCE:
                    yield SearchState((*hits, *of_corpus), tuple(notes), documents)
        except WorkbenchError as error:
            notes.append(error.words)
        _take(hits, notes, words("'{name}'", name=corpus.name), iter(of_corpus))
        yield SearchState(tuple(hits), tuple(notes), documents)
    yield SearchState(tuple(hits), tuple(notes), documents, is_complete=True)


def parts_of(text: str) -> tuple[str, ...]:
    """What must be found, folded; raises BadInput where that is nothing, or too much."""
    if len(text) > MOST_CHARACTERS:
        raise BadInput(
            "at most {most} characters can be looked for, these are {count}",
            most=MOST_CHARACTERS,
            count=len(text),
        )
    parts = tuple(_folded(text).split())
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


def _in_texts(project: "Project", text: str, parts: tuple[str, ...]) -> Iterator[SearchHit]:
    """The history has an index of its own: its words are found by their beginnings."""
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
    folded = _folded(text)
    if not all(part in folded for part in parts):
        return None
    # Folding may change how many characters there are: then the text is shown as it was folded.
    shown = text if len(folded) == len(text) else folded
    begin = folded.index(parts[0])
    end = begin + len(parts[0])
    before, after = shown[max(0, begin - _AROUND) : begin], shown[end : end + _AROUND]
    return SearchHit(place, name, at, before, shown[begin:end], after, run)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
