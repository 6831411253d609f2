"""A step of a training asks the device for no number: a graphics card is never waited for.

On every machine by what the step asks for, and on a CUDA machine by torch's own look-out.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pytest
import torch
from reading_back import ReadBack, nothing_read_back
from tiny_training import CPU, VOCABULARY, tokens

from workbench.data.causal.batches import CausalBatch, CausalBatches
from workbench.data.labelled.batches import Encoded, labelled, responses
from workbench.data.masked.batches import MaskedBatch
from workbench.distillation.classification import ClassDistillation
from workbench.distillation.features.feature_distillation import FeatureDistillation
from workbench.distillation.masked_objective import MaskedDistillation
from workbench.distillation.objective import Distillation
from workbench.distillation.stages import StageSpec
from workbench.distillation.teachers import LiveTeachers
from workbench.models.build import build
from workbench.models.on_device import on_device
from workbench.models.spec import BertSpec, GPTSpec
from workbench.spec import validate
from workbench.training.measuring.layers import LayerMeasures
from workbench.training.objectives.classification import Classification
from workbench.training.objectives.masked import MaskedLanguageModelling, MaskedTasks
from workbench.training.objectives.objective import CausalLanguageModelling, Objective
from workbench.training.objectives.responses import ResponseModelling
from workbench.training.optimizing.optimizer_step import OptimizerStep
from workbench.training.optimizing.optimizers import build_optimizer
from workbench.training.optimizing.spec import OptimizerSpec
from workbench.training.runtime import Runtime
from workbench.training.trained_modules import TrainedModules

B, T = 3, 8
GPT = GPTSpec(num_layers=2, hidden_size=8, num_heads=2, context=T, dropout=0.1)
BERT = BertSpec(num_layers=2, hidden_size=8, num_heads=2, context=T, dropout=0.1)
CUDA = torch.device("cuda")

Made = tuple[TrainedModules, Objective[Any], list[Any]]


def causal_batch() -> CausalBatch:
    batches = CausalBatches(tokens(), context=T, micro_batch_size=B, accumulation=1, seed=3)
    return batches.at(0)[0]


def masked_batch() -> MaskedBatch:
    """Texts of different lengths."""
    chance = np.random.default_rng(0)
    seen_bt = np.arange(T) < np.array([8, 5, 6])[:, None]
    chosen_n = np.flatnonzero(seen_bt.flatten())[::3]
    return MaskedBatch(
        ids_bt=np.where(seen_bt, chance.integers(5, VOCABULARY, (B, T)), 0),
        segments_bt=np.zeros((B, T), dtype=np.int64),
        seen_bt=seen_bt,
        chosen_n=chosen_n,
        targets_n=chance.integers(5, VOCABULARY, len(chosen_n)),
        labels_b=chance.integers(0, 2, B),
    )


def examples() -> list[Encoded]:
    return [Encoded(np.arange(1, 3 + n), begins=1, label=n % 2) for n in range(3, 6)]


def stages(**settings: object) -> tuple[StageSpec, ...]:
    return (validate(StageSpec, settings),)


def terms_for(of: tuple[StageSpec, ...], device: torch.device) -> FeatureDistillation:
    made = FeatureDistillation(of, ((0, 0), (1, 1)), 8, 8, torch.Generator())
    return made.to(device)


def pretraining(device: torch.device) -> Made:
    model = build(GPT, VOCABULARY, seed=1).to(device)
    modules = TrainedModules(model, ema_decay=0.9)
    return modules, CausalLanguageModelling(model, device), [causal_batch()]


def masked(device: torch.device) -> Made:
    model = build(BERT, VOCABULARY, seed=1).to(device)
    objective = MaskedLanguageModelling(model, device, MaskedTasks())
    return TrainedModules(model), objective, [masked_batch()]


def answers(device: torch.device) -> Made:
    model = build(GPT, VOCABULARY, seed=1).to(device)
    return TrainedModules(model), ResponseModelling(model, device), [responses(examples())]


def classes(device: torch.device) -> Made:
    model, teacher = (build(GPT, VOCABULARY, seed=n, num_classes=2).to(device) for n in (1, 2))
    objective = ClassDistillation(model, teacher, (1, 0), device, alpha=0.5, temperature=2.0)
    return TrainedModules(model), objective, [labelled(examples())]


def classified(device: torch.device) -> Made:
    model = build(BERT, VOCABULARY, seed=1, num_classes=2).to(device)
    return TrainedModules(model), Classification(model, device), [labelled(examples())]


def distillation(device: torch.device) -> Made:
    of = stages(
        terms=[{"kind": "hidden"}, {"kind": "attention"}],
        alpha_schedule="confidence",
        temperature_schedule="confidence",
    )
    model, *teachers = (build(GPT, VOCABULARY, seed=n).to(device) for n in (1, 2, 3))
    terms = terms_for(of, device)
    objective = Distillation(model, LiveTeachers(teachers, (0.5, 0.5)), of, device, features=terms)
    return TrainedModules(model, terms), objective, [causal_batch()]


def masked_distillation(device: torch.device) -> Made:
    of = stages(
        soft_positions="all",
        terms=[{"kind": "hidden"}, {"kind": "embedding"}, {"kind": "relations", "heads": 2}],
    )
    model, teacher = (build(BERT, VOCABULARY, seed=n).to(device) for n in (1, 2))
    terms = terms_for(of, device)
    objective = MaskedDistillation(model, [teacher], [1.0], of, device, MaskedTasks(), terms)
    return TrainedModules(model, terms), objective, [masked_batch()]


KINDS = (
    pretraining,
    masked,
    answers,
    classes,
    classified,
    distillation,
    masked_distillation,
)


def step_of(made: Made, device: torch.device, algorithm: str) -> OptimizerStep[Any]:
    modules, objective, _ = made
    runtime = Runtime(
        device="cuda" if device.type == "cuda" else "cpu",
        precision="bf16",
        threads=1,
        torch_version=torch.__version__,
    )
    optimizer = build_optimizer(validate(OptimizerSpec, {"algorithm": algorithm}), modules)
    return OptimizerStep(objective, modules, optimizer, runtime, clip_norm=1.0, seed=1)


def two_steps(make: Callable[[torch.device], Made], device: torch.device, algorithm: str) -> None:
    """A first one for what is made once, and one that is watched, with all that may be measured."""
    made = make(device)
    step = step_of(made, device, algorithm)
    step(0, made[2])
    with cuda_error_at_waiting() if device.type == "cuda" else nothing_read_back():
        values = step(1, made[2], (LayerMeasures(),))
    assert all(value.isfinite() for value in values.values())


@contextmanager
def cuda_error_at_waiting() -> Iterator[None]:
    torch.cuda.set_sync_debug_mode("error")
    try:
        yield
    finally:
        torch.cuda.set_sync_debug_mode("default")


@pytest.mark.parametrize("algorithm", ["adamw", "muon", "sgd"])
@pytest.mark.parametrize("make", KINDS)
def test_that_a_step_reads_nothing_back(make: Callable[..., Made], algorithm: str) -> None:
    two_steps(make, CPU, algorithm)


@pytest.mark.cuda
@pytest.mark.parametrize("algorithm", ["adamw", "muon", "sgd"])
@pytest.mark.parametrize("make", KINDS)
def test_that_cuda_is_not_waited_for_in_a_step(make: Callable[..., Made], algorithm: str) -> None:
    two_steps(make, CUDA, algorithm)


@pytest.mark.cuda
def test_that_what_cuda_fetches_by_itself_is_what_was_sent() -> None:
    sent = [np.random.default_rng(n).integers(0, 1000, (64, 257))[:, :-1] for n in range(50)]
    there = [on_device(array, CUDA) for array in sent]
    assert all((a == b.cpu().numpy()).all() for a, b in zip(sent, there, strict=True))


@pytest.mark.mps
def test_that_a_step_on_mps_is_that_of_the_processor() -> None:
    device = torch.device("mps")
    losses = []
    for where in (CPU, device):
        modules, objective, batches = pretraining(where)
        modules.model.eval()
        losses.append(objective(batches[0], 0).total.item())
    assert losses[0] == pytest.approx(losses[1], rel=1e-4)


@pytest.mark.parametrize(
    "ask",
    [
        lambda x: x.item(),
        lambda x: float(x),
        lambda x: bool(x > 0),
        lambda x: x.cpu(),
        lambda x: x.reshape(1).tolist(),
        lambda x: x.reshape(1)[x.reshape(1) > 0],
        lambda x: (x.reshape(1) > 0).nonzero(),
        lambda x: torch.nn.utils.clip_grad_norm_([_with_gradient(x)], 1, error_if_nonfinite=True),
    ],
)
def test_that_the_look_out_sees_what_reads_back(ask: Callable[[torch.Tensor], object]) -> None:
    with pytest.raises(ReadBack), nothing_read_back():
        ask(torch.ones(()))


def _with_gradient(x: torch.Tensor) -> torch.nn.Parameter:
    made = torch.nn.Parameter(x.clone())
    made.grad = x.clone()
    return made
