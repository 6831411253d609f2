"""The checkpoints of a run, as their folders tell them: `step-` and eight digits each.

A folder has its name only once all of it is there: one without a manifest lost it.
"""

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from workbench.errors import Corrupt
from workbench.file_formats import json_text
from workbench.store.files import looking, manifest
from workbench.store.records import CheckpointRecord
from workbench.store.runs.notes.pins import pinned_in
from workbench.store.runs.saved_state import SavedState, is_ranked_alike, rank
from workbench.words import Words

_MODEL_FILES = ("model.safetensors", "model.json")
"""What a checkpoint's digest stands for: equal models have equal ones, however long they took."""
_STATE_NAME = "state.json"


def folder_of(parent: Path, step: int) -> Path:
    """Where the checkpoint of a step is, or will be."""
    return parent / f"step-{step:08d}"


def saved_in(parent: Path) -> list[tuple[int, Path]]:
    """The steps and folders of checkpoints, oldest first."""
    folders = looking.children(parent, "step-*")
    steps = [(step, folder) for folder in folders if (step := _step_of(folder)) is not None]
    return sorted(steps)


def misnamed_in(parent: Path) -> tuple[Path, ...]:
    """Folders beside the checkpoints that are called like one and are none."""
    return tuple(
        folder for folder in looking.children(parent, "step-*") if _step_of(folder) is None
    )


def records_in(parent: Path) -> tuple[CheckpointRecord, ...]:
    """Every checkpoint, oldest first; a damaged one is among them, without a digest.

    The best one has the best finite metric (the earlier of two equal ones) of those that are ranked
    as the newest is; where none was measured, the last one counts as the best. Where nobody knows
    which are pinned, all are. Raises CannotBeRead.
    """
    saved = [_record(folder, step) for step, folder in saved_in(parent)]
    if not saved:
        return ()
    best, is_pinned = _best(saved), _pinned(parent)
    return tuple(
        replace(
            one,
            is_best=one is best,
            is_last=one is saved[-1],
            pinned=one.pinned or is_pinned(one.step),
        )
        for one in saved
    )


def _pinned(parent: Path) -> Callable[[int], bool]:
    """Whether a person pinned the checkpoint of a step."""
    try:
        return pinned_in(parent).__contains__
    except Corrupt:
        return lambda _: True


def damage_in(parent: Path) -> Iterator[Words]:
    """A sentence for each checkpoint of which not even its rank can be told, and for lost pins.

    Raises CannotBeRead: what the system refuses now is no damage that is to be remembered.
    """
    reads: list[Callable[[], object]] = [partial(pinned_in, parent)]
    reads += [partial(_read, folder) for _, folder in saved_in(parent)]
    for read in reads:
        try:
            read()
        except Corrupt as damage:
            yield damage.words


def _step_of(folder: Path) -> int | None:
    """The step that a checkpoint's folder is named after; None where it is named otherwise."""
    match = re.fullmatch("step-([0-9]{8,})", folder.name)
    return int(match[1]) if match else None


def _best(saved: Sequence[CheckpointRecord]) -> CheckpointRecord:
    ranked_by = _ranked_by(saved)
    ranks = {
        index: rank(record.metric_name, record.metric)
        for index, record in enumerate(saved)
        if record.metric is not None
        and math.isfinite(record.metric)
        and is_ranked_alike(record.metric_name, ranked_by)
    }
    return saved[min(ranks, key=ranks.__getitem__, default=-1)]


def _ranked_by(saved: Sequence[CheckpointRecord]) -> str:
    """What the newest measured checkpoint is ranked by: a branch may be by another metric."""
    measured = (one.metric_name for one in reversed(saved) if one.metric is not None)
    return next(measured, saved[-1].metric_name)


def _record(folder: Path, step: int) -> CheckpointRecord:
    try:
        digest, state = _read(folder)
    except Corrupt:
        return CheckpointRecord(step=step, folder=folder, digest="")
    return CheckpointRecord(
        step=step,
        folder=folder,
        digest=digest,
        metric=state.metric,
        pinned=state.pinned,
        metric_name=state.metric_name,
    )


def _read(folder: Path) -> tuple[str, SavedState]:
    """A checkpoint's digest and its rank; raises Corrupt, naming the file."""
    described = manifest.read(folder)
    path = folder / _STATE_NAME
    try:
        if path.name in described.files:
            manifest.require_entry(path, described.files[path.name])
        state = SavedState.model_validate(json_text.loads(looking.read_bytes(path)))
    except (FileNotFoundError, ValueError):
        raise Corrupt("{path} is damaged or missing and cannot be read", path=path) from None
    return described.digest(*_MODEL_FILES), state
