from typing import Any

import numpy as np
import pytest
import torch
from decoding_references import (
    left_by_top_n_sigma,
    left_by_xtc,
    mirostat_mu,
    mirostat_probabilities,
    softmax,
)
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from transformers import (
    EpsilonLogitsWarper,
    EtaLogitsWarper,
    LogitsProcessorList,
    MinPLogitsWarper,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
    TypicalLogitsWarper,
)

from workbench.generation.filters.chain import filtered, filters_of
from workbench.generation.filters.likely import (
    keep_min_p,
    keep_top_k,
    keep_top_n_sigma,
    keep_top_p,
    scale_by_temperature,
)
from workbench.generation.filters.mirostat import Mirostat, keep_below_surprise
from workbench.generation.filters.surprise import keep_above_epsilon, keep_above_eta, keep_typical
from workbench.generation.filters.xtc import exclude_top_choices
from workbench.generation.spec import Sample
from workbench.generation.strategies.sample import sampler

NO_IDS: Any = None
"""These processors read logits alone, though their types ask for the ids so far."""

GENERATOR = torch.Generator()
DUE = torch.tensor([[True]])

logits = st.lists(st.integers(-8, 8), min_size=1, max_size=12).map(
    lambda values: torch.tensor([values], dtype=torch.float32) / 2
)
least = st.integers(1, 3)


def kept(logits_1v: torch.Tensor) -> set[int]:
    return set(logits_1v[0].isfinite().nonzero().flatten().tolist())


@given(logits_1v=logits, top_k=st.integers(1, 15), least=least)
def test_that_top_k_equals_hugging_faces_ties_included(
    logits_1v: torch.Tensor, top_k: int, least: int
) -> None:
    expected_1v = TopKLogitsWarper(top_k, min_tokens_to_keep=least)(NO_IDS, logits_1v.clone())
    assert torch.equal(keep_top_k(logits_1v, top_k, least), expected_1v)


@given(logits_1v=logits, top_p=st.floats(0.01, 0.99), least=least)
def test_that_top_p_equals_hugging_faces(logits_1v: torch.Tensor, top_p: float, least: int) -> None:
    expected_1v = TopPLogitsWarper(top_p, min_tokens_to_keep=least)(NO_IDS, logits_1v.clone())
    assert torch.equal(keep_top_p(logits_1v, top_p, least), expected_1v)


@given(logits_1v=logits, min_p=st.floats(0.0, 1.0), least=least)
def test_that_min_p_equals_hugging_faces(logits_1v: torch.Tensor, min_p: float, least: int) -> None:
    expected_1v = MinPLogitsWarper(min_p, min_tokens_to_keep=least)(NO_IDS, logits_1v.clone())
    assert torch.equal(keep_min_p(logits_1v, min_p, least), expected_1v)


@given(logits_1v=logits, mass=st.floats(0.01, 0.99), least=least)
def test_that_typical_equals_hugging_faces(
    logits_1v: torch.Tensor, mass: float, least: int
) -> None:
    cut_1v = keep_top_k(logits_1v, 6)
    expected_1v = TypicalLogitsWarper(mass, min_tokens_to_keep=least)(NO_IDS, cut_1v.clone())
    assert torch.equal(keep_typical(cut_1v, mass, least), expected_1v)


@given(logits_1v=logits, epsilon=st.floats(1e-5, 0.9), least=least)
def test_that_epsilon_and_eta_equal_hugging_faces(
    logits_1v: torch.Tensor, epsilon: float, least: int
) -> None:
    cut_1v = keep_top_k(logits_1v, 6)
    by_epsilon = EpsilonLogitsWarper(epsilon, min_tokens_to_keep=least)
    assert torch.equal(
        keep_above_epsilon(cut_1v, epsilon, least), by_epsilon(NO_IDS, cut_1v.clone())
    )
    by_eta = EtaLogitsWarper(epsilon, min_tokens_to_keep=least)
    assert torch.equal(keep_above_eta(cut_1v, epsilon, least), by_eta(NO_IDS, cut_1v.clone()))


