"""Layers of two models compared, against Hugging Face's states and the definitions."""

from typing import Any

import numpy as np
import pytest
import torch
from hugging_face import gpt2_twin, lively
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import jensenshannon

from workbench.errors import BadInput
from workbench.inspection.comparison.layer_states import (
    MOST_QUERIES,
    LayerSums,
    compared_rows,
    layer_states,
)
from workbench.inspection.comparison.similarity import Similarity
from workbench.models.architectures.gpt import GPT
from workbench.models.build import build
from workbench.models.layer_map import LayerMapping, uniform_mapping
from workbench.models.spec import GPTSpec

VOCABULARY = 40
BIG = GPTSpec(num_layers=3, hidden_size=16, num_heads=4, context=80)
SMALL = GPTSpec(num_layers=2, hidden_size=12, num_heads=2, context=80)


def model_of(spec: GPTSpec, seed: int) -> GPT:
    model = lively(build(spec, VOCABULARY, seed=seed)).eval().requires_grad_(False)
    assert isinstance(model, GPT)
    return model


def text(seed: int, tokens: int = 12) -> list[int]:
    return np.random.default_rng(seed).integers(7, VOCABULARY, tokens).tolist()


@torch.no_grad()
def outputs_of(ids: list[int]) -> list[Any]:
    """What transformers' twins of both models compute."""
    twins = gpt2_twin(BIG, model_of(BIG, 1)), gpt2_twin(SMALL, model_of(SMALL, 2))
    ids_bt = torch.tensor([ids])
    return [twin(ids_bt, output_hidden_states=True, output_attentions=True) for twin in twins]


def summed(*texts: list[int]) -> LayerSums:
    teacher, student = model_of(BIG, 1), model_of(SMALL, 2)
    sums = LayerSums()
    for ids in texts:
        sums.add(layer_states(teacher, ids), layer_states(student, ids))
    return sums


def similarity(sums: LayerSums, mapping: LayerMapping) -> Similarity:
    unbiased_xy, plain_xy = sums.ckas()
    return Similarity(
        cka_xy=unbiased_xy,
        plain_cka_xy=plain_xy,
        head_divergence_lmij=sums.divergences(),
        mapping=mapping,
        text="",
        passages=sums.passages,
        tokens=sums.tokens,
        queries=sums.queries,
    )


def test_that_cka_is_that_of_transformers_hidden_states() -> None:
    ids = text(0)
    states = [
        [state[0].double().numpy() for state in output.hidden_states] for output in outputs_of(ids)
    ]
    _, plain_xy = summed(ids).ckas()
    assert plain_xy.shape == (4, 3)
    for x, y in np.ndindex(plain_xy.shape):
        theirs, ours = (of - of.mean(0) for of in (states[0][x], states[1][y]))
        expected = np.linalg.norm(ours.T @ theirs) ** 2
        expected /= np.linalg.norm(theirs.T @ theirs) * np.linalg.norm(ours.T @ ours)
        assert plain_xy[x, y] == pytest.approx(expected, abs=1e-4)


def test_that_each_divergence_is_scipys_between_transformers_attentions() -> None:
    ids = text(0)
    found_lmij = summed(ids).divergences()
    maps = [output.attentions for output in outputs_of(ids)]
    for layer, other, i, j in np.ndindex(found_lmij.shape):
        distance_q = jensenshannon(maps[0][layer][0, i].T, maps[1][other][0, j].T)
        expected = np.mean(np.nan_to_num(distance_q) ** 2)
        assert found_lmij[layer, other, i, j] == pytest.approx(expected, abs=1e-5)


def test_that_over_several_texts_divergences_are_averaged_and_hsics_added() -> None:
    one, other, both = summed(text(0)), summed(text(1)), summed(text(0), text(1))
    np.testing.assert_allclose(
        both.divergences(), (one.divergences() + other.divergences()) / 2, atol=1e-6
    )
    least, most = (f(one.ckas()[0], other.ckas()[0]) for f in (np.minimum, np.maximum))
    assert ((least - 0.2 < both.ckas()[0]) & (both.ckas()[0] < most + 0.2)).all()
    assert (both.passages, both.tokens) == (2, 24)


def test_that_a_model_is_most_alike_to_itself_layer_by_layer() -> None:
    model, ids = model_of(BIG, 1), text(3)
    sums = LayerSums()
    sums.add(layer_states(model, ids), layer_states(model, ids))
    found = similarity(sums, uniform_mapping(3, 3))
    np.testing.assert_allclose(np.diag(found.cka_xy), 1, atol=1e-6)
    np.testing.assert_allclose(np.diag(found.divergence_lm), 0, atol=1e-6)
    assert found.best_pairs == ((0, 0), (1, 1), (2, 2))
    assert all(found.layers[n, n].heads == tuple((h, h) for h in range(4)) for n in range(3))


def test_that_the_best_match_of_layers_is_scipys_assignment() -> None:
    found = similarity(summed(text(4)), uniform_mapping(2, 3))
    rows, columns = linear_sum_assignment(found.divergence_lm)
    assert found.best_pairs == tuple(zip(rows.tolist(), columns.tolist(), strict=True))


def test_that_of_a_long_text_some_rows_evenly_spread_are_compared() -> None:
    rows = compared_rows(80)
    assert len(set(rows)) == len(rows) == MOST_QUERIES
    assert (rows[0], rows[-1]) == (0, 79)
    assert summed(text(5, 80)).queries == MOST_QUERIES
    assert compared_rows(5) == [0, 1, 2, 3, 4]


def test_that_a_text_of_three_tokens_is_refused_in_a_sentence() -> None:
    with pytest.raises(BadInput, match="the text has 3 tokens, and layers are compared over at le"):
        layer_states(model_of(SMALL, 2), text(0, 3))
