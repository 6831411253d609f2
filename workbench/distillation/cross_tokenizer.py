"""Teachers whose tokenizer is not the student's.

Shape legend: b = texts, t = positions, n = the student's tokens, k = those of a chunk, p = pairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from workbench.data.causal.batches import CausalBatch
from workbench.distillation.divergence.soft_loss import soft_loss
from workbench.distillation.stages import StageSettings
from workbench.distillation.teachers import LiveTeachers, Rows, TeacherOutput
from workbench.models.blocks.trace import Trace
from workbench.models.on_device import on_device
from workbench.tokenizers.tokenizer import Tokenizer


@dataclass(frozen=True)
class AlignedTokens:
    """A window as the teacher reads it, and where both have read the same text.

    `positions_p2` are pairs (student's, teacher's): behind both, the same text follows.
    """

    ids: NDArray[np.int64]
    positions_p2: NDArray[np.int64]


def aligned_tokens(
    ids: Sequence[int], own: Tokenizer, their: Tokenizer, most: int
) -> AlignedTokens:
    """The text of the student's ids in the teacher's, at most so many of them.

    The window is cut into documents; where one ends, both read what ends and begins one.
    """
    boundary = set(own.document_end) | set(own.document_begin)
    theirs: list[int] = list(their.prompt_begin)
    positions: list[tuple[int, int]] = []
    begin = 0
    for position, token in enumerate([*ids, None]):
        if token is not None and token not in boundary:
            continue
        _align(ids[begin:position], begin, own, their, theirs, positions)
        if token is not None and position + 1 < len(ids):
            theirs += [*their.document_end, *their.document_begin]
            if theirs:
                positions.append((position, len(theirs) - 1))
        begin = position + 1
    kept = [pair for pair in positions if pair[1] < most]
    return AlignedTokens(
        np.array(theirs[:most], dtype=np.int64), np.array(kept, dtype=np.int64).reshape(-1, 2)
    )


def _align(
    ids: Sequence[int],
    begin: int,
    own: Tokenizer,
    their: Tokenizer,
    theirs: list[int],
    positions: list[tuple[int, int]],
) -> None:
    """Add one document's ids, and the positions where both tokenizers have cut the text."""
    stream, text = own.stream(), ""
    ends: dict[int, int] = {}
    for position, token in enumerate(ids, start=begin):
        text += stream.feed(token)
        ends[len(text)] = position
    for piece in their.pieces(text):
        theirs.append(piece.id)
        if piece.end > piece.begin and piece.end in ends:
            positions.append((ends[piece.end], len(theirs) - 1))


class CrossTokenizerTeacher:
    """Runs teachers on the same text in their own tokens; see `sorted_distance`."""

    def __init__(
        self, teachers: LiveTeachers, context: int, own: Tokenizer, their: Tokenizer
    ) -> None:
        self._teachers = teachers
        self._context = context
        self._own = own
        self._their = their

    def predict(
        self, batch: CausalBatch, inputs_bt: Tensor, trace: Trace | None = None, begin: int = 0
    ) -> TeacherOutput:
        assert trace is None, "only predictions can be compared across tokenizers"
        aligned = [
            aligned_tokens(row.tolist(), self._own, self._their, self._context)
            for row in batch.inputs_bt
        ]
        longest = max(len(one.ids) for one in aligned)
        ids_bt = np.zeros((len(aligned), longest), dtype=np.int64)
        counterparts_bt = np.full(batch.inputs_bt.shape, -1, dtype=np.int64)
        for row, one in enumerate(aligned):
            ids_bt[row, : len(one.ids)] = one.ids
            counterparts_bt[row, one.positions_p2[:, 0]] = row * longest + one.positions_p2[:, 1]
        rows = self._teachers.rows(on_device(ids_bt, inputs_bt.device))
        return TeacherOutput(_AlignedSignal(rows, counterparts_bt[:, begin:].flatten()))


class _AlignedSignal:
    """The mean over the tokens that have a counterpart; 0 for the others.

    Which they are is known here: no device is asked.
    """

    def __init__(self, rows: Rows, counterparts_n: NDArray[np.int64]) -> None:
        self._rows = rows
        self._counterparts_n = counterparts_n
        num_paired = int((counterparts_n >= 0).sum())
        self._scale = len(counterparts_n) / max(1, num_paired)

    def soft_loss(self, student_kv: Tensor, rows: slice, settings: StageSettings) -> Tensor:
        theirs_k = self._counterparts_n[rows]
        paired_p = np.flatnonzero(theirs_k >= 0)
        loss_k = student_kv.new_zeros(len(theirs_k))
        if not len(paired_p):
            return loss_k + 0.0 * student_kv.sum()
        chosen_p = on_device(paired_p, student_kv.device)
        teacher_pv = self._rows(on_device(theirs_k[paired_p], student_kv.device))
        loss_p = soft_loss(settings)(teacher_pv, student_kv[chosen_p])
        return loss_k.index_put((chosen_p,), loss_p * self._scale)

    def true_share(self, targets_k: Tensor, rows: slice) -> Tensor:
        raise NotImplementedError("a token of one vocabulary has no share in another")
