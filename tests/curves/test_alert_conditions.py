"""Conditions on curves: what a person may write, and at which points they begin to hold."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.curves.conditions import parse_condition
from workbench.curves.firings import firings
from workbench.errors import BadInput
from workbench.events import Metrics
from workbench.store.runs.state import MetricSeries

VALUES = st.lists(
    st.sampled_from([1.0, 1.5, 2.0, 2.5, math.nan, math.inf]), max_size=30, min_size=1
)


def series(values: list[float]) -> MetricSeries:
    made = MetricSeries()
    for step, value in enumerate(values, start=1):
        made.append(Metrics(step=10 * step, values={}), value)
    return made


def steps_of(when: str, values: list[float], **others: list[float] | float) -> list[int]:
    known = {"validation_loss": values, "validation_accuracy": values, "loss": values, **others}

    def lookup(owner: str, name: str) -> MetricSeries | float:
        found = known[f"{owner}_{name}" if owner else name]
        return series(found) if isinstance(found, list) else found

    return [one.step for one in firings(parse_condition(when), lookup)]


def beginnings(holds: list[bool]) -> list[int]:
    """Brute force: where a stretch begins."""
    return [10 * (n + 1) for n, now in enumerate(holds) if now and not (n and holds[n - 1])]


@given(VALUES, st.integers(1, 5))
def test_that_a_rise_holds_after_so_many_points_that_are_each_above_the_one_before(
    values: list[float], count: int
) -> None:
    up = [n > 0 and values[n] > values[n - 1] for n in range(len(values))]
    holds = [n + 1 >= count and all(up[n + 1 - count : n + 1]) for n in range(len(values))]
    assert steps_of(f"val_loss rises {count}", values) == beginnings(holds)
    mirrored = [-value for value in values]
    assert steps_of(f"val_loss falls {count}", mirrored) == beginnings(holds)


@given(VALUES, st.integers(1, 5))
def test_that_no_improvement_holds_while_the_best_point_is_so_many_points_ago(
    values: list[float], count: int
) -> None:
    holds = []
    for n in range(len(values)):
        best, at = math.inf, 0
        for place, value in enumerate(values[: n + 1]):
            if value < best:
                best, at = value, place
        holds.append(n - at >= count)
    assert steps_of(f"val_loss no improvement {count}", values) == beginnings(holds)
    mirrored = [-value for value in values]  # of an accuracy the higher one is better
    assert steps_of(f"val_accuracy no improvement {count}", mirrored) == beginnings(holds)


@given(VALUES, st.sampled_from(["<", "<=", ">", ">="]))
def test_that_a_comparison_holds_as_numpy_compares(values: list[float], sign: str) -> None:
    compare = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}[sign]
    assert steps_of(f"loss {sign} 2", values) == beginnings(list(compare(values, 2.0)))


def test_that_a_curve_is_compared_with_a_formula_of_curves_at_the_steps_of_both() -> None:
    values = [3.0, 2.0, 2.05, 2.5, 2.0, 2.4]
    assert steps_of("val_loss > 1.1 * running_min(val_loss)", values) == [40, 60]
    assert steps_of("val_loss - teacher.val_loss < 0.6", values, teacher_validation_loss=1.5) == [
        20,
        50,
    ]
    assert steps_of("5 < gradient_norm", [], gradient_norm=[1.0, 6.0, 7.0, 1.0, 8.0]) == [20, 50]


def test_that_what_is_not_finite_is_told_once_for_each_stretch() -> None:
    assert steps_of("loss not finite", [1, math.nan, math.inf, 1, -math.inf]) == [20, 50]
    assert steps_of("loss > 10", [1, math.nan, 1]) == []


def test_that_a_firing_names_metric_step_and_values() -> None:
    losses = [3.0, 2.0, 2.1, 2.2]
    said = [
        str(firings(parse_condition(when), lambda owner, name: series(losses))[0].words)
        for when in (
            "val_loss rises 2",
            "val_loss no improvement 2 evaluations",
            "loss < 2.5",
            "val_loss > running_min(val_loss)",
        )
    ]
    assert said == [
        "Validation loss has risen 2 times in a row up to step 40, from 2.0000 to 2.2000 "
        "(alert: val_loss rises 2)",
        "Validation loss has not improved 2 times in a row: it is 2.2000 at step 40 and was best "
        "at step 20, 2.0000 (alert: val_loss no improvement 2)",
        "Training loss is 2.0000 at step 20 (alert: loss < 2.5)",
        "Validation loss is 2.1000 at step 30, and running_min(val_loss) is 2.0000 (alert: "
        "val_loss > running_min(val_loss))",
    ]


@given(VALUES, st.sampled_from(["rises 2", "falls 2", "no improvement 2", "> 1.5", "not finite"]))
def test_that_a_run_that_goes_on_takes_no_firing_back(values: list[float], what: str) -> None:
    whole = steps_of(f"val_loss {what}", values)
    for length in range(1, len(values)):
        before = [step for step in whole if step <= 10 * length]
        assert steps_of(f"val_loss {what}", values[:length]) == before


@pytest.mark.parametrize(
    "text",
    ["", "loss", "loss = 3", "loss rises", "loss rises 0", "loss > 1 > 2", "3 > 2", "loss <> 2"],
)
def test_that_what_is_no_condition_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        parse_condition(text)


@pytest.mark.parametrize("limit", ["1e999", "-1e999", "10 ** 400", "1e308 * 10", "0 / 0"])
def test_that_a_curve_is_not_compared_with_infinity_or_nan(limit: str) -> None:
    with pytest.raises(BadInput, match="is no finite number"):
        parse_condition(f"loss > {limit}")


@pytest.mark.parametrize("limit", ["1e308", "2 ** 10", "-3"])
def test_that_any_finite_number_is_one_to_compare_with(limit: str) -> None:
    assert parse_condition(f"loss > {limit}")


def test_that_only_formulas_stand_in_a_condition() -> None:
    with pytest.raises(BadInput, match="no meaning in a formula"):
        parse_condition("open(loss) > 2")
    with pytest.raises(BadInput, match="at most 400 characters"):
        parse_condition("loss > " + "1" * 500)


def test_that_spaces_and_further_words_make_no_other_condition() -> None:
    texts = ("val_loss  rises for 5 evaluations", "val_loss rises 5 times", "val_loss rises 5")
    assert {parse_condition(text).text for text in texts} == {"val_loss rises 5"}
    assert parse_condition("loss is not finite").text == "loss not finite"
    assert parse_condition("loss>=10").text == "loss >= 10"
