import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon
from scipy.stats import entropy
from torch import Tensor

from workbench.inspection.heads.averages import PassageMeans
from workbench.inspection.heads.measures import (
    diagonal_share,
    duplicate_pattern,
    first_share,
    induction_pattern,
    jensen_shannon_pairs,
    marked_share,
    mean_distance,
    normalised_entropy,
    pattern_score,
    row_entropies,
)
from workbench.inspection.heads.repeated import repeated_tokens

Seeds = st.integers(0, 1000)


def random_maps(tokens: int, seed: int, heads: int = 2) -> Tensor:
    """Two passages, causal."""
    torch.manual_seed(seed)
    weights = (torch.rand(2, heads, tokens, tokens) ** 4 + 1e-6).tril()
    return weights / weights.sum(-1, keepdim=True)


def map_of(places: list[int]) -> Tensor:
    """One head of which each query looks at one place alone."""
    return torch.nn.functional.one_hot(torch.tensor(places), len(places)).float()[None, None]


@given(tokens=st.integers(2, 9), seed=Seeds)
def test_that_entropies_of_rows_are_scipys(tokens: int, seed: int) -> None:
    maps = random_maps(tokens, seed)
    expected_bhq = entropy(maps.double().numpy(), axis=-1)
    entropies_bhq = row_entropies(maps)
    np.testing.assert_allclose(entropies_bhq, expected_bhq, atol=1e-5)
    support_q = torch.arange(1, tokens + 1)
    np.testing.assert_allclose(
        normalised_entropy(entropies_bhq, support_q),
        (expected_bhq[..., 1:] / np.log(np.arange(2, tokens + 1))).mean(-1),
        atol=1e-5,
    )


@given(tokens=st.integers(2, 7), seed=Seeds)
def test_that_each_measure_is_the_sum_that_it_is_named_for(tokens: int, seed: int) -> None:
    maps = random_maps(tokens, seed)
    ids_bt = torch.randint(0, 3, (2, tokens))
    marked_bk = ids_bt == 0
    cells = [(q, k) for q in range(tokens) for k in range(tokens)]
    for b in range(2):
        a = maps[b, 1].tolist()
        ids = ids_bt[b].tolist()

        def near(values_bh: Tensor, expected: float, b: int = b) -> None:
            assert float(values_bh[b, 1]) == pytest.approx(expected, abs=1e-5, nan_ok=True)

        near(
            mean_distance(maps),
            sum(a[q][k] * abs(q - k) for q, k in cells) / sum(map(sum, a)),
        )
        near(diagonal_share(maps, 0), sum(a[q][q] for q in range(tokens)) / tokens)
        previous = sum(a[q][q - 1] for q in range(1, tokens)) / (tokens - 1)
        near(diagonal_share(maps, -1), previous)
        near(first_share(maps), sum(row[0] for row in a) / tokens)
        there = 0 in ids
        special = sum(a[q][k] for q, k in cells if ids[k] == 0) / tokens
        near(marked_share(maps, marked_bk), special if there else math.nan)
        same = {(q, k) for q, k in cells if k < q and ids[k] == ids[q]}
        behind = {(q, k) for q, k in cells if 0 < k <= q and ids[k - 1] == ids[q]}
        for pattern_bqk, expected in (
            (duplicate_pattern(ids_bt, causal=True), same),
            (induction_pattern(ids_bt), behind),
        ):
            asked = {q for q, _ in expected}
            whole = sum(sum(a[q]) for q in asked)
            score = sum(a[q][k] for q, k in expected) / whole if asked else math.nan
            near(pattern_score(maps, pattern_bqk), score)


def test_that_a_bert_may_look_at_later_duplicates_too() -> None:
    pattern_qk = duplicate_pattern(torch.tensor([[5, 6, 5]]), causal=False)[0]
    assert pattern_qk.nonzero().tolist() == [[0, 2], [2, 0]]


def test_that_a_perfect_previous_token_head_scores_one() -> None:
    maps = map_of([0, 0, 1, 2, 3])
    assert float(diagonal_share(maps, -1)) == 1
    assert float(mean_distance(maps)) == pytest.approx(4 / 5)


def test_that_a_perfect_induction_head_scores_one() -> None:
    ids_bt = torch.tensor([[9, 3, 4, 5, 3, 4, 5]])
    maps = map_of([0, 0, 0, 0, 2, 3, 4])
    assert float(pattern_score(maps, induction_pattern(ids_bt))) == 1
    duplicates = map_of([0, 0, 0, 0, 1, 2, 3])
    assert float(pattern_score(duplicates, duplicate_pattern(ids_bt, causal=True))) == 1
    assert float(pattern_score(duplicates, induction_pattern(ids_bt))) == 0


@given(tokens=st.integers(2, 7), seed=Seeds)
def test_that_divergences_of_all_pairs_are_scipys(tokens: int, seed: int) -> None:
    teacher, student = random_maps(tokens, seed, heads=3), random_maps(tokens, seed + 1)
    pairs_bij = jensen_shannon_pairs(teacher, student)
    for b in range(2):
        for i in range(3):
            for j in range(2):
                rows = zip(teacher[b, i].double(), student[b, j].double(), strict=True)
                expected = np.mean([jensenshannon(p, q) ** 2 for p, q in rows])
                assert float(pairs_bij[b, i, j]) == pytest.approx(expected, abs=1e-5)


def test_that_a_passage_without_a_value_does_not_count() -> None:
    means = PassageMeans(1, 2)
    means.add("special", 0, torch.tensor([[0.25, math.nan], [0.75, math.nan]]))
    means.add("special", 0, torch.tensor([[math.nan, math.nan], [0.5, math.nan]]))
    values_lh = means.means()["special"]
    assert values_lh[0, 0] == 0.5
    assert math.isnan(values_lh[0, 1])


def test_that_the_random_tokens_of_a_half_differ_and_come_twice() -> None:
    ids_bt = repeated_tokens([1, 2], range(7, 47), 100, seed=4)
    assert ids_bt is not None
    assert ids_bt.shape == (8, 2 + 2 * 40)
    first_bn, second_bn = ids_bt[:, 2:42], ids_bt[:, 42:]
    assert torch.equal(first_bn, second_bn)
    assert all(len(row.unique()) == 40 for row in first_bn)
    assert not torch.equal(first_bn[0], first_bn[1])
    assert repeated_tokens([1, 2], range(7, 47), 5, seed=4) is None
