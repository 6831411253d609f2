"""A run of a project: what its folder and its journal tell, and what may be asked of it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.activities.range_test.spec import LearningRateTestSpec
from workbench.activities.spec import ANY_SPEC, EvaluateSpec
from workbench.curves.seeds import seed_group, seed_of
from workbench.distillation.spec import DistillSpec
from workbench.errors import BadInput, Corrupt, NotFound
from workbench.file_formats import json_text
from workbench.file_formats.plain_file import read_plain_file
from workbench.named import named
from workbench.plans.planned_run import Startable, membership_of, planned_run, spec_of
from workbench.project.alerts import alerts_of
from workbench.project.runs.run_lines import RunLines
from workbench.project.runs.starting import checkpoint_at
from workbench.spec import validate
from workbench.store.database.past import Past
from workbench.store.files import durable
from workbench.store.files.named import write_file
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.notes.alerts import FILE_NAME as ALERTS
from workbench.store.runs.notes.alerts import Alert, among
from workbench.store.runs.notes.step_notes import StepNote, pin_step_note, read_step_notes
from workbench.store.runs.planned_for import PlannedFor, keep_planned_for
from workbench.store.runs.processes import processes_of
from workbench.store.runs.requests import Request
from workbench.store.runs.superseded import Attempt, superseded
from workbench.training.anomalies.find import Anomaly, anomalies
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.pretrain_spec import PretrainSpec

if TYPE_CHECKING:
    from workbench.activities.range_test.result import LearningRateTest
    from workbench.activities.replay.step_batch import StepBatch
    from workbench.project.model_figures import ModelFigures

_ESTIMATE_NAME = "estimate.json"
_SETTINGS_GONE = "This model was deleted after it was compared; its settings are gone with it."


class SavedRun(RunLines):
    """One run; nothing is held open, so making one costs nothing."""

    def past(self) -> Past:
        """As the journal tells it, with the alerts among its log."""
        past = super().past()
        log = among(past.log, self.readable_alerts())
        return replace(past, log=log) if past.offset else past

    def alerts_mark(self) -> tuple[int, int] | None:
        """Another one once there are further alerts, whoever performs it."""
        return _mark(self.folder / ALERTS)

    def would_fire(self, when: str) -> tuple[Alert, ...]:
        """What a rule such as `gradient_norm > 10` tells of its curves by now; raises BadInput."""
        return alerts_of(when, self.id, self.state(), self._catalogue)

    def seed_group(self) -> str:
        """What it shares with runs that were asked the same but for seed and name."""
        return seed_group(self._run.spec())

    def seed(self) -> int | None:
        """That of its spec, if it has one."""
        return seed_of(self._run.spec())

    def step_notes(self) -> tuple[StepNote, ...]:
        """What was noted at its steps; raises Corrupt, CannotBeRead."""
        return read_step_notes(self.folder)

    def pin_note(self, step: int, text: str) -> tuple[StepNote, ...]:
        """Note something at a step, an empty text nothing; gives all notes.

        Raises BadInput, Corrupt, ReadOnly, DiskFull.
        """
        with self._project.naming():
            return pin_step_note(self.folder, step, text)

    def spec_text(self) -> str:
        """Its spec file as it stands; raises Corrupt where that is damaged."""
        self._run.check_spec()
        return self._run.spec_text()

    def inputs(self) -> Inputs:
        """What it read, as that was found when it was made; raises Corrupt."""
        return self._run.inputs()

    def superseded(self) -> tuple[Attempt, ...]:
        """What it measured and, resumed from an earlier step, measured again."""
        return superseded(self.journal_path)

    def estimated_seconds(self) -> float | None:
        """How long it was said to take before it began; None where nothing was said."""
        try:
            return float(json_text.loads(read_plain_file(self.folder / _ESTIMATE_NAME))["seconds"])
        except (OSError, ValueError, KeyError, TypeError, OverflowError):
            return None

    def keep_estimate(self, seconds: float, *, measured: bool) -> None:
        """Keep what was said of it before it began, to be compared with what it took."""
        durable.write_json(self.folder / _ESTIMATE_NAME, {"seconds": seconds, "measured": measured})

    def processes(self) -> int:
        """In how many processes of this machine it was started, and is resumed by the window."""
        return processes_of(self.folder)

    def batch(self, step: int, *, under: int | None = None) -> "Iterator[StepBatch]":
        """The documents of a step, as the curves count them, and how hard each was to predict.

        Their losses are those of the step itself, by replaying the steps since the nearest earlier
        checkpoint; with `under`, those of the checkpoint of that step, at once. Raises BadInput for
        a step that the run did not take, a checkpoint that it does not have, or a run that trains
        nothing.
        """
        from workbench.activities.replay.step_batch import step_batch

        spec, state = self.spec, self.state()
        if not isinstance(spec, PretrainSpec | DistillSpec | FinetuneSpec):
            raise BadInput("only runs that train a model have batches")
        if not 1 <= step <= state.step:
            raise BadInput(
                "the run has taken {last} steps, and none of them is {step}; name one of those",
                last=state.step,
                step=step,
            )
        checkpoint = None if under is None else checkpoint_at(self._run, under)
        yield from step_batch(self._project.path, self._run, spec, state, step, checkpoint)

    def lr_test(self) -> "LearningRateTest":
        """What a learning-rate range test has found by now; raises BadInput for other runs."""
        from workbench.activities.range_test.result import LearningRateTest

        spec = self.spec
        if not isinstance(spec, LearningRateTestSpec):
            raise BadInput(
                "'{name}' is no learning-rate range test but a run of another kind ({kind})",
                name=self._run.meta.name,
                kind=named(spec.kind),
            )
        return LearningRateTest.of(self.id, spec, self.state())

    def anomalies(self) -> tuple[Anomaly, ...]:
        """What stands out in its curves by now, each a sentence with its evidence."""
        return anomalies(self.state(), self._last_steps_of_stages())

    def _last_steps_of_stages(self) -> list[int]:
        """Behind each of them a distillation's loss is another one."""
        spec = self.spec
        stages = spec.stages if isinstance(spec, DistillSpec) else ()
        return list(accumulate(stage.steps for stage in stages))[:-1]

    def write_tensorboard(self, folder: Path | str) -> int:
        """Write its curves as TensorBoard files; gives the number of points."""
        from workbench.activities.exchange.tensorboard import write_tensorboard

        return write_tensorboard(self.state(), self.id, Path(folder))

    def teacher(self) -> str:
        """What the first teacher of a distillation is called by now; empty without one, or if it
        was deleted since. Raises Corrupt."""
        located = self._run.inputs().teacher
        models = self._catalogue.listed_models() if located is not None else ()
        names = {model.id: model.name for model in models}
        return names.get(located.id, "") if located is not None else ""

    # -- a comparison -------------------------------------------------------------------------

    def compared_models(self) -> dict[str, str]:
        """What the models of a comparison are called by now, by their role; the first of each.

        Left out is what was deleted since.
        """
        spec = validate(EvaluateSpec, self._run.spec(), where=f"{self.id}/spec.toml")
        names = {model.id: model.name for model in self._catalogue.models()}
        models: dict[str, str] = {}
        for candidate, located in zip(spec.candidates, self._run.inputs().candidates, strict=True):
            if located.id in names:
                models.setdefault(candidate.role, names[located.id])
        return models

    def comparison(self) -> "ModelFigures":
        """The figures of a comparison, which show themselves; raises BadInput where it has none."""
        from workbench.project.model_figures import ModelFigures

        meta = self._run.meta
        if meta.kind != "evaluate":
            raise BadInput(
                "'{name}' is no comparison but a run of another kind ({kind}); name a comparison",
                name=meta.name,
                kind=named(meta.kind),
            )
        report = self.state().report
        if report is None:
            raise BadInput("this comparison has no figures yet; let it finish first")
        return ModelFigures(meta.name, report)

    def on_corpus(self, corpus: str) -> EvaluateSpec:
        """The spec of a comparison with its models measured on another corpus, to be started.

        Raises NotFound where a model was deleted since, BadSpec for a run that compares nothing.
        """
        from workbench.plans.comparison import comparison_on

        spec = validate(EvaluateSpec, self._run.spec(), where=f"{self.id}/spec.toml")
        models, runs = self._catalogue.models(), self._catalogue.runs()
        return comparison_on(spec, self._run.inputs(), corpus, models, runs)

    def write_report(self, path: Path | str, *, language: str = "en") -> None:
        """Write a comparison as a page (.html, .pdf) or a table (.csv); else raises BadInput."""
        from workbench.activities.evaluate.report_page import written
        from workbench.language import language as spoken

        found, path = self.comparison(), Path(path)
        specs = self._compared_specs()
        write_file(path, written(path, found.name, found.report, specs, spoken(language)))

    def _compared_specs(self) -> dict[str, str]:
        """The spec file of each model that a comparison measured, by the model's name."""
        return {one.name: self._spec_text(one.id) for one in self._run.inputs().candidates}

    def _spec_text(self, run_id: str) -> str:
        """Also of one that is damaged: the sentence that says so, and no other settings."""
        try:
            run = self._project.run_folder(run_id)
        except NotFound:
            return _SETTINGS_GONE
        try:
            run.check_spec()
            return run.spec_text()
        except (BadInput, Corrupt) as damage:
            return str(damage)

    # -- what comes after it ------------------------------------------------------------------

    def keep_following(self, runs: Sequence[Startable]) -> None:
        """Keep what is to be started, in order, once it has finished.

        Whoever resumes the run does it, be it a process of its own, the terminal or the window.
        """
        self._project.require_writable()
        self._run.keep_following([(spec_of(run), membership_of(run)) for run in runs])

    def keep_planned_for(self, planned: PlannedFor) -> None:
        """Keep what it was planned for: `run --minutes --resume` goes on by that plan."""
        self._project.require_writable()
        keep_planned_for(self.folder, planned)

    def following(self) -> tuple[Startable, ...]:
        """What was kept to be started once it has finished; raises Corrupt or BadSpec."""
        where = f"{self.id}/following.json"
        return tuple(
            planned_run(validate(ANY_SPEC, plain, where=where), belongs_to)
            for plain, belongs_to in self._run.following()
        )

    def following_mark(self) -> tuple[int, int] | None:
        """Another one once other runs are kept to come after it, by whomever."""
        return _mark(self._run.following_path)

    def request(self, request: Request) -> None:
        """Ask the process that performs it to pause, resume, stop or hand over."""
        self._run.request(request)


def _mark(path: Path) -> tuple[int, int] | None:
    """What changes with a file; None without it."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
