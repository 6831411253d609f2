"""In what runs differ: settings, sources and versions side by side, without what is the same."""

import html
from collections.abc import Sequence
from dataclasses import dataclass

from workbench.errors import BadInput
from workbench.inspection.shown import Shown
from workbench.project.run_table.provenance import Part, RunFact, facts_of
from workbench.store.runs.run_folder import RunFolder

MOST_COMPARED = 50


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same in all runs; None of a run that has no such thing."""

    part: Part
    name: str
    values: tuple[str | None, ...]


@dataclass(frozen=True)
class RunDifferences(Shown):
    """The differences of runs, in the order of their names; `same` is how many things are equal."""

    runs: tuple[str, ...]
    differences: tuple[Difference, ...]
    same: int

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(name)}</th>" for name in ("", *self.runs))
        return f"<table><tr>{head}</tr>{''.join(map(_row, self.differences))}</table>"


def differences_of(runs: Sequence[RunFolder]) -> RunDifferences:
    """What differs between runs; raises BadInput for fewer than two, or too many."""
    if not 2 <= len(runs) <= MOST_COMPARED:
        raise BadInput(
            "2 to {most} runs can be compared, not {count}", most=MOST_COMPARED, count=len(runs)
        )
    facts = [{(fact.part, fact.name): fact for fact in facts_of(run)} for run in runs]
    keys = dict.fromkeys(key for of_run in facts for key in of_run if key[1] != "name")
    compared = [
        Difference(part, name, tuple(_value(of_run.get((part, name))) for of_run in facts))
        for part, name in sorted(keys, key=lambda key: _ORDER.index(key[0]))
    ]
    differing = tuple(one for one in compared if len(set(one.values)) > 1)
    names = tuple(run.record().name for run in runs)
    return RunDifferences(names, differing, len(compared) - len(differing))


_ORDER: tuple[Part, ...] = ("setting", "given", "environment")


def _value(fact: RunFact | None) -> str | None:
    return None if fact is None else fact.value


def _row(one: Difference) -> str:
    cells = "".join(f"<td>{html.escape(value or '–')}</td>" for value in one.values)
    return f"<tr><th>{html.escape(one.name)}</th>{cells}</tr>"
