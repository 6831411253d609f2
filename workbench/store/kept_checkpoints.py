"""What a person does with a run's checkpoints: pinning them, and deleting them to the bin."""

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from workbench.errors import BadInput, Corrupt, Locked, NotFound
from workbench.store.files import durable, looking
from workbench.store.files.summed import with_checksum
from workbench.store.folders import ProjectFolder
from workbench.store.records import CheckpointRecord
from workbench.store.runs.notes.pins import keep_pins, pinned_in
from workbench.store.runs.run_folder import RunFolder
from workbench.words import listed

FOLDER = "checkpoints"
"""In the bin: one folder a checkpoint, called by its run's id and its own name."""
NOTE_NAME = "deleted.json"
_BETWEEN = "+"


@dataclass(frozen=True)
class CheckpointPlace:
    """Where a checkpoint in the bin comes from: its run's id, and the name of its folder."""

    run_id: str
    folder: str

    @classmethod
    def of(cls, binned: Path) -> "CheckpointPlace":
        """By the name of its folder in the bin."""
        run_id, folder, *_ = (*binned.name.split(_BETWEEN), "")
        return cls(run_id, folder)

    @property
    def step(self) -> str:
        """As text: the name of the folder tells it."""
        return self.folder.removeprefix("step-").lstrip("0") or "0"


def pin(project: ProjectFolder, run: RunFolder, step: int, *, pinned: bool) -> None:
    """Keep a checkpoint for good, or no longer; no rotation removes one that is pinned.

    Raises NotFound where there is none of the step, ReadOnly or Locked.
    """
    with project.naming():
        _require_step(run, step)
        known: frozenset[int] = frozenset()
        with contextlib.suppress(Corrupt):
            known = pinned_in(run.checkpoints_path)
        keep_pins(run.checkpoints_path, known | {step} if pinned else known - {step})
    _require_step(run, step)  # a run that goes on may have removed it just before


def delete(project: ProjectFolder, run: RunFolder, step: int) -> Path:
    """Move a checkpoint into the bin; gives its folder there.

    Raises Locked while the run is running, and BadInput for one that is pinned or the only one.
    """
    project.require_writable()
    checkpoint = _require_step(run, step)
    if run.is_claimed:
        raise Locked("{name} is running; stop it before you delete it", name=run.meta.name)
    if len(run.checkpoints()) == 1:
        raise BadInput(
            "step {step} is the only checkpoint of '{name}'; delete the model instead",
            step=step,
            name=run.meta.name,
        )
    if checkpoint.pinned and step in pinned_in(run.checkpoints_path):
        raise BadInput(
            "the checkpoint of step {step} is pinned; unpin it before you delete it", step=step
        )
    target = project.path / "bin" / FOLDER / f"{run.id}{_BETWEEN}{checkpoint.folder.name}"
    if target.exists():  # deleted before, and saved anew by a resume since
        target = target.with_name(f"{target.name}{_BETWEEN}{time.time_ns()}")
    with run.claim():
        durable.make_folder(target.parent.parent)
        durable.write_json(checkpoint.folder / NOTE_NAME, with_checksum({"at": time.time()}))
        durable.move(checkpoint.folder, target)
    return target


def restore(project: ProjectFolder, binned: Path) -> Path:
    """Put a checkpoint back into its run.

    Raises NotFound where the run is gone, BadInput where it has saved that step again, Locked.
    """
    place = CheckpointPlace.of(binned)
    project.require_writable()
    if not project.has_run(place.run_id):
        raise NotFound(
            "the run of this checkpoint, {run}, is not in this project; restore that first",
            run=place.run_id,
        )
    run = project.run_folder(place.run_id)
    target = run.checkpoints_path / place.folder
    with run.claim():
        if target.is_dir():
            raise BadInput(
                "'{name}' has saved a checkpoint of that step again; delete that one first",
                name=run.meta.name,
            )
        durable.move(binned, target)
        durable.remove_file(target / NOTE_NAME)
    return target


def binned_folders(project: ProjectFolder) -> Iterator[Path]:
    """The checkpoints in the bin."""
    for path in looking.children(project.path / "bin" / FOLDER):
        if path.is_dir() and not durable.is_leftover(path):
            yield path


def _require_step(run: RunFolder, step: int) -> CheckpointRecord:
    saved = {checkpoint.step: checkpoint for checkpoint in run.checkpoints()}
    if step not in saved:
        raise NotFound(
            "{model} has no checkpoint at step {step}; it has: {steps}",
            model=run.meta.name,
            step=step,
            steps=listed(map(str, saved)),
        )
    return saved[step]
