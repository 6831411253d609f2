"""What a layer's attention maps are computed from when they are looked at; torch is not needed.

Shapes: h heads, q queries, k keys, d width of a head.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Weighting = Literal["none", "value", "output"]


@dataclass(frozen=True)
class LayerHeads:
    """One layer's queries and keys as attention used them, and how large each head's values are.

    `value_norms_hk` are the norms of the values, `output_norms_hk` those of the values multiplied
    with the head's slice of the output matrix (before any norm behind it). With a `window`, a query
    attends to keys less than so many places away alone; 0 is none.
    """

    queries_hqd: Floats
    keys_hkd: Floats
    value_norms_hk: Floats
    output_norms_hk: Floats
    causal: bool
    window: int = 0

    def scores_qk(self, head: int) -> Floats:
        """Q Kᵀ / sqrt(d) of one head, before the softmax; -inf where a query may not attend."""
        queries_qd, keys_kd = self.queries_hqd[head], self.keys_hkd[head]
        scores_qk: Floats = queries_qd @ keys_kd.T
        scores_qk *= np.float32(queries_qd.shape[-1] ** -0.5)
        if self.causal or self.window:
            visible_qk = visible(*scores_qk.shape, causal=self.causal, window=self.window)
            scores_qk[~visible_qk] = -np.inf
        return scores_qk

    def attention_qk(self, head: int, weighting: Weighting = "none") -> Floats:
        """One head's weights; their rows sum to 1 unless they are weighted with the values."""
        weights_qk = softmax(self.scores_qk(head))
        if weighting != "none":
            weights_qk *= self.norms_hk(weighting)[head]
        return weights_qk

    def norms_hk(self, weighting: Weighting) -> Floats:
        """What each key's weight is multiplied by (Kobayashi et al. 2020, "Attention is Not Only
        a Weight")."""
        if weighting == "none":
            return np.ones_like(self.value_norms_hk)
        return self.value_norms_hk if weighting == "value" else self.output_norms_hk


def softmax(scores_qk: Floats) -> Floats:
    """The softmax over the last axis, in the place of the scores."""
    scores_qk -= scores_qk.max(axis=-1, keepdims=True)
    np.exp(scores_qk, out=scores_qk)
    scores_qk /= scores_qk.sum(axis=-1, keepdims=True)
    return scores_qk


def normalised(weights_xk: Floats) -> Floats:
    """Each row divided by its sum; a row of zeros stays one."""
    sums_x1 = weights_xk.sum(axis=-1, keepdims=True)
    sums_x1[sums_x1 == 0] = 1
    rows_xk: Floats = weights_xk / sums_x1
    return rows_xk


def visible(queries: int, keys: int, *, causal: bool, window: int = 0) -> NDArray[np.bool_]:
    """True where a query may attend, qk; the last query stands at the last key."""
    places_q1, places_k = np.arange(keys - queries, keys)[:, None], np.arange(keys)
    visible_qk = places_k <= places_q1 if causal else np.ones((queries, keys), dtype=np.bool_)
    if window:
        visible_qk &= (places_k > places_q1 - window) & (places_k < places_q1 + window)
    return visible_qk
