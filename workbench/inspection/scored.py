"""Rows of tokens with what a model is scored on in each, and its loss there.

A model that predicts the next token is scored on every token behind a row's first, one that fills
in masks on masked tokens, and one that tells classes on the class of each row. Shapes: b rows,
t tokens, n scored tokens, v vocabulary, k classes, c hidden size.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, Self

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.inspection.hooks import Change, Site, changed
from workbench.inspection.loss_kind import MASKED_SHARE, MASKINGS, LossKind
from workbench.inspection.readout import class_logits
from workbench.models.blocks.linear import linear
from workbench.models.build import Decoder, Model
from workbench.models.families import AnyEncoder

_MOST_LOGITS = 16_000_000
_MOST_ROWS = 16


class ScoredRows(Protocol):
    """Rows that are read, and the sum of the losses of what is scored in each."""

    @property
    def kind(self) -> LossKind: ...

    @property
    def read_bt(self) -> Tensor: ...

    @property
    def counts_b(self) -> Tensor:
        """How much is scored in each row: tokens, or its class."""

    def part(self, first: int, last: int) -> Self:
        """Some of the rows."""

    def repeated(self, times: int) -> Self:
        """All rows, one time after another."""

    def sums(self, model: Model) -> Tensor:
        """Each row's losses in nats, added, b."""


@dataclass(frozen=True)
class ScoredTokens:
    """Rows with what is to stand at the scored places (`scored_bt` is True there)."""

    read_bt: Tensor
    targets_bt: Tensor
    scored_bt: Tensor
    kind: LossKind = "next_token"

    @property
    def counts_b(self) -> Tensor:
        return self.scored_bt.sum(-1)

    def part(self, first: int, last: int) -> "ScoredTokens":
        return self._each(lambda x_bt: x_bt[first:last])

    def repeated(self, times: int) -> "ScoredTokens":
        return self._each(lambda x_bt: x_bt.repeat(times, 1))

    def sums(self, model: Model) -> Tensor:
        return self.losses(model).sum(-1)

    def losses(self, model: Model) -> Tensor:
        """The loss of every scored token, bt, and 0 elsewhere."""
        states_nc = model.hidden(self.read_bt)[self.scored_bt]
        targets_n = self.targets_bt[self.scored_bt]
        losses_n = F.cross_entropy(_logits(model, states_nc), targets_n, reduction="none")
        losses_bt = torch.zeros(self.scored_bt.shape, dtype=losses_n.dtype, device=losses_n.device)
        return losses_bt.masked_scatter(self.scored_bt, losses_n)

    def _each(self, change: Change) -> "ScoredTokens":
        return replace(
            self,
            read_bt=change(self.read_bt),
            targets_bt=change(self.targets_bt),
            scored_bt=change(self.scored_bt),
        )


@dataclass(frozen=True)
class ScoredClasses:
    """Rows with the number of the class of each; `segments` are a row's tokens' in an encoder."""

    read_bt: Tensor
    targets_b: Tensor
    segments: Sequence[int] = ()
    kind: LossKind = "class"

    @property
    def counts_b(self) -> Tensor:
        return torch.ones_like(self.targets_b)

    def part(self, first: int, last: int) -> "ScoredClasses":
        return replace(self, read_bt=self.read_bt[first:last], targets_b=self.targets_b[first:last])

    def repeated(self, times: int) -> "ScoredClasses":
        return replace(
            self, read_bt=self.read_bt.repeat(times, 1), targets_b=self.targets_b.repeat(times)
        )

    def sums(self, model: Model) -> Tensor:
        logits_bk = class_logits(model, self.read_bt, self.segments).float()
        return F.cross_entropy(logits_bk, self.targets_b, reduction="none")


def row_losses(
    model: Model, rows: ScoredRows, changes: Mapping[Site, Change] | None = None
) -> Tensor:
    """Each row's mean loss in nats, b, under changes of the forward pass."""
    with changed(model, changes or {}):
        return rows.sums(model) / rows.counts_b


def mean_loss(model: Model, rows: ScoredRows) -> Tensor:
    """The mean over all that is scored in the rows, in nats."""
    return rows.sums(model).sum() / rows.counts_b.sum()


def batches(model: Model, rows: ScoredRows) -> list[ScoredRows]:
    """So many rows at a time that their logits take little memory."""
    count, tokens = rows.read_bt.shape
    size = max(1, min(_MOST_ROWS, _MOST_LOGITS // (len(model.head_weight) * tokens)))
    return [rows.part(first, first + size) for first in range(0, count, size)]


def scored_next(ids_bt: Tensor) -> ScoredTokens:
    """Each token but the first is to be predicted from those before it."""
    scored_bt = torch.ones_like(ids_bt[:, 1:], dtype=torch.bool)
    return ScoredTokens(ids_bt[:, :-1], ids_bt[:, 1:], scored_bt)


def scored_masked(ids_bt: Tensor, mask: int, special: frozenset[int], seed: int) -> ScoredTokens:
    """15 % of each row's ordinary tokens, at least one, are masked and to be filled in."""
    ordinary_bt = _ordinary(ids_bt, special)
    most_b1 = (ordinary_bt.sum(-1, keepdim=True) * MASKED_SHARE).round().clamp(min=1)
    return _masked(ids_bt, mask, (_drawn_ranks(ordinary_bt, seed) < most_b1) & ordinary_bt)


def scored_once(ids_t: Tensor, mask: int, special: frozenset[int], seed: int) -> ScoredTokens:
    """One text in several maskings, a row each, that mask every ordinary token once between them.

    There are no more than it has ordinary tokens, and one without any.
    """
    ordinary_1t = _ordinary(ids_t[None], special)
    maskings = max(1, min(MASKINGS, int(ordinary_1t.sum())))
    turns_1t = _drawn_ranks(ordinary_1t, seed) % maskings
    scored_bt = (turns_1t == torch.arange(maskings)[:, None]) & ordinary_1t
    return _masked(ids_t.expand(maskings, -1), mask, scored_bt)


def scored_classes(model: Model, ids_bt: Tensor, segments: Sequence[int] = ()) -> ScoredClasses:
    """The class of each row that the model finds likeliest."""
    return ScoredClasses(ids_bt, class_logits(model, ids_bt, segments).argmax(-1), segments)


def _ordinary(ids_bt: Tensor, special: frozenset[int]) -> Tensor:
    return ~torch.isin(ids_bt, torch.tensor(sorted(special)))


def _drawn_ranks(ordinary_bt: Tensor, seed: int) -> Tensor:
    """Each row's ordinary tokens in an order drawn by chance, before all others."""
    generator = torch.Generator().manual_seed(seed)
    order_bt = torch.rand(ordinary_bt.shape, generator=generator).where(ordinary_bt, 2.0)
    return order_bt.argsort(-1).argsort(-1)


def _masked(ids_bt: Tensor, mask: int, scored_bt: Tensor) -> ScoredTokens:
    return ScoredTokens(ids_bt.masked_fill(scored_bt, mask), ids_bt, scored_bt, "masked_token")


def _logits(model: Model, states_nc: Tensor) -> Tensor:
    """Logits nv in float32."""
    if isinstance(model, Decoder):
        return linear(states_nc, model.head_weight).float()
    assert isinstance(model, AnyEncoder)
    return model.masked_logits(states_nc).float()
