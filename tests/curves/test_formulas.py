"""Formulas of curves: what they compute, and that nothing else is ever run."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.curves.formula import check, evaluate, is_formula
from workbench.errors import BadInput
from workbench.events import Metrics
from workbench.store.runs.state import MetricSeries


def series(steps: list[int], values: list[float]) -> MetricSeries:
    made = MetricSeries()
    for step, value in zip(steps, values, strict=True):
        made.append(Metrics(step=step, values={}, tokens=10 * step, elapsed_s=step / 2), value)
    return made


LOSS = series([1, 2, 3, 4], [4.0, 3.0, 3.5, 2.0])
OWN = series([2, 4], [3.0, 2.0])
CONTROL = series([2, 3, 4], [3.5, 3.25, 3.0])
KNOWN: dict[tuple[str, str], MetricSeries | float] = {
    ("", "loss"): LOSS,
    ("", "validation_loss"): OWN,
    ("control", "validation_loss"): CONTROL,
    ("teacher", "validation_loss"): 1.5,
}


def value(formula: str) -> list[float]:
    return list(evaluate(formula, lambda owner, name: KNOWN[owner, name]).values)


def test_that_a_difference_stands_where_both_curves_have_a_point() -> None:
    made = evaluate("val_loss - control.val_loss", lambda owner, name: KNOWN[owner, name])
    assert list(made.steps) == [2, 4]
    assert list(made.values) == [-0.5, -1.0]
    assert list(made.tokens) == [20, 40]
    assert list(made.elapsed_s) == [1.0, 2.0]


def test_that_ratios_references_and_running_minima_are_numpys() -> None:
    assert value("loss / val_loss") == [1.0, 1.0]
    assert value("val_loss - teacher.val_loss") == [1.5, 0.5]
    assert value("running_min(loss)") == [4.0, 3.0, 3.0, 2.0]
    assert value("running_max(-loss)") == [-4.0, -3.0, -3.0, -2.0]
    np.testing.assert_allclose(value("exp(2*loss) ** 0.5 + 1"), np.exp([4, 3, 3.5, 2]) + 1)


def test_that_a_running_minimum_is_that_of_all_points_of_its_own_curve() -> None:
    dense = series([1, 2, 3, 4], [4.0, 3.0, 1.0, 2.0])
    known: dict[tuple[str, str], MetricSeries | float]
    known = {("", "loss"): dense, ("", "validation_loss"): OWN, ("teacher", "loss"): 0.5}

    def of(formula: str) -> list[float]:
        return list(evaluate(formula, lambda owner, name: known[owner, name]).values)

    assert of("val_loss - running_min(loss)") == [0.0, 1.0]
    assert of("val_loss - running_max(-abs(loss)) * 2") == [9.0, 4.0]
    assert of("val_loss / running_min(loss - running_min(loss) + teacher.loss)") == [6.0, 4.0]
    assert of("loss - running_min(teacher.loss)") == [3.5, 2.5, 0.5, 1.5]


@given(st.sampled_from("+-*/"), st.floats(0.01, 1e3))
def test_that_signs_are_those_of_python(sign: str, number: float) -> None:
    expected = [eval(f"{one} {sign} {number!r}") for one in LOSS.values]
    np.testing.assert_allclose(value(f"loss {sign} {number!r}"), expected)


@pytest.mark.parametrize(
    "formula",
    [
        "__import__('os').system('true')",
        "loss.__class__.__bases__",
        "[x for x in loss]",
        "lambda: loss",
        "loss if 1 else 2",
        "loss < 2",
        "loss[0]",
        "'loss'",
        "True * loss",
        "open(loss)",
        "running_min(loss, 2)",
        "running_min(x=loss)",
        "(loss := 3)",
        "a.b.c",
        "loss @ loss",
    ],
)
def test_that_whatever_is_no_sum_of_metrics_is_refused_with_the_part(formula: str) -> None:
    with pytest.raises(BadInput, match="no meaning in a formula"):
        check(formula)


@pytest.mark.parametrize("formula", ["loss -", "", "((loss)", "loss\0", "(" * 250, "x = 1"])
def test_that_what_cannot_be_read_is_said_to_be_no_formula(formula: str) -> None:
    with pytest.raises(BadInput, match="is no formula"):
        check(formula)


def test_that_too_long_constant_and_unrelated_formulas_are_sentences() -> None:
    with pytest.raises(BadInput, match="at most 300 characters"):
        check("loss + " * 100 + "loss")
    with pytest.raises(BadInput, match="names no curve"):
        value("1 + 1")
    KNOWN["", "other"] = series([7], [1.0])
    with pytest.raises(BadInput, match="loss, other have no step in common"):
        value("loss - other")


def test_that_numbers_that_are_no_floats_end_in_infinity_and_never_hang() -> None:
    assert value("loss * 9**9**9**9") == [np.inf] * 4
    assert value(f"loss + {'9' * 290}") == [float("9" * 290) + one for one in LOSS.values]
    assert np.isnan(value("log(-loss)")).all()


def test_that_a_metric_alone_is_no_formula() -> None:
    assert not is_formula("validation_loss")
    assert is_formula("val_loss - loss")
    assert check("val_loss - control.val_loss") == (
        ("", "validation_loss"),
        ("control", "validation_loss"),
    )
