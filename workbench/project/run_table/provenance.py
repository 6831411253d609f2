"""Everything a run was, by names: its settings, what it was given, and what performed it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from workbench.activities.spec import ANY_SPEC
from workbench.errors import CannotBeRead, Corrupt, WorkbenchError
from workbench.events import RunResumed, RunStarted
from workbench.spec import to_plain, validate
from workbench.store.runs.asked import flat
from workbench.store.runs.inputs import Located
from workbench.store.runs.journal import open_journal, parse_lines
from workbench.store.runs.run_folder import RunFolder

Part = Literal["setting", "given", "environment"]

_HEAD_BYTES = 64 << 10
_DIGEST_DIGITS = 12


@dataclass(frozen=True)
class RunFact:
    """One thing that a run was: a setting, a source with its fingerprint, or a version."""

    part: Part
    name: str
    value: str


def facts_of(run: RunFolder) -> Iterator[RunFact]:
    """All that is recorded of a run; what is damaged is left out, the run's `problems` say it."""
    for name, value in settings_of(run).items():
        yield RunFact("setting", name, value)
    for name, located in given_to(run).items():
        yield RunFact("given", name, located.name)
        yield RunFact("given", f"{name} fingerprint", located.digest[:_DIGEST_DIGITS])
    for name, fact in environment_of(run).items():
        yield RunFact("environment", name, str(fact))


def settings_of(run: RunFolder) -> dict[str, str]:
    """Every setting with its value, also those that were added since at their defaults."""
    try:
        plain = run.spec()
        plain = to_plain(validate(ANY_SPEC, plain))
    except FileNotFoundError:
        return {}
    except WorkbenchError:
        plain = {}
    return {name: str(value) for name, value in flat(plain)}


def given_to(run: RunFolder) -> dict[str, Located]:
    """What the run was given, by the part it plays."""
    try:
        inputs = run.inputs()
    except (Corrupt, CannotBeRead):
        return {}
    names = ("corpus", "tokenizer", "teacher", "cache", "model", "parent")
    one = {name: located for name in names if (located := getattr(inputs, name)) is not None}
    corpora = {f"corpus {n}": each for n, each in enumerate(inputs.further_corpora, 2)}
    further = {f"teacher {n}": each for n, each in enumerate(inputs.further_teachers, 2)}
    models = {f"candidate {n}": each for n, each in enumerate(inputs.candidates, 1)}
    return {**one, **corpora, **further, **models}


def environment_of(run: RunFolder) -> dict[str, str | int | float]:
    """Device, threads and versions, as its first attempt recorded them; empty before it began."""
    try:
        with open_journal(run.journal_path) as file:
            lines = file.read(_HEAD_BYTES).split(b"\n")[:-1]
    except (FileNotFoundError, Corrupt, CannotBeRead):
        return {}
    for entry in parse_lines(lines):
        if entry is not None and isinstance(entry.event, RunStarted | RunResumed):
            return entry.event.environment
    return {}
