"""The first batch of a run, before it starts: made as the training makes it."""

from collections import Counter
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from html import escape
from typing import Any

from workbench.activities.distill.distill import distillation_text, teachers_of
from workbench.activities.finetune.preview import LookedAt
from workbench.activities.pretraining.pretrain import pretraining_text
from workbench.activities.replay.documents import BatchDocument, BatchSource, parts_at, told
from workbench.activities.replay.prepared import text_source
from workbench.activities.resources import RunResources
from workbench.activities.text.data import PretrainingText
from workbench.data.batch_rows import Use, rows_of
from workbench.data.labelled.batches import ExampleBatches, labelled, responses
from workbench.distillation.spec import DistillSpec
from workbench.events import Event, Progress, StageStarted
from workbench.inspection.shown import Shown
from workbench.jobs import ThreadControl
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.finetune_spec import ClassifySpec, FinetuneSpec
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.runtime import resolve_runtime
from workbench.words import Words, words


@dataclass(frozen=True)
class BatchPreview(Shown):
    """The batch of the first step: its documents or examples, and its tokens by their use.

    `rows` counts windows or examples, `cut` the documents or examples that are not whole in it,
    and `without_target` the rows of which nothing is learnt.
    """

    documents: tuple[BatchDocument, ...]
    rows: int
    learnt: int
    masked: int
    read: int
    padding: int
    cut: int
    without_target: int
    notes: tuple[Words, ...] = ()

    def sentence(self) -> Words:
        """The counts as one sentence."""
        return words(
            "{rows} rows: {targets}, {read} are only read, {padding} are padding; {cut} documents "
            "or examples are cut, and {without} rows have nothing to learn",
            rows=self.rows,
            targets=self._targets(),
            read=self.read,
            padding=self.padding,
            cut=self.cut,
            without=self.without_target,
        )

    def _targets(self) -> Words:
        if self.masked:
            return words("{count} masked tokens are to be found", count=self.masked)
        if self.learnt:
            return words("{count} tokens are learnt", count=self.learnt)
        return words("one class each is learnt; of the tokens")

    def as_plain(self) -> dict[str, Any]:
        """What stands in JSON."""
        counts = ("rows", "learnt", "masked", "read", "padding", "cut", "without_target")
        return {
            **{name: getattr(self, name) for name in counts},
            "notes": [str(note) for note in self.notes],
            "documents": [one.as_plain() for one in self.documents],
        }

    def _repr_html_(self) -> str:
        """The counts, and the documents with what is learnt underlined."""
        texts = "".join(f"<p>{_marked(one)}</p>" for one in self.documents)
        return f"<p>{escape(str(self.sentence()))}</p>{texts}"


@dataclass(frozen=True)
class PreparingBatch:
    """How far the corpus is encoded, which a run does first."""

    words: Words
    done: int
    total: int


def _marked(document: BatchDocument) -> str:
    tokens = zip(document.tokens, document.uses, strict=True)
    return " ".join(
        f"<u>{escape(text)}</u>" if use in (Use.LEARNT, Use.MASKED) else escape(text)
        for text, use in tokens
    )


def first_text_batch(
    spec: PretrainSpec | DistillSpec, resources: RunResources
) -> Iterator[PreparingBatch | BatchPreview]:
    """Of a corpus, which is encoded first if it is not yet."""
    runtime = resolve_runtime(spec.runtime)
    opening: Generator[Event, None, PretrainingText[Any] | None]
    if isinstance(spec, PretrainSpec):
        opening = pretraining_text(spec, resources, runtime, ThreadControl())
    else:
        teachers = teachers_of(spec, resources, runtime)
        opening = distillation_text(spec, resources, teachers, runtime, ThreadControl())
    data = yield from _progress(opening)
    assert data is not None
    yield _preview(text_source(data), ())


def first_examples_batch(spec: FinetuneSpec, found: LookedAt, tokenizer: Tokenizer) -> BatchPreview:
    """Of a table, by its first rows."""
    loop = spec.loop
    batches: ExampleBatches[Any] = ExampleBatches(
        found.encoded.train,
        labelled if isinstance(spec.task, ClassifySpec) else responses,
        micro_batch_size=loop.micro_batch_size,
        accumulation=loop.accumulation,
        seed=spec.runtime.seed,
    )
    return _preview(BatchSource(batches, tokenizer, found.labels), found.notes)


def _progress(
    opening: Generator[Event, None, PretrainingText[Any] | None],
) -> Generator[PreparingBatch, None, PretrainingText[Any] | None]:
    """The progress of an activity's part, and what it gives at its end."""
    stage, total = words("Encoding text"), 0
    while True:
        try:
            event = next(opening)
        except StopIteration as end:
            result: PretrainingText[Any] | None = end.value
            return result
        if isinstance(event, StageStarted):
            stage, total = event.words, event.total or 0
        elif isinstance(event, Progress):
            total = event.total or total
            yield PreparingBatch(stage, event.done, total)


def _preview(source: BatchSource, notes: tuple[Words, ...]) -> BatchPreview:
    rows = [row for batch in source.batches.at(0) for row in rows_of(batch)]
    uses = Counter(use for row in rows for use in row.uses_t.tolist())
    documents = told(source, parts_at(source, 0), ())
    return BatchPreview(
        documents=documents,
        rows=len(rows),
        learnt=uses[Use.LEARNT],
        masked=uses[Use.MASKED],
        read=uses[Use.READ],
        padding=uses[Use.PADDING],
        cut=sum(not (one.begins_here and one.ends_here) for one in documents),
        without_target=sum(row.label < 0 and not row.is_target_t.any() for row in rows),
        notes=notes,
    )
