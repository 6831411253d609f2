import math

import pytest
import torch
from transformers import get_wsd_schedule

from workbench.spec import validate
from workbench.training.optimizing.schedules import learning_rate_factor
from workbench.training.optimizing.spec import ScheduleSpec

SHAPES = ("constant", "linear", "cosine", "warmup_stable_decay")


def factors(shape: str, steps: int = 100, **settings) -> list[float]:
    plain = {"shape": shape, "warmup_steps": 10, "final_ratio": 0.1}
    spec = validate(ScheduleSpec, plain | settings)
    return [learning_rate_factor(spec, step, steps) for step in range(steps)]


@pytest.mark.parametrize("shape", SHAPES)
def test_that_warm_up_rises_in_a_line_to_the_peak(shape):
    rates = factors(shape)
    assert rates[:10] == pytest.approx([(i + 1) / 11 for i in range(10)])
    assert rates[10] == pytest.approx(1.0)


@pytest.mark.parametrize("shape", SHAPES[1:])
def test_that_every_falling_shape_ends_at_its_final_ratio(shape):
    assert factors(shape)[-1] == pytest.approx(0.1)


def test_that_cosine_is_half_a_cosine():
    rates = factors("cosine", steps=111, warmup_steps=10)
    for step in range(10, 111):
        wanted = 0.1 + 0.9 * 0.5 * (1 + math.cos(math.pi * (step - 10) / 100))
        assert rates[step] == pytest.approx(wanted)


def test_that_warmup_stable_decay_is_flat_until_its_last_part():
    rates = factors("warmup_stable_decay", decay_share=0.2)
    assert set(rates[10:81]) == {1.0}
    assert rates[81] < 1.0


@pytest.mark.parametrize(
    ("decay_shape", "remaining"),
    [
        ("linear", lambda done: 1 - done),
        ("cosine", lambda done: 0.5 * (1 + math.cos(math.pi * done))),
        ("1-sqrt", lambda done: 1 - math.sqrt(done)),
    ],
)
def test_that_warmup_stable_decay_falls_in_its_closed_form(decay_shape, remaining):
    """And equals transformers' own schedule from the end of warm-up on."""
    rates = factors(
        "warmup_stable_decay", steps=101, decay_share=0.2, final_ratio=0.05, decay_shape=decay_shape
    )
    assert rates[80:] == pytest.approx(
        [0.05 + 0.95 * remaining((step - 80) / 20) for step in range(80, 101)]
    )
    theirs = get_wsd_schedule(
        torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0),
        num_warmup_steps=10,
        num_stable_steps=70,
        num_decay_steps=20,
        min_lr_ratio=0.05,
        decay_type=decay_shape,
    )
    (factor,) = theirs.lr_lambdas
    assert rates[10:] == pytest.approx([factor(step) for step in range(10, 101)])


@pytest.mark.parametrize("shape", SHAPES)
def test_that_a_run_shorter_than_its_warm_up_only_rises(shape):
    rates = factors(shape, steps=5)
    assert rates == sorted(rates)
