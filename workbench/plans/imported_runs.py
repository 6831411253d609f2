"""The runs of another tool as a list of ordinary specs, each under a name that is free."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from workbench.activities.exchange.imported_runs.found import found_runs
from workbench.activities.spec import ImportRunSpec
from workbench.words import Words


@dataclass(frozen=True)
class RunsToImport:
    """A spec for each run that a path holds, and what there is passed over."""

    specs: tuple[ImportRunSpec, ...]
    notes: tuple[Words, ...] = ()


def runs_to_import(path: Path, taken: Collection[str]) -> RunsToImport:
    """What a folder or file holds; `taken` are the names of the runs that are there.

    Raises BadInput where it holds no run, and says why.
    """
    found = found_runs(path)
    names = {name.casefold() for name in taken}
    specs = []
    for run in found.runs:
        name = _free(run.name, names)
        names.add(name.casefold())
        specs.append(ImportRunSpec(name=name, path=str(run.path.absolute()), run=run.run))
    return RunsToImport(tuple(specs), found.notes)


def _free(name: str, taken: Collection[str]) -> str:
    free, number = name, 2
    while free.casefold() in taken:
        free, number = f"{name} {number}", number + 1
    return free
