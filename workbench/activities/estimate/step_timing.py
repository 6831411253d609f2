"""How long a step of a run takes here, by taking a few with random tokens."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import torch

from workbench.activities.estimate.step_seconds import Compiling, StepSeconds
from workbench.data.causal.batches import CausalBatch
from workbench.data.masked.batches import MaskedBatch
from workbench.distillation.features.feature_distillation import FeatureDistillation
from workbench.distillation.masked_objective import MaskedDistillation
from workbench.distillation.objective import Distillation
from workbench.distillation.on_policy import OwnTexts
from workbench.distillation.spec import DistillSpec
from workbench.distillation.stages import StageSpec
from workbench.distillation.students.compatibility import corresponding_layers, needs_map
from workbench.distillation.teachers import LiveTeachers
from workbench.models.build import Model, build
from workbench.models.layer_map import pairs_of
from workbench.models.load import as_decoder, as_masked_model
from workbench.models.on_device import wait_for
from workbench.models.spec import AnyModelSpec
from workbench.training.objectives.masked import MaskedLanguageModelling, masked_tasks
from workbench.training.objectives.objective import B, CausalLanguageModelling, Objective
from workbench.training.optimizing.layer_rates import freeze
from workbench.training.optimizing.optimizer_step import OptimizerStep
from workbench.training.optimizing.optimizers import build_optimizer
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.runtime import Runtime, applied, measured_runtime, require_compiler_for
from workbench.training.trained_modules import TrainedModules

_TIMED = 3
_TIMED_S = 1.5
"""Steps are timed until there are so many and they took so long together ..."""
_LONGEST_S = 2.0
"""... or took this long: of a step that takes longer, one is enough."""

Trained = PretrainSpec | DistillSpec


@dataclass(frozen=True)
class Teaching:
    """The models a student would learn from, and the first one's shape."""

    models: Sequence[Model]
    shape: AnyModelSpec


def seconds_per_step(
    spec: Trained, shape: AnyModelSpec, vocabulary_size: int, teaching: Teaching | None
) -> StepSeconds:
    """What an optimizer step of the run takes on this machine as it is now; nothing is stored.

    Of a distillation: the mean over its stages, weighted by their steps and by how many of these
    learn from the student's own texts.
    """
    runtime = measured_runtime(spec.runtime)
    require_compiler_for(runtime)
    with applied(runtime):
        bench = _bench(spec, shape, vocabulary_size, runtime)
        step = _step_of(bench, teaching)
        if not runtime.compile:
            return step
        plain = _step_of(_compiling(bench, False), teaching)
        compiling = Compiling(max(bench.beyond_first), step.mean, plain.mean)
        return replace(step, compiling=compiling)


def measured_compiling(
    spec: Trained,
    shape: AnyModelSpec,
    vocabulary_size: int,
    runtime: Runtime,
    is_long: Callable[[float], bool],
) -> Compiling | None:
    """What compiling costs and brings the model's own step, without its teachers.

    None, with nothing compiled, where a run is not `is_long` enough by the seconds of a plain step.
    """
    with applied(runtime):
        bench = _bench(spec, shape, vocabulary_size, runtime)
        plain = _compiling(bench, False).of_pretraining()
        if not is_long(plain):
            return None
        compiled = _compiling(bench, True).of_pretraining()
        return Compiling(bench.beyond_first[-1], compiled, plain)


def _bench(spec: Trained, shape: AnyModelSpec, vocabulary_size: int, runtime: Runtime) -> "_Bench":
    model = build(shape, vocabulary_size, seed=0).to(runtime.torch_device)
    return _Bench(spec, shape, vocabulary_size, model, runtime)


def _compiling(bench: "_Bench", is_compiled: bool) -> "_Bench":
    return replace(bench, runtime=bench.runtime.model_copy(update={"compile": is_compiled}))


def _step_of(bench: "_Bench", teaching: Teaching | None) -> StepSeconds:
    spec = bench.spec
    if isinstance(spec, PretrainSpec):
        seconds = bench.of_pretraining()
        return StepSeconds(seconds, seconds)
    assert teaching is not None
    return _mean([(stage, _of_stage(bench, stage, teaching)) for stage in spec.stages])


def _of_stage(bench: "_Bench", stage: StageSpec, teaching: Teaching) -> StepSeconds:
    on_corpus = bench.of_stage(stage, 0.0, teaching)
    share = stage.on_policy.share
    if not share:
        return StepSeconds(on_corpus, on_corpus)
    own = bench.of_stage(stage, 1.0, teaching)
    return StepSeconds(share * own + (1.0 - share) * on_corpus, on_corpus)


def _mean(timings: Sequence[tuple[StageSpec, StepSeconds]]) -> StepSeconds:
    steps = sum(stage.steps for stage, _ in timings)
    return StepSeconds(
        sum(stage.steps * seconds.mean for stage, seconds in timings) / steps,
        sum(stage.steps * seconds.on_corpus for stage, seconds in timings) / steps,
    )


