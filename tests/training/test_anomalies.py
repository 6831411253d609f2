"""Anomalies on curves whose cause is known, and silence on sound ones."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.events import Metrics, Reference
from workbench.store.runs.state import RunState
from workbench.training.anomalies.anomaly import Anomaly, AnomalyKind
from workbench.training.anomalies.find import anomalies

STEPS = 1_000
EVERY = 100
seeds = st.integers(0, 2**32 - 1)


def falling(steps: int = STEPS, floor: float = 1.5) -> np.ndarray:
    """A sound training: a power law of the step."""
    return floor + 5.0 * np.arange(1, steps + 1) ** -0.4


def noisy(curve: np.ndarray, seed: int, share: float = 0.03) -> np.ndarray:
    return curve * (1 + share * np.random.default_rng(seed).standard_normal(len(curve)))


def state_of(
    training: np.ndarray,
    validation: np.ndarray | None = None,
    kind: str = "pretrain",
    references: dict[str, float] | None = None,
    others: dict[str, np.ndarray] | None = None,
) -> RunState:
    """A run with a point a step; the validation at each hundredth."""
    state = RunState(kind=kind)
    for name, value in (references or {}).items():
        line = Reference(metric="validation_loss", name=name, value=value)
        state = state.apply(line)
    validation = training if validation is None else validation
    for index, loss in enumerate(training.tolist()):
        step = index + 1
        values = {"loss": loss}
        if kind == "distill":
            values |= {"loss_hard": loss, "loss_soft": loss}
        if step % EVERY == 0:
            values["validation_loss"] = float(validation[index])
        for name, curve in (others or {}).items():
            if not name.startswith("validation") or step % EVERY == 0:
                values[name] = float(curve[index])
        state = state.apply(Metrics(step=step, values=values, tokens=step))
    return state


def kinds(found: tuple[Anomaly, ...]) -> list[AnomalyKind]:
    return [one.kind for one in found]


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(seeds, st.floats(0, 0.08), st.floats(0.02, 4.0), st.sampled_from(["pretrain", "distill"]))
def test_that_a_sound_run_is_silent(seed: int, share: float, floor: float, kind: str):
    curve = falling(floor=floor)
    smooth = curve * 1.02
    assert anomalies(state_of(noisy(curve, seed, share), smooth, kind)) == ()


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(seeds, st.floats(0.3, 3.0))
def test_that_losses_that_vary_wildly_are_no_leaps(seed: int, sigma: float):
    """As a classifier's on batches of four: most near nothing, some very high."""
    wild = np.random.default_rng(seed).lognormal(-3, sigma, STEPS)
    assert AnomalyKind.SPIKE not in kinds(anomalies(state_of(wild, falling())))
    assert AnomalyKind.DIVERGENCE not in kinds(anomalies(state_of(wild, falling())))


@settings(max_examples=40, deadline=None)
@given(seeds)
def test_that_heavy_tails_are_no_leaps(seed: int):
    noise = np.random.default_rng(seed).standard_t(5, STEPS)
    assert anomalies(state_of(falling() * (1 + 0.01 * noise), falling() * 1.02)) == ()


@settings(max_examples=60, deadline=None)
@given(seeds, st.integers(150, 900), st.integers(4, 40), st.floats(1.6, 5.0))
def test_that_a_leap_is_found_at_its_step_with_its_length(
    seed: int, at: int, length: int, times: float
):
    curve = falling()
    leapt = curve.copy()
    leapt[at : at + length] *= times
    gradient = np.ones(STEPS)
    gradient[at] = 40.0
    found = anomalies(state_of(noisy(leapt, seed, 0.01), curve, others={"gradient_norm": gradient}))
    (leap,) = (one for one in found if one.kind is AnomalyKind.SPIKE)
    assert leap.step == leap.batch_step == at + 1
    assert abs(leap.last - (at + 1 + length)) <= 1
    assert leap.setting == "optimizer.learning_rate"
    assert "gradient norm of 40.00 where 1.00 was usual" in str(leap.words)


def test_that_one_hard_batch_leads_to_its_documents_and_blames_no_setting():
    curve = noisy(falling(), 1, 0.01)
    curve[499] *= 2
    (found,) = anomalies(state_of(curve, falling()))
    assert (found.kind, found.step, found.last) == (AnomalyKind.SPIKE, 500, 500)
    assert (found.setting, found.batch_step) == ("", 500)


def test_that_of_many_leaps_the_highest_are_told_and_the_others_counted():
    curve = noisy(falling(), 1, 0.01)
    for index in range(200, 900, 100):
        curve[index : index + 5] *= 2 + index / 1_000
    found = anomalies(state_of(curve, falling()))
    assert kinds(found) == [AnomalyKind.SPIKE] * 4
    assert any("4 further steps" in str(one.words) for one in found)


