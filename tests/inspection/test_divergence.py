import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from maps_of import maps_of, random_weights
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import jensenshannon

from workbench.errors import BadInput
from workbench.inspection.comparison.divergence import compare, jensen_shannon
from workbench.inspection.comparison.matching import least_cost_pairs
from workbench.inspection.maps.attention_maps import AttentionMaps
from workbench.inspection.maps.layer_heads import Floats
from workbench.models.layer_map import NONE, LayerMapping


def some_maps(layers: int, heads: int, tokens: int, seed: int) -> AttentionMaps:
    return maps_of(random_weights(layers, tokens, seed, heads=heads))


def some_heads(count: int, seed: int) -> Floats:
    return some_maps(1, count, 5, seed).attention_lhqk[0]


def test_that_the_divergence_equals_scipys_squared_distance() -> None:
    teacher_iqk, student_jqk = some_heads(3, 1), some_heads(2, 2)
    found_ij = jensen_shannon(teacher_iqk, student_jqk)
    for i, j in itertools.product(range(3), range(2)):
        expected = jensenshannon(teacher_iqk[i], student_jqk[j], axis=-1)
        assert found_ij[i, j] == pytest.approx(np.mean(np.nan_to_num(expected) ** 2), abs=1e-5)


def test_that_the_divergence_is_zero_for_equals_ln_2_for_strangers_and_symmetric() -> None:
    heads_iqk = some_heads(3, 4)
    np.testing.assert_allclose(np.diag(jensen_shannon(heads_iqk, heads_iqk)), 0, atol=1e-6)
    one, other = np.eye(2, dtype=np.float32)[None, :1], np.eye(2, dtype=np.float32)[None, 1:]
    assert jensen_shannon(one, other).item() == pytest.approx(math.log(2))
    others_jqk = some_heads(2, 5)
    np.testing.assert_allclose(
        jensen_shannon(heads_iqk, others_jqk), jensen_shannon(others_jqk, heads_iqk).T, atol=1e-6
    )


@pytest.mark.parametrize(
    ("teacher", "student", "expected"),
    [
        (4, 2, [(0, 0), (3, 1)]),
        (6, 3, [(0, 0), (2, 1), (5, 2)]),
        (4, 4, [(0, 0), (1, 1), (2, 2), (3, 3)]),
        (12, 1, [(0, 0)]),
        (2, 4, [(0, 0), (0, 1), (1, 2), (1, 3)]),
    ],
)
def test_that_without_a_mapping_layers_are_paired_as_a_uniform_layer_map_does(
    teacher: int, student: int, expected: list[tuple[int, int]]
) -> None:
    comparison = compare(some_maps(teacher, 1, 3, 1), some_maps(student, 1, 3, 2))
    assert [(m.teacher_layer, m.student_layer) for m in comparison.layers] == expected
    assert not comparison.mapping.is_own


def test_that_layers_are_paired_by_the_mapping_that_is_given() -> None:
    mapping = LayerMapping((3, NONE, 0), is_own=True)
    comparison = compare(some_maps(4, 2, 3, 1), some_maps(3, 2, 3, 2), mapping)
    assert [(m.teacher_layer, m.student_layer) for m in comparison.layers] == [(3, 0), (0, 2)]
    assert comparison.mapping is mapping


@settings(max_examples=200)
@given(rows=st.integers(1, 8), columns=st.integers(1, 8), seed=st.integers(0, 10**6))
def test_that_the_matching_costs_as_little_as_scipys(rows: int, columns: int, seed: int) -> None:
    cost = np.random.default_rng(seed).random((rows, columns)).round(1)
    pairs = least_cost_pairs(cost.tolist())
    assert len({r for r, _ in pairs}) == len({c for _, c in pairs}) == min(rows, columns)
    assert sum(cost[pair] for pair in pairs) == pytest.approx(
        cost[linear_sum_assignment(cost)].sum()
    )


def test_that_shuffled_heads_find_themselves_again() -> None:
    teacher = some_maps(4, 3, 6, seed=7)
    order = [2, 0, 1]
    shuffled = teacher.attention_lhqk[1::2][:, order]
    student = maps_of(shuffled, teacher.tokens)
    comparison = compare(teacher, student, LayerMapping((1, 3)))
    assert [(m.teacher_layer, m.student_layer) for m in comparison.layers] == [(1, 0), (3, 1)]
    for match in comparison.layers:
        assert match.heads == tuple((order[j], j) for j in (1, 2, 0))
        assert match.matched_divergence == pytest.approx(0, abs=1e-6)


def test_that_different_tokens_are_not_compared() -> None:
    with pytest.raises(BadInput, match="share a tokenizer"):
        compare(some_maps(1, 1, 3, 1), some_maps(1, 1, 4, 1))


def test_that_a_bert_and_a_model_that_writes_are_told_apart_by_how_they_read() -> None:
    gpt, bert = some_maps(2, 2, tokens=5, seed=0), some_maps(2, 2, tokens=7, seed=0)
    with pytest.raises(BadInput, match="left to right and the other is a BERT"):
        compare(gpt, replace(bert, causal=False))
