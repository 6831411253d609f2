import numpy as np
import pytest
from scipy import stats

from workbench.activities.evaluate.verdict import (
    Measured,
    paired_difference,
    verdict,
    with_warning,
)
from workbench.events import ReportRow
from workbench.words import words


def measured(role: str, losses: np.ndarray) -> Measured:
    row = ReportRow(
        role=role, model=role, parameters=1, loss=1.0, perplexity=1.0, bits_per_byte=1.0
    )
    return Measured(row, losses)


def losses(seed: int, offset: float, count: int = 256 * 40) -> np.ndarray:
    return np.random.default_rng(seed).exponential(1.0, count) + offset


def test_that_the_interval_is_that_of_a_paired_test_over_blocks():
    ours, theirs = losses(1, 0.0), losses(2, 0.1)
    mean, margin = paired_difference(ours, theirs)
    blocks = (ours - theirs).reshape(40, 256).mean(axis=1)
    assert mean == pytest.approx(blocks.mean())
    assert margin == pytest.approx(1.96 * stats.sem(blocks))


def test_that_a_better_student_is_praised_and_a_worse_one_is_not():
    control = losses(1, 0.0)
    better = verdict([measured("student", control - 0.2), measured("control", control)])
    worse = verdict([measured("student", control + 0.2), measured("control", control)])
    assert "better than its control" in str(better)
    assert "did not help" in str(worse)


def test_that_noise_is_not_called_a_difference():
    sentence = verdict([measured("student", losses(1, 0.0)), measured("control", losses(2, 0.0))])
    assert "no measurable difference" in str(sentence)


def test_that_too_short_a_text_decides_nothing():
    sentence = verdict([measured("student", np.ones(300)), measured("control", np.full(300, 2.0))])
    assert "no measurable difference" in str(sentence)


def test_that_without_a_control_there_is_no_verdict():
    assert verdict([measured("student", np.ones(1000))]) is None


def scored(role: str, loss: float) -> ReportRow:
    return ReportRow(role=role, model=role, parameters=1, loss=loss, perplexity=1.0)


def test_that_a_teacher_that_knows_less_than_the_ngram_is_said_so_after_the_verdict():
    praised, ngram = words("better"), scored("ngram", 4.88)
    poor, good = [ngram, scored("teacher", 5.75)], [ngram, scored("teacher", 3.0)]
    warning = (
        "The teacher predicts this text worse than the n-gram does (5.7500 against 4.8800 nats "
        "per token): train it longer before students learn from it."
    )
    assert str(with_warning(praised, poor)) == f"better {warning}"
    assert str(with_warning(None, poor)) == warning
    assert with_warning(praised, good) is praised
    assert with_warning(praised, good[1:]) is praised
