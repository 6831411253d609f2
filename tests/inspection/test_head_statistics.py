import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import entropy

from workbench.inspection.maps.attention_maps import HeadStatistics
from workbench.inspection.maps.layer_heads import Floats, visible
from workbench.inspection.maps.statistics import joined, layer_statistics

NONE: dict[str, tuple[int, ...]] = {}


def random_causal(tokens: int, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    weights = np.tril(rng.random((2, 3, tokens, tokens)) ** 4 + 1e-9)
    return (weights / weights.sum(axis=-1, keepdims=True)).astype(np.float32)


def head_statistics(
    attention_lhqk: Floats,
    *,
    causal: bool,
    window: int = 0,
    special: dict[str, tuple[int, ...]] = NONE,
) -> HeadStatistics:
    layers = [
        layer_statistics(torch.from_numpy(layer), causal=causal, window=window, special=special)
        for layer in attention_lhqk
    ]
    return joined(layers, tuple(special))


def one_head(rows: list[list[float]]) -> Floats:
    return np.array([[rows]], dtype=np.float32)


@given(tokens=st.integers(2, 9), seed=st.integers(0, 1000))
def test_that_entropies_equal_scipys(tokens: int, seed: int) -> None:
    attention_lhqk = random_causal(tokens, seed)
    statistics = head_statistics(attention_lhqk, causal=True)
    entropy_lhq = entropy(attention_lhqk.astype(np.float64), axis=-1)
    np.testing.assert_allclose(statistics.entropy_lh, entropy_lhq.mean(axis=-1), atol=1e-5)
    normalised = entropy_lhq[..., 1:] / np.log(np.arange(2, tokens + 1))
    np.testing.assert_allclose(
        statistics.normalised_entropy_lh, normalised.mean(axis=-1), atol=1e-5
    )


@given(tokens=st.integers(2, 7), seed=st.integers(0, 1000))
def test_that_distance_and_shares_are_the_sums_they_are_named_for(tokens: int, seed: int) -> None:
    attention_lhqk = random_causal(tokens, seed)
    statistics = head_statistics(attention_lhqk, causal=True)
    head_qk = attention_lhqk[1, 2].tolist()
    cells = [(q, k) for q in range(tokens) for k in range(tokens)]
    distance = sum(head_qk[q][k] * abs(q - k) for q, k in cells) / sum(map(sum, head_qk))
    assert statistics.distance_lh[1, 2] == pytest.approx(distance, abs=1e-5)
    own = sum(head_qk[q][q] for q in range(tokens)) / tokens
    assert statistics.self_share_lh[1, 2] == pytest.approx(own, abs=1e-5)
    previous = sum(head_qk[q][q - 1] for q in range(1, tokens)) / (tokens - 1)
    assert statistics.previous_share_lh[1, 2] == pytest.approx(previous, abs=1e-5)
    first = sum(row[0] for row in head_qk) / tokens
    assert statistics.first_share_lh[1, 2] == pytest.approx(first, abs=1e-5)
    assert statistics.next_share_lh[1, 2] == 0


def test_that_an_even_head_has_normalised_entropy_one() -> None:
    even = one_head([[1, 0, 0], [1 / 2, 1 / 2, 0], [1 / 3, 1 / 3, 1 / 3]])
    statistics = head_statistics(even, causal=True)
    assert statistics.normalised_entropy_lh.item() == pytest.approx(1)
    assert statistics.entropy_lh.item() == pytest.approx((0 + math.log(2) + math.log(3)) / 3)


def test_that_a_previous_token_head_is_told_as_one() -> None:
    statistics = head_statistics(one_head([[1, 0, 0], [1, 0, 0], [0, 1, 0]]), causal=True)
    assert statistics.previous_share_lh.item() == 1
    assert statistics.entropy_lh.item() == 0
    assert statistics.distance_lh.item() == pytest.approx(2 / 3)


def test_that_a_bidirectional_head_may_look_ahead() -> None:
    statistics = head_statistics(one_head([[0, 1], [0.5, 0.5]]), causal=False)
    assert statistics.next_share_lh.item() == 1
    assert statistics.normalised_entropy_lh.item() == pytest.approx(0.5)


def test_that_special_tokens_have_their_shares_together_and_by_piece() -> None:
    rng = np.random.default_rng(3)
    weights = rng.random((2, 3, 5, 5)).astype(np.float32)
    weights /= weights.sum(axis=-1, keepdims=True)
    special = {"[CLS]": (0,), "[SEP]": (2, 4)}
    statistics = head_statistics(weights, causal=False, special=special)
    cls = [row[0] for row in weights[1, 2].tolist()]
    sep = [row[2] + row[4] for row in weights[1, 2].tolist()]
    assert statistics.piece_shares["[CLS]"][1, 2] == pytest.approx(sum(cls) / 5, abs=1e-6)
    assert statistics.piece_shares["[SEP]"][1, 2] == pytest.approx(sum(sep) / 5, abs=1e-6)
    assert statistics.special_share_lh[1, 2] == pytest.approx(sum(cls + sep) / 5, abs=1e-6)


def test_that_a_head_that_is_even_within_its_window_has_normalised_entropy_one() -> None:
    even = one_head([[1, 0, 0], [1 / 2, 1 / 2, 0], [0, 1 / 2, 1 / 2]])
    statistics = head_statistics(even, causal=True, window=2)
    assert statistics.normalised_entropy_lh.item() == pytest.approx(1)


@given(tokens=st.integers(1, 7), window=st.integers(0, 8), causal=st.booleans())
def test_that_normalised_entropy_counts_the_keys_that_each_query_may_see(
    tokens: int, window: int, causal: bool
) -> None:
    seen = visible(tokens, tokens, causal=causal, window=window).astype(np.float32)
    even = (seen / seen.sum(axis=-1, keepdims=True))[None, None]
    statistics = head_statistics(even, causal=causal, window=window)
    expected = 1 if (seen.sum(axis=-1) > 1).any() else 0
    assert statistics.normalised_entropy_lh.item() == pytest.approx(expected, abs=1e-5)
