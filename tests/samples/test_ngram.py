from collections import Counter, defaultdict

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.models.ngram import NGram, discounts

Gram = tuple[int, ...]


class Dictionary:
    """Interpolated modified Kneser-Ney with dictionaries, straight from Chen and Goodman (1998)."""

    def __init__(self, tokens: list[int], order: int, vocabulary_size: int) -> None:
        self.size = vocabulary_size
        grams = {
            n: [tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1)]
            for n in range(1, order + 1)
        }
        self.counts: dict[int, Counter[Gram]] = {order: Counter(grams[order])}
        for n in range(1, order):  # N1+(. gram): the different tokens that stand before it
            before: dict[Gram, set[int]] = defaultdict(set)
            for gram in grams[n + 1]:
                before[gram[1:]].add(gram[0])
            self.counts[n] = Counter({gram: len(tokens) for gram, tokens in before.items()})
        self.discounts = {n: self.estimate(list(c.values())) for n, c in self.counts.items()}

    @staticmethod
    def estimate(counts: list[int]) -> tuple[float, ...]:
        n1, n2, n3, n4 = (counts.count(i) for i in (1, 2, 3, 4))
        if 0 in (n1, n2, n3):
            return 0.5, 1.0, 1.5
        y = n1 / (n1 + 2 * n2)
        estimates = (1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3)
        return (
            estimates if all(0 < d <= i + 1 for i, d in enumerate(estimates)) else (0.5, 1.0, 1.5)
        )

    def probability(self, token: int, context: Gram) -> float:
        n = len(context) + 1
        shorter = self.probability(token, context[1:]) if context else 1 / self.size
        followers = {g[-1]: c for g, c in self.counts[n].items() if g[:-1] == context}
        total = sum(followers.values())
        if not total:
            return shorter
        d = self.discounts[n]
        count = followers.get(token, 0)
        kept = max(count - d[min(count, 3) - 1], 0) if count else 0
        freed = sum(d[min(c, 3) - 1] for c in followers.values())
        return kept / total + freed / total * shorter


texts = st.lists(st.integers(0, 4), min_size=6, max_size=120)


@settings(deadline=None)
@given(texts, texts, st.integers(1, 4))
def test_that_probabilities_equal_the_formula_worked_with_dictionaries(
    train: list[int], text: list[int], order: int
) -> None:
    model = NGram.fit(np.array(train, dtype=np.uint16), order, vocabulary_size=6)
    reference = Dictionary(train, order, 6)
    expected = [
        np.log(reference.probability(text[i], tuple(text[max(i - order + 1, 0) : i])))
        for i in range(1, len(text))
    ]
    actual = model.log_probabilities(np.array(text, dtype=np.uint16))
    np.testing.assert_allclose(actual, expected, rtol=1e-5, atol=1e-6)


@settings(deadline=None)
@given(texts, st.lists(st.integers(0, 5), max_size=6), st.integers(1, 4))
def test_that_probabilities_sum_to_one_and_agree_with_the_scores(
    train: list[int], context: list[int], order: int
) -> None:
    model = NGram.fit(np.array(train, dtype=np.uint16), order, vocabulary_size=6)
    distribution = model.distribution(np.array(context, dtype=np.int64))
    if context:
        scored = [model.log_probabilities(np.array([*context, w]))[-1] for w in range(6)]
        assert np.exp(scored).sum() == pytest.approx(1, abs=1e-6)
        np.testing.assert_allclose(np.exp(scored), distribution, rtol=1e-5)
    assert distribution.sum() == pytest.approx(1, abs=1e-9)
    assert (distribution > 0).all()


def zipfian(count: int, seed: int) -> np.ndarray:
    """Tokens in which each depends a little on the one before, as in a language."""
    rng = np.random.default_rng(seed)
    ranks = np.minimum(rng.zipf(1.3, count), 299)
    tokens: np.ndarray = ((ranks + 3 * np.roll(ranks, 1)) % 300).astype(np.uint16)
    return tokens


@pytest.mark.slow
def test_that_a_large_text_has_discounts_of_its_own_and_sums_to_one() -> None:
    model = NGram.fit(zipfian(200_000, 1), order=4, vocabulary_size=300)
    text = zipfian(2_000, 2)
    for position in np.random.default_rng(3).integers(4, len(text), 20):
        context = np.tile(text[position - 4 : position], (300, 1))
        rows = np.column_stack([context, np.arange(300)])
        chances = [np.exp(model.log_probabilities(row)[-1]) for row in rows]
        assert sum(chances) == pytest.approx(1, abs=1e-5)


def test_that_the_estimates_are_those_of_the_paper() -> None:
    counts = np.repeat([1, 2, 3, 4, 9], [100, 40, 20, 10, 30])
    y = 100 / 180
    assert discounts(counts) == pytest.approx((1 - 2 * y * 0.4, 2 - 3 * y * 0.5, 3 - 4 * y * 0.5))


def test_that_a_text_too_small_for_the_estimates_gets_fixed_discounts() -> None:
    assert discounts(np.array([1, 1, 1])) == (0.5, 1.0, 1.5)
    assert discounts(np.array([2, 2])) == (0.5, 1.0, 1.5)


def test_that_an_unseen_context_backs_off_to_the_shorter_one() -> None:
    model = NGram.fit(np.array([1, 2, 3, 1, 2, 4, 1, 2, 3]), order=3, vocabulary_size=8)
    unseen, shorter = np.array([7, 2]), np.array([2])
    np.testing.assert_allclose(model.distribution(unseen), model.distribution(shorter))


def test_that_longer_contexts_lower_the_loss_of_a_text_with_a_pattern() -> None:
    text = np.tile([1, 2, 1, 3, 1, 4], 200)
    losses = [NGram.fit(text, order, 8).loss(text) for order in (1, 2, 3)]
    assert losses[0] > losses[1] > losses[2]
    assert losses[2] < 0.05


def test_that_the_loss_of_an_empty_model_is_that_of_chance() -> None:
    model = NGram.fit(np.array([], dtype=np.uint16), order=5, vocabulary_size=8)
    assert model.loss(np.array([1, 2, 3])) == pytest.approx(np.log(8))


def test_that_writing_repeats_from_a_seed_and_stops_before_the_end_token() -> None:
    model = NGram.fit(zipfian(5_000, 1), order=3, vocabulary_size=300)
    prompt = np.array([5, 6])
    first = model.sample(prompt, 30, np.random.default_rng(1))
    assert len(first) == 30
    np.testing.assert_array_equal(first, model.sample(prompt, 30, np.random.default_rng(1)))
    text = np.array([1, 2, 3, 4] * 50)
    assert 4 not in NGram.fit(text, 3, 6).sample(prompt, 50, np.random.default_rng(1), end=4)


def test_that_a_capped_model_says_how_much_it_read() -> None:
    tokens = zipfian(1_000, 1)
    assert NGram.fit(tokens, 2, 300).note is None
    capped = NGram.fit(tokens, 2, 300, most_tokens=400)
    assert str(capped.note).startswith("The n-gram baseline was fitted to the first 400 of 1000")
    assert capped.loss(tokens) == NGram.fit(tokens[:400], 2, 300).loss(tokens)
