"""The examples of a fine-tuning: read once from the person's tables, then the run's own."""

from collections.abc import Generator, Iterator, Sequence
from functools import partial

from workbench.activities.resources import RunResources
from workbench.corpora.reading import ReadingLog
from workbench.data.labelled.examples import (
    ExampleColumns,
    Examples,
    Read,
    keep,
    kept,
    read_examples,
    split,
    without,
)
from workbench.errors import BadInput
from workbench.events import Event, Level, Note, StageStarted
from workbench.jobs import Control
from workbench.room import with_room
from workbench.training.finetune_spec import ClassifySpec, FinetuneSpec, TaskSpec
from workbench.words import words

_NAMED = 3
"""How many rows that could not be read are named one by one; all are counted."""


def columns_of(task: TaskSpec) -> ExampleColumns:
    """Where a task finds its texts and its targets."""
    if isinstance(task, ClassifySpec):
        return ExampleColumns(first=task.text, second=task.second, target=task.label)
    return ExampleColumns(first=task.prompt, target=task.response, target_is_text=True)


def examples_of(
    spec: FinetuneSpec, paths: Sequence[str], resources: RunResources, control: Control
) -> Generator[Event, None, Examples]:
    """The examples that the run holds; read from the tables at `paths` and kept there if none.

    `paths` are the examples' file and the validation file, if there is one.
    """
    folder = resources.run.path / "examples"
    examples = kept(folder)
    if examples is None:
        yield StageStarted(words=words("Reading the examples"))
        examples = yield from _read(spec, paths)
        resources.require_folders()
        yield from with_room(partial(keep, examples, folder), control)
    yield Note(
        words=words(
            "{train} examples to learn from, {validation} to measure on",
            train=len(examples.train),
            validation=len(examples.validation),
        )
    )
    return examples


def _read(spec: FinetuneSpec, paths: Sequence[str]) -> Generator[Event, None, Examples]:
    log, columns = ReadingLog(), columns_of(spec.task)
    read = [read_examples(path, columns, log) for path in paths]
    for one, path in zip(read, paths, strict=True):
        yield from _left_out(one, path)
    yield from log.take_notes()
    for skipped in log.skipped[:_NAMED]:
        yield Note(words=skipped.words, level=Level.WARNING)
    if len(read) == 1:
        return split(read[0].examples, spec.validation_fraction, spec.runtime.seed)
    train = without(read[0].examples, read[1].examples)
    dropped = len(read[0].examples) - len(train)
    if dropped:
        yield Note(
            words=words(
                "{count} examples stand in both files; they are measured on and not learnt from",
                count=dropped,
            ),
            level=Level.WARNING,
        )
    if not (train and read[1].examples):
        raise BadInput(
            "{path} has no example of its own to learn from, or the validation file has none; "
            "look at the columns' names",
            path=paths[0],
        )
    return Examples(train, read[1].examples)


def _left_out(read: Read, path: str) -> Iterator[Note]:
    if read.incomplete:
        yield Note(
            words=words(
                "{path}: {count} rows lack a text or a target, or cannot be read; left out",
                path=path,
                count=read.incomplete,
            ),
            level=Level.WARNING,
        )
    if read.repeated:
        yield Note(
            words=words(
                "{path}: {count} rows repeat an earlier one; each example counts once",
                path=path,
                count=read.repeated,
            )
        )
