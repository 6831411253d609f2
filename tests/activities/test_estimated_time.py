"""The time of a run by that of its step, against sums done by hand."""

from typing import Any

import pytest

from workbench.activities.estimate.estimate import StepSeconds, estimate, total_seconds
from workbench.distillation.spec import DistillSpec
from workbench.models.estimate import Precision
from workbench.models.spec import GPTSpec
from workbench.spec import validate
from workbench.training.spec import RuntimeSpec

TWIN = {"num_layers": 2, "hidden_size": 32, "num_heads": 2, "context": 32}

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
    def memory(asked: str, known: Precision | None) -> int:
        spec = distillation().model_copy(update={"runtime": RuntimeSpec(precision=asked)})
        shape = GPTSpec(**TWIN)
        return estimate(spec, 100, 1e9, shape, student=shape, precision=known).memory_bytes

    assert memory("bf16", None) == memory("auto", "bf16") < memory("auto", None)
    assert memory("auto", None) == memory("fp32", None)
