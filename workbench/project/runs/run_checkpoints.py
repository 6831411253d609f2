"""The checkpoints of a run: which there are, which are kept, and a run that branches from one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from workbench.activities.branch_settings import (
    ChangedSetting,
    changed_settings,
    require_free_settings,
)
from workbench.activities.spec import ANY_SPEC
from workbench.errors import BadInput, Corrupt
from workbench.file_formats import json_text
from workbench.plans.current_names import spec_with_names_of_now
from workbench.plans.planned_run import PlannedRun
from workbench.project.runs.opened_run import OpenedRun
from workbench.project.runs.run_probes import StepProbes, probe_sentences, probes_at
from workbench.spec import to_plain, validate, with_overrides
from workbench.store import kept_checkpoints
from workbench.store.bin import Bin, BinnedItem
from workbench.store.files import looking
from workbench.store.membership import branch_of, parent_of
from workbench.store.records import CheckpointRecord
from workbench.store.runs.notes.pins import pinned_in
from workbench.store.runs.saved_state import SavedState
from workbench.store.runs.state import RunState


@dataclass(frozen=True)
class RunCheckpoint:
    """One checkpoint of a run: its size on the disk, its figures, and why it is kept.

    `is_pinned` is by a person, `is_kept` by the run's settings, which keep one every so many steps.
    `metrics` are those that were measured at its step, by their names.
    """

    record: CheckpointRecord
    bytes: int
    is_pinned: bool
    is_kept: bool
    metrics: Mapping[str, float]

    @property
    def step(self) -> int:
        return self.record.step

    @property
    def marks(self) -> tuple[str, ...]:
        """Why it is kept: `best`, `last`, `pinned`, `kept`; `damaged` where it cannot be read."""
        marks = {
            "best": self.record.is_best,
            "last": self.record.is_last,
            "pinned": self.is_pinned,
            "kept": self.is_kept,
            "damaged": self.record.is_damaged,
        }
        return tuple(mark for mark, holds in marks.items() if holds)


class RunCheckpoints(OpenedRun):
    """What a run has saved, and what may be done with it."""

    def checkpoints(self) -> tuple[RunCheckpoint, ...]:
        """Every checkpoint, oldest first, with its size and what was measured at its step."""
        pinned, measured = self._pinned(), _measured(self.state())
        return tuple(
            RunCheckpoint(
                record=record,
                bytes=_bytes_of(record.folder),
                is_pinned=pinned is None or record.step in pinned,
                is_kept=_is_kept(record.folder),
                metrics=measured.get(record.step, {}),
            )
            for record in self._run.checkpoints()
        )

    def probe_sentences(self) -> tuple[str, ...]:
        """The sentences whose losses are measured, in the order of their curves."""
        return probe_sentences(self.spec)

    def probes(self, step: int) -> StepProbes:
        """What was answered to its probes at a step; raises Corrupt or BadSpec."""
        return probes_at(self.state(), self.probe_sentences(), step)

    def _pinned(self) -> frozenset[int] | None:
        """None where nobody knows, so that all of them count as pinned."""
        try:
            return pinned_in(self._run.checkpoints_path)
        except Corrupt:
            return None

    def pin(self, step: int) -> None:
        """Keep the checkpoint of a step for good: neither rotation nor deleting removes it."""
        kept_checkpoints.pin(self._project, self._run, step, pinned=True)

    def unpin(self, step: int) -> None:
        """Let the run's settings decide again whether the checkpoint of a step is kept."""
        kept_checkpoints.pin(self._project, self._run, step, pinned=False)

    def delete_checkpoint(self, step: int) -> BinnedItem:
        """Move a checkpoint to the bin; gives what lies there now.

        Raises Locked while the run is running, BadInput for one that is pinned or the only one.
        """
        return Bin(self._project).put_checkpoint(self._run, step)

    def parent(self) -> tuple[str, int] | None:
        """The id of the run that this one branched from, and at which step; None without one."""
        return parent_of(self._run.meta.belongs_to)

    def branch(
        self, step: int | None = None, *, name: str, overrides: Sequence[str] = ()
    ) -> PlannedRun:
        """A run that goes on from a checkpoint of this one, the last if no step is given.

        It has this run's settings, with `overrides` such as `optimizer.learning_rate=1e-4`; start
        it with `Project.start`. Raises BadInput or BadSpec.
        """
        if step is None:
            step = self._run.last_saved_step()
        if step is None:
            raise BadInput(
                "'{name}' has saved no checkpoint to branch from", name=self._run.meta.name
            )
        plain = to_plain(spec_with_names_of_now(self._project, self._run))
        spec = validate(ANY_SPEC, with_overrides(plain | {"name": name}, overrides))
        return PlannedRun(spec, branch_of(self._run.id, step))

    def branch_changes(self, planned: PlannedRun) -> tuple[ChangedSetting, ...]:
        """In which settings a branch of this run differs from it.

        Raises BadInput for settings that no branch can change.
        """
        before = spec_with_names_of_now(self._project, self._run)
        require_free_settings(before, planned.spec)
        return changed_settings(before, planned.spec)


def _measured(state: RunState) -> dict[int, dict[str, float]]:
    """The metrics of evaluations by their steps; those of every step are no checkpoint's."""
    found: dict[int, dict[str, float]] = {}
    for name, series in state.series.items():
        if name.startswith("validation_"):
            for step, value in zip(series.steps, series.values, strict=True):
                found.setdefault(step, {})[name] = value
    return found


def _bytes_of(folder: Path) -> int:
    return sum(path.lstat().st_size for path in looking.files_below(folder))


def _is_kept(folder: Path) -> bool:
    """Whether the run's settings keep it; a damaged one does not tell."""
    try:
        plain = json_text.loads(looking.read_bytes(folder / "state.json"))
        return SavedState.model_validate(plain).pinned
    except (FileNotFoundError, ValueError):
        return False
