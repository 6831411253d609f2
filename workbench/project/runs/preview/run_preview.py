"""A run before it begins: what it would make, where it would not fit, what it would cost."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from workbench.activities.estimate.estimate import (
    Estimate,
    estimate,
    planned_steps,
    step_tokens,
    total_seconds,
)
from workbench.activities.estimate.machine_flops import flops_per_second
from workbench.activities.estimate.mixture import MixtureShare, mixture_shares
from workbench.activities.estimate.model_preview import ModelPreview
from workbench.activities.estimate.step_seconds import StepSeconds
from workbench.activities.estimate.too_large import NoRoom, memory_bytes_for, too_large
from workbench.activities.pretraining.checks import problems_of_going_on
from workbench.activities.spec import AnySpec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.distillation.spec import DistillSpec
from workbench.distillation.students.compatibility import incompatibilities
from workbench.errors import BadInput
from workbench.models.size.estimate import Precision
from workbench.models.spec import AnyModelSpec
from workbench.plans.minutes.minutes_plan import (
    AnyPlan,
    Budget,
    MinutesPlan,
    S,
    planned_for,
    with_timed_steps,
)
from workbench.plans.minutes.within_minutes import TextSize
from workbench.project.models.saved_model import SavedModel
from workbench.project.runs.preview.last_measured import LastMeasured
from workbench.project.runs.preview.machine import this_machine
from workbench.project.runs.preview.run_shapes import RunShapes
from workbench.project.runs.starting import planned_resources
from workbench.spec import Problem
from workbench.store.files.full import free_disk_bytes
from workbench.store.folders import ProjectFolder
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.pretrain_spec import PretrainSpec

if TYPE_CHECKING:
    from workbench.activities.distill.first_losses import FirstLosses
    from workbench.activities.finetune.preview import ExamplesPreview
    from workbench.activities.replay.first_batch import BatchPreview, PreparingBatch
    from workbench.models.model_file import ModelFile
    from workbench.tokenizers.tokenizer import Tokenizer


class RunPreview(RunShapes):
    """What can be said of a spec's run without starting it.

    Its methods raise NotFound for a tokenizer or a model that is not there.
    """

    def __init__(
        self,
        spec: AnySpec,
        project: ProjectFolder,
        model: Callable[[str], SavedModel],
        measured: LastMeasured,
    ) -> None:
        super().__init__(spec, project, model)
        self._measured = measured

    def models(self) -> tuple[ModelPreview, ...]:
        """The models that the run would make or learn from; none where it trains none."""
        spec = self.spec
        match spec:
            case PretrainSpec():
                vocabulary_size, base = self._shapes()
                return (ModelPreview("model", base or spec.model, vocabulary_size),)
            case DistillSpec():
                teacher = self._model(spec.teacher).file
                return (
                    ModelPreview("teacher", teacher.spec, teacher.vocabulary_size),
                    ModelPreview("student", self._student(spec), teacher.vocabulary_size),
                )
            case FinetuneSpec():
                model = self._model(spec.model).file
                return (ModelPreview("model", model.spec, model.vocabulary_size),)
            case _:
                return ()

    def incompatibilities(self) -> tuple[Problem, ...]:
        """Where a student does not fit its teacher, or a model cannot go on as it should.

        Each with the setting's path.
        """
        spec = self.spec
        if isinstance(spec, PretrainSpec) and spec.warm_start:
            model = self._model(spec.warm_start)
            chosen = self._project.tokenizer(spec.tokenizer) if spec.tokenizer else None
            return tuple(problems_of_going_on(spec, model.file, model.tokenizer_record, chosen))
        if not isinstance(spec, DistillSpec):
            return ()
        warm = self._model(spec.warm_start).spec if spec.warm_start else None
        return tuple(incompatibilities(spec, self._model(spec.teacher).spec, warm))

    def mixture(self) -> tuple[MixtureShare, ...]:
        """The share of each corpus of a mixture, and how often it is read; none for one corpus."""
        spec = self.spec
        if not isinstance(spec, PretrainSpec | DistillSpec) or not spec.further_corpora:
            return ()
        shape = self._trained(spec)
        steps = planned_steps(spec, shape)
        read = None if steps is None else steps * step_tokens(spec, shape)
        return mixture_shares(spec.mixture, self._tokens_of_each(spec), read)

    def estimate(self, precision: Precision | None = None) -> Estimate:
        """Parameters, FLOPs a step, memory, disk and time.

        `precision` is what `auto` stands for here, where the caller knows.
        """
        spec = self.spec
        vocabulary_size, base = self._shapes()
        (tokens,) = self._tokens_of_each(spec) if isinstance(spec, CacheTeacherSpec) else (0,)
        student = self._student(spec) if isinstance(spec, DistillSpec) else None
        speed = flops_per_second()
        cost = estimate(spec, vocabulary_size, speed, base, tokens, student, precision)
        return replace(cost, free_disk_bytes=free_disk_bytes(self._project.path))

    def within(self, minutes: float, kept: Collection[str] = ()) -> PretrainSpec | DistillSpec:
        """The spec with the sizes, steps, batch and schedule that suit the minutes, here and now.

        As `planned` says, with timed steps.
        """
        return self.planned(minutes, kept).spec

    def planned(self, minutes: float, kept: Collection[str] = (), *, timed: bool = True) -> AnyPlan:
        """The spec planned for the minutes, by the machine's speed and the text's length.

        With `timed`, some of its steps are taken here and now with random tokens, in some seconds,
        unless those of one like it were since the project was opened; by their time it has as many
        as fit. `kept` are dotted paths of settings that
        stay, `stages` for the steps of all stages. Raises BadInput for a run that neither pretrains
        nor distils: how long those take, their examples decide.
        """
        spec = self.spec
        match spec:
            case PretrainSpec():
                vocabulary_size, base = self._shapes()
                text = TextSize(vocabulary_size, sum(self._tokens_of_each(spec)))
                budget = Budget(minutes, text, this_machine(), None, base, frozenset(kept))
                return self._timed(planned_for(spec, budget), timed)
            case DistillSpec():
                teacher = self._model(spec.teacher).file
                text = TextSize(teacher.vocabulary_size, sum(self._tokens_of_each(spec)))
                warm = self._student(spec) if spec.warm_start else None
                budget = Budget(minutes, text, this_machine(), teacher.spec, warm, frozenset(kept))
                return self._timed(planned_for(spec, budget), timed)
            case _:
                raise BadInput("only a pretraining or a distillation is planned by its minutes")

    def _timed(self, plan: MinutesPlan[S], timed: bool) -> MinutesPlan[S]:
        """By the steps of one like it that were timed before, or are now."""
        step = self._measured.step_of(plan.spec)
        if step is None and timed:
            step = self._step_seconds(plan.spec, plan.model)
        if step is None:
            return plan
        planned = with_timed_steps(plan, step)
        again = RunPreview(planned.spec, self._project, self._model, self._measured)
        self._measured.spec = planned.spec
        self._measured.estimate = replace(again.estimate(), seconds=planned.seconds or None)
        return planned

    def measured_before(self) -> Estimate | None:
        """The estimate of this very run with timed steps, if they were timed just before."""
        return self._measured.of(self.spec)

    def too_large(self) -> NoRoom | None:
        """Why the run can never fit into this machine's memory; None where it can, or may."""
        spec = self.spec
        if not isinstance(spec, PretrainSpec | FinetuneSpec | DistillSpec):
            return None
        there = memory_bytes_for(spec.runtime)
        if there is None:
            return None
        vocabulary_size, base = self._shapes()

        def needed(other: AnySpec) -> int:
            student = self._student(other) if isinstance(other, DistillSpec) else None
            return estimate(other, vocabulary_size, 1.0, base, student=student).memory_bytes

        return too_large(spec, needed, there)

    def measured_estimate(self) -> Estimate:
        """The same with the time of some real steps, taken here and now with random tokens.

        Raises BadInput for a run that neither pretrains nor distils.
        """
        from workbench.activities.estimate.device_memory import on_its_device
        from workbench.training.runtime import resolve_runtime

        if not isinstance(spec := self.spec, PretrainSpec | DistillSpec):
            raise BadInput("only the steps of pretraining and distilling are measured beforehand")
        vocabulary_size, base = self._shapes()
        shape = self._trained(spec)
        seconds = self._step_seconds(spec, shape)
        total = total_seconds(spec, shape, base, vocabulary_size, seconds)
        precision = (runtime := resolve_runtime(spec.runtime)).precision
        cost = on_its_device(self.estimate(precision), runtime.torch_device)
        measured = replace(cost, seconds=total, compiling=seconds.compiling)
        self._measured.spec, self._measured.estimate = spec, measured
        return measured

    def _step_seconds(self, spec: PretrainSpec | DistillSpec, shape: AnyModelSpec) -> StepSeconds:
        """How long a step takes here and now, of a run with settings like these."""
        from workbench.activities.estimate.step_timing import Teaching, seconds_per_step

        vocabulary_size, base = self._shapes()
        teaching = None
        if isinstance(spec, DistillSpec):
            assert base is not None
            teachers = [self._model(name).network() for name, _ in spec.teachers]
            teaching = Teaching(teachers, base)
        step = seconds_per_step(spec, shape, vocabulary_size, teaching)
        self._measured.keep_step(spec, step)
        return step

    def first_losses(self) -> "FirstLosses":
        """The loss of a student before its first step: with its teacher's weights, and random.

        Raises BadInput for a run that distils nothing.
        """
        from workbench.activities.distill.first_losses import MOST_TOKENS, first_losses
        from workbench.activities.queries.token_queries import validation_tokens

        spec = self.spec
        if not isinstance(spec, DistillSpec):
            raise BadInput("only a student has first losses to compare")
        teacher = self._model(spec.teacher)
        tokens = validation_tokens(self._project, spec.corpus, teacher.tokenizer, MOST_TOKENS)
        return first_losses(spec, teacher.network(), teacher.file, tokens)

    def examples(self) -> "ExamplesPreview":
        """What a fine-tuning would learn from, by the first rows of its tables.

        Raises NotFound or BadInput as the run would, and BadInput for a run that tunes nothing.
        """
        from workbench.activities.finetune.checks import checked_tables
        from workbench.activities.finetune.preview import preview_of

        spec = self.spec
        if not isinstance(spec, FinetuneSpec):
            raise BadInput("only a fine-tuning learns from examples of a table")
        base, tokenizer = self._tuned(spec)
        return preview_of(spec, checked_tables(spec), base, tokenizer)

    def first_batch(self) -> "Iterator[PreparingBatch | BatchPreview]":
        """The batch of the first step as the training makes it, behind what has to be made first.

        A corpus that is not encoded yet is encoded, as the run would do it; of a table the first
        rows are read. Raises as the run would, and BadInput for a run that trains no model.
        """
        from workbench.activities.finetune.checks import checked_tables
        from workbench.activities.finetune.preview import looked_at
        from workbench.activities.replay.first_batch import first_examples_batch, first_text_batch

        spec = self.spec
        match spec:
            case PretrainSpec() | DistillSpec():
                yield from first_text_batch(spec, planned_resources(spec, self._project))
            case FinetuneSpec():
                base, tokenizer = self._tuned(spec)
                found = looked_at(spec, checked_tables(spec), base, tokenizer)
                yield first_examples_batch(spec, found, tokenizer)
            case _:
                raise BadInput("only runs that train a model have batches")

    def _tuned(self, spec: FinetuneSpec) -> "tuple[ModelFile, Tokenizer]":
        """The model that is tuned, as it reads its examples."""
        from workbench.activities.finetune.checks import check_model
        from workbench.activities.finetune.encoding import reading_with

        model = self._model(spec.model)
        teacher = self._model(spec.task.teacher).file if spec.task.teacher else None
        base = reading_with(model.file, teacher) if spec.task.kind == "instruct" else model.file
        check_model(spec, base)
        return base, model.tokenizer
