"""Which tokens and weights of a map are shown.

Shapes: x any axes before, q queries, k keys.
"""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from workbench.inspection.maps.layer_heads import Floats, normalised

PairFilter = Literal["all", "aa", "ab", "ba", "bb"]
"""From the tokens of text A or B of a pair (queries) to those of A or B (keys)."""

Positions = NDArray[np.intp]


def without(attention_xqk: Floats, hidden: Sequence[int], *, renormalise: bool = True) -> Floats:
    """The map without some tokens' rows and columns, each row divided by what is left of it.

    A row of which nothing is left stays a row of zeros. Without `renormalise` the weights that are
    left stay as they are.
    """
    kept = others(attention_xqk.shape[-1], hidden)
    left_xqk = cut(attention_xqk, kept, kept)
    return normalised(left_xqk) if renormalise else left_xqk


def others(tokens: int, hidden: Sequence[int]) -> Positions:
    """The positions of the tokens that are not hidden."""
    return np.setdiff1d(np.arange(tokens), np.array(hidden, dtype=np.intp))


def cut(attention_xqk: Floats, queries: Positions, keys: Positions) -> Floats:
    """These rows and columns alone."""
    return attention_xqk[..., queries[:, None], keys]


def sides(pair: PairFilter, is_second: NDArray[np.bool_]) -> tuple[Positions, Positions]:
    """The rows and columns that a filter shows; `is_second` is True for the tokens of text B."""
    if pair == "all":
        everything = np.arange(len(is_second))
        return everything, everything
    rows, columns = (np.flatnonzero(is_second == (side == "b")) for side in pair)
    return rows, columns


def at_least(attention_xqk: Floats, least: float) -> Floats:
    """Weights below `least` as 0."""
    kept: Floats = np.where(attention_xqk >= least, attention_xqk, np.float32(0))
    return kept


def within_mass(attention_xqk: Floats, mass: float) -> Floats:
    """Each row's largest weights, the fewest that make up this share of it; the others as 0."""
    order = np.argsort(-attention_xqk, axis=-1, kind="stable")
    largest_first = np.take_along_axis(attention_xqk, order, axis=-1).astype(np.float64)
    before = largest_first.cumsum(axis=-1) - largest_first
    bound = mass * largest_first.sum(axis=-1, keepdims=True)
    kept = np.empty_like(attention_xqk)
    np.put_along_axis(kept, order, np.where(before < bound, largest_first, 0), axis=-1)
    return kept
