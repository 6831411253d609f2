"""How much every head matters to the loss: by ablation, and by gradient.

By ablation: the loss with the head's output zeroed, less the loss without. By gradient: the mean
over passages of |∂loss/∂m| at m = 1, where the head's output is multiplied by m (Michel et al.
2019, "Are Sixteen Heads Really Better than One?"), without their division by each layer's norm.
Shapes: r rows of a pass, t tokens, l layers, h heads, d width of a head.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from workbench.inspection.hooks import Change, Site, changed
from workbench.inspection.interventions.tables import HeadImportance
from workbench.inspection.readout import MOST_LOGITS
from workbench.inspection.scored import ScoredRows, mean_loss
from workbench.models.build import Model
from workbench.models.inference import inference_context, on_threads, query_threads

Doubles = NDArray[np.float64]

_MOST_TOKENS = 1 << 14
"""So many tokens are read at a time."""


def head_importance(model: Model, passages: Sequence[ScoredRows]) -> Iterator[HeadImportance]:
    """Every head's importance over passages, each of one or several rows, as it becomes known.

    In the losses each passage counts by what is scored in it. Yields after every layer what is
    known of the passages that are done. `model` must be in eval mode; nothing is left on it.
    """
    steps = len(passages) * model.num_layers
    sums = _Sums.of(model)
    yield sums.known(0, steps)
    for number, passage in enumerate(passages):
        with inference_context():
            own = float(mean_loss(model, passage))
        increase_lh = np.zeros_like(sums.increase_lh)
        for layer in range(model.num_layers):
            increase_lh[layer] = ablated_losses(model, passage, layer) - own
            if layer < model.num_layers - 1:
                yield sums.known(number * model.num_layers + layer + 1, steps)
        count = int(passage.counts_b.sum())
        sums.add(increase_lh, mask_gradients(model, passage), own, count)
        yield sums.known((number + 1) * model.num_layers, steps)


@dataclass
class _Sums:
    """What is added up over passages: losses times tokens, and sizes of gradients."""

    increase_lh: Doubles
    gradient_lh: Doubles
    loss: float = 0.0
    tokens: int = 0
    passages: int = 0

    @classmethod
    def of(cls, model: Model) -> "_Sums":
        shape = (model.num_layers, model.num_heads)
        return cls(np.zeros(shape), np.zeros(shape))

    def add(self, increase_lh: Doubles, gradient_lh: Doubles, loss: float, tokens: int) -> None:
        self.increase_lh += increase_lh * tokens
        self.gradient_lh += np.abs(gradient_lh)
        self.loss += loss * tokens
        self.tokens += tokens
        self.passages += 1

    def known(self, done: int, total: int) -> HeadImportance:
        tokens, passages = self.tokens or np.nan, self.passages or np.nan
        return HeadImportance(
            increase_lh=(self.increase_lh / tokens).astype(np.float32),
            gradient_lh=(self.gradient_lh / passages).astype(np.float32),
            loss=self.loss / tokens,
            tokens=self.tokens,
            passages=self.passages,
            done=done,
            total=total,
        )


def ablated_losses(model: Model, passage: ScoredRows, layer: int) -> Doubles:
    """The loss of a passage with each head of a layer zeroed in turn, h."""
    count, device = len(passage.read_bt), passage.read_bt.device
    losses = []
    for heads_r in torch.split(
        torch.arange(model.num_heads, device=device), _at_once(model, passage)
    ):
        kept_rh = torch.ones(len(heads_r), model.num_heads, device=device)
        kept_rh[torch.arange(len(heads_r)), heads_r] = 0.0
        change = masked_heads(kept_rh.repeat_interleave(count, dim=0))
        with inference_context(), changed(model, {Site("heads", layer): change}):
            sums_r = passage.repeated(len(heads_r)).sums(model).view(-1, count).sum(-1)
        losses.append(sums_r / passage.counts_b.sum())
    return np.asarray(torch.cat(losses).double().cpu().numpy())


def mask_gradients(model: Model, passage: ScoredRows) -> Doubles:
    """∂loss/∂m of every head's mask m at 1 on one passage, lh; parameters get none."""
    shape = (model.num_layers, 1, model.num_heads)
    with on_threads(query_threads()), torch.enable_grad():
        masks_lrh = torch.ones(shape, device=passage.read_bt.device, requires_grad=True)
        changes = {
            Site("heads", layer): masked_heads(masks_lrh[layer])
            for layer in range(model.num_layers)
        }
        with changed(model, changes):
            loss = mean_loss(model, passage)
        (gradient_lrh,) = torch.autograd.grad(loss, masks_lrh)
    return np.asarray(gradient_lrh[:, 0].double().cpu().numpy())


def masked_heads(mask_rh: Tensor) -> Change:
    """Each row's heads times its masks."""

    def change(x_rtx: Tensor) -> Tensor:
        by_head_rthd = x_rtx.view(*x_rtx.shape[:-1], mask_rh.shape[1], -1)
        masked_rthd = by_head_rthd * mask_rh[:, None, :, None].to(x_rtx.dtype)
        return masked_rthd.flatten(-2)

    return change


def _at_once(model: Model, passage: ScoredRows) -> int:
    """With how many of its heads zeroed in turn a passage is read at a time."""
    tokens, scored = passage.read_bt.numel(), int(passage.counts_b.sum())
    logits = scored * len(model.head_weight)
    return max(1, min(MOST_LOGITS // logits, _MOST_TOKENS // tokens))
