"""A statistical baseline: an interpolated n-gram model with modified Kneser-Ney smoothing.

Chen and Goodman, "An empirical study of smoothing techniques for language modeling" (1998),
section 4.1 and appendix. The n-grams stand in a trie of sorted arrays: an n-gram's key is the
number of its context among the n-grams one shorter, times the vocabulary size, plus its last
token; its number is the place of that key. Everything is sorting and searching.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from workbench.words import Words, words

Tokens = NDArray[np.integer]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST_TOKENS = 4_000_000
"""Training tokens beyond this are left out; fitting so many takes up to 600 MB, for seconds."""

_ABSENT = -1


@dataclass(frozen=True)
class _Level:
    """All n-grams of one length.

    `keys` are sorted; `weights` are their discounted relative frequencies; `backoff` holds for
    each context (the n-grams one shorter, in order) the probability left to shorter contexts.
    """

    keys: Ints
    weights: NDArray[np.float32]
    backoff: NDArray[np.float32]


@dataclass(frozen=True)
class NGram:
    """A fitted model; `levels[0]` holds single tokens, `levels[-1]` the longest n-grams."""

    vocabulary_size: int
    levels: tuple[_Level, ...]
    training_tokens: int
    available_tokens: int

    @classmethod
    def fit(
        cls,
        tokens: Tokens,
        order: int,
        vocabulary_size: int,
        most_tokens: int = MOST_TOKENS,
    ) -> Self:
        """Count and smooth the n-grams of 1 to `order` tokens in one stream of token ids.

        Documents are not separated: contexts cross them, as the neural models' windows do. A
        stream shorter than `order` gives a model of its length's order.
        """
        used = np.asarray(tokens[:most_tokens])
        order = min(order, len(used))
        return cls(
            vocabulary_size=vocabulary_size,
            levels=_smooth(_count(used, order, vocabulary_size), vocabulary_size),
            training_tokens=len(used),
            available_tokens=len(tokens),
        )

    @property
    def order(self) -> int:
        """The longest n-grams' length: one token and `order` - 1 before it."""
        return len(self.levels)

    @property
    def note(self) -> Words | None:
        """What a person should know when not all of the training tokens were used."""
        if self.training_tokens == self.available_tokens:
            return None
        return words(
            "The n-gram baseline was fitted to the first {used} of {available} training tokens, "
            "to bound its memory.",
            used=self.training_tokens,
            available=self.available_tokens,
        )

    def loss(self, tokens: Tokens) -> float:
        """Mean nats per predicted token; every token after the first is predicted."""
        return float(-self.log_probabilities(tokens).mean())

    def log_probabilities(self, tokens: Tokens) -> Floats:
        """Natural log-probabilities of tokens[1:], each given the `order` - 1 tokens before it."""
        probability = np.full(len(tokens), 1.0 / self.vocabulary_size)
        context = np.zeros(len(tokens), dtype=np.int64)
        for length, level in enumerate(self.levels, start=1):
            # Here `context[i]` numbers the n-gram one shorter that begins at token i.
            context = context[: max(len(tokens) - length + 1, 0)]
            gram = _find(level.keys, context, tokens[length - 1 :], self.vocabulary_size)
            left = np.where(context == _ABSENT, 1.0, level.backoff[context])
            weight = np.where(gram == _ABSENT, 0.0, level.weights[gram])
            probability[length - 1 :] = weight + left * probability[length - 1 :]
            context = gram
        return np.asarray(np.log(probability[1:]))

    def distribution(self, context: Tokens) -> Floats:
        """The probability of every token of the vocabulary after a context of any length."""
        probability = np.full(self.vocabulary_size, 1.0 / self.vocabulary_size)
        known = context[max(len(context) - self.order + 1, 0) :]
        for length, level in enumerate(self.levels[: len(known) + 1], start=1):
            index = self._index(known[len(known) - length + 1 :])
            if index == _ABSENT:
                break
            begin, end = np.searchsorted(
                level.keys, [index * self.vocabulary_size, (index + 1) * self.vocabulary_size]
            )
            probability *= level.backoff[index]
            followers = level.keys[begin:end] - index * self.vocabulary_size
            probability[followers] += level.weights[begin:end]
        return np.asarray(probability / probability.sum())

    def sample(
        self,
        prompt: Tokens,
        count: int,
        rng: np.random.Generator,
        end: int | None = None,
    ) -> Ints:
        """Up to `count` tokens after a prompt, each drawn from the model; stops before `end`."""
        written = [int(token) for token in prompt]
        for _ in range(count):
            chances = self.distribution(np.asarray(written[-self.order :], dtype=np.int64))
            token = int(rng.choice(self.vocabulary_size, p=chances))
            if token == end:
                break
            written.append(token)
        return np.asarray(written[len(prompt) :], dtype=np.int64)

    def _index(self, gram: Tokens) -> int:
        """The number of an n-gram among those of its length; of the empty one: 0."""
        index = np.zeros(1, dtype=np.int64)
        for level, token in zip(self.levels, gram, strict=False):
            index = _find(level.keys, index, np.asarray([token]), self.vocabulary_size)
        return int(index[0])