@given(
    logits_1v=logits,
    temperature=st.floats(0.1, 5.0),
    top_k=st.integers(1, 15),
    top_p=st.floats(0.01, 0.99),
    min_p=st.floats(0.01, 1.0),
    typical_p=st.floats(0.01, 0.99),
    epsilon=st.floats(1e-4, 0.2),
    eta=st.floats(1e-4, 0.2),
)
def test_that_all_filters_together_equal_hugging_faces(
    logits_1v: torch.Tensor,
    temperature: float,
    top_k: int,
    top_p: float,
    min_p: float,
    typical_p: float,
    epsilon: float,
    eta: float,
) -> None:
    theirs = LogitsProcessorList(
        [
            TemperatureLogitsWarper(temperature),
            TopKLogitsWarper(top_k),
            TopPLogitsWarper(top_p),
            MinPLogitsWarper(min_p),
            TypicalLogitsWarper(typical_p),
            EpsilonLogitsWarper(epsilon),
            EtaLogitsWarper(eta),
        ]
    )
    strategy = Sample(
        temperature=temperature,
        top_k=top_k,
        top_p=top_p,
        min_p=min_p,
        typical_p=typical_p,
        epsilon_cutoff=epsilon,
        eta_cutoff=eta,
    )
    ours_1v = filtered(logits_1v, filters_of(strategy, GENERATOR))
    assert torch.equal(ours_1v, theirs(NO_IDS, logits_1v.clone()))


@given(logits_1v=logits, n=st.floats(0.01, 4.0))
def test_that_top_n_sigma_equals_llama_cpps_definition(logits_1v: torch.Tensor, n: float) -> None:
    cut_1v = keep_top_k(logits_1v, 7)
    logits_v = cut_1v[0].double().numpy()
    exact = left_by_top_n_sigma(logits_v, n)
    near = left_by_top_n_sigma(logits_v, n * (1 - 1e-5)) ^ left_by_top_n_sigma(
        logits_v, n * (1 + 1e-5)
    )
    assert kept(keep_top_n_sigma(cut_1v, n)) ^ exact <= near


@given(logits_1v=logits, threshold=st.floats(0.01, 0.5))
def test_that_xtc_equals_llama_cpps_definition(logits_1v: torch.Tensor, threshold: float) -> None:
    cut_1v = keep_top_k(logits_1v, 7)
    left = kept(exclude_top_choices(cut_1v, threshold, DUE))
    exact = left_by_xtc(cut_1v[0].double().numpy(), threshold)
    assert sorted(cut_1v[0, list(left)].tolist()) == sorted(cut_1v[0, list(exact)].tolist())
    assert torch.equal(exclude_top_choices(cut_1v, threshold, ~DUE), cut_1v)


def test_that_xtc_is_due_as_often_as_it_should_be() -> None:
    logits_bv = torch.tensor([[0.5, 0.4, 0.1]]).log().expand(20_000, -1)
    filters = filters_of(Sample(xtc_probability=0.3), torch.Generator().manual_seed(1))
    left_b = filtered(logits_bv, filters)[:, 0].isfinite()
    assert (~left_b).double().mean() == pytest.approx(0.3, abs=0.01)
    assert not filters_of(Sample(xtc_probability=0.3, xtc_threshold=0.6), GENERATOR)


@given(logits_1v=logits, mu=st.floats(-1.0, 9.0))
def test_that_mirostat_keeps_what_llama_cpps_keeps(logits_1v: torch.Tensor, mu: float) -> None:
    logits_v = logits_1v[0].double().numpy()
    drawn = [mirostat_probabilities(logits_v, mu + by) for by in (-1e-4, 1e-4)]
    least, most = (set(np.flatnonzero(one).tolist()) for one in drawn)
    likeliest = set(np.flatnonzero(logits_v == logits_v.max()).tolist())
    assert least <= kept(keep_below_surprise(logits_1v, torch.tensor([[mu]]))) <= most | likeliest


