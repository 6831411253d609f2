"""The checkpoints of a run, as their folders tell them: `step-` and eight digits each.

A folder has its name only once all of it is there: one without a manifest lost it.
"""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from workbench import json_text
from workbench.errors import Corrupt
from workbench.store.files import looking, manifest
from workbench.store.records import CheckpointRecord
from workbench.store.runs.saved_state import SavedState, rank
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

    The best one has the best finite metric (the earlier of two equal ones); where none was
    measured, the last one counts as the best. Raises CannotBeRead.
    """
    saved = [_record(folder, step) for step, folder in saved_in(parent)]
    if not saved:
        return ()
    best = _best(saved)
    return tuple(replace(r, is_best=r is best, is_last=r is saved[-1]) for r in saved)


def damage_in(parent: Path) -> Iterator[Words]:
    """A sentence for each checkpoint of which not even its rank can be told.

    Raises CannotBeRead: what the system refuses now is no damage that is to be remembered.
    """
    for _, folder in saved_in(parent):
        try:
            _read(folder)
        except Corrupt as damage:
            yield damage.words


def _step_of(folder: Path) -> int | None:
    """The step that a checkpoint's folder is named after; None where it is named otherwise."""
    match = re.fullmatch("step-([0-9]{8,})", folder.name)
    return int(match[1]) if match else None


def _best(saved: Sequence[CheckpointRecord]) -> CheckpointRecord:
    ranks = {
        index: rank(record.metric_name, record.metric)
        for index, record in enumerate(saved)
        if record.metric is not None and math.isfinite(record.metric)
    }
    return saved[min(ranks, key=ranks.__getitem__, default=-1)]


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
