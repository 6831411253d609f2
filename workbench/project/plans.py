"""A project's plans: the journey from a text to a student, and sweeps over settings."""

import contextlib

from workbench.activities.resolve import resolve
from workbench.errors import WorkbenchError
from workbench.plans.current_names import distillation
from workbench.plans.journey import JourneySpec, planned_journey, remaining
from workbench.plans.planned_run import PlannedRun
from workbench.plans.sweep import (
    Planned,
    Result,
    SweepSpec,
    plan_of,
    results_of,
    varies_the_same,
)
from workbench.project.catalogue import Catalogue
from workbench.spec import validate
from workbench.store.folders import ProjectFolder
from workbench.store.membership import keep_new_plan_id, kept_plan_id
from workbench.store.run_folder import RunFolder


class Plans:
    """Gives the runs of plans, to be started one after the other; nothing is started here."""

    def __init__(self, folder: ProjectFolder, catalogue: Catalogue) -> None:
        self._folder = folder
        self._catalogue = catalogue

    def new_journey(self, spec: JourneySpec) -> tuple[PlannedRun, ...]:
        """The runs of a journey that is to begin; `remaining_journey` goes on with it."""
        self._folder.require_writable()
        return planned_journey(spec, keep_new_plan_id(self._folder.path, "journey", spec.name))

    def remaining_journey(self, spec: JourneySpec) -> tuple[PlannedRun, ...]:
        """The runs of a journey that have not finished yet; all of one that was never begun."""
        journey_id = kept_plan_id(self._folder.path, "journey", spec.name)
        steps = planned_journey(spec, journey_id) if journey_id else self.new_journey(spec)
        return remaining(steps, self._catalogue.runs())

    def keep_sweep(self, spec: SweepSpec) -> None:
        """Keep a sweep by its name; one of that name is replaced.

        It keeps the runs of the one before if it varies the same distillation. Raises BadInput or
        BadSpec when one of its runs would be impossible.
        """
        self._folder.require_writable()
        first = plan_of(spec)[0].spec
        resolve(first.model_copy(update={"name": f"{first.name} ?"}), self._folder)
        if not self._sweep_id(spec):
            keep_new_plan_id(self._folder.path, "sweep", spec.name)
        self._folder.keep_sweep(spec.name, spec)

    def sweeps(self) -> tuple[SweepSpec, ...]:
        """Every sweep that was kept, oldest first; one that cannot be read is left out."""
        sweeps = []
        for plain in self._folder.sweeps():
            with contextlib.suppress(WorkbenchError):
                sweeps.append(validate(SweepSpec, plain))
        return tuple(sweeps)

    def sweep_results(self, spec: SweepSpec) -> tuple[Result, ...]:
        """What became of a sweep's runs by now, in the order of its plan."""
        return results_of(
            spec,
            plan_of(spec),
            self._catalogue.runs(),
            self._sweep_id(spec),
            lambda run: distillation(RunFolder(run.folder)),
        )

    def sweep_run(self, spec: SweepSpec, planned: Planned) -> PlannedRun:
        """One run of a sweep that was kept, to be started."""
        sweep_id = self._sweep_id(spec)
        assert sweep_id
        return planned.within(sweep_id)

    def _sweep_id(self, spec: SweepSpec) -> str:
        """The id of the sweep that was kept by this name; empty if that varied something else."""
        plain = self._folder.sweep_of_name(spec.name)
        if plain is None:
            return ""
        with contextlib.suppress(WorkbenchError):
            if varies_the_same(validate(SweepSpec, plain), spec):
                return kept_plan_id(self._folder.path, "sweep", spec.name)
        return ""
