"""Adding a corpus: read, drop duplicates, split, count; committed as a whole or not at all."""

from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from workbench.corpora.corpus import read_meta
from workbench.corpora.duplicates import DuplicateFinder, marked
from workbench.corpora.importing import finishing, holding_out, intake, overlap
from workbench.corpora.importing.origins import DocumentSource
from workbench.corpora.importing.stopping import Stopped, safe_point
from workbench.corpora.layout import CorpusMeta
from workbench.corpora.reading import ReadingLog, no_text_in_any
from workbench.corpora.spec import AddCorpusSpec
from workbench.errors import BadInput
from workbench.events import ArtifactReady, Event, Outcome
from workbench.jobs import Control
from workbench.room import with_room
from workbench.store.files.committing import saving
from workbench.store.files.durable import staging
from workbench.store.files.full import needs_of_disk
from workbench.store.files.manifest import folder_digest, is_complete
from workbench.store.scanning.scan import write_meta
from workbench.words import words


def add_corpus(
    spec: AddCorpusSpec, folder: Path, control: Control
) -> Generator[Event, None, Outcome]:
    """Make the corpus that `spec` asks for in `folder`, which appears when it is complete.

    Raises BadInput when no text is found, NotFound for a file that is not there, DiskFull. A
    corpus that is there already was made by an attempt that died before it could say so.
    """
    if is_complete(folder):
        yield _ready(read_meta(folder), folder)
        return Outcome.FINISHED
    log = ReadingLog()
    try:
        origin = yield from intake.find(spec, log, control)
        if origin.unit == "bytes":
            # Dropping duplicates writes the text once more before the first one goes.
            most = origin.total * (2 if spec.dedupe else 1)
            yield from needs_of_disk(folder, most, origin.total)
        with staging(folder) as staged:
            meta = yield from _build(spec, origin, staged, log, control)
            plain = meta.model_dump(mode="json")
            yield from with_room(lambda: write_meta(staged, plain), control)
            yield from saving(words("Saving the corpus"), staged, control)
            yield from safe_point(control)
    except Stopped:
        return control.outcome
    yield _ready(meta, folder)
    return Outcome.FINISHED


@dataclass(frozen=True)
class _Documents:
    """How many documents are staged; the first `given` are validation documents by request."""

    count: int
    given: int
    dropped: int = 0


def _build(
    spec: AddCorpusSpec, origin: DocumentSource, folder: Path, log: ReadingLog, control: Control
) -> Generator[Event, None, CorpusMeta]:
    finder = DuplicateFinder(folder) if spec.dedupe else None
    taken = yield from intake.take_in(origin, folder, finder, log, control)
    _require_text(spec, taken, log)
    staged = _Documents(taken.documents, taken.given)
    if finder:
        staged = yield from _without_duplicates(staged, folder, finder, control)
    if staged.given:
        split = yield from holding_out.hold_out_given(folder, staged.given, control)
    else:
        split = yield from holding_out.hold_out(
            folder, spec.validation_fraction, spec.seed, control
        )
    shared = yield from overlap.measure(folder, control)
    statistics = yield from finishing.count(folder, control)
    return CorpusMeta(
        name=spec.name,
        encoding=", ".join(log.by_size()) or "utf-8",
        documents=statistics.documents,
        characters=statistics.characters,
        bytes=statistics.bytes,
        skipped=log.skipped_count,
        duplicates=staged.dropped,
        validation_documents=split.documents,
        validation_bytes=split.bytes,
        preview=taken.preview,
        statistics=statistics,
        skipped_parts=tuple(log.skipped),
        replaced=log.replaced_count,
        replaced_in=log.replaced,
        boilerplate=log.boilerplate,
        overlap=shared,
        encodings=log.encodings,
        notes=log.told,
        spec=spec,
    )


def _require_text(spec: AddCorpusSpec, taken: intake.Intake, log: ReadingLog) -> None:
    """Raise BadInput, with the first reason, when there is nothing to train on or to measure on."""
    wanting = () if taken.documents > taken.given else spec.files
    if spec.validation_files and not taken.given:
        wanting = wanting or spec.validation_files
    if not wanting:
        return
    why = no_text_in_any(wanting, log)
    raise BadInput(why.template, **why.values)


def _without_duplicates(
    staged: _Documents, folder: Path, finder: DuplicateFinder, control: Control
) -> Generator[Event, None, _Documents]:
    marks = yield from finishing.drop_duplicates(folder, finder, staged.count, control)
    dropped = int(np.bitwise_count(marks).sum())
    given = staged.given - int(marked(marks, 0, staged.given).sum())
    if staged.given and staged.count - dropped == given:
        raise BadInput(
            "every document to train on also stands in the validation files; choose other "
            "validation files, or keep duplicates"
        )
    return _Documents(staged.count - dropped, given, dropped)


def _ready(meta: CorpusMeta, folder: Path) -> ArtifactReady:
    return ArtifactReady(
        artifact="corpus",
        name=meta.name,
        folder=f"{folder.parent.name}/{folder.name}",
        digest=folder_digest(folder),
        facts={
            "documents": meta.documents,
            "validation_documents": meta.validation_documents,
            "characters": meta.characters,
            "bytes": meta.bytes,
            "encoding": meta.encoding,
            "skipped": meta.skipped,
            "replaced": meta.replaced,
            "duplicates": meta.duplicates,
        },
    )