@dataclass(frozen=True)
class _Bench:
    """Takes the training loop's steps of one model on random tokens.

    `beyond_first` are how many seconds longer each first step took than those after it.
    """

    spec: Trained
    shape: AnyModelSpec
    vocabulary_size: int
    model: Model
    runtime: Runtime
    beyond_first: list[float] = field(default_factory=list)

    @property
    def _length(self) -> int:
        """How many tokens the model reads at once."""
        if isinstance(self.spec, PretrainSpec):
            return self.spec.length_in(self.shape)
        return self.shape.context

    def of_pretraining(self) -> float:
        """A step without teachers."""
        device = self.runtime.torch_device
        if not self.model.is_causal:
            masked = MaskedLanguageModelling(self.model, device, masked_tasks(self.spec.masking))
            return self._seconds(masked, self._masked_batches(), None)
        return self._seconds(CausalLanguageModelling(self.model, device), self._batches(), None)

    def of_stage(self, stage: StageSpec, own: float, teaching: Teaching) -> float:
        """A stage's step, with or without the student's own texts."""
        assert isinstance(self.spec, DistillSpec)
        only = stage.on_policy.model_copy(update={"share": own})
        stages = (stage.model_copy(update={"on_policy": only}),)
        freeze(self.model, stage.frozen_layers)
        auxiliary = self._features(self.spec, stages, teaching)
        device = self.runtime.torch_device
        weights = [1.0 / len(teaching.models)] * len(teaching.models)
        if not self.model.is_causal:
            masked = MaskedDistillation(
                self.model,
                [as_masked_model(model) for model in teaching.models],
                weights,
                stages,
                device,
                masked_tasks(self.spec.masking),
                auxiliary,
            )
            return self._seconds(masked, self._masked_batches(), auxiliary)
        causal = Distillation(
            self.model,
            LiveTeachers([as_decoder(model) for model in teaching.models], weights),
            stages,
            device,
            features=auxiliary,
            own_texts=OwnTexts(self.model, self.vocabulary_size, seed=0),
        )
        return self._seconds(causal, self._batches(), auxiliary)

    def _seconds(
        self,
        objective: Objective[B],
        micro_batches: Sequence[B],
        auxiliary: FeatureDistillation | None,
    ) -> float:
        """The median time of some steps, taken as the training loop takes them."""
        decay = self.spec.ema_decay if isinstance(self.spec, DistillSpec) else 0.0
        modules = TrainedModules(self.model, auxiliary, ema_decay=decay)
        take_step = OptimizerStep(
            objective,
            modules,
            build_optimizer(self.spec.optimizer, modules),
            self.runtime,
            clip_norm=self.spec.optimizer.clip_norm,
            seed=0,
        )

        def one_step() -> float:
            started = time.perf_counter()
            take_step(0, micro_batches)
            wait_for(self.runtime.torch_device)
            return time.perf_counter() - started

        first, times = one_step(), [one_step()]
        while not _is_enough(times):
            times.append(one_step())
        seconds = statistics.median(times)
        self.beyond_first.append(max(0.0, first - seconds))
        return seconds

    def _features(
        self, spec: DistillSpec, stages: tuple[StageSpec, ...], teaching: Teaching
    ) -> FeatureDistillation | None:
        if not stages[0].terms:
            return None
        layers: tuple[int, ...] = ()
        if needs_map(spec):
            layers = corresponding_layers(spec, self.shape, teaching.shape)
        widths = (self.shape.hidden_size, teaching.shape.hidden_size)
        made = FeatureDistillation(stages, pairs_of(layers), *widths, torch.Generator())
        return made.to(self.runtime.torch_device)

    def _batches(self) -> list[CausalBatch]:
        """Random tokens in the size of a step's micro-batches."""
        loop, chance = self.spec.loop, np.random.default_rng(0)
        shape = (loop.micro_batch_size, self._length + 1)
        return [
            CausalBatch(ids_bt[:, :-1], ids_bt[:, 1:], number)
            for number in range(loop.accumulation)
            for ids_bt in [chance.integers(0, self.vocabulary_size, shape)]
        ]

    def _masked_batches(self) -> list[MaskedBatch]:
        """The same with some of the tokens to fill in."""
        chance = np.random.default_rng(0)
        return [self._masked_batch(number, chance) for number in range(self.spec.loop.accumulation)]

    def _masked_batch(self, number: int, chance: np.random.Generator) -> MaskedBatch:
        shape = (self.spec.loop.micro_batch_size, self._length)
        ids_bt = chance.integers(0, self.vocabulary_size, shape)
        num_chosen = max(1, round(self.spec.masking.rate * ids_bt.size))
        chosen_n = np.sort(chance.choice(ids_bt.size, num_chosen, replace=False))
        return MaskedBatch(
            ids_bt=ids_bt,
            segments_bt=np.zeros_like(ids_bt),
            seen_bt=np.ones(shape, dtype=bool),
            chosen_n=chosen_n,
            targets_n=ids_bt.flatten()[chosen_n],
            labels_b=chance.integers(0, 2, shape[0]),
            micro_batch=number,
        )


def _is_enough(times: Sequence[float]) -> bool:
    taken = sum(times)
    return taken >= _LONGEST_S or (len(times) >= _TIMED and taken >= _TIMED_S)
