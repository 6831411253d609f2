"""The time of a run by that of its step, against sums done by hand."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import pytest
import torch
from typed_keywords import Sizes

from workbench.activities.estimate import machine_flops
from workbench.activities.estimate.estimate import estimate, total_seconds
from workbench.activities.estimate.step_seconds import Compiling, StepSeconds
from workbench.activities.estimate.step_timing import Teaching, seconds_per_step
from workbench.data.causal.batches import CausalBatch
from workbench.distillation.objective import Distillation
from workbench.distillation.spec import DistillSpec
from workbench.models.build import build
from workbench.models.size.estimate import Precision
from workbench.models.spec import BertSpec, GPTSpec
from workbench.spec import validate
from workbench.training.objectives.objective import Loss
from workbench.training.optimizing.spec import OptimizerSpec
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.spec import RuntimeSpec
from workbench.training.trained_modules import TrainedModules

TWIN: Sizes = {"num_layers": 2, "hidden_size": 32, "num_heads": 2, "context": 32}

SECOND = StepSeconds(1.0, 1.0)


def distillation(**loop: int) -> DistillSpec:
    """Ten steps of a student in its teacher's shape; three evaluations of a step's tokens each."""
    settings: dict[str, Any] = {
        "name": "student",
        "corpus": "stories",
        "teacher": "teacher",
        "student": TWIN,
        "stages": [{"steps": 10}],
        "loop": {"micro_batch_size": 4, "evaluate_every": 5, "evaluation_tokens": 128, **loop},
    }
    return validate(DistillSpec, settings)


def test_that_an_evaluation_costs_two_readings_of_its_text_and_a_step_for_each_part() -> None:
    """A step is three readings and the teacher's one; so an evaluation is 2/4 + 2 steps."""
    shape = GPTSpec(**TWIN)
    assert total_seconds(distillation(), shape, shape, 100, SECOND) == pytest.approx(10 + 3 * 2.5)


def test_that_micro_batches_make_the_gradient_of_a_part_cheaper_than_a_step() -> None:
    shape = GPTSpec(**TWIN)
    spec = distillation(accumulation=2)
    assert total_seconds(spec, shape, shape, 100, SECOND) == pytest.approx(10 + 3 * (0.25 + 1))


def test_that_the_last_evaluation_is_counted_where_the_steps_do_not_end_on_one() -> None:
    shape, spec = GPTSpec(**TWIN), distillation(evaluate_every=4)
    assert total_seconds(spec, shape, shape, 100, SECOND) == pytest.approx(10 + 4 * 2.5)


def test_that_an_evaluation_costs_what_the_corpus_does_not_what_own_texts_do() -> None:
    shape, step = GPTSpec(**TWIN), StepSeconds(mean=0.5, on_corpus=1.0)
    assert total_seconds(distillation(), shape, shape, 100, step) == pytest.approx(5 + 3 * 2.5)


def test_that_bf16_takes_less_memory_and_auto_counts_as_fp32_until_it_is_known() -> None:
    def memory(asked: Literal["auto", "fp32", "bf16"], known: Precision | None) -> int:
        spec = distillation().model_copy(update={"runtime": RuntimeSpec(precision=asked)})
        shape = GPTSpec(**TWIN)
        return estimate(spec, 100, 1e9, shape, student=shape, precision=known).memory_bytes

    assert memory("bf16", None) == memory("auto", "bf16") < memory("auto", None)
    assert memory("auto", None) == memory("fp32", None)


