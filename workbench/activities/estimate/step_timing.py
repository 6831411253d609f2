"""How long a step of a run takes here, by taking a few with random tokens."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from workbench.activities.estimate.estimate import StepSeconds
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
from workbench.models.bert import Bert
from workbench.models.build import Model, build
from workbench.models.layer_map import pairs_of
from workbench.models.load import as_decoder, as_masked_model
from workbench.models.spec import AnyModelSpec
from workbench.training.layer_rates import freeze
from workbench.training.objectives.masked import MaskedLanguageModelling, masked_tasks
from workbench.training.objectives.objective import CausalLanguageModelling, Loss
from workbench.training.optimizers import build_optimizer
from workbench.training.runtime import Runtime, applied, resolve_runtime
from workbench.training.spec import PretrainSpec
from workbench.training.trained_modules import TrainedModules

_TIMED = 3

Trained = PretrainSpec | DistillSpec
Forward = Callable[[], Loss]


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
    runtime = resolve_runtime(spec.runtime)
    with applied(runtime):
        model = build(shape, vocabulary_size, seed=0).to(runtime.torch_device)
        bench = _Bench(spec, shape, vocabulary_size, model, runtime)
        if isinstance(spec, PretrainSpec):
            seconds = bench.seconds(bench.plain(), None)
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


def _mean(found: Sequence[tuple[StageSpec, StepSeconds]]) -> StepSeconds:
    steps = sum(stage.steps for stage, _ in found)
    return StepSeconds(
        sum(stage.steps * seconds.mean for stage, seconds in found) / steps,
        sum(stage.steps * seconds.on_corpus for stage, seconds in found) / steps,
    )


@dataclass(frozen=True)
class _Bench:
    """Takes steps of one model on one random batch."""

    spec: Trained
    shape: AnyModelSpec
    vocabulary_size: int
    model: Model
    runtime: Runtime

    def seconds(self, forward: Forward, auxiliary: FeatureDistillation | None) -> float:
        """The median of some whole steps: micro-batches, clipping, optimizer."""
        modules = TrainedModules(self.model, auxiliary)
        optimizer = build_optimizer(self.spec.optimizer, modules)
        modules.train()
        times = []
        for _ in range(_TIMED + 1):
            started = time.perf_counter()
            optimizer.zero_grad(set_to_none=True)
            for _ in range(self.spec.loop.accumulation):
                with self._autocast():
                    loss = forward()
                loss.total.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(modules.named_parameters().values(), 1.0)
            optimizer.step()
            times.append(time.perf_counter() - started)
        return statistics.median(times[1:])

    def plain(self) -> Forward:
        """Pretraining's objective."""
        device, batch = self.runtime.torch_device, self._batch()
        if isinstance(self.model, Bert):
            assert isinstance(batch, MaskedBatch)
            masked = MaskedLanguageModelling(self.model, device, masked_tasks(self.spec.masking))
            return lambda: masked(batch, 0)
        assert isinstance(batch, CausalBatch)
        causal = CausalLanguageModelling(self.model, device)
        return lambda: causal(batch, 0)

    def of_stage(self, stage: StageSpec, own: float, teaching: Teaching) -> float:
        """A stage's step, with or without the student's own texts."""
        assert isinstance(self.spec, DistillSpec)
        only = stage.on_policy.model_copy(update={"share": own})
        stages = (stage.model_copy(update={"on_policy": only}),)
        freeze(self.model, stage.frozen_layers)
        auxiliary = self._features(self.spec, stages, teaching)
        return self.seconds(self._distilling(stages, auxiliary, teaching), auxiliary)

    def _distilling(
        self,
        stages: tuple[StageSpec, ...],
        auxiliary: FeatureDistillation | None,
        teaching: Teaching,
    ) -> Forward:
        device, batch = self.runtime.torch_device, self._batch()
        weights = [1.0 / len(teaching.models)] * len(teaching.models)
        if isinstance(self.model, Bert):
            assert isinstance(batch, MaskedBatch)
            masked = MaskedDistillation(
                self.model,
                [as_masked_model(model) for model in teaching.models],
                weights,
                stages,
                device,
                masked_tasks(self.spec.masking),
                auxiliary,
            )
            return lambda: masked(batch, 0)
        assert isinstance(batch, CausalBatch)
        causal = Distillation(
            self.model,
            LiveTeachers([as_decoder(model) for model in teaching.models], weights),
            stages,
            device,
            features=auxiliary,
            own_texts=OwnTexts(self.model, self.vocabulary_size, seed=0),
        )
        return lambda: causal(batch, 0)

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

    def _batch(self) -> CausalBatch | MaskedBatch:
        """Random tokens in the size of the run's micro-batches."""
        chance = np.random.default_rng(0)
        shape = (self.spec.loop.micro_batch_size, self.shape.context)
        if not isinstance(self.model, Bert):
            ids = chance.integers(0, self.vocabulary_size, (shape[0], shape[1] + 1))
            return CausalBatch(ids[:, :-1], ids[:, 1:])
        ids = chance.integers(0, self.vocabulary_size, shape)
        num_chosen = max(1, round(self.spec.masking.rate * ids.size))
        chosen = np.sort(chance.choice(ids.size, num_chosen, replace=False))
        return MaskedBatch(
            ids_bt=ids,
            segments_bt=np.zeros_like(ids),
            seen_bt=np.ones(shape, dtype=bool),
            chosen_n=chosen,
            targets_n=ids.flatten()[chosen],
            labels_b=chance.integers(0, 2, shape[0]),
        )

    def _autocast(self) -> torch.autocast:
        return torch.autocast(
            self.runtime.device, dtype=torch.bfloat16, enabled=self.runtime.precision == "bf16"
        )
