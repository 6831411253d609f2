"""A branch: a run that goes on from another run's checkpoint, with some settings of its own."""

import shutil
from collections.abc import Generator
from functools import partial
from pathlib import Path

from workbench.activities.branch_settings import require_free_settings
from workbench.activities.resources import RunResources
from workbench.activities.spec import AnySpec
from workbench.distillation.spec import DistillSpec
from workbench.errors import BadInput, CannotBeRead, Corrupt
from workbench.events import CheckpointSaved, Event, Level, Metrics, Note
from workbench.jobs import Control
from workbench.room import with_room
from workbench.store.files import durable, looking, manifest
from workbench.store.folders import ProjectFolder
from workbench.store.records import CheckpointRecord
from workbench.store.runs.inputs import Inputs, Located
from workbench.store.runs.journal import count_unread, read_lines
from workbench.store.runs.run_folder import RunFolder
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.state import TrainingState
from workbench.words import listed, words

_STATE_NAME = "state.json"
_READ_AT_ONCE = 8 << 20


def parent_checkpoint(
    project: ProjectFolder, spec: AnySpec, parent_spec: AnySpec, run: RunFolder, step: int
) -> Located:
    """What a branch goes on from.

    Raises BadInput for settings that a checkpoint cannot be gone on with, or that leave nothing to
    do, and NotFound or Corrupt where there is no such checkpoint.
    """
    if not isinstance(spec, PretrainSpec | FinetuneSpec | DistillSpec):
        raise BadInput(
            "'{name}' trains nothing; branch from a pretraining, a fine-tuning or a distillation",
            name=run.meta.name,
        )
    checkpoint = _checkpoint_at(run, step)
    require_free_settings(parent_spec, spec)
    _require_something_to_do(spec, step, _state(checkpoint.folder))
    return Located(
        id=run.id,
        name=run.meta.name,
        folder=project.relative(checkpoint.folder),
        digest=checkpoint.digest,
    )


def _checkpoint_at(run: RunFolder, step: int) -> CheckpointRecord:
    saved = {checkpoint.step: checkpoint for checkpoint in run.checkpoints()}
    if step not in saved:
        raise BadInput(
            "there is no checkpoint at step {step}; there is: {steps}",
            step=step,
            steps=listed(map(str, saved)) or "-",
        )
    return saved[step]


def _require_something_to_do(
    spec: PretrainSpec | FinetuneSpec | DistillSpec, step: int, state: TrainingState
) -> None:
    steps = spec.total_steps if isinstance(spec, DistillSpec) else spec.loop.steps
    if 0 < steps <= step:
        raise BadInput(
            "the branch begins at step {step}, and {steps} steps are asked for in all; set more",
            step=step,
            steps=steps,
        )
    if 0 < spec.loop.minutes * 60 <= state.elapsed_s:
        raise BadInput(
            "the steps before the branch took {spent:.1f} minutes, and loop.minutes allows "
            "{minutes:g} in all; set more, or 0 for no limit",
            spent=state.elapsed_s / 60,
            minutes=spec.loop.minutes,
        )


def begun_from_parent(resources: RunResources, control: Control) -> Generator[Event, None, None]:
    """Put a copy of the parent's checkpoint before the branch's own steps, once.

    Its figure is the first of the branch's, so that the curve goes on from there.
    """
    parent = resources.inputs.parent
    if parent is None or resources.run.checkpoints():
        return
    source = resources.folder_of(parent)
    state = _state(source)
    yield Note(words=words("goes on from step {step} of '{run}'", step=state.step, run=parent.name))
    epoch, is_told = _epoch_at(RunFolder(source.parent.parent), state.step, resources.inputs)
    if not is_told:
        said = words(
            "the journal of '{run}' is damaged and does not tell its epoch at step {step}: the "
            "curves of the branch begin at epoch {epoch:g}, which may be too small",
            run=parent.name,
            step=state.step,
            epoch=epoch,
        )
        yield Note(words=said, level=Level.WARNING)
    values = {} if state.metric is None else {state.metric_name: state.metric}
    yield Metrics(
        step=state.step,
        values=values,
        tokens=state.tokens,
        epoch=epoch,
        elapsed_s=state.elapsed_s,
    )
    resources.sync_journal()  # a journal tells of a step before there is a checkpoint of it
    yield from with_room(partial(_copy, source, resources.run, state), control, state.step)
    saved = resources.run.checkpoints()[-1]
    yield CheckpointSaved(
        step=saved.step, folder=saved.folder.name, digest=saved.digest, is_best=saved.is_best
    )


def _epoch_at(parent: RunFolder, step: int, own: Inputs) -> tuple[float, bool]:
    """How often the parent had read the text by a step, 0 of another text.

    Also whether its journal tells: of a damaged one the epoch may be too small.
    """
    epoch, reached, unread = 0.0, 0, 0
    offset, following = -1, 0
    try:
        if parent.inputs().corpora != own.corpora:
            return 0.0, True
        while following > offset:
            offset = following
            lines, following = read_lines(parent.journal_path, offset, _READ_AT_ONCE)
            unread += count_unread(lines)
            events = (line.event for line in lines if line is not None)
            for one in (event for event in events if isinstance(event, Metrics)):
                reached = max(reached, one.step)
                if one.step <= step:
                    epoch = max(epoch, one.epoch)
    except (Corrupt, CannotBeRead):
        return epoch, False
    return epoch, reached >= step and not unread


def _copy(source: Path, run: RunFolder, state: TrainingState) -> None:
    """The checkpoint as it is; evaluations without a better figure are counted anew."""
    files = manifest.read(source).files
    needed_bytes = sum(entry.size for entry in files.values())
    own = state.model_copy(update={"stale_evaluations": 0, "pinned": False})
    with durable.staging(run.checkpoint_folder(state.step), needed_bytes=needed_bytes) as folder:
        for name in files:
            shutil.copyfile(source / name, folder / name)
        (folder / _STATE_NAME).write_text(own.model_dump_json(), encoding="utf-8")


def _state(folder: Path) -> TrainingState:
    path = folder / _STATE_NAME
    try:
        return TrainingState.model_validate_json(looking.read_bytes(path))
    except (FileNotFoundError, ValueError) as error:
        raise Corrupt("{path} cannot be read: {reason}", path=path, reason=error) from None
