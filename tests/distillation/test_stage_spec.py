"""The schedule of α and τ over a stage, and by confidence."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from workbench.data.causal.batches import CausalBatch
from workbench.distillation.objective import Distillation
from workbench.distillation.stages import StageSpec, settings_at
from workbench.distillation.teachers import LiveTeachers
from workbench.models.build import build
from workbench.models.spec import GPTSpec

CPU = torch.device("cpu")


def test_that_a_constant_schedule_ignores_its_end():
    stages = (StageSpec(steps=3, alpha=0.4, alpha_end=0.9, temperature=2.0, temperature_end=9.0),)
    assert {(m.alpha, m.temperature) for m in (settings_at(stages, i) for i in range(5))} == {
        (0.4, 2.0)
    }


@pytest.mark.parametrize("schedule", ["linear", "cosine"])
def test_that_a_schedule_begins_and_ends_where_it_says_and_meets_in_the_middle(schedule):
    stage = StageSpec(
        steps=5,
        alpha=1.0,
        alpha_end=0.2,
        alpha_schedule=schedule,
        temperature=4.0,
        temperature_end=1.0,
        temperature_schedule=schedule,
    )
    moments = [settings_at((stage,), step) for step in range(5)]
    assert [m.alpha for m in moments][::2] == pytest.approx([1.0, 0.6, 0.2])
    assert [m.temperature for m in moments][::2] == pytest.approx([4.0, 2.5, 1.0])
    assert [m.alpha for m in moments] == sorted((m.alpha for m in moments), reverse=True)


def test_that_each_stage_has_a_schedule_of_its_own():
    falling = StageSpec(steps=3, alpha=0.8, alpha_end=0.4, alpha_schedule="linear")
    stages = (falling, StageSpec(steps=2, alpha=0.1), falling)
    alphas = [settings_at(stages, step).alpha for step in range(9)]
    assert alphas == pytest.approx([0.8, 0.6, 0.4, 0.1, 0.1, 0.8, 0.6, 0.4, 0.4])


def test_that_by_confidence_each_token_has_its_own_alpha_and_temperature():
    spec = GPTSpec(num_layers=1, hidden_size=8, num_heads=2, context=6)
    teacher, student = build(spec, 13, seed=1).eval(), build(spec, 13, seed=2)
    with torch.no_grad():
        teacher.token_embedding.weight.mul_(30)
    ids = np.random.default_rng(0).integers(0, 13, (4, 7))
    batch = CausalBatch(ids[:, :-1], ids[:, 1:])
    stage = StageSpec(
        alpha=0.6, alpha_schedule="confidence", temperature=3.0, temperature_schedule="confidence"
    )
    loss = Distillation(student, LiveTeachers([teacher]), (stage,), CPU)(batch, 0)
    inputs, targets = torch.from_numpy(batch.inputs_bt), torch.from_numpy(batch.targets_bt)
    total = soft = 0.0
    for z_t, z_s, y in zip(
        teacher(inputs).flatten(0, 1), student(inputs).flatten(0, 1), targets.flatten(), strict=True
    ):
        p = z_t.softmax(-1)
        tau = 1 + 2.0 * p.max()
        kl = F.kl_div((z_s / tau).log_softmax(-1), (z_t / tau).softmax(-1), reduction="sum")
        alpha = 0.6 * p[y]
        soft += tau**2 * kl
        total += alpha * tau**2 * kl + (1 - alpha) * F.cross_entropy(z_s, y)
    torch.testing.assert_close(loss.total, total / targets.numel(), rtol=1e-5, atol=1e-6)
    torch.testing.assert_close(loss.parts["soft"], soft / targets.numel(), rtol=1e-5, atol=1e-6)
