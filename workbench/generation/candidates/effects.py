"""What each setting of a strategy does by itself to a model's own distribution, at once.

The same as the filters and penalties, in numpy and without torch, on logits that were sorted once.
Shapes: v vocabulary, likeliest first.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.generation.candidates.funnel import TokenCandidates
from workbench.generation.filters.spec import Filters
from workbench.generation.spec import (
    Beam,
    BeamSample,
    ContrastiveDecoding,
    ContrastiveSearch,
    DiverseBeam,
    Dola,
    Greedy,
    ModelAverage,
    Sample,
    Strategy,
)

FIRST = 3
"""So many of the likeliest tokens are told of."""

FILTER_NAMES = (
    "temperature",
    "top_k",
    "top_p",
    "min_p",
    "typical_p",
    "epsilon_cutoff",
    "eta_cutoff",
    "top_n_sigma",
    "xtc_probability",
    "xtc_threshold",
    "mirostat_tau",
)
PENALTY_NAMES = (
    "repetition_penalty",
    "presence_penalty",
    "frequency_penalty",
    "no_repeat_ngram_size",
)

Kept = NDArray[np.bool_]
Logits = NDArray[np.float64]


@dataclass(frozen=True)
class ChangedToken:
    """A token, and its probability without a setting and with it alone."""

    text: str
    before: float
    after: float


@dataclass(frozen=True)
class SettingEffect:
    """So many of all tokens are left, with this share of the model's own probability.

    A penalty tells how many tokens it `changes`, and `first` are the likeliest of them; else the
    likeliest that are left. With `is_at_times`, chance decides whether it happens.
    """

    left: int
    total: int
    mass: float
    first: tuple[ChangedToken, ...]
    changes: int | None = None
    is_at_times: bool = False


class SettingEffects:
    """The effects behind one prompt, of which `prompt_ids` are the tokens."""

    def __init__(self, known: TokenCandidates, prompt_ids: Sequence[int]) -> None:
        self._texts = {one.id: one.text for one in known.candidates}
        self._mass, self._num_ends = known.own.mass, known.num_ends
        self._order_v = np.argsort(-known.logits_v, kind="stable")
        self._logits_v: Logits = known.logits_v[self._order_v].astype(np.float64)
        self._own_v = _softmax(self._logits_v)
        self._log_own_v = self._logits_v - self._logits_v[0] + np.log(self._own_v[0])
        self._sums_v = np.cumsum(self._own_v)
        self._entropy = -float(np.sum(self._own_v * np.maximum(self._log_own_v, -1e30)))
        self._distances_v = np.abs(-self._log_own_v - self._entropy)
        self._typical_v = np.argsort(self._distances_v, kind="stable")
        self._typical_sums_v = np.cumsum(self._own_v[self._typical_v])
        self._sigma = float(np.std(self._logits_v))
        self._prompt_ids = np.asarray(prompt_ids, np.int64)

    def of(self, strategy: Strategy, name: str) -> SettingEffect | None:
        """What the setting of this name does; None where that cannot be told of it alone."""
        if name == "kind":
            return self._chosen(strategy)
        if name in ("alpha", "relative_top") and isinstance(strategy, ContrastiveDecoding | Dola):
            return self._left(self._own_v >= getattr(strategy, name) * self._own_v[0])
        if isinstance(strategy, ContrastiveDecoding | Dola | ModelAverage):
            return None  # what its other settings change is not the model's own distribution
        if name in PENALTY_NAMES:
            return self._changed(strategy, name)
        if isinstance(strategy, ContrastiveSearch) and name == "top_k":
            return self._left(np.arange(len(self._own_v)) < strategy.top_k)
        if isinstance(strategy, Filters) and name in FILTER_NAMES:
            return self._filtered(strategy, name)
        return None

    # -- what is taken, left and changed

    def _chosen(self, strategy: Strategy) -> SettingEffect | None:
        """What the kind of a strategy takes of the model's own."""
        if isinstance(strategy, Greedy):
            return self._left(np.arange(len(self._own_v)) < 1, self._own_v)
        if isinstance(strategy, Sample):
            return self._left(np.ones(len(self._own_v), bool))
        return None

    def _filtered(self, strategy: Filters, name: str) -> SettingEffect:
        if name == "temperature":
            everything_v = np.ones(len(self._own_v), bool)
            return self._left(everything_v, _softmax(self._logits_v / strategy.temperature))
        is_random = name.startswith("xtc") and strategy.xtc_probability < 1.0
        return self._left(self._kept(strategy, name), is_at_times=is_random)

    def _left(
        self, kept_v: Kept, after_v: Logits | None = None, *, is_at_times: bool = False
    ) -> SettingEffect:
        if after_v is None:
            after_v = np.where(kept_v, self._own_v, 0.0)
            after_v = after_v / after_v.sum()
        left = int(kept_v.sum())
        return SettingEffect(
            left=left,
            total=len(kept_v),
            mass=self._mass * float(self._own_v[kept_v].sum()),
            first=self._first(kept_v, after_v),
            is_at_times=is_at_times and left < len(kept_v),
        )

    def _changed(self, strategy: Strategy, name: str) -> SettingEffect | None:
        scores_v = self._logits_v
        if isinstance(strategy, Beam | DiverseBeam | BeamSample):  # these see log-probabilities
            scores_v = self._log_own_v + np.log(self._mass)
        changed_v = self._penalised(scores_v, strategy, name)
        left_v = changed_v > -np.inf
        if not left_v.any():
            return None
        is_changed_v = changed_v != scores_v
        return SettingEffect(
            left=int(left_v.sum()),
            total=len(left_v),
            mass=self._mass * float(self._own_v[left_v].sum()),
            first=self._first(is_changed_v, _softmax(changed_v)),
            changes=int(is_changed_v.sum()),
        )

    def _first(self, wanted_v: Kept, after_v: Logits) -> tuple[ChangedToken, ...]:
        return tuple(
            ChangedToken(
                text=self._texts.get(int(self._order_v[place]), f"#{self._order_v[place]}"),
                before=float(self._own_v[place]),
                after=float(after_v[place]),
            )
            for place in np.flatnonzero(wanted_v)[:FIRST]
        )

    # -- filters and penalties

    def _kept(self, strategy: Filters, name: str) -> Kept:
        """The tokens that a filter leaves; as many as a beam needs always stay."""
        is_llama = strategy.order == "llama.cpp"
        least = max(2, 1 + self._num_ends) if isinstance(strategy, BeamSample) else 1
        own_v, logits_v = self._own_v, self._logits_v
        places_v = np.arange(len(own_v))
        match name:
            case "top_k" if strategy.top_k:
                count = min(max(strategy.top_k, least), len(own_v))
                return places_v < count if is_llama else logits_v >= float(logits_v[count - 1])
            case "top_p" if strategy.top_p < 1.0:
                # A token stays where more than 1 - p is left of the mass from it on.
                from_here_on_v = 1.0 - np.concatenate(([0.0], self._sums_v[:-1]))
                return (from_here_on_v > 1.0 - strategy.top_p) | (places_v < least)
            case "min_p":
                return (own_v >= strategy.min_p * float(own_v[0])) | (places_v < least)
            case "typical_p" if strategy.typical_p < 1.0:
                return self._typical(strategy.typical_p, least, is_llama=is_llama)
            case "epsilon_cutoff":
                return self._above(strategy.epsilon_cutoff, least)
            case "eta_cutoff":
                epsilon = strategy.eta_cutoff
                return self._above(min(epsilon, epsilon**0.5 * np.exp(-self._entropy)), least)
            case "top_n_sigma" if strategy.top_n_sigma:
                return logits_v >= float(logits_v[0]) - strategy.top_n_sigma * self._sigma
            case "xtc_threshold" | "xtc_probability" if name[-1] == "d" or strategy.xtc_probability:
                num_likely = int((own_v >= strategy.xtc_threshold).sum())
                return places_v >= num_likely - 1
            case "mirostat_tau" if isinstance(strategy, Sample) and strategy.mirostat_tau:
                bits_v: Logits = -self._log_own_v / math.log(2)
                return (bits_v <= 2 * strategy.mirostat_tau) | (places_v < 1)
            case _:
                return np.ones(len(own_v), bool)

    def _typical(self, mass: float, least: int, *, is_llama: bool) -> Kept:
        kept_v = np.zeros(len(self._own_v), bool)
        if is_llama:
            count = 1 + int((self._typical_sums_v <= mass).sum())
        else:
            last = min(int((self._typical_sums_v < mass).sum()), len(kept_v) - 1)
            distances_v = self._distances_v[self._typical_v]
            count = int(np.searchsorted(distances_v, distances_v[last], side="right"))
        kept_v[self._typical_v[: max(count, least)]] = True
        return kept_v

    def _above(self, least_probability: float, least: int) -> Kept:
        last = min(least, len(self._own_v)) - 1
        return (self._own_v >= least_probability) | (self._logits_v >= float(self._logits_v[last]))

    def _penalised(self, scores_v: Logits, strategy: Strategy, name: str) -> Logits:
        """What penalties make of the scores; those for what is written see the prompt at times."""
        ids = self._prompt_ids
        if isinstance(strategy, Filters) and strategy.order == "llama.cpp":
            last = strategy.repeat_last_n
            seen = ids[max(0, len(ids) - last) :] if last >= 0 else ids
            written = seen
        else:
            seen, written = ids, ids[:0]
        match name:
            case "repetition_penalty":
                penalty = strategy.repetition_penalty
                changed_v = np.where(scores_v < 0, scores_v * penalty, scores_v / penalty)
                return np.where(self._counts(seen) > 0, changed_v, scores_v)
            case "presence_penalty":
                return scores_v - strategy.presence_penalty * (self._counts(written) > 0)
            case "frequency_penalty":
                return scores_v - strategy.frequency_penalty * self._counts(written)
            case _:
                banned = self._ending_ngrams(strategy.no_repeat_ngram_size)
                return np.where(self._counts(banned) > 0, -np.inf, scores_v)

    def _counts(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        size = len(self._order_v)
        return np.bincount(ids[ids < size], minlength=size)[self._order_v]

    def _ending_ngrams(self, size: int) -> NDArray[np.int64]:
        """The tokens that would complete what stands in the prompt already."""
        ids = self._prompt_ids
        if not size or len(ids) < size:
            return ids[:0]
        windows = np.lib.stride_tricks.sliding_window_view(ids, size)
        met = (windows[:, :-1] == ids[len(ids) - size + 1 :]).all(axis=1)
        return np.asarray(windows[met, -1], np.int64)


def _softmax(logits_v: Logits) -> Logits:
    weights_v = np.exp(logits_v - logits_v.max())
    return np.asarray(weights_v / weights_v.sum(), np.float64)
