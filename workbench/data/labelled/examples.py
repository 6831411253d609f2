"""Examples of a task, as a person's table holds them: read, split, and kept with the run."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.corpora.formats.rows import read_rows
from workbench.corpora.reading import ReadingLog
from workbench.corpora.split import validation_indices
from workbench.errors import BadInput, Corrupt
from workbench.plain_file import read_plain_file
from workbench.store.files import checked, durable, leftovers, manifest

_FILES = {"train": "train.jsonl", "validation": "validation.jsonl"}


class Example(BaseModel):
    """A text, perhaps a second one, and what is to be found for them: a class or a response."""

    model_config = ConfigDict(frozen=True)

    first: str
    second: str = ""
    target: str


@dataclass(frozen=True)
class ExampleColumns:
    """Where a table holds what an example is made of; an empty `second` means there is none.

    A target is a class, or free text as the others are.
    """

    first: str
    target: str
    second: str = ""
    target_is_text: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return (self.first, self.target, *([self.second] if self.second else []))

    @property
    def texts(self) -> tuple[str, ...]:
        return tuple(n for n in self.names if n != self.target or self.target_is_text)


@dataclass(frozen=True)
class Examples:
    """What is learnt from and what is measured on; no example stands in both."""

    train: tuple[Example, ...]
    validation: tuple[Example, ...]


@dataclass(frozen=True)
class Read:
    """The examples of a table, and how many rows were left out: incomplete, or said before."""

    examples: tuple[Example, ...]
    incomplete: int
    repeated: int


def read_examples(path: str, columns: ExampleColumns, log: ReadingLog) -> Read:
    """Each row with a text and a target as an example, equal ones once.

    Raises NotFound or BadInput for a file or column that is not there; single rows that cannot be
    read are logged.
    """
    examples: dict[Example, None] = {}
    complete = incomplete = 0
    skipped_before = log.skipped_count
    for row in read_rows(path, columns.names, log, columns.texts):
        if all(value.strip() for value in row.values):
            first, target, *second = row.values
            examples[Example(first=first, target=target.strip(), second="".join(second))] = None
            complete += 1
        else:
            incomplete += 1
    incomplete += log.skipped_count - skipped_before
    return Read(tuple(examples), incomplete, repeated=complete - len(examples))


def split(examples: Sequence[Example], fraction: float, seed: int) -> Examples:
    """Keep about `fraction` of the examples for validation, drawn evenly over the table.

    Raises BadInput when there are too few.
    """
    if len(examples) < 2:
        raise BadInput(
            "there are {count} different examples; at least 2 are needed, some hundreds are usual",
            count=len(examples),
        )
    kept = np.concatenate(list(validation_indices(len(examples), fraction, seed))).tolist()
    chosen = set(kept)
    train = tuple(one for index, one in enumerate(examples) if index not in chosen)
    return Examples(train, tuple(examples[index] for index in kept))


def without(examples: Iterable[Example], others: Iterable[Example]) -> tuple[Example, ...]:
    """The examples that are not among the others."""
    barred = set(others)
    return tuple(example for example in examples if example not in barred)


def keep(examples: Examples, folder: Path) -> None:
    """Write the examples into a new folder, all of them or nothing."""
    leftovers.clear_of(folder)
    with durable.staging(folder) as staged:
        for part, name in _FILES.items():
            lines = [example.model_dump_json() for example in getattr(examples, part)]
            (staged / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def kept(folder: Path) -> Examples | None:
    """The examples that `keep` wrote; None when there are none. Raises Corrupt."""
    if not manifest.is_complete(folder):
        return None
    checked.require_intact(folder)
    return Examples(tuple(_lines(folder, "train")), tuple(_lines(folder, "validation")))


def _lines(folder: Path, part: str) -> Iterator[Example]:
    path = folder / _FILES[part]
    try:
        for line in read_plain_file(path).split(b"\n")[:-1]:
            yield Example.model_validate_json(line)
    except ValidationError:
        raise Corrupt("{path} is damaged and cannot be read", path=path) from None
