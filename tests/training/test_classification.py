from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.training.objectives.classification import Predictions, classification_metrics
from workbench.training.objectives.confusion import accuracy, by_class, confusion, macro_f1

PAIRS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40)


@given(PAIRS)
def test_that_the_figures_are_those_of_their_definitions(pairs: list[tuple[int, int]]) -> None:
    truths, guesses = (np.array(column) for column in zip(*pairs, strict=True))
    counts = confusion(truths, guesses, 4)
    assert {(i, j): n for (i, j), n in np.ndenumerate(counts) if n} == Counter(pairs)
    assert accuracy(counts) == pytest.approx(np.mean(truths == guesses))
    scores = []
    for label, figures in enumerate(by_class(counts, "abcd")):
        hits = sum(pair == (label, label) for pair in pairs)
        guessed, there = (sum(pair[i] == label for pair in pairs) for i in (1, 0))
        precision = hits / guessed if guessed else 0.0
        recall = hits / there if there else 0.0
        both = precision + recall
        f1 = 2 * precision * recall / both if both else 0.0
        assert (figures.precision, figures.recall) == (precision, recall)
        assert figures.f1 == pytest.approx(f1)
        assert figures.examples == there
        scores += [f1] if guessed or there else []
    assert macro_f1(counts) == pytest.approx(np.mean(scores))


def test_that_the_loss_is_that_of_the_true_class_and_the_surest_mistake_comes_first() -> None:
    shares = np.array([[0.6, 0.4], [0.1, 0.9], [0.8, 0.2], [0.3, 0.7]])
    predictions = Predictions(shares, np.array([0, 0, 1, 1]))
    values = classification_metrics(predictions)
    assert values["validation_loss"] == pytest.approx(-np.log([0.6, 0.1, 0.2, 0.7]).mean())
    assert values["validation_accuracy"] == 0.5
    assert predictions.most_wrong(5) == [1, 2]
    assert predictions.most_wrong(1) == [1]
