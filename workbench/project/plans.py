"""A project's plans: the journey from a text to a student, and sweeps over settings."""

import contextlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from workbench.activities.resolve import resolve
from workbench.activities.spec import ANY_SPEC, EvaluateSpec
from workbench.distillation.spec import DistillSpec
from workbench.errors import BadInput, Corrupt, NotFound, WorkbenchError
from workbench.file_formats.plain_file import given_path
from workbench.plans.comparison import comparisons_of
from workbench.plans.current_names import as_called_now, distillation, folders_of
from workbench.plans.imported_runs import RunsToImport, runs_to_import
from workbench.plans.journey import JourneySpec, planned_journey
from workbench.plans.journey_basis import JourneyBasis, as_plain, from_plain
from workbench.plans.journey_sizes import vocabulary_for
from workbench.plans.lineage import Lineage, lineage_of
from workbench.plans.planned_run import PlannedRun, is_same_but_for_names, names_read
from workbench.plans.remaining_runs import remaining
from workbench.plans.sweep import (
    Planned,
    Result,
    SweepSpec,
    is_same_but_for_name,
    plan_of,
    results_of,
)
from workbench.project.catalogue import Catalogue
from workbench.project.journey_speed import basis_of
from workbench.spec import to_plain, validate
from workbench.store.folders import ProjectFolder
from workbench.store.kept_sweeps import (
    KeptSweep,
    keep_sweep,
    keep_sweeps,
    kept_sweeps,
    lost_sweeps,
    read_sweep,
    sweep_of_name,
    sweep_paths,
)
from workbench.store.membership import (
    keep_new_plan_id,
    keep_plan_basis,
    kept_plan_basis,
    kept_plan_id,
    new_plan_id,
)
from workbench.store.names import Sort
from workbench.store.records import RunRecord, RunStatus
from workbench.store.runs.run_folder import RunFolder
from workbench.words import Words, words

_LOOKED_AT = 300_000
"""Characters: more would change the size of a vocabulary little, and keep a form waiting."""


