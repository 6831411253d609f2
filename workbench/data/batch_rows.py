"""What a micro-batch holds, row by row: its tokens, and what each of them is there for.

Shape legend: b = rows, t = positions, n = targets in the order of rows and positions.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from workbench.data.causal.batches import CausalBatch
from workbench.data.labelled.batches import LabelledBatch, ResponseBatch
from workbench.data.masked.batches import MaskedBatch

Ids = NDArray[np.int64]
Uses = NDArray[np.int8]
AnyTextBatch = CausalBatch | MaskedBatch | ResponseBatch | LabelledBatch


class Use(IntEnum):
    """What a token of a batch is there for."""

    READ = 0
    """It is read, and not predicted."""
    LEARNT = 1
    """It is predicted from what precedes it."""
    MASKED = 2
    """It is predicted where the model reads a mask, another token, or itself."""
    PADDING = 3
    """Nobody sees it."""


@dataclass(frozen=True, eq=False)
class BatchRow:
    """A row as the model reads it. `true_t` are the tokens of the text, before any was masked;
    `label` is the number of its class, or -1."""

    micro_batch: int
    ids_t: Ids
    true_t: Ids
    uses_t: Uses
    label: int = -1

    @property
    def is_target_t(self) -> NDArray[np.bool_]:
        """Which of its tokens are predicted."""
        return np.isin(self.uses_t, (Use.LEARNT, Use.MASKED))


def rows_of(batch: AnyTextBatch) -> Iterator[BatchRow]:
    """The rows of a micro-batch; a window also tells the token behind its last input."""
    match batch:
        case CausalBatch():
            ids_bt = np.concatenate([batch.inputs_bt[:, :1], batch.targets_bt], axis=1)
            uses_bt = np.full(ids_bt.shape, Use.LEARNT, dtype=np.int8)
            uses_bt[:, 0] = Use.READ
            return _rows(batch.micro_batch, ids_bt, ids_bt, uses_bt)
        case MaskedBatch():
            uses_bt = np.where(batch.seen_bt, Use.READ, Use.PADDING).astype(np.int8)
            uses_bt.reshape(-1)[batch.chosen_n] = Use.MASKED
            true_bt = batch.ids_bt.copy()
            true_bt.reshape(-1)[batch.chosen_n] = batch.targets_n
            return _rows(batch.micro_batch, batch.ids_bt, true_bt, uses_bt)
        case ResponseBatch():
            uses_bt = _read_or_padding(batch)
            uses_bt.reshape(-1)[batch.positions_n + 1] = Use.LEARNT
            return _rows(batch.micro_batch, batch.ids_bt, batch.ids_bt, uses_bt)
        case LabelledBatch():
            uses_bt = _read_or_padding(batch)
            return _rows(batch.micro_batch, batch.ids_bt, batch.ids_bt, uses_bt, batch.labels_b)
        case _:
            assert_never(batch)


def _read_or_padding(batch: ResponseBatch | LabelledBatch) -> Uses:
    seen_bt = np.arange(batch.ids_bt.shape[1]) < batch.lengths_b[:, None]
    return np.where(seen_bt, Use.READ, Use.PADDING).astype(np.int8)


def _rows(
    micro_batch: int, ids_bt: Ids, true_bt: Ids, uses_bt: Uses, labels_b: Ids | None = None
) -> Iterator[BatchRow]:
    for row, (ids_t, true_t, uses_t) in enumerate(zip(ids_bt, true_bt, uses_bt, strict=True)):
        label = -1 if labels_b is None else int(labels_b[row])
        yield BatchRow(micro_batch, ids_t, true_t, uses_t, label)
