"""Where the documents of a corpus come from: files, or a built-in sample."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from workbench.corpora.formats.dialect import asked_dialect
from workbench.corpora.formats.readers import ReadAs, read_documents
from workbench.corpora.reading import DocumentBatch, ReadingLog
from workbench.corpora.samples import python_reference
from workbench.corpora.samples.stories import Language, stories
from workbench.corpora.sources import Source
from workbench.corpora.spec import AddCorpusSpec

_TOGETHER = 500


@dataclass(frozen=True)
class DocumentSource:
    """All documents to come, in batches whose positions count up to `total` in `unit`.

    `validation` is empty unless the validation documents are given; it is to be read first.
    """

    validation: Iterator[DocumentBatch]
    training: Iterator[DocumentBatch]
    total: int
    unit: str


def from_files(
    spec: AddCorpusSpec, training: list[Source], validation: list[Source], log: ReadingLog
) -> DocumentSource:
    """The documents of files; positions are in bytes."""
    choices = _Choices(spec)
    first = sum(source.size for source in validation)
    return DocumentSource(
        validation=_of_files(validation, choices, log, 0),
        training=_of_files(training, choices, log, first),
        total=first + sum(source.size for source in training),
        unit="bytes",
    )


class _Choices:
    """What a spec says about reading, for each file or folder that it names."""

    def __init__(self, spec: AddCorpusSpec) -> None:
        self._spec = spec
        self._known: dict[str, ReadAs] = {}

    def of(self, given: str) -> ReadAs:
        if given not in self._known:
            self._known[given] = self._read_as(given)
        return self._known[given]

    def _read_as(self, given: str) -> ReadAs:
        spec = self._spec
        return ReadAs(
            encoding=spec.encoding_of(given),
            format=spec.format_of(given),
            field=spec.field,
            documents=spec.documents,
            remove_boilerplate=spec.boilerplate == "remove",
            dialect=asked_dialect(spec.delimiter, spec.quote, spec.escape, spec.heading),
        )


def from_sample(spec: AddCorpusSpec) -> DocumentSource:
    """The documents of a built-in sample; stories are held out by what they are about."""
    if spec.sample == "python_reference":
        documents = list(python_reference.documents())
        return DocumentSource(iter(()), _of_texts(documents, 0), len(documents), "documents")
    count = spec.sample_documents
    held_out = max(1, round(count * spec.validation_fraction))
    language: Language = "zh" if spec.sample == "stories_zh" else "en"
    return DocumentSource(
        validation=_of_texts(stories(language, held_out, spec.seed, held_out=True), 0),
        training=_of_texts(stories(language, count, spec.seed, held_out=False), held_out),
        total=held_out + count,
        unit="documents",
    )


def _of_files(
    sources: list[Source], choices: _Choices, log: ReadingLog, before: int
) -> Iterator[DocumentBatch]:
    for source in sources:
        for documents, position in read_documents(source, choices.of(source.given), log):
            yield DocumentBatch(documents, before + position)
        before += source.size


def _of_texts(texts: Iterable[str], before: int) -> Iterator[DocumentBatch]:
    waiting = iter(texts)
    while documents := list(islice(waiting, _TOGETHER)):
        before += len(documents)
        yield DocumentBatch(documents, before)