@dataclass(frozen=True)
class _Counts:
    """Keys of all n-grams of one length and how often each counts."""

    keys: Ints
    counts: Ints


def _count(tokens: Tokens, order: int, vocabulary_size: int) -> list[_Counts]:
    """Occurrences of the longest n-grams; of shorter ones, how many tokens they follow."""
    levels: list[_Counts] = []
    number = np.zeros(len(tokens) + 1, dtype=np.int64)
    for length in range(1, order + 1):
        # `number[i]` numbers the n-gram one shorter that begins at token i.
        starts = max(len(tokens) - length + 1, 0)
        keys = number[:starts] * vocabulary_size + tokens[length - 1 :]
        distinct, first, longer, counts = np.unique(
            keys, return_index=True, return_inverse=True, return_counts=True
        )
        if levels:
            levels[-1] = _Counts(levels[-1].keys, _follows(number, first, len(levels[-1].keys)))
        levels.append(_Counts(distinct, counts))
        number = longer
    return levels


def _follows(number: Ints, first: Ints, size: int) -> Ints:
    """For each n-gram, how many different tokens stand before it.

    `first` are the positions of all distinct n-grams one longer; each ends in the n-gram one on.
    """
    return np.bincount(number[first + 1], minlength=size)


def _smooth(counted: list[_Counts], vocabulary_size: int) -> tuple[_Level, ...]:
    levels = []
    contexts = 1
    for level in counted:
        levels.append(_discounted(level, contexts, vocabulary_size))
        contexts = len(level.keys)
    return tuple(levels)


def _discounted(level: _Counts, contexts: int, vocabulary_size: int) -> _Level:
    """p(w|h) = max(c(hw) - D(c(hw)), 0) / c(h) + backoff(h) p(w|shorter h), equation 4.

    A context that was never followed by anything leaves all probability to the shorter one.
    """
    discount = np.concatenate([[0.0], discounts(level.counts)])
    taken = discount[np.minimum(level.counts, 3)]
    context = level.keys // vocabulary_size
    total = np.bincount(context, weights=level.counts, minlength=contexts)
    freed = np.bincount(context, weights=taken, minlength=contexts)
    never = total == 0
    total[never], freed[never] = 1.0, 1.0
    return _Level(
        keys=level.keys,
        weights=((level.counts - taken) / total[context]).astype(np.float32),
        backoff=(freed / total).astype(np.float32),
    )


def discounts(counts: Ints) -> tuple[float, float, float]:
    """What is taken from counts of one, two, and three or more (Chen and Goodman's estimates).

    D_i = i - (i + 1) Y n_(i+1) / n_i with Y = n_1 / (n_1 + 2 n_2), n_i being how many n-grams
    count i. Where a small text gives none, or one outside (0, i]: 1/2, 1 and 3/2.
    """
    n1, n2, n3, n4 = (float(np.count_nonzero(counts == i)) for i in range(1, 5))
    if not (n1 and n2 and n3):
        return 0.5, 1.0, 1.5
    y = n1 / (n1 + 2 * n2)
    estimates = (1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3)
    usable = all(0 < value <= i for i, value in enumerate(estimates, start=1))
    return estimates if usable else (0.5, 1.0, 1.5)


def _find(keys: Ints, context: Ints, tokens: Tokens, vocabulary_size: int) -> Ints:
    """The number of each n-gram (context number, last token), or -1 where it was never seen."""
    sought = context * vocabulary_size + tokens
    index = np.minimum(np.searchsorted(keys, sought), len(keys) - 1)
    return np.where((context != _ABSENT) & (keys[index] == sought), index, _ABSENT)
