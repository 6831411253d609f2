import math

import pytest

from workbench.spec import validate
from workbench.training.optimizing.schedules import learning_rate_factor
from workbench.training.spec import ScheduleSpec

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


@pytest.mark.parametrize("shape", SHAPES)
def test_that_a_run_shorter_than_its_warm_up_only_rises(shape):
    rates = factors(shape, steps=5)
    assert rates == sorted(rates)
