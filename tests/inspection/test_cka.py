import numpy as np
import pytest
import torch

from workbench.inspection.comparison.cka import aligned, gram, plain_hsic, unbiased_hsic


def states(tokens: int, width: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((tokens, width)) * 3 + 5


def grams(*matrices: np.ndarray) -> torch.Tensor:
    return torch.stack([gram(torch.tensor(one)) for one in matrices])


def cka(hsic, one: torch.Tensor, other: torch.Tensor) -> np.ndarray:
    own = (hsic(of, of).diagonal().numpy() for of in (one, other))
    return aligned(hsic(one, other).numpy(), *own)


def by_features(x_tc: np.ndarray, y_td: np.ndarray) -> float:
    """Kornblith et al. (2019): |Yᵀ X|² / (|Xᵀ X| |Yᵀ Y|) of centred features."""
    x_tc, y_td = x_tc - x_tc.mean(0), y_td - y_td.mean(0)
    norms = np.linalg.norm(x_tc.T @ x_tc) * np.linalg.norm(y_td.T @ y_td)
    return float(np.linalg.norm(y_td.T @ x_tc) ** 2 / norms)


def by_definition(k_tu: np.ndarray, l_tu: np.ndarray) -> float:
    """HSIC_1 of Song et al. (2012), equation (4): K and L without their diagonals."""
    n = len(k_tu)
    k_tu, l_tu = k_tu - np.diag(np.diag(k_tu)), l_tu - np.diag(np.diag(l_tu))
    ones = np.ones(n)
    product = np.trace(k_tu @ l_tu)
    sums = (ones @ k_tu @ ones) * (ones @ l_tu @ ones) / ((n - 1) * (n - 2))
    return (product + sums - 2 / (n - 2) * ones @ k_tu @ l_tu @ ones) / (n * (n - 3))


def test_that_the_plain_estimate_equals_the_formula_over_features():
    x, others = states(9, 4, 0), [states(9, 3, seed) for seed in (1, 2)]
    found = cka(plain_hsic, grams(x), grams(x, *others))
    expected = [1.0, *(by_features(x, other) for other in others)]
    np.testing.assert_allclose(found, [expected], rtol=1e-6)


def test_that_the_unbiased_estimate_equals_its_definition():
    pair = states(7, 5, 0), states(7, 2, 1)
    found = unbiased_hsic(grams(pair[0]), grams(pair[1])).item()
    assert found == pytest.approx(by_definition(*(one @ one.T for one in pair)), rel=1e-9)


def test_that_for_states_without_relation_the_unbiased_estimate_is_0_on_average():
    """The plain one is far from it: there are fewer tokens than dimensions."""
    tokens, width, draws = 8, 16, 400
    sums = {unbiased_hsic: 0.0, plain_hsic: 0.0}
    for seed in range(draws):
        one, other = (
            grams(states(tokens, width, 2 * seed)),
            grams(states(tokens, width, 2 * seed + 1)),
        )
        for hsic in sums:
            sums[hsic] += cka(hsic, one, other).item() / draws
    assert abs(sums[unbiased_hsic]) < 0.02 < 0.5 < sums[plain_hsic]


def test_that_turning_scaling_and_moving_states_changes_nothing():
    x, y = states(12, 6, 0), states(12, 4, 1)
    turn = np.linalg.qr(states(6, 6, 2))[0]
    for hsic in (plain_hsic, unbiased_hsic):
        before = cka(hsic, grams(x), grams(y))
        np.testing.assert_allclose(cka(hsic, grams(x @ turn * 7 - 2), grams(y)), before, atol=1e-6)


def test_that_states_that_do_not_vary_have_no_alignment():
    same = np.repeat(states(1, 6, 0), 5, axis=0).astype(np.float32)
    found = cka(unbiased_hsic, grams(same, states(5, 6, 1)), grams(states(5, 6, 2)))
    assert np.isnan(found[0, 0])
    assert np.isfinite(found[1, 0])
