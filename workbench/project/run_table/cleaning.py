"""Cleaning: runs and single checkpoints go to the bin together, and come back together."""

from collections.abc import Iterator, Sequence

from workbench.errors import BadInput, Locked, NotFound, WorkbenchError
from workbench.project.catalogue import Catalogue
from workbench.project.run_table.disk_checkpoints import CheckpointDiskUse
from workbench.project.run_table.disk_use import RunDiskUse, has_kept_steps
from workbench.store.bin import Bin, BinnedItem
from workbench.store.cleaned import forget_cleaned, keep_cleaned, last_cleaned
from workbench.store.folders import ProjectFolder
from workbench.store.records import RunRecord
from workbench.store.runs.run_folder import RunFolder

DiskUse = RunDiskUse | CheckpointDiskUse


def cleaned(
    chosen: Sequence[DiskUse], catalogue: Catalogue, project: ProjectFolder
) -> Iterator[BinnedItem | WorkbenchError]:
    """Move what is chosen to the bin: what lies there now, or why it could not be moved.

    Raises ReadOnly, DiskFull.
    """
    project.require_writable()
    moved: list[BinnedItem] = []
    runs = {one.row.record.id for one in chosen if isinstance(one, RunDiskUse)}
    for one in chosen:
        if isinstance(one, CheckpointDiskUse) and one.run.id in runs:
            continue  # it goes with its run
        try:
            item = _moved(one, catalogue, project)
        except (BadInput, Locked, NotFound) as obstacle:
            yield obstacle
            continue
        moved.append(item)
        keep_cleaned(project, moved)
        yield item


def _moved(one: DiskUse, catalogue: Catalogue, project: ProjectFolder) -> BinnedItem:
    if isinstance(one, RunDiskUse):
        if one.why is not None:
            _refuse_kept(one.row.record)
        return catalogue.delete(one.row.record)
    run = project.run_folder(one.run.id)
    saved = {record.step: record for record in run.checkpoints()}
    now = saved.get(one.record.step)
    if now is not None and (now.is_best or now.is_last):
        raise BadInput(
            "{checkpoint} has become the best or the last checkpoint of its run; it stays",
            checkpoint=one.reference,
        )
    return Bin(project).put_checkpoint(run, one.record.step)


def _refuse_kept(run: RunRecord) -> None:
    """What was pinned or noted since it was proposed stays."""
    if RunFolder(run.folder).own_meta().remarks.is_pinned or has_kept_steps(run):
        raise BadInput(
            "'{name}' was pinned, or has a pinned checkpoint or a noted step by now; it stays",
            name=run.name,
        )


def uncleaned(catalogue: Catalogue, project: ProjectFolder) -> Iterator[BinnedItem]:
    """Put back what the last cleaning moved, as far as it still lies in the bin.

    Raises BadInput where there is nothing to put back, or a name was given away since.
    """
    there = {(str(item.sort), item.id): item for item in catalogue.bin()}
    items = [there[key] for key in last_cleaned(project) if key in there]
    if not items:
        raise BadInput("nothing of the last cleaning lies in the bin; `disk --clean` cleans")
    for moved in catalogue.restore_all(items):
        if isinstance(moved, WorkbenchError):
            raise moved
        yield moved
    forget_cleaned(project)
