"""What a run read and made, by the folders in the project."""

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workbench.errors import Corrupt
from workbench.store.folders import ProjectFolder
from workbench.store.runs.run_folder import RunFolder


@dataclass(frozen=True)
class Lineage:
    """The folders of what a run read, and of what it made; the run's own where that is a model."""

    read: frozenset[str]
    made: str
    is_there: bool


def lineage_of(run: RunFolder, project: ProjectFolder) -> Lineage | None:
    """What a run read and made, and whether the latter is still there; None if nobody can tell."""
    with contextlib.suppress(Corrupt):
        inputs = run.inputs()
        made = inputs.target or project.relative(run.path)
        return Lineage(
            read=frozenset(_thing(located.folder) for located in inputs.everything if located),
            made=made,
            is_there=(project.path / made).is_dir(),
        )
    return None


def with_lineage_kept(runs: Iterable[RunFolder], project: ProjectFolder) -> Iterator[RunFolder]:
    """Those of some runs, oldest first, that read nothing which is gone, or was made from that."""
    lost = set[str]()
    for run in runs:
        lineage = lineage_of(run, project)
        if lineage is None:
            continue
        if any(one in lost or not (project.path / one).is_dir() for one in lineage.read):
            lost.add(lineage.made)
        else:
            yield run


def _thing(folder: str) -> str:
    """The folder of a stored thing, of which a checkpoint is a part."""
    return "/".join(folder.split("/")[:2])
