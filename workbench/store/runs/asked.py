"""What a run was asked and given, for tables and filters: its settings by name, and its sources."""

import contextlib
import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from workbench.errors import WorkbenchError
from workbench.store.runs.inputs import Inputs, Located

Setting = str | float | bool

_NOT_SETTINGS = ("kind", "name")
"""Of a spec: the table has columns of their own for them."""
_MOST_REMEMBERED = 10_000


@dataclass(frozen=True)
class GivenSource:
    """A stored thing that a run was given: what it was called then, and its id."""

    id: str
    name: str


@dataclass(frozen=True)
class RunAsked:
    """The settings of a run by their dotted names, and what it was given; empty where damaged.

    The sources of a run stay what they were; their names are those of the day it was made.
    """

    settings: Mapping[str, Setting] = field(default_factory=dict)
    sources: Mapping[str, GivenSource] = field(default_factory=dict)
    """By the names of `Inputs`: corpus, tokenizer, teacher, cache, model; then `corpus 2`."""
    made: str = ""
    """The folder of the corpus, tokenizer or cache that it makes, relative to the project's."""


NOTHING_ASKED = RunAsked()


class RunFiles(Protocol):
    """What of a run's folder is read for this."""

    def spec(self) -> dict[str, Any]: ...

    def inputs(self) -> Inputs: ...


def asked_of(spec: Mapping[str, Any], inputs: Inputs | None) -> RunAsked:
    """What a run's two files tell."""
    settings = {name: value for name, value in flat(spec) if name not in _NOT_SETTINGS}
    if inputs is None:
        return RunAsked(settings)
    return RunAsked(settings, dict(_sources(inputs)), inputs.target)


def _sources(inputs: Inputs) -> Iterator[tuple[str, GivenSource]]:
    for name in ("corpus", "tokenizer", "teacher", "cache", "model"):
        located = getattr(inputs, name)
        if isinstance(located, Located):
            yield name, GivenSource(located.id, located.name)
    corpora = (f"corpus {number}" for number in itertools.count(2))
    further = (f"teacher {number}" for number in itertools.count(2))
    candidates = (f"candidate {number}" for number in itertools.count(1))
    for name, located in (
        *zip(corpora, inputs.further_corpora, strict=False),
        *zip(further, inputs.further_teachers, strict=False),
        *zip(candidates, inputs.candidates, strict=False),
    ):
        yield name, GivenSource(located.id, located.name)


def flat(plain: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Setting]]:
    """The settings of a plain spec by their dotted names, in the order of the spec.

    A list of plain values is one text, `a, b`.
    """
    for name, value in plain.items():
        yield from _flat(f"{prefix}{name}", value)


def _flat(name: str, value: Any) -> Iterator[tuple[str, Setting]]:
    match value:
        case dict():
            yield from flat(value, f"{name}.")
        case list() | tuple() if any(isinstance(one, dict | list | tuple) for one in value):
            for number, one in enumerate(value):
                yield from _flat(f"{name}.{number}", one)
        case list() | tuple():
            yield name, ", ".join(map(str, value))
        case bool() | int() | float() | str():
            yield name, value


def as_json(asked: RunAsked) -> str:
    """As a row keeps it."""
    return json.dumps(asdict(asked), ensure_ascii=False)


@lru_cache(maxsize=_MOST_REMEMBERED)
def from_json(text: str) -> RunAsked:
    """What `as_json` wrote; equal texts give one object."""
    plain = json.loads(text)
    sources = {name: GivenSource(**one) for name, one in plain.get("sources", {}).items()}
    return RunAsked(plain.get("settings", {}), sources, plain.get("made", ""))


def read_asked(run: "RunFiles") -> RunAsked:
    """What a run's folder tells; what is damaged there is left out: its `problems` say that."""
    spec: Mapping[str, Any] = {}
    inputs: Inputs | None = None
    with contextlib.suppress(WorkbenchError, FileNotFoundError):
        spec = run.spec()
    with contextlib.suppress(WorkbenchError, FileNotFoundError):
        inputs = run.inputs()
    return asked_of(spec, inputs)
