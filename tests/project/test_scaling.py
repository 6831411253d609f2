"""The power law of loss over size; the oracle is scipy's regression of the logarithms."""

from pathlib import Path

import numpy as np
import pytest
from scipy import optimize, stats

from workbench.errors import BadInput
from workbench.intervals import student_t_975
from workbench.project.run_table.floored_law import fit_floored
from workbench.project.run_table.scaling import fit_power_law
from workbench.store.filtering.fields import RunRow
from workbench.store.records import RunRecord, RunStatus
from workbench.store.runs.asked import GivenSource, RunAsked


def row(
    parameters: int | None, loss: float | None, corpus: str = "novel", tokens: int = 0
) -> RunRow:
    record = RunRecord(
        f"{parameters}",
        "run",
        "pretrain",
        RunStatus.FINISHED,
        Path(),
        1,
        1,
        best={} if loss is None else {"validation_loss": loss},
        tokens=tokens,
        asked=RunAsked({}, {"corpus": GivenSource(corpus, corpus)}),
    )
    return RunRow(record, parameters=parameters)


@pytest.mark.parametrize("count", [3, 8, 40])
def test_that_exponent_and_interval_are_those_of_scipy(count: int) -> None:
    chance = np.random.default_rng(count)
    sizes = np.geomspace(1e5, 1e8, count)
    losses = 20 * sizes**-0.07 * np.exp(0.02 * chance.normal(size=count))
    law = fit_power_law(
        [row(int(n), loss) for n, loss in zip(sizes, losses, strict=True)], "parameters"
    )
    told = stats.linregress(np.log(sizes.astype(int)), np.log(losses))
    margin = stats.t.ppf(0.975, count - 2) * told.stderr
    assert law.exponent.value == pytest.approx(-told.slope)
    assert law.exponent.high - law.exponent.value == pytest.approx(margin, rel=1e-3)
    assert law.a == pytest.approx(np.exp(told.intercept))
    assert law.r_squared == pytest.approx(told.rvalue**2)
    assert any("take it for a guess" in str(note) for note in law.notes) is (count < 6)


@pytest.mark.parametrize("degrees", [1, 5, 20, 21, 30, 100, 10_000])
def test_that_the_points_of_students_t_are_scipys(degrees: int) -> None:
    assert student_t_975(degrees) == pytest.approx(stats.t.ppf(0.975, degrees), rel=2e-4)


def test_that_a_law_over_tokens_takes_the_tokens() -> None:
    law = fit_power_law([row(n, 10 * n**-0.5, tokens=n) for n in (10, 100, 1000)], "tokens")
    assert law.exponent.value == pytest.approx(0.5)
    assert law.loss_at(400) == pytest.approx(0.5)


def test_that_what_cannot_be_fitted_is_told() -> None:
    with pytest.raises(BadInput, match="at least 3 different sizes, these have 2"):
        fit_power_law([row(1, 3.0), row(2, 2.0), row(2, 2.5), row(None, 1.0)], "parameters")
    with pytest.raises(BadInput, match="2 different texts"):
        fit_power_law([row(n, 1.0, corpus=f"c{n % 2}") for n in range(1, 6)], "parameters")


def test_that_what_was_left_out_and_an_exponent_of_nothing_are_said() -> None:
    rows = [row(1, 3.0), row(2, 3.1), row(4, 2.9), row(8, 3.0), row(9, None)]
    notes = " ".join(map(str, fit_power_law(rows, "parameters").notes))
    assert "do not show that size matters" in notes
    assert "1 runs have no figure" in notes


@pytest.mark.parametrize("count", [5, 12, 30])
def test_that_a_law_with_a_floor_is_scipys_least_squares(count: int) -> None:
    chance = np.random.default_rng(count)
    sizes = np.geomspace(1e5, 1e9, count).astype(int)
    losses = 1.7 + 40 * sizes**-0.25 + chance.normal(0, 0.01, count)
    rows = [row(int(n), loss) for n, loss in zip(sizes, losses, strict=True)]
    law = fit_power_law(rows, "parameters", floor=True)
    told, _ = optimize.curve_fit(
        lambda x, floor, a, exponent: floor + a * x**-exponent,
        *(sizes.astype(float), losses),
        p0=(1, 10, 0.2),
        bounds=((0, 0, 0.005), (10, 1e4, 3)),
        xtol=1e-12,
        ftol=1e-12,
    )
    assert law.floor is not None
    found = (law.floor.value, law.a, law.exponent.value)
    assert found == pytest.approx(tuple(told), rel=2e-3)
    assert law.exponent.low <= law.exponent.value <= law.exponent.high
    assert law.floor.low <= law.floor.value <= law.floor.high
    assert law.loss_at(1e7) == pytest.approx(1.7 + 40 * 1e7**-0.25, abs=0.02)
    assert law.r_squared > 0.99
    assert f"loss ≈ {law.floor.value:.4g} + " in str(law.sentence)


@pytest.mark.slow
@pytest.mark.parametrize(("count", "at_least"), [(6, 0.9), (12, 0.85)])
def test_that_the_intervals_of_a_law_with_a_floor_hold_the_truth(
    count: int, at_least: float
) -> None:
    chance, sizes = np.random.default_rng(count), np.geomspace(1e5, 1e9, count)
    held = [0, 0]
    for seed in range(60):
        losses = 1.7 + 40 * sizes**-0.25 + chance.normal(0, 0.01, count)
        law = fit_floored(sizes, losses, seed=seed)
        held[0] += law.exponent.low < 0.25 < law.exponent.high
        held[1] += law.floor.low < 1.7 < law.floor.high
    assert min(held) >= at_least * 60


def test_that_a_floor_that_is_none_is_said_and_three_sizes_are_too_few() -> None:
    plain = [row(n, 20 * n**-0.1) for n in (10**5, 10**6, 10**7, 10**8)]
    law = fit_power_law(plain, "parameters", floor=True)
    assert law.exponent.value == pytest.approx(0.1, rel=1e-3)
    assert law.floor is not None
    assert law.floor.value == pytest.approx(0.0, abs=1e-2)
    flat = [row(n, loss) for n, loss in ((10, 3.0), (100, 3.1), (1000, 2.9), (10_000, 3.0))]
    notes = " ".join(map(str, fit_power_law(flat, "parameters", floor=True).notes))
    assert "do not tell a floor" in notes
    with pytest.raises(BadInput, match="at least 4 different sizes, these have 3"):
        fit_power_law(plain[:3], "parameters", floor=True)
