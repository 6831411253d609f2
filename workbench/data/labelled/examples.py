"""Examples of a task, as a person's table holds them: read, split, and kept with the run."""

import json
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.corpora.formats.records import Turn, turns, with_usual_role
from workbench.corpora.formats.rows import read_rows
from workbench.corpora.reading import ReadingLog
from workbench.corpora.split import validation_indices
from workbench.errors import BadInput, Corrupt
from workbench.file_formats.plain_file import read_plain_file
from workbench.store.files import checked, durable, leftovers, manifest

_FILES = {"train": "train.jsonl", "validation": "validation.jsonl"}


class Example(BaseModel):
    """A text, perhaps a second one, and what is to be found for them: a class or a response.

    Of a chat, `turns` are what is said, and the others are empty.
    """

    model_config = ConfigDict(frozen=True)

    first: str
    second: str = ""
    target: str
    turns: tuple[Turn, ...] = ()

    @property
    def texts(self) -> tuple[str, str]:
        """What the target is to be found for."""
        return self.first, self.second


@dataclass(frozen=True)
class ExampleColumns:
    """Where a table holds what an example is made of; an empty `second` means there is none.

    A target is a class, or free text as the others are. `chat` holds whole chats instead.
    """

    first: str = ""
    target: str = ""
    second: str = ""
    target_is_text: bool = False
    chat: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        if self.chat:
            return (self.chat,)
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


def read_examples(
    path: str, columns: ExampleColumns, log: ReadingLog, most: int | None = None
) -> Read:
    """Each row with a text and a target, or with a chat, as an example, equal ones once.

    At most `most` rows are read. Raises NotFound or BadInput for a file or column that is not
    there; single rows that cannot be read are logged.
    """
    examples: dict[Example, None] = {}
    complete = incomplete = 0
    skipped_before = log.skipped_count
    for row in islice(read_rows(path, columns.names, log, columns.texts), most):
        example = _chat_in(*row.values) if columns.chat else _example_in(row.values)
        if example is not None:
            examples[example] = None
            complete += 1
        else:
            incomplete += 1
    incomplete += log.skipped_count - skipped_before
    return Read(tuple(examples), incomplete, repeated=complete - len(examples))


def _example_in(values: Sequence[str]) -> Example | None:
    if not all(value.strip() for value in values):
        return None
    first, target, *second = values
    return Example(first=first, target=target.strip(), second="".join(second))


def _chat_in(text: str) -> Example | None:
    """A chat in which every turn has a speaker, and the assistant says something each time."""
    try:
        said = [with_usual_role(turn) for turn in turns(json.loads(text))]
    except (ValueError, RecursionError):
        return None
    answers = [turn.text for turn in said if turn.is_answer]
    if not answers or not all(map(str.strip, answers)) or not all(turn.role for turn in said):
        return None
    return Example(first="", target="", turns=tuple(said))


def split(
    examples: Sequence[Example],
    fraction: float,
    seed: int,
    alike: Callable[[Example], Hashable] = lambda example: example,
) -> Examples:
    """Keep about `fraction` of the examples for validation, drawn evenly over the table.

    Those for which `alike` gives the same stay on one side. Raises BadInput when there are too few.
    """
    groups: dict[Hashable, list[Example]] = {}
    for example in examples:
        groups.setdefault(alike(example), []).append(example)
    if len(groups) < 2:
        raise BadInput(
            "there are {count} different examples; at least 2 are needed, some hundreds are usual",
            count=len(groups),
        )
    kept = np.concatenate(list(validation_indices(len(groups), fraction, seed))).tolist()
    chosen, ordered = set(kept), list(groups.values())
    train = chain.from_iterable(one for index, one in enumerate(ordered) if index not in chosen)
    return Examples(tuple(train), tuple(chain.from_iterable(ordered[index] for index in kept)))


def without(
    examples: Iterable[Example],
    others: Iterable[Example],
    alike: Callable[[Example], Hashable] = lambda example: example,
) -> tuple[Example, ...]:
    """The examples that are not among the others, by what `alike` gives for them."""
    barred = set(map(alike, others))
    return tuple(example for example in examples if alike(example) not in barred)


def keep(examples: Examples, folder: Path) -> None:
    """Write the examples into a new folder, all of them or nothing."""
    leftovers.clear_of(folder)
    with durable.staging(folder) as staged:
        for part, name in _FILES.items():
            lines = [_line(example) for example in getattr(examples, part)]
            (staged / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _line(example: Example) -> str:
    return example.model_dump_json(exclude=None if example.turns else {"turns"})


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
