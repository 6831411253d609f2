"""The first half of an import: finding the files, and writing their documents one after another."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from workbench.corpora.boilerplate import told_of_file
from workbench.corpora.duplicates import DuplicateFinder
from workbench.corpora.importing.origins import DocumentSource, from_files, from_sample
from workbench.corpora.importing.stopping import safe_point
from workbench.corpora.layout import DocumentWriter
from workbench.corpora.reading import LONGEST_DOCUMENT, DocumentBatch, ReadingLog, first_lines
from workbench.corpora.sources import Source, find_sources
from workbench.corpora.spec import AddCorpusSpec
from workbench.events import Event, Level, Note, Progress, StageStarted
from workbench.jobs import Control
from workbench.room import with_room
from workbench.words import words

_REPORTS = 200
_NAMED = 5
"""How many skipped parts are reported one by one during the import; the corpus lists more."""

_PREVIEWED = 2000


@dataclass(frozen=True)
class Intake:
    """What was written: the first `given` of all documents are validation documents by request."""

    documents: int
    given: int
    preview: str


def find(
    spec: AddCorpusSpec, log: ReadingLog, control: Control
) -> Generator[Event, None, DocumentSource]:
    """Find everything that is to be read; a file given for validation is not trained on."""
    if spec.sample:
        return from_sample(spec)
    yield StageStarted(words=words("Looking for text files"), unit="files")
    validation = yield from _sources(spec.validation_files, log, control)
    given = {source.identity for source in validation}
    training = yield from _sources(spec.files, log, control)
    kept = [
        source
        for source in training
        if source.identity not in given and _is_data(source, spec.boilerplate == "remove", log)
    ]
    return from_files(spec, kept, validation, log)


def _is_data(source: Source, remove: bool, log: ReadingLog) -> bool:
    """Whether a file is read; what stands beside the data is named, and left out when asked."""
    if not source.beside:
        return True
    why = told_of_file(source.name, source.beside == "about", remove)
    if remove:
        log.skip(source.name, 0, why)
    else:
        log.note(why, Level.WARNING)
    return not remove


def _sources(
    paths: tuple[str, ...], log: ReadingLog, control: Control
) -> Generator[Event, None, list[Source]]:
    sources: list[Source] = []
    for source in find_sources(paths, log):
        yield from safe_point(control)
        sources.append(source)
        if len(sources) % 1000 == 0:
            yield Progress(done=len(sources))
    return sources


def take_in(
    origin: DocumentSource,
    folder: Path,
    finder: DuplicateFinder | None,
    log: ReadingLog,
    control: Control,
) -> Generator[Event, None, Intake]:
    """Write all documents into `folder`, those given for validation first."""
    yield StageStarted(words=words("Reading documents"), total=origin.total, unit=origin.unit)
    taker = _Taker(DocumentWriter(folder), finder, origin.total, log)
    for batch in origin.validation:
        yield from safe_point(control)
        yield from taker.take(batch)
        yield from with_room(taker.write, control)
    given, taker.preview = taker.writer.documents, ""
    for batch in origin.training:
        yield from safe_point(control)
        yield from taker.take(batch)
        yield from with_room(taker.write, control)
    yield from with_room(taker.writer.flush, control)
    taker.writer.close()
    yield Progress(done=origin.total, total=origin.total)
    yield from _last_notes(log, taker.skips_named)
    return Intake(taker.writer.documents, given, first_lines(taker.preview))


class _Taker:
    """Writes batches of documents, and yields its progress from time to time."""

    def __init__(
        self, writer: DocumentWriter, finder: DuplicateFinder | None, total: int, log: ReadingLog
    ) -> None:
        self.writer = writer
        self.preview = ""
        self._finder = finder
        self._total = total
        self._log = log
        self._reported = 0
        self.skips_named = 0

    def take(self, batch: DocumentBatch) -> Iterator[Event]:
        """Take a batch into memory, until `write`."""
        texts = [document.encode() for document in batch.documents]
        if texts:
            self.writer.add(b"".join(texts), np.fromiter(map(len, texts), np.int64, len(texts)))
            self._look_at(batch.documents)
        if self._finder:
            self._finder.add(texts)
        yield from self._report(batch.position)

    def write(self) -> None:
        """Hand on what was taken; may be called again where there was no room."""
        self.writer.write()
        if self._finder:
            self._finder.write()

    def _look_at(self, documents: list[str]) -> None:
        """Keep the beginning of the first documents for the preview, apart as they were."""
        for document in documents if len(self.preview) < _PREVIEWED else ():
            apart = "\n\n" if "\n" in self.preview or "\n" in document else "\n"
            self.preview += (apart if self.preview else "") + document[:_PREVIEWED]
            if len(self.preview) >= _PREVIEWED:
                return

    def _report(self, position: int) -> Iterator[Event]:
        yield from self._log.take_notes()
        yield from _name_skipped(self._log, self.skips_named)
        self.skips_named = min(_NAMED, len(self._log.skipped))
        if position - self._reported >= max(1, self._total // _REPORTS):
            self._reported = position
            yield Progress(done=position, total=self._total)


def _name_skipped(log: ReadingLog, named: int) -> Iterator[Event]:
    """Name the skipped parts behind those that were named, as far as few were."""
    for skipped in log.skipped[named:_NAMED]:
        yield Note(words=skipped.words, level=Level.WARNING)


def _last_notes(log: ReadingLog, named: int) -> Iterator[Event]:
    """What is left to say; `named` of the skipped parts were named already."""
    yield from log.take_notes()
    yield from _name_skipped(log, named)
    if log.replaced_count:
        yield Note(
            words=words(
                "{count} characters that could not be read were replaced by �; the corpus lists "
                "the files",
                count=log.replaced_count,
            ),
            level=Level.WARNING,
        )
    if log.skipped_count:
        yield Note(
            words=words(
                "{count} files or parts of files could not be read and were skipped; "
                "the corpus lists the first of them",
                count=log.skipped_count,
            ),
            level=Level.WARNING,
        )
    if log.continued_count:
        yield Note(
            words=words(
                "documents of more than {limit} characters were cut at the ends of lines "
                "({count} cuts)",
                limit=LONGEST_DOCUMENT,
                count=log.continued_count,
            )
        )
