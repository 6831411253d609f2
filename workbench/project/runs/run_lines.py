"""The curves of a run, behind those of the runs that it branched from; what happened there."""

from collections.abc import Sequence

from workbench.curves.annotations import Annotation, annotations
from workbench.curves.branches import Ancestry, Parent, up_to
from workbench.curves.flops import recorded_flops_per_token
from workbench.distillation.contributions import Contribution, contributions
from workbench.distillation.spec import DistillSpec
from workbench.errors import Corrupt
from workbench.metrics import comparable
from workbench.project.runs.curve_picture import CurvePicture, PicturedCurve
from workbench.project.runs.run_checkpoints import RunCheckpoints
from workbench.project.runs.run_curves import curve_of
from workbench.project.runs.run_flops import flops_by_models
from workbench.store.bin import Bin
from workbench.store.runs.histograms import StepHistograms, read_histograms
from workbench.store.runs.notes.alerts import Alert, read_alerts
from workbench.store.runs.state import MetricSeries
from workbench.words import Words, words

DEFAULT_CURVE = "validation_loss"


class RunLines(RunCheckpoints):
    """What a run's plots show."""

    def ancestry(self) -> Ancestry:
        """The runs that it branched from, with what they measured up to there.

        Where one was deleted, those before it are unknown too: `missing` says so.
        """
        parents: list[Parent] = []
        branched, seen = self.parent(), {self.id}
        while branched is not None and branched[0] not in seen:
            run_id, step = branched
            if not self._project.has_run(run_id):
                return Ancestry(tuple(parents), self._missing(run_id, step))
            seen.add(run_id)
            run = RunLines(self._project.run_folder(run_id), self._project, self._catalogue)
            parents.append(run._as_parent(step))
            branched = run.parent()
        return Ancestry(tuple(parents))

    def _as_parent(self, step: int) -> Parent:
        state = self.state()
        known = comparable(state.series, state.kind)
        cut = {name: up_to(series, step) for name, series in known.items()}
        return Parent(self.id, self._run.meta.name, step, cut)

    def _missing(self, run_id: str, step: int) -> Words:
        deleted = {item.id: item.name for item in Bin(self._project).items()}
        if run_id in deleted:
            return words(
                "steps up to {step} are those of '{run}', which is in the bin; restore it to see "
                "them",
                step=step,
                run=deleted[run_id],
            )
        return words("steps up to {step} are those of a run that was deleted", step=step)

    def annotations(self) -> tuple[Annotation, ...]:
        """Checkpoints, evaluations, resumes, changes of the rate, alerts, in their order."""
        return annotations(self.state(), self.ancestry().parents, self.readable_alerts())

    def alerts(self) -> tuple[Alert, ...]:
        """What alert rules told of it while it learnt; raises Corrupt, CannotBeRead."""
        return read_alerts(self.folder)

    def readable_alerts(self) -> tuple[Alert, ...]:
        """The same for curves and logs, which stand without them: `alerts` says what is damaged."""
        try:
            return self.alerts()
        except Corrupt:
            return ()

    def contributions(self) -> tuple[Contribution, ...]:
        """What each part of its loss adds to it; raises BadInput where there are no parts."""
        spec = self.spec
        stages = spec.stages if isinstance(spec, DistillSpec) else ()
        return contributions(self.state().series, stages)

    def histograms(self) -> tuple[StepHistograms, ...]:
        """How its weights and gradients were spread at the steps that its settings chose.

        Raises Corrupt, CannotBeRead.
        """
        return read_histograms(self.folder, self.state().step)

    def flops_per_token(self) -> float | None:
        """What training on a token cost it, teachers included, as it measured or as the models'
        shapes tell; None where neither does. Raises Corrupt, CannotBeRead."""
        recorded = recorded_flops_per_token(self.state().series)
        return self.flops_by_models() if recorded is None else recorded

    def flops_by_models(self) -> float | None:
        """The same by the models' shapes alone, without reading the journal."""
        return flops_by_models(self._project.path, self._run, self.spec)

    def curve(self, formula: str, *, own: bool = False) -> MetricSeries:
        """A metric, or a formula such as `val_loss - control.val_loss`; raises BadInput.

        That of a branch goes on behind its parent's points, but for `own` ones alone.
        """
        parents: Sequence[Parent] = () if own else self.ancestry().parents
        return curve_of(self.id, self.state(), self._catalogue, formula, parents)

    def curves(self, *formulas: str) -> CurvePicture:
        """A picture of metrics or formulas that shows itself in a notebook; raises BadInput."""
        return CurvePicture(tuple(map(self.pictured, formulas or (DEFAULT_CURVE,))))

    def pictured(self, formula: str) -> PicturedCurve:
        """One line of a picture, with what happened along it; raises BadInput."""
        ancestry = self.ancestry()
        nearest = next((parent.caption for parent in ancestry.parents), None)
        return PicturedCurve(
            run=self._run.meta.name,
            curve=formula,
            series=self.curve(formula),
            about=nearest or ancestry.missing,
            annotations=self.annotations(),
        )
