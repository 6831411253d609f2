"""A plan that is corrected by timed steps, and the reasons that it tells."""

from dataclasses import replace
from typing import Any

import pytest

from workbench.activities.estimate.estimate import total_seconds
from workbench.activities.estimate.step_seconds import StepSeconds
from workbench.distillation.spec import DistillSpec
from workbench.models.spec import GPTSpec
from workbench.plans.minutes.minutes_plan import Budget, MinutesPlan, planned_for, with_timed_steps
from workbench.plans.minutes.why import short, why
from workbench.plans.minutes.within_minutes import MachineSize, TextSize
from workbench.spec import validate
from workbench.training.pretrain_spec import PretrainSpec

LIBRARY, NOVEL = TextSize(2_000, 10**9), TextSize(2_000, 100_000)
TWO_CORES = MachineSize(1e11, 4e9)


def pretrain(**settings: Any) -> PretrainSpec:
    named = {"name": "t", "corpus": "c", "tokenizer": "p"}
    return validate(PretrainSpec, {**named, **settings})


def distill(**settings: Any) -> DistillSpec:
    return validate(DistillSpec, {"name": "s", "corpus": "c", "teacher": "t", **settings})


def planned(
    minutes: float = 3.0, text: TextSize = LIBRARY, **more: Any
) -> MinutesPlan[PretrainSpec]:
    machine = more.pop("machine", TWO_CORES)
    return planned_for(pretrain(), Budget(minutes, text, machine, **more))


def told(plan: MinutesPlan[PretrainSpec]) -> str:
    return " ".join(map(str, why(plan)))


@pytest.mark.parametrize("minutes", [1.0, 3.0, 60.0])
@pytest.mark.parametrize("times_as_fast", [0.4, 1.0, 1.6])
def test_that_timed_steps_fill_the_minutes_and_leave_sizes_and_rates(
    minutes: float, times_as_fast: float
) -> None:
    """By a sum over steps and evaluations, nine tenths to all of the time."""
    first = planned(minutes)
    step_s = first.seconds / first.steps / times_as_fast
    timed = with_timed_steps(first, StepSeconds(step_s, step_s))
    spec = timed.spec
    seconds = total_seconds(spec, spec.model, None, 2_000, StepSeconds(step_s, step_s))
    assert seconds is not None
    assert 0.83 * 60 * minutes <= seconds <= 0.92 * 60 * minutes
    assert (spec.model, spec.optimizer) == (first.spec.model, first.spec.optimizer)
    assert spec.loop.micro_batch_size == first.spec.loop.micro_batch_size
    assert spec.loop.evaluate_every * 8 == spec.loop.steps


@pytest.mark.parametrize("timed", [False, True])
def test_that_a_time_limit_does_not_change_how_many_steps_fit(timed: bool) -> None:
    budget = Budget(3, LIBRARY, TWO_CORES)
    plans = [planned_for(pretrain(loop={"minutes": limit}), budget) for limit in (0.0, 3.0)]
    if timed:
        plans = [with_timed_steps(plan, StepSeconds(0.01, 0.01)) for plan in plans]
    free, limited = plans
    assert limited.steps == free.steps
    assert limited.seconds == free.seconds
    assert limited.spec.loop.minutes == 3.0


def test_that_a_distillation_is_fitted_too_and_its_stages_keep_their_shares() -> None:
    stages = [{"steps": 100}, {"steps": 300}]
    budget = Budget(3, LIBRARY, TWO_CORES, teacher=GPTSpec(num_layers=4, hidden_size=192))
    first = planned_for(distill(stages=stages), budget)
    timed = with_timed_steps(first, StepSeconds(0.02, 0.02))
    assert 0.83 * 180 <= timed.seconds <= 0.92 * 180
    one, other = timed.spec.stages
    assert other.steps == pytest.approx(3 * one.steps, rel=0.02)


def test_that_steps_by_hand_and_steps_that_the_text_asks_for_stay() -> None:
    fast = StepSeconds(1e-4, 1e-4)
    by_hand = planned_for(
        pretrain(loop={"steps": 77}), Budget(3, LIBRARY, TWO_CORES, kept=frozenset({"loop.steps"}))
    )
    assert with_timed_steps(by_hand, fast).steps == 77
    short_text = planned(600, NOVEL)
    assert with_timed_steps(short_text, fast).steps == short_text.steps


def test_that_the_reasons_tell_speed_reading_and_what_holds_the_size() -> None:
    plan = planned(3, TextSize(2_000, 430_000))
    told_of = told(plan)
    assert "100 GFLOP/s" in told_of
    assert "no step was timed" in told_of
    assert f"{plan.tokens / 430_000:.1f} times this text" in told_of
    assert "The time decides the size" in told_of
    assert "The time decides the steps" in told_of
    timed = with_timed_steps(plan, StepSeconds(0.05, 0.05))
    assert "takes 50.0 ms, timed" in told(timed)


@pytest.mark.parametrize("tokens", [0, 1, 10**9])
def test_that_minutes_for_fewer_steps_than_a_run_has_are_told(tokens: int) -> None:
    plan = planned(0.001, TextSize(2_000, tokens))
    assert plan.steps == 8
    assert plan.seconds > 60 * 0.001
    assert "A run has at least 8 steps: they take longer than the 0.001 minutes." in told(plan)


@pytest.mark.parametrize(("tokens", "passes"), [(0, "8,192"), (26, "315")])
def test_that_a_text_of_a_few_words_is_not_said_to_decide_how_often_it_is_read(
    tokens: int, passes: str
) -> None:
    reasons = told(planned(1, TextSize(2_000, tokens)))
    assert f"so short that it is read {passes} times in the 8 steps" in reasons
    assert "The text decides the steps" not in reasons


def test_that_text_and_memory_are_named_where_they_hold_the_size() -> None:
    short_text = told(planned(600, NOVEL))
    assert "The text decides the size" in short_text
    assert "The text decides the steps: it is read 20 times" in short_text
    assert "decides the size" not in short_text.replace("The text decides the size", "")
    small = told(planned(6_000, LIBRARY, machine=replace(TWO_CORES, memory_bytes=4e8)))
    assert "The memory decides the size" in small
    assert "0.4 GB" in small


def test_that_dropout_has_its_reason() -> None:
    assert "Dropout" not in told(planned(3, LIBRARY))
    assert "Dropout of 0.1 keeps it from learning by heart" in told(planned(20, NOVEL))


def test_that_a_size_by_hand_a_student_and_a_model_that_goes_on_have_reasons_of_their_own() -> None:
    assert "by hand" in told(planned(kept=frozenset({"model.num_layers"})))
    assert "goes on" in told(planned(warm_start=GPTSpec()))
    student = planned_for(distill(), Budget(3, LIBRARY, TWO_CORES, teacher=GPTSpec()))
    assert "half the layers" in " ".join(map(str, why(student)))


def test_that_large_numbers_are_told_in_few_digits() -> None:
    assert [short(n) for n in (7, 6_500, 1_100_000, 270_000_000)] == [
        "7",
        "6.5 k",
        "1.1 M",
        "270 M",
    ]