class Plans:
    """Gives the runs of plans, to be started one after the other; nothing is started here."""

    def __init__(self, folder: ProjectFolder, catalogue: Catalogue) -> None:
        self._folder = folder
        self._catalogue = catalogue

    def imported_runs(self, path: Path | str) -> RunsToImport:
        """A spec for each run of another tool that a folder or file holds; raises BadInput."""
        runs = self._runs()
        ids = (*(run.id for run in runs), *self._folder.deleted_ids(Sort.RUN))
        return runs_to_import(given_path(str(path)), {*ids, *(run.name for run in runs)})

    def journey_basis(self, spec: JourneySpec) -> JourneyBasis | None:
        """What a journey that has begun was planned by; None where it was for other minutes."""
        kept = kept_plan_basis(self._folder.path, "journey", spec.name)
        return from_plain(kept) if kept.get("minutes") == spec.minutes else None

    def new_journey(
        self, spec: JourneySpec, basis: JourneyBasis | None = None
    ) -> tuple[PlannedRun, ...]:
        """The runs of a journey that is to begin; `remaining_journey` goes on with it.

        Without a `basis` it is planned by the speed of the machine and the length of the text.
        """
        self._folder.require_writable()
        journey_id = keep_new_plan_id(self._folder.path, "journey", spec.name)
        return planned_journey(spec, self._kept_basis(spec, basis), journey_id)

    def remaining_journey(
        self, spec: JourneySpec, basis: JourneyBasis | None = None
    ) -> tuple[PlannedRun, ...]:
        """The runs of a journey that are still to be made; all of one that was never begun.

        One that has begun for as many minutes goes on by the basis that it began with.
        """
        journey_id = kept_plan_id(self._folder.path, "journey", spec.name)
        if not journey_id:
            steps = self.new_journey(spec, basis)
        else:
            known = self.journey_basis(spec) or self._kept_basis(spec, basis)
            steps = planned_journey(spec, known, journey_id)
        return remaining(steps, list(self._finished(journey_id)), self._begun)

    def _kept_basis(self, spec: JourneySpec, basis: JourneyBasis | None) -> JourneyBasis:
        """What the journey is planned by from now on."""
        known = basis or basis_of(spec)
        plain = {"minutes": spec.minutes, **as_plain(known)}
        keep_plan_basis(self._folder.path, "journey", spec.name, plain)
        return known

    def _finished(self, plan_id: str) -> Iterator[tuple[RunRecord, Lineage]]:
        """The finished runs of a plan, and those of which it is not recorded, oldest first."""
        runs = self._runs()
        parts = [run for run in runs if run.belongs_to is None or run.belongs_to.id == plan_id]
        return self._with_lineage(run for run in parts if run.status is RunStatus.FINISHED)

    def _begun(self, step: PlannedRun) -> Sequence[tuple[RunRecord, Lineage]]:
        """The runs that began with just this part of a plan and that nobody finished, or is at."""
        runs = [run for run in self._runs() if run.belongs_to == step.belongs_to]
        return list(self._with_lineage(run for run in runs if _is_left(run, step)))

    def _runs(self) -> Sequence[RunRecord]:
        """Every run with what its own folder says it belongs to; raises CannotBeRead.

        The catalogue lists a run that the system refuses too, as one that belongs to nothing: it
        would be made again.
        """
        return [_as_recorded(run) if run.problems else run for run in self._catalogue.runs()]

    def _with_lineage(self, runs: Iterable[RunRecord]) -> Iterator[tuple[RunRecord, Lineage]]:
        for run in runs:
            if (lineage := lineage_of(RunFolder(run.folder), self._folder)) is not None:
                yield run, lineage

    def vocabulary_size(self, corpus: str) -> int:
        """How many pieces suit a corpus, by how it begins; raises NotFound or Corrupt."""
        from workbench.corpora.corpus import Corpus

        text = Corpus.open(self._folder.corpus(corpus).folder)
        return vocabulary_for(list(_beginning(text.unchecked_documents("train"))))

    def comparison(
        self,
        models: Sequence[str],
        *,
        teacher: str = "",
        corpus: str = "",
        otherwise_on: str = "",
    ) -> EvaluateSpec:
        """The report of chosen models, by `NAME[@best|@last|@STEP]`, to be started.

        Their teacher, and the control beside each student, are found by how they were made, and
        so is the text where no `corpus` is given; `teacher` and `otherwise_on` are taken where
        nothing tells. Raises NotFound or BadInput.
        """
        given = {"teacher": teacher, "corpus": corpus, "otherwise_on": otherwise_on}
        return self.comparisons(models, **given)[0]

    def comparisons(
        self,
        models: Sequence[str],
        *,
        teacher: str = "",
        corpus: str = "",
        otherwise_on: str = "",
    ) -> tuple[EvaluateSpec, ...]:
        """The same on each text of the mixture that the models learnt from: a report for each."""
        return comparisons_of(
            models,
            self._catalogue.models(),
            self._catalogue.runs(),
            self._folder,
            teacher=teacher,
            corpus=corpus,
            otherwise_on=otherwise_on,
        )

    def keep_sweep(self, spec: SweepSpec) -> None:
        """Keep a sweep by its name; one of that name is replaced.

        It has the runs of each one of that name that varied the same distillation. Raises BadInput
        or BadSpec when one of its runs would be impossible.
        """
        with self._folder.naming():
            self._keep_sweep(spec)

    def _keep_sweep(self, spec: SweepSpec) -> None:
        plan = plan_of(spec)
        before = self._kept_sweep(spec)
        known = before.folders if before is not None and self._has_runs(before) else []
        first = as_called_now(plan[0].spec, known, self._folder)
        resolve(first.model_copy(update={"name": f"{first.name} ?"}), self._folder)
        new = {named for one in plan for named in names_read(one.spec)}
        new -= {(sort, name) for sort, name, _ in known}
        kept = KeptSweep(
            id=before.id if before is not None else new_plan_id(),
            base=to_plain(spec.base),
            folders=[*known, *folders_of(new, self._folder)],
        )
        others = [other for other in self._kept_sweeps(spec.name) if other.id != kept.id]
        keep_sweeps(self._folder.path, spec.name, [*others, kept])
        keep_sweep(self._folder.path, spec.name, spec)

    def sweeps(self) -> tuple[SweepSpec, ...]:
        """Every sweep that was kept, oldest first; one that cannot be read is left out."""
        read = map(self._readable, sweep_paths(self._folder.path))
        return tuple(one for one in read if isinstance(one, SweepSpec))

    def damaged(self) -> Iterator[Words]:
        """A sentence for each sweep that is left out."""
        for one in map(self._readable, sweep_paths(self._folder.path)):
            if isinstance(one, Words):
                yield one
        for path in lost_sweeps(self._folder.path):
            yield words(
                "{path} is missing, and with it what a sweep varies; put it back, or start the "
                "sweep again from its spec file",
                path=path,
            )

    def _readable(self, path: Path) -> SweepSpec | Words:
        """A sweep that was kept, with what it has made, or why it cannot be read."""
        try:
            spec = validate(SweepSpec, read_sweep(path), where=path.name)
            self._kept_sweeps(spec.name)
        except WorkbenchError as damage:
            return damage.words
        return spec

    def sweep_results(self, spec: SweepSpec) -> tuple[Result, ...]:
        """What became of a sweep's runs by now, in the order of its plan."""
        kept = self._kept_sweep(spec)
        return results_of(
            spec,
            plan_of(spec),
            self._runs(),
            kept.id if kept is not None else "",
            lambda run: distillation(RunFolder(run.folder)),
        )

    def sweep_run(self, spec: SweepSpec, planned: Planned) -> PlannedRun:
        """One run of a sweep that was kept, to be started; it reads what the others read.

        Raises NotFound where something of that is no longer there.
        """
        kept = self._kept_sweep(spec)
        assert kept is not None
        current = as_called_now(planned.spec, kept.folders, self._folder)
        return PlannedRun(current, planned.within(kept.id))

    def _kept_sweep(self, spec: SweepSpec) -> KeptSweep | None:
        """The sweep that was kept by this name and varied the same, if there is one."""
        for kept in reversed(self._kept_sweeps(spec.name)):
            with contextlib.suppress(WorkbenchError):
                if is_same_but_for_name(validate(DistillSpec, kept.base), spec.base):
                    return kept
        return None

    def _has_runs(self, kept: KeptSweep) -> bool:
        members = [run.belongs_to for run in self._runs() if run.belongs_to is not None]
        return kept.id in [belongs_to.id for belongs_to in members]

    def _kept_sweeps(self, name: str) -> list[KeptSweep]:
        """The sweeps of a name; before several were kept, there was the id of one and its spec."""
        folder = self._folder.path
        if kept := kept_sweeps(folder, name):
            return kept
        sweep_id, plain = kept_plan_id(folder, "sweep", name), sweep_of_name(folder, name)
        return [KeptSweep(id=sweep_id, base=plain.get("base", {}))] if sweep_id and plain else []


def _as_recorded(run: RunRecord) -> RunRecord:
    """A run with problems, with what its `meta.json` says where that is sound."""
    with contextlib.suppress(Corrupt, NotFound):
        meta = RunFolder(run.folder).meta
        return replace(run, name=meta.name, belongs_to=meta.belongs_to)
    return run


def _is_left(run: RunRecord, step: PlannedRun) -> bool:
    """Whether a run was asked for what a step asks, and was left unfinished by whoever began it."""
    folder = RunFolder(run.folder)
    with contextlib.suppress(BadInput, Corrupt):
        return (
            not folder.is_claimed
            and not folder.has_finished()
            and is_same_but_for_names(validate(ANY_SPEC, folder.spec()), step.spec)
        )
    return False


def _beginning(documents: Iterable[str]) -> Iterator[str]:
    left = _LOOKED_AT
    for document in documents:
        yield document[:left]
        left -= len(document)
        if left <= 0:
            return
