"""The loss on passages, whole and with one head's output set to zero.

A model that predicts the next token is scored on every token behind a passage's first. A BERT is
scored on masked tokens, which are the same ones for every head.

Shapes: b passages, t tokens, n scored tokens, v vocabulary, x = heads · width of a head, c hidden
size.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.inspection.hooks import Change, Site, changed
from workbench.models.blocks.linear import linear
from workbench.models.build import Decoder, Model
from workbench.models.families import AnyEncoder

MASKED_SHARE = 0.15
_MOST_LOGITS = 16_000_000


@dataclass(frozen=True)
class ScoredPassages:
    """What a model reads, and what is to stand at the scored places (`scored_bt` is True there)."""

    read_bt: Tensor
    targets_bt: Tensor
    scored_bt: Tensor

    def batches(self, vocabulary: int) -> list["ScoredPassages"]:
        """So many passages at a time that their logits take little memory."""
        rows = max(1, min(16, _MOST_LOGITS // (vocabulary * self.read_bt.shape[1])))
        parts = (torch.split(one, rows) for one in (self.read_bt, self.targets_bt, self.scored_bt))
        return [ScoredPassages(*part) for part in zip(*parts, strict=True)]


def scored_next(ids_bt: Tensor) -> ScoredPassages:
    """Each token but the first is to be predicted from those before it."""
    return ScoredPassages(
        ids_bt[:, :-1], ids_bt[:, 1:], torch.ones_like(ids_bt[:, 1:], dtype=torch.bool)
    )


def scored_masked(ids_bt: Tensor, mask: int, special: frozenset[int], seed: int) -> ScoredPassages:
    """15 % of each passage's ordinary tokens, at least one, are masked and to be filled in."""
    generator = torch.Generator().manual_seed(seed)
    ordinary_bt = ~torch.isin(ids_bt, torch.tensor(sorted(special)))
    order_bt = torch.rand(ids_bt.shape, generator=generator).where(ordinary_bt, 2.0)
    ranks_bt = order_bt.argsort(-1).argsort(-1)
    most_b1 = (ordinary_bt.sum(-1, keepdim=True) * MASKED_SHARE).round().clamp(min=1)
    scored_bt = (ranks_bt < most_b1) & ordinary_bt
    return ScoredPassages(ids_bt.masked_fill(scored_bt, mask), ids_bt, scored_bt)


def passage_losses(
    model: Model, passages: ScoredPassages, changes: Mapping[Site, Change] | None = None
) -> Tensor:
    """Each passage's mean loss in nats per scored token, b, under changes of the forward pass."""
    scored_bt = passages.scored_bt
    with changed(model, changes or {}):
        states_nc = model.hidden(passages.read_bt)[scored_bt]
    targets_n = passages.targets_bt[scored_bt]
    losses_n = F.cross_entropy(_logits(model, states_nc), targets_n, reduction="none")
    losses_bt = torch.zeros(scored_bt.shape, dtype=losses_n.dtype, device=losses_n.device)
    losses_bt[scored_bt] = losses_n
    return losses_bt.sum(-1) / scored_bt.sum(-1)


def head_zeroed(model: Model, layer: int, head: int) -> dict[Site, Change]:
    """The change that sets one head's mixture of values to zero."""

    def zero(heads_btx: Tensor) -> Tensor:
        width = heads_btx.shape[-1] // model.num_heads
        zeroed_btx = heads_btx.clone()
        zeroed_btx[..., head * width : (head + 1) * width] = 0
        return zeroed_btx

    return {Site("heads", layer): zero}


def _logits(model: Model, states_nc: Tensor) -> Tensor:
    """Logits nv in float32."""
    if isinstance(model, Decoder):
        return linear(states_nc, model.head_weight).float()
    assert isinstance(model, AnyEncoder)
    return model.masked_logits(states_nc).float()
