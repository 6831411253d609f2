"""The examples of a fine-tuning: read once from the person's tables, then the run's own."""

from collections.abc import Callable, Generator, Hashable, Iterator, Sequence
from functools import partial

from workbench.activities.finetune.label_notes import (
    amounts_note,
    contradictions_note,
    spellings_note,
)
from workbench.activities.resources import RunResources
from workbench.corpora.reading import ReadingLog
from workbench.data.labelled.examples import (
    Example,
    ExampleColumns,
    Examples,
    Read,
    keep,
    kept,
    read_examples,
    split,
    without,
)
from workbench.data.labelled.labels import other_spellings, respelled
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
    if task.chat:
        return ExampleColumns(chat=task.chat)
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
        examples = yield from gathered(spec, paths)
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


def gathered(
    spec: FinetuneSpec, paths: Sequence[str], most: int | None = None
) -> Generator[Note, None, Examples]:
    """The examples of the tables at `paths`, split, and what is to be said of them.

    At most `most` rows of each are read. Raises NotFound or BadInput.
    """
    log, columns = ReadingLog(), columns_of(spec.task)
    read = [read_examples(path, columns, log, most) for path in paths]
    for one, path in zip(read, paths, strict=True):
        yield from _left_out(one, path, is_chat=bool(columns.chat))
    yield from log.take_notes()
    for skipped in log.skipped[:_NAMED]:
        yield Note(words=skipped.words, level=Level.WARNING)
    tables, alike = [one.examples for one in read], _themselves
    if isinstance(spec.task, ClassifySpec):
        tables, alike = (yield from _with_plain_labels(tables, spec.task)), _texts
    if len(tables) == 1:
        return split(tables[0], spec.validation_fraction, spec.runtime.seed, alike)
    return (yield from _without_shared(tables, alike, paths[0]))


def _themselves(example: Example) -> Hashable:
    return example


def _texts(example: Example) -> Hashable:
    return example.texts


def _with_plain_labels(
    tables: Sequence[tuple[Example, ...]], task: ClassifySpec
) -> Generator[Note, None, list[tuple[Example, ...]]]:
    """One spelling for each class; texts with several labels, and labels that are amounts, said."""
    usual = other_spellings(one.target for table in tables for one in table)
    yield from spellings_note(usual, task)
    if task.merge_spellings:
        tables = [respelled(table, usual) for table in tables]
    everyone = [one for table in tables for one in table]
    yield from contradictions_note(everyone)
    yield from amounts_note(list(dict.fromkeys(one.target for one in everyone)), task.label)
    return list(tables)


def _without_shared(
    tables: Sequence[tuple[Example, ...]], alike: Callable[[Example], Hashable], path: str
) -> Generator[Note, None, Examples]:
    """Two tables, the first without what the second has."""
    train = without(tables[0], tables[1], alike)
    dropped = len(tables[0]) - len(train)
    if dropped:
        yield Note(
            words=words(
                "{count} examples stand in both files; they are measured on and not learnt from",
                count=dropped,
            ),
            level=Level.WARNING,
        )
    if not (train and tables[1]):
        raise BadInput(
            "{path} has no example of its own to learn from, or the validation file has none; "
            "look at the columns' names",
            path=path,
        )
    return Examples(train, tables[1])


def _left_out(read: Read, path: str, *, is_chat: bool) -> Iterator[Note]:
    if read.incomplete and is_chat:
        yield Note(
            words=words(
                "{path}: {count} rows hold no chat in which the assistant says something each "
                "time, or cannot be read; left out",
                path=path,
                count=read.incomplete,
            ),
            level=Level.WARNING,
        )
    elif read.incomplete:
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
