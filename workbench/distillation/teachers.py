"""What a student learns from: the predictions of one teacher, or of several together.

Shape legend: b = texts, t = positions, n = tokens that are predicted, k = tokens of a chunk,
c = hidden size, v = vocabulary.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.data.causal.batches import CausalBatch
from workbench.distillation.common_pieces import over_common
from workbench.distillation.divergence.soft_loss import soft_loss
from workbench.distillation.features.feature_distillation import Activations
from workbench.distillation.stages import StageSettings
from workbench.models.blocks.trace import Trace
from workbench.models.build import Decoder
from workbench.training.objectives.chunked_head import CHUNK_TOKENS

Rows = Callable[[slice | Tensor], Tensor]
"""From indices into n (a slice or a tensor) to logits (k, v) in fp32, computed on demand."""


class Signal(Protocol):
    """What teachers predict for the tokens n of a batch."""

    def soft_loss(self, student_kv: Tensor, rows: slice, settings: StageSettings) -> Tensor:
        """The soft-label loss (k,) of the student's logits for some of the tokens."""

    def true_share(self, targets_k: Tensor, rows: slice) -> Tensor:
        """The probability (k,) that is given to the true tokens, at temperature 1."""


class LogitSignal:
    """Whole distributions, as logits that are made chunk by chunk."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._made: Tensor | None = None
        self._begin = 0

    def logits(self, rows: slice) -> Tensor:
        """The logits (k, v), computed a chunk at a time: the blocks within a chunk share them."""
        made, begin = self._made, self._begin
        if made is None or rows.start < begin or rows.stop > begin + len(made):
            begin = rows.start
            made = self._rows(slice(begin, max(rows.stop, begin + CHUNK_TOKENS)))
            self._made, self._begin = made, begin
        return made[rows.start - begin : rows.stop - begin]

    def soft_loss(self, student_kv: Tensor, rows: slice, settings: StageSettings) -> Tensor:
        return soft_loss(settings)(*over_common(self.logits(rows), student_kv))

    def true_share(self, targets_k: Tensor, rows: slice) -> Tensor:
        shares_kv = F.softmax(self.logits(rows), dim=-1)
        return shares_kv.gather(-1, targets_k[:, None]).squeeze(-1)


@dataclass(frozen=True)
class TeacherOutput:
    """A teacher's predictions for a batch, and its activations where they were requested."""

    signal: Signal
    activations: Activations | None = None


class Teacher(Protocol):
    """Anything that predicts a batch of windows for a student to learn from."""

    def predict(
        self, batch: CausalBatch, inputs_bt: Tensor, trace: Trace | None = None, begin: int = 0
    ) -> TeacherOutput:
        """The predictions behind each input from position `begin` on."""


class LiveTeachers:
    """Models that are run at each step; the mean of their probabilities, each with its weight.

    The weights add up to 1. Feature terms read the first one's activations.
    """

    def __init__(self, models: Sequence[Decoder], weights: Sequence[float] = (1.0,)) -> None:
        self._models = tuple(models)
        self._weights = tuple(weights)

    def predict(
        self, batch: CausalBatch, inputs_bt: Tensor, trace: Trace | None = None, begin: int = 0
    ) -> TeacherOutput:
        signal = LogitSignal(self.rows(inputs_bt, trace, begin))
        return TeacherOutput(signal, None if trace is None else Activations(trace, causal=True))

    def rows(self, inputs_bt: Tensor, trace: Trace | None = None, begin: int = 0) -> Rows:
        """The logits behind each input from position `begin` on, of all models together."""
        rows = [
            decoder_rows(model, inputs_bt, trace if number == 0 else None, begin)
            for number, model in enumerate(self._models)
        ]
        return mean_rows(rows, self._weights)


def decoder_rows(
    teacher: Decoder, inputs_bt: Tensor, trace: Trace | None = None, begin: int = 0
) -> Rows:
    """A decoder's logits behind each input from position `begin` on."""
    with torch.no_grad():
        hidden_nc = teacher.hidden(inputs_bt, trace=trace)[:, begin:].flatten(0, 1)
    return head_rows(hidden_nc, teacher.head_weight)


def head_rows(hidden_nc: Tensor, head_vc: Tensor, bias_v: Tensor | None = None) -> Rows:
    """The logits of hidden states, the products in autocast's precision where it is on."""
    device = hidden_nc.device.type
    autocast = torch.is_autocast_enabled(device)
    dtype = torch.get_autocast_dtype(device) if autocast else hidden_nc.dtype
    low_nc, low_vc = hidden_nc.to(dtype), head_vc.detach().to(dtype)

    def rows_of(rows: slice | Tensor) -> Tensor:
        logits_kv = (low_nc[rows] @ low_vc.T).float()
        return logits_kv if bias_v is None else logits_kv + bias_v.detach()

    return rows_of


def mean_rows(rows: Sequence[Rows], weights: Sequence[float]) -> Rows:
    """The logarithm of the weighted mean of the models' probabilities, as logits.

    Over the ids that all of them have.
    """
    if len(rows) == 1:
        return rows[0]

    def mean(chosen: slice | Tensor) -> Tensor:
        logits = [one(chosen) for one in rows]
        width = min(one.shape[-1] for one in logits)
        logs = [
            F.log_softmax(one[..., :width], dim=-1) + math.log(weight)
            for one, weight in zip(logits, weights, strict=True)
        ]
        return torch.stack(logs).logsumexp(0)

    return mean