def test_that_mirostat_moves_its_bound_as_llama_cpp_does() -> None:
    logits_1v, tau, eta = torch.linspace(3, -3, 30)[None] * 0.7, 2.0, 0.3
    choose = Mirostat(tau, eta, torch.Generator().manual_seed(3))
    mu = 2 * tau
    for _ in range(200):
        chosen = int(choose(logits_1v))
        drawn_v = mirostat_probabilities(logits_1v[0].double().numpy(), mu)
        mu = mirostat_mu(mu, drawn_v[chosen], tau, eta)
        assert choose.most_bits_b1.item() == pytest.approx(mu, abs=1e-3)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"temperature": 0.5},
        {"top_k": 4},
        {"top_p": 0.7},
        {"min_p": 0.2},
        {"typical_p": 0.6},
        {"epsilon_cutoff": 0.06},
        {"eta_cutoff": 0.3},
        {"top_n_sigma": 1.0},
        {"xtc_probability": 0.5, "xtc_threshold": 0.15},
        {"temperature": 1.5, "top_k": 8, "top_p": 0.9, "min_p": 0.1, "typical_p": 0.95},
    ],
    ids=str,
)
def test_that_draws_come_as_often_as_their_exact_probability_says(settings: Any) -> None:
    draws, strategy = 20_000, Sample(**settings)
    logits_v = torch.tensor([2.0, 1.7, 1.0, 0.9, 0.3, 0.0, -0.5, -0.7, -1.5, -3.0])
    choose = sampler(strategy, torch.Generator().manual_seed(7))
    counts_v = choose(logits_v.expand(draws, -1)).bincount(minlength=10).numpy()
    plain = strategy.model_copy(update={"xtc_probability": 0.0})
    exact_v = filtered(logits_v[None].double(), filters_of(plain, GENERATOR))[0].numpy()
    p_v = softmax(exact_v)
    if share := strategy.xtc_probability:
        left = left_by_xtc(exact_v, strategy.xtc_threshold)
        cut_v = np.where(np.isin(np.arange(10), list(left)), exact_v, -np.inf)
        p_v = share * softmax(cut_v) + (1 - share) * p_v
    possible = p_v > 0
    assert counts_v[~possible].sum() == 0
    if possible.sum() > 1:
        assert stats.chisquare(counts_v[possible], draws * p_v[possible]).pvalue > 1e-3


@pytest.mark.parametrize("settings", [{"top_p": 1e-9}, {"top_k": 10**6}, {"min_p": 1.0}], ids=str)
def test_that_extreme_filters_leave_a_distribution(settings: Any) -> None:
    logits_1v = torch.tensor([[1.0, 3.0, 2.0]])
    left_1v = filtered(logits_1v, filters_of(Sample(**settings), GENERATOR))
    assert left_1v.softmax(dim=-1).isfinite().all()
    assert int(left_1v.argmax()) == 1


def test_that_settings_that_are_off_do_nothing_at_all() -> None:
    assert filters_of(Sample(), GENERATOR) == ()


def test_that_ties_at_the_border_of_top_k_survive() -> None:
    kept_1v = keep_top_k(torch.tensor([[3.0, 1.0, 1.0, 0.0]]), 2)
    assert kept_1v.isfinite().tolist() == [[True, True, True, False]]


def test_that_the_token_that_crosses_p_stays() -> None:
    logits_1v = torch.tensor([[0.5, 0.3, 0.2]]).log()
    assert keep_top_p(logits_1v, 0.6).isfinite().tolist() == [[True, True, False]]
    assert keep_top_p(logits_1v, 0.01).isfinite().tolist() == [[True, False, False]]


def test_that_a_filter_sees_what_the_one_before_left() -> None:
    logits_1v = torch.tensor([[0.4, 0.3, 0.2, 0.1]]).log()
    assert keep_top_p(keep_top_k(logits_1v, 2), 0.55).isfinite().tolist() == [
        [True, False, False, False]
    ]


def test_that_filters_leave_their_argument_alone() -> None:
    logits_1v = torch.tensor([[1.0, 2.0, 3.0]])
    before_1v = logits_1v.clone()
    scale_by_temperature(logits_1v, 0.5)
    keep_top_k(logits_1v, 1)
    keep_top_p(logits_1v, 0.1)
    keep_min_p(logits_1v, 0.9)
    keep_typical(logits_1v, 0.5)
    keep_above_epsilon(logits_1v, 0.5)
    keep_above_eta(logits_1v, 0.5)
    keep_top_n_sigma(logits_1v, 0.5)
    exclude_top_choices(logits_1v, 0.1, DUE)
    assert torch.equal(logits_1v, before_1v)
