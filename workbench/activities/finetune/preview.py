"""What a fine-tuning would learn from, before it starts; torch is not needed."""

import time
from collections.abc import Generator
from dataclasses import dataclass
from typing import TypeVar

from workbench.activities.finetune.encoding import EncodedExamples, answers, classes
from workbench.activities.finetune.examples import gathered
from workbench.activities.finetune.label_notes import labels_of
from workbench.data.labelled.batches import Encoded
from workbench.events import Level, Note
from workbench.models.model_file import ModelFile
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.finetune_spec import ClassifySpec, FinetuneSpec
from workbench.words import Words, words

MOST_ROWS = 2_000
"""So many rows of a table are looked at; a run counts all of them."""

MOST_SHOWN = 3
_SHOWN_PIECES = 1_000

T = TypeVar("T")


@dataclass(frozen=True)
class ShownPiece:
    """A token as the vocabulary spells it, and whether it is learnt or only read."""

    text: str
    is_learnt: bool


@dataclass(frozen=True)
class ShownExample:
    """An example as the model reads it; `label` is its class, empty for answers."""

    pieces: tuple[ShownPiece, ...]
    label: str = ""


@dataclass(frozen=True)
class ExamplesPreview:
    """How many examples there are in the rows looked at, what is to be said of them, and some."""

    notes: tuple[Words, ...]
    train: int
    validation: int
    examples: tuple[ShownExample, ...]


@dataclass(frozen=True)
class LookedAt:
    """The examples of the first rows of a table, as ids, and what is to be said of them."""

    train: int
    validation: int
    encoded: EncodedExamples
    labels: tuple[str, ...]
    notes: tuple[Words, ...]


def looked_at(
    spec: FinetuneSpec, paths: tuple[str, ...], base: ModelFile, tokenizer: Tokenizer
) -> LookedAt:
    """The examples that a run would learn from, by the first rows of its tables.

    Raises NotFound or BadInput as the run would.
    """
    notes: list[Words] = []
    found = _collected(gathered(spec, paths, MOST_ROWS), notes)
    task = spec.task
    labels: tuple[str, ...] = ()
    if isinstance(task, ClassifySpec):
        labels = labels_of(found, task.label)
        encoded = _collected(classes(found, labels, base, tokenizer), notes)
    else:
        encoded = _collected(answers(found, task, base, tokenizer, time.time()), notes)
    train, validation = len(found.train), len(found.validation)
    if train + validation >= MOST_ROWS:
        notes.insert(
            0,
            words("only the first {count} rows of each table are looked at here", count=MOST_ROWS),
        )
    return LookedAt(train, validation, encoded, labels, tuple(notes))


def preview_of(
    spec: FinetuneSpec, paths: tuple[str, ...], base: ModelFile, tokenizer: Tokenizer
) -> ExamplesPreview:
    """What a run would say of its tables, and their first examples as pieces.

    Raises NotFound or BadInput as the run would.
    """
    found = looked_at(spec, paths, base, tokenizer)
    shown = found.encoded.train[:MOST_SHOWN]
    return ExamplesPreview(
        notes=found.notes,
        train=found.train,
        validation=found.validation,
        examples=tuple(_shown(one, found.labels, tokenizer) for one in shown),
    )


def _collected(told: Generator[Note, None, T], notes: list[Words]) -> T:
    """What a generator gives at its end; its warnings are kept."""
    while True:
        try:
            note = next(told)
            if note.level is Level.WARNING:
                notes.append(note.words)
        except StopIteration as end:
            value: T = end.value
            return value


def _shown(one: Encoded, labels: tuple[str, ...], tokenizer: Tokenizer) -> ShownExample:
    learnt_t = [False] * len(one.ids) if labels else one.targets_t.tolist()
    pieces = (
        ShownPiece(tokenizer.piece(i), learnt)
        for i, learnt in zip(one.ids[:_SHOWN_PIECES].tolist(), learnt_t, strict=False)
    )
    return ShownExample(tuple(pieces), labels[one.label] if labels else "")