def clip_norms(spec: DistillSpec | PretrainSpec, monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The limit that each timed step clips its gradient to."""
    limits: list[float] = []
    clip = torch.nn.utils.clip_grad_norm_

    def spy(parameters: Any, max_norm: float) -> torch.Tensor:
        limits.append(max_norm)
        return clip(parameters, max_norm)

    monkeypatch.setattr(torch.nn.utils, "clip_grad_norm_", spy)
    shape = spec.model if isinstance(spec, PretrainSpec) else GPTSpec(**TWIN)
    teaching = Teaching([build(shape, 50, seed=0)], shape)
    seconds_per_step(spec, shape, 50, teaching if isinstance(spec, DistillSpec) else None)
    return limits


@pytest.mark.parametrize(("clip_norm", "limit"), [(0.25, 0.25), (0.0, float("inf"))])
def test_that_timed_steps_clip_as_the_run_will(
    clip_norm: float, limit: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    optimizer = OptimizerSpec(clip_norm=clip_norm)
    models: tuple[GPTSpec | BertSpec, ...] = (GPTSpec(**TWIN), BertSpec(**TWIN))
    timed: list[DistillSpec | PretrainSpec] = [
        PretrainSpec(name="t", corpus="c", tokenizer="p", model=model, optimizer=optimizer)
        for model in models
    ]
    timed.append(distillation().model_copy(update={"optimizer": optimizer}))
    for spec in timed:
        assert set(clip_norms(spec, monkeypatch)) == {limit}


def test_that_timed_steps_take_every_micro_batch_and_move_the_average(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Four steps at least, the first not timed; dropout is seeded by the micro-batch."""
    seen: list[int] = []
    followed: list[int] = []
    objective = Distillation.__call__

    def spy(self: Distillation, batch: CausalBatch, step: int) -> Loss:
        seen.append(batch.micro_batch)
        return objective(self, batch, step)

    monkeypatch.setattr(Distillation, "__call__", spy)
    monkeypatch.setattr(TrainedModules, "update_average", lambda self, step: followed.append(step))
    shape = GPTSpec(**TWIN)
    teaching = Teaching([build(shape, 50, seed=0)], shape)
    spec = distillation(accumulation=3).model_copy(update={"ema_decay": 0.9})
    seconds_per_step(spec, shape, 50, teaching)
    assert len(followed) >= 4
    assert seen == [0, 1, 2] * len(followed)


def test_that_kept_checkpoints_are_counted_among_what_a_run_needs_on_the_disk() -> None:
    shape = GPTSpec(**TWIN)
    usual, kept = (
        estimate(distillation(**loop), 100, 1e9, shape).disk_bytes
        for loop in ({}, {"keep_every": 4})
    )
    assert kept / usual == pytest.approx((2 + 3) / 2), "before the first step, at 4 and at 8"


def test_that_a_run_that_fills_the_disk_with_checkpoints_is_told_beforehand() -> None:
    shape = GPTSpec(**TWIN)
    cost = estimate(distillation(keep_every=1), 100, 1e9, shape)
    assert cost.fits_disk, "nobody knows what is free"
    assert not replace(cost, free_disk_bytes=cost.disk_bytes - 1).fits_disk
    assert replace(cost, free_disk_bytes=cost.disk_bytes).fits_disk


def test_that_checkpoints_whose_number_the_text_decides_are_said_not_to_be_counted() -> None:
    settings = {"name": "p", "corpus": "c", "tokenizer": "t", "model": {"family": "gpt", **TWIN}}
    for loop, is_least in (
        ({"steps": 0, "epochs": 1.0, "keep_every": 10}, True),
        ({"steps": 0, "epochs": 1.0}, False),
        ({"steps": 20, "keep_every": 10}, False),
    ):
        spec = validate(PretrainSpec, {**settings, "loop": loop})
        assert estimate(spec, 100, 1e9).disk_is_least is is_least


def test_that_compiling_is_counted_once_and_pays_when_what_it_saves_is_what_it_took() -> None:
    compiling = Compiling(seconds=30.0, compiled_step=0.75, plain_step=1.0)
    step = StepSeconds(0.75, 0.75, compiling)
    shape, spec = GPTSpec(**TWIN), distillation(evaluation_tokens=1)
    with_it, without = (
        total_seconds(spec, shape, None, 100, one) for one in (step, replace(step, compiling=None))
    )
    assert with_it is not None
    assert without is not None
    assert with_it - without == pytest.approx(30.0)
    # 120 steps save 0.25 s each: after as many steps of 1 s, both runs have come as far.
    assert compiling.pays_after_s == pytest.approx(120.0)
    assert "it pays after about 2.0 minutes" in str(compiling.sentence())
    never = Compiling(seconds=30.0, compiled_step=1.0, plain_step=1.0)
    assert never.pays_after_s is None
    assert "makes no step faster" in str(never.sentence())


@pytest.fixture
def unmeasured_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    yield
    machine_flops.flops_per_second.cache_clear()


@pytest.mark.usefixtures("unmeasured_machine")
def test_that_the_fastest_measurement_of_a_machine_counts_from_then_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Beside other work it looks slower; a little more is chance, and plans stay the same."""
    for now, counts in ((1e11, 1e11), (4e10, 1e11), (1.01e11, 1e11), (2e11, 2e11), (1e11, 2e11)):
        monkeypatch.setattr(machine_flops, "_measured", lambda now=now: now)
        machine_flops.flops_per_second.cache_clear()
        assert machine_flops.flops_per_second() == pytest.approx(counts)
