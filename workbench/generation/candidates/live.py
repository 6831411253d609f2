"""Temperature, top-k, top-p and min-p as fast as a slider moves, on logits that were sorted once.

Each of them keeps the likeliest tokens, so that behind each only their number has to be known. The
same as the filters of `workbench.generation.filters`, in numpy and without torch. Shapes:
v vocabulary, likeliest first.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from workbench.generation.candidates.funnel import OWN, FunnelStage, TokenCandidate, TokenCandidates
from workbench.generation.filters.spec import Filters

LIVE = ("temperature", "top_k", "top_p", "min_p")
"""The settings that are followed here, in their order."""


class LiveCandidates:
    """The candidates for one place under other settings of the filters in `LIVE`, at once."""

    def __init__(self, known: TokenCandidates) -> None:
        self._known = known
        ascending_v = np.argsort(
            known.logits_v, kind="stable"
        )  # of equals the filters drop the first
        self._order_v = ascending_v[::-1]
        self._places_v = np.empty_like(self._order_v)
        self._places_v[self._order_v] = np.arange(len(self._order_v))
        logits_v = known.logits_v[self._order_v].astype(np.float64)
        self._below_v = logits_v - logits_v[0]
        self._own_v = np.cumsum(np.exp(self._below_v))

    def own(self, token: int) -> float:
        """The model's own probability of any token."""
        share = np.exp(self._below_v[self._places_v[token]]) / self._own_v[-1]
        return float(self._known.own.mass * share)

    def under(self, settings: Filters) -> TokenCandidates:
        """The candidates as these settings leave them; the others of theirs change nothing."""
        weights_v = np.exp(self._below_v / settings.temperature)
        sums_v = np.cumsum(weights_v)
        steps = [(OWN, len(sums_v)), *self._kept(settings, weights_v, sums_v)]
        num_left = steps[-1][1]
        final_v = np.zeros(len(sums_v), np.float32)
        final_v[self._order_v[:num_left]] = weights_v[:num_left] / sums_v[num_left - 1]
        return replace(
            self._known,
            stages=tuple(self._stage(name, left) for name, left in steps),
            candidates=tuple(
                self._candidate(one, steps, weights_v, sums_v) for one in self._known.candidates
            ),
            final_v=final_v,
            notes=(),
        )

    def _kept(
        self, settings: Filters, weights_v: np.ndarray, sums_v: np.ndarray
    ) -> Iterator[tuple[str, int]]:
        """How many tokens are left behind each setting that is on."""
        left = len(sums_v)
        if settings.temperature != 1.0:
            yield "temperature", left
        if settings.top_k:
            least = self._below_v[min(settings.top_k, left) - 1]
            left = self._num_at_least(self._below_v, least)
            yield "top_k", left
        if settings.top_p < 1.0:
            total = sums_v[left - 1]
            # Token n stays where more than 1 - p is left of the mass from it on.
            from_here_on_v = (total - np.concatenate(([0.0], sums_v[: left - 1]))) / total
            left = max(1, int((from_here_on_v > 1 - settings.top_p).sum()))
            yield "top_p", left
        if settings.min_p:
            left = min(left, self._num_at_least(weights_v, settings.min_p * weights_v[0]))
            yield "min_p", left

    def _num_at_least(self, descending_v: np.ndarray, least: float) -> int:
        return int(np.searchsorted(-descending_v, -least, side="right"))

    def _stage(self, name: str, left: int) -> FunnelStage:
        mass = float(self._known.own.mass * self._own_v[left - 1] / self._own_v[-1])
        return FunnelStage(name, left, mass, left, mass)

    def _candidate(
        self,
        known: TokenCandidate,
        steps: list[tuple[str, int]],
        weights_v: np.ndarray,
        sums_v: np.ndarray,
    ) -> TokenCandidate:
        place = int(self._places_v[known.id])
        stages = [known.probability]
        for _, left in steps[1:]:
            stages.append(float(weights_v[place] / sums_v[left - 1]) if place < left else 0.0)
        removed = (name for name, left in steps if place >= left)
        return replace(
            known, stages=tuple(stages), removed_by=next(removed, ""), may_be_removed_by=""
        )