def test_that_another_stage_is_no_leap():
    curve = noisy(falling(), 1, 0.01)
    curve[500:] += 3
    (leap,) = anomalies(state_of(curve, falling()))
    assert (leap.kind, leap.step) == (AnomalyKind.DIVERGENCE, 501)
    assert anomalies(state_of(curve, falling()), boundaries=[500]) == ()


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(200, 700), st.floats(0.5, 3.0))
def test_that_a_loss_that_rises_for_good_diverges(seed: int, begin: int, height: float):
    curve = falling()
    slope = np.clip(np.arange(STEPS) - begin, 0, None) / (STEPS - begin)
    risen = curve + slope * height * curve[begin]
    found = anomalies(state_of(noisy(risen, seed, 0.02), curve))
    (one,) = (one for one in found if one.kind is AnomalyKind.DIVERGENCE)
    assert one.step <= begin + 150
    assert one.setting == "optimizer.learning_rate"


def test_that_a_loss_that_is_no_number_is_told_at_its_step():
    curve = falling()
    curve[700] = math.nan
    (found,) = anomalies(state_of(curve, falling()))
    assert (found.kind, found.step) == (AnomalyKind.DIVERGENCE, 701)


@settings(max_examples=40, deadline=None)
@given(seeds, st.integers(200, 500), st.floats(0.2, 2.0))
def test_that_over_fitting_names_the_best_evaluation(seed: int, best: int, height: float):
    training = falling(floor=0.0)
    rise = np.clip(np.arange(STEPS) - best, 0, None) / STEPS
    validation = falling() + height * rise * 2
    found = anomalies(state_of(noisy(training, seed), validation))
    (one,) = (one for one in found if one.kind is AnomalyKind.OVERFITTING)
    evaluated = validation[EVERY - 1 :: EVERY]
    assert one.step == EVERY * (1 + int(evaluated.argmin()))


def test_that_validation_that_rises_with_the_training_loss_is_no_over_fitting():
    both = falling() + np.clip(np.arange(STEPS) - 400, 0, None) / 400
    assert AnomalyKind.OVERFITTING not in kinds(anomalies(state_of(both, both)))


def test_that_a_level_loss_above_the_baseline_is_a_plateau_and_below_it_the_end():
    level = np.maximum(falling(), 2.2)
    above, below = ({"ngram": value} for value in (2.0, 2.5))
    (found,) = anomalies(state_of(level, level, references=above))
    assert found.kind is AnomalyKind.PLATEAU
    assert "above the n-gram baseline of 2.000" in str(found.words)
    assert anomalies(state_of(level, level, references=below)) == ()


def test_that_a_loss_that_never_falls_is_a_plateau_and_a_converged_one_is_not():
    stuck = np.full(STEPS, 7.0)
    (found,) = anomalies(state_of(stuck, stuck))
    assert found.kind is AnomalyKind.PLATEAU
    converged = np.maximum(falling(), 2.2)
    assert anomalies(state_of(converged, converged)) == ()


def test_that_a_level_loss_while_the_learning_rate_ends_is_no_plateau():
    level = np.maximum(falling(), 2.2)
    rate = np.cos(np.linspace(0, math.pi / 2, STEPS)) ** 6
    state = state_of(level, level, references={"ngram": 2.0}, others={"learning_rate": rate})
    assert anomalies(state) == ()


def test_that_a_student_that_is_sure_of_what_it_does_not_know_has_collapsed():
    loss = falling(floor=2.0)
    sure = np.where(np.arange(STEPS) < 450, loss, 0.3)
    others = {"validation_entropy": sure, "validation_teacher_entropy": np.full(STEPS, 1.8)}
    (found,) = anomalies(state_of(loss, loss, "distill", others=others))
    assert (found.kind, found.step) == (AnomalyKind.ENTROPY_COLLAPSE, 500)
    calibrated = others | {"validation_entropy": loss * 0.9}
    assert anomalies(state_of(loss, loss, "distill", others=calibrated)) == ()


def test_that_a_student_at_its_teachers_loss_is_told_and_a_control_is_not():
    loss = falling(floor=1.0)
    teacher = {"teacher": float(loss[550])}
    (found,) = anomalies(state_of(loss, loss, "distill", references=teacher))
    assert (found.kind, found.setting) == (AnomalyKind.TEACHERS_FLOOR, "stages.alpha")
    assert 400 <= found.step <= 600
    assert anomalies(state_of(loss, loss, "pretrain", references=teacher)) == ()


@pytest.mark.parametrize("points", [0, 1, 5, 60])
def test_that_a_run_that_has_just_begun_is_silent(points: int):
    curve = noisy(falling(points), 1)
    assert anomalies(state_of(curve, curve)) == ()


def test_that_every_sentence_can_be_told():
    stuck = np.full(STEPS, 7.0)
    stuck[300:310] = 20.0
    for one in anomalies(state_of(stuck, stuck)):
        assert "{" not in str(one.words)
        assert one.as_plain()["words"] == str(one.words)
