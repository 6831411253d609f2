"""Maps of weights as 8-bit pictures: pooled to few pixels, with what is masked kept apart.

Shapes: q queries (rows), k keys (columns).
"""

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Weights = npt.NDArray[np.floating]

MASKED = 255
"""The value of a cell that does not exist; the others run from 0 to 254."""


def pool(weights_qk: Weights, rows: int, columns: int) -> Weights:
    """Shrink the last two axes to at most `rows` x `columns`, each block keeping its largest."""
    pooled = weights_qk
    if pooled.shape[-2] > rows:
        pooled = _pool_rows(pooled, rows)
    return _pool_columns(pooled, columns) if pooled.shape[-1] > columns else pooled


def _pool_rows(weights_qk: Weights, size: int) -> Weights:
    whole = weights_qk.shape[-2]
    starts = block_starts(whole, size)
    pooled = np.empty((*weights_qk.shape[:-2], size, weights_qk.shape[-1]), weights_qk.dtype)
    for row, (start, end) in enumerate(zip(starts, [*starts[1:], whole], strict=True)):
        np.max(weights_qk[..., start:end, :], axis=-2, out=pooled[..., row, :])
    return pooled


def _pool_columns(weights_qk: Weights, size: int) -> Weights:
    """Each block's first cells, then their second ones and so on: a block has few cells, so that
    this is several times faster than one reduction a block."""
    weights_qk = np.ascontiguousarray(weights_qk)  # else each `take` copies all of them
    whole = weights_qk.shape[-1]
    starts = block_starts(whole, size)
    last = np.append(starts[1:], whole) - 1
    pooled: Weights = np.take(weights_qk, starts, axis=-1)
    for offset in range(1, int((last - starts).max()) + 1):
        places = np.minimum(starts + offset, last)
        np.maximum(pooled, np.take(weights_qk, places, axis=-1), out=pooled)
    return pooled


def pool_sizes(weights_qk: Weights, rows: int, columns: int) -> Weights:
    """The same for weights with signs: each block keeps the one that is farthest from 0."""
    most, least = pool(weights_qk, rows, columns), -pool(-weights_qk, rows, columns)
    return np.where(most >= -least, most, least)


def causal_mask(queries: range, keys: range, shape: tuple[int, int]) -> npt.NDArray[np.bool_]:
    """True where a pooled block has only keys that are later than each of its queries.

    `queries` and `keys` are places in the text, `shape` how many blocks they are pooled to.
    """
    ends_q = np.append(block_starts(len(queries), shape[0])[1:], len(queries)) - 1
    first_key_k = block_starts(len(keys), shape[1]) + keys.start
    return np.asarray(first_key_k[None, :] > (ends_q + queries.start)[:, None])


def quantise(
    weights: Weights, low: float, high: float, masked: npt.NDArray[np.bool_] | None = None
) -> Bytes:
    """Weights as 0 to 254 between `low` and `high` (clipped); masked ones and NaN as 255."""
    span = high - low if high > low else 1.0
    levels = np.clip((weights - low) * (254.0 / span), 0, 254)
    hidden = np.isnan(levels) if masked is None else np.isnan(levels) | masked
    return np.where(hidden, MASKED, np.rint(np.where(hidden, 0, levels))).astype(np.uint8)


def block_starts(size: int, blocks: int) -> npt.NDArray[np.intp]:
    """Where each of `blocks` nearly equal parts of `size` begins."""
    return (np.arange(blocks) * size) // blocks
