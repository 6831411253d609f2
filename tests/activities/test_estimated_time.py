"""The time of a run by that of its step, against sums done by hand."""

from typing import Any

import pytest

from workbench.activities.estimate import total_seconds
from workbench.distillation.spec import DistillSpec
from workbench.models.spec import GPTSpec
from workbench.spec import validate

TWIN = {"num_layers": 2, "hidden_size": 32, "num_heads": 2, "context": 32}


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
    assert total_seconds(distillation(), shape, shape, 100, 1.0) == pytest.approx(10 + 3 * 2.5)


def test_that_micro_batches_make_the_gradient_of_a_part_cheaper_than_a_step() -> None:
    shape = GPTSpec(**TWIN)
    spec = distillation(accumulation=2)
    assert total_seconds(spec, shape, shape, 100, 1.0) == pytest.approx(10 + 3 * (0.25 + 1))
