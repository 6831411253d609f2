"""Runs that another process performs, or has begun: a part of a project."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from workbench.activities.spec import ANY_SPEC, AnySpec
from workbench.distillation.spec import DistillSpec
from workbench.errors import BadInput
from workbench.events import Event
from workbench.plans.chain import expanded
from workbench.plans.planned_run import Startable, spec_of
from workbench.project.runs.processes.detached import DetachedRuns
from workbench.project.runs.processes.failed_process import FailedRun
from workbench.project.runs.processes.interrupted import is_on
from workbench.project.runs.starting import unfinished
from workbench.spec import to_plain, validate
from workbench.store.folders import ProjectFolder
from workbench.store.records import ModelRecord, RunRecord
from workbench.store.runs.asked import Setting, flat
from workbench.store.runs.planned_for import named_in, planned_for
from workbench.store.runs.processes import processes_of
from workbench.store.runs.run_folder import RunFolder
from workbench.training.distributed.ranks import require_even_shares
from workbench.training.distributed.world import World
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.pretrain_spec import PretrainSpec
from workbench.words import listed

_FIRST_NAMED = 5
"""So many settings that differ are named."""


class _PerformsRuns(Protocol):
    _detached: DetachedRuns
    _store: ProjectFolder

    @property
    def runs(self) -> tuple[RunRecord, ...]: ...

    def _run_for(self, run: Startable) -> RunFolder: ...

    def _run_folder(self, run: RunRecord | ModelRecord | str) -> RunFolder: ...


class RunsElsewhere:
    """What a project can do with runs that this process does not perform itself."""

    def is_any_run_on(self: _PerformsRuns) -> bool:
        """Whether a process works on a run of the project or is about to, as far as is known."""
        return any(is_on(run) for run in self.runs)

    def start_detached(self: _PerformsRuns, run: Startable, *, processes: int = 1) -> str:
        """Make a run and let a process of its own perform it; gives the run's id.

        Several `processes` of this machine train together, as torchrun starts them. Raises as
        `start` does, and BadInput for a number that cannot share out a step.
        """
        require_processes(spec_of(run), processes)
        return self._detached.start(self._run_for(run), processes)

    def resume_detached(self: _PerformsRuns, run: RunRecord | ModelRecord | str) -> str:
        """Go on with a run in as many processes as it was started in; gives the run's id."""
        folder = unfinished(self._store, self._run_folder(run))
        return self._detached.start(folder, processes_of(folder.path))

    def take_failed(self: _PerformsRuns) -> tuple[FailedRun, ...]:
        """The runs of processes that were started from here and failed since the last call."""
        return self._detached.take_failed()

    def watch(self: _PerformsRuns, run: RunRecord | ModelRecord | str) -> Iterator[Event]:
        """The events of a run from its beginning, as they come, until its attempt ends."""
        return self._detached.watch(self._run_folder(run))

    def begun(self: _PerformsRuns, run: Startable) -> RunRecord | None:
        """The newest run of the spec's name and kind, if it was begun with the same settings.

        None where there is none. Raises BadInput, naming them, where settings differ.
        """
        spec = spec_of(run)
        folder = _newest(self._store, spec)
        if folder is None:
            return None
        _require_same_settings(folder, spec)
        return folder.record()

    def planned_before(self: _PerformsRuns, spec: AnySpec, minutes: float) -> AnySpec | None:
        """The plan of the newest run of the spec's name and kind; None where there is no such run.

        Raises BadInput where that was not planned for as many minutes, with the same settings.
        """
        folder = _newest(self._store, expanded(spec)[0])
        if folder is None:
            return None
        before = planned_for(folder.path)
        if before is None:
            raise BadInput(
                "the run {run} of the name '{name}' was begun without --minutes, or by an earlier "
                "version; go on with it by: resume {run}, or give the new run another name",
                run=folder.id,
                name=folder.meta.name,
            )
        if before.minutes != minutes:
            raise _other_minutes(folder, before.minutes)
        _require_same(folder, before.named, named_in(spec))
        return validate(ANY_SPEC, before.spec)


def require_processes(spec: AnySpec, processes: int) -> None:
    """Raise BadInput for what is no number of processes, or cannot share out a step."""
    if processes < 1:
        raise BadInput("{count} processes perform no run; start at least 1", count=processes)
    if isinstance(spec, PretrainSpec | FinetuneSpec | DistillSpec):
        require_even_shares(World(size=processes), spec.loop.accumulation)


def _newest(store: ProjectFolder, spec: AnySpec) -> RunFolder | None:
    """The newest run of the spec's name and kind."""
    for folder in reversed(store.run_folders()):
        meta = folder.meta
        if (meta.name, meta.kind) == (spec.name, spec.kind):
            return folder
    return None


def _settings(folder: RunFolder) -> AnySpec:
    return validate(ANY_SPEC, folder.spec(), where=f"{folder.id}/spec.toml")


def _require_same_settings(folder: RunFolder, spec: AnySpec) -> None:
    now, then = dict(flat(to_plain(spec))), dict(flat(to_plain(_settings(folder))))
    if now != then and (before := planned_for(folder.path)) is not None:
        raise _other_minutes(folder, before.minutes)
    _require_same(folder, then, now)


def _require_same(
    folder: RunFolder, then: Mapping[str, Setting], now: Mapping[str, Setting]
) -> None:
    """Raise BadInput, naming some, where settings were added, removed or changed."""
    names = [name for name in {**now, **then} if now.get(name) != then.get(name)]
    if names:
        raise BadInput(
            "the run {run} of the name '{name}' was begun with other settings: {names}; set them "
            "as they were, or give the new run another name",
            run=folder.id,
            name=folder.meta.name,
            names=listed(names[:_FIRST_NAMED]),
        )


def _other_minutes(folder: RunFolder, minutes: float) -> BadInput:
    return BadInput(
        "the run {run} of the name '{name}' was planned for {minutes} minutes; say "
        "--minutes {minutes} to go on with it, or give the new run another name",
        run=folder.id,
        name=folder.meta.name,
        minutes=f"{minutes:g}",
    )
