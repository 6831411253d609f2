"""Pieces of words merged into words.

Shapes: x any axes before, q queries, k keys.
"""

from collections.abc import Sequence

import numpy as np

from workbench.inspection.maps.layer_heads import Floats


def merged(attention_xqk: Floats, starts: Sequence[int]) -> Floats:
    """The attention of words on words: summed over a key's pieces, averaged over a query's.

    Words begin at `starts`, of which the first is 0; rows that sum to 1 still do (Clark et al.
    2019, "What Does BERT Look At?").
    """
    begins = np.array(starts, dtype=np.intp)
    sizes = np.diff(begins, append=attention_xqk.shape[-2]).astype(np.float32)
    over_keys = np.add.reduceat(attention_xqk, begins, axis=-1)
    over_queries = np.add.reduceat(over_keys, begins, axis=-2)
    return np.asarray(over_queries / sizes[:, None], dtype=np.float32)


def joined_pieces(tokens: Sequence[str], starts: Sequence[int], follower: str) -> tuple[str, ...]:
    """Each word's pieces in a row; `follower` (##) marks those that begin none."""
    ends = (*starts[1:], len(tokens))
    return tuple(
        tokens[begin] + "".join(piece.removeprefix(follower) for piece in tokens[begin + 1 : end])
        for begin, end in zip(starts, ends, strict=True)
    )
