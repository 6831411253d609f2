"""How much every head matters to the loss: by ablation, and by gradient.

By ablation: the loss with the head's output zeroed, less the loss without. By gradient: the mean
over passages of |∂loss/∂m| at m = 1, where the head's output is multiplied by m (Michel et al.
2019, "Are Sixteen Heads Really Better than One?"), without their division by each layer's norm.
Shapes: r rows of a pass, t tokens, v vocabulary, l layers, h heads, d width of a head.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from workbench.inspection.hooks import Change, Site, changed
from workbench.inspection.interventions.tables import HeadImportance
from workbench.inspection.readout import MOST_LOGITS
from workbench.models.blocks.linear import linear
from workbench.models.build import Decoder
from workbench.models.inference import inference_context, on_threads, query_threads

Doubles = NDArray[np.float64]


def head_importance(model: Decoder, passages: Sequence[Sequence[int]]) -> Iterator[HeadImportance]:
    """Every head's importance over passages of 2 to context + 1 tokens, as it becomes known.

    In the losses each passage counts by its tokens. Yields after every layer what is known of the
    passages that are done. `model` must be in eval mode; nothing is left on it.
    """
    assert all(2 <= len(ids) <= model.context + 1 for ids in passages)
    steps = len(passages) * model.num_layers
    sums = _Sums.of(model)
    yield sums.known(0, steps)
    for number, ids in enumerate(passages):
        ids_t = torch.tensor(ids, device=model.head_weight.device)
        with inference_context():
            own = float(passage_losses(model, ids_t[None])[0])
        increase_lh = np.zeros_like(sums.increase_lh)
        for layer in range(model.num_layers):
            increase_lh[layer] = ablated_losses(model, ids_t, layer) - own
            if layer < model.num_layers - 1:
                yield sums.known(number * model.num_layers + layer + 1, steps)
        sums.add(increase_lh, mask_gradients(model, ids_t), own, len(ids) - 1)
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
    def of(cls, model: Decoder) -> "_Sums":
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


def ablated_losses(model: Decoder, ids_t: Tensor, layer: int) -> Doubles:
    """The loss of a passage with each head of a layer zeroed in turn, h."""
    rows = max(1, MOST_LOGITS // (len(model.head_weight) * len(ids_t)))
    losses = []
    for heads_r in torch.split(torch.arange(model.num_heads, device=ids_t.device), rows):
        kept_rh = torch.ones(len(heads_r), model.num_heads, device=ids_t.device)
        kept_rh[torch.arange(len(heads_r)), heads_r] = 0.0
        with inference_context(), changed(model, {Site("heads", layer): masked_heads(kept_rh)}):
            losses.append(passage_losses(model, ids_t.expand(len(heads_r), -1)))
    return np.asarray(torch.cat(losses).double().cpu().numpy())


def mask_gradients(model: Decoder, ids_t: Tensor) -> Doubles:
    """∂loss/∂m of every head's mask m at 1 on one passage, lh; parameters get none."""
    shape = (model.num_layers, 1, model.num_heads)
    with on_threads(query_threads()), torch.enable_grad():
        masks_lrh = torch.ones(shape, device=ids_t.device, requires_grad=True)
        changes = {
            Site("heads", layer): masked_heads(masks_lrh[layer])
            for layer in range(model.num_layers)
        }
        with changed(model, changes):
            loss = passage_losses(model, ids_t[None])[0]
        (gradient_lrh,) = torch.autograd.grad(loss, masks_lrh)
    return np.asarray(gradient_lrh[:, 0].double().cpu().numpy())


def masked_heads(mask_rh: Tensor) -> Change:
    """Each row's heads times its masks."""

    def change(x_rtx: Tensor) -> Tensor:
        by_head_rthd = x_rtx.view(*x_rtx.shape[:-1], mask_rh.shape[1], -1)
        masked_rthd = by_head_rthd * mask_rh[:, None, :, None].to(x_rtx.dtype)
        return masked_rthd.flatten(-2)

    return change


def passage_losses(model: Decoder, ids_rt: Tensor) -> Tensor:
    """The mean loss of each row's tokens but the first, r, in nats."""
    logits_rtv = linear(model.hidden(ids_rt[:, :-1]), model.head_weight).float()
    losses_rt = F.cross_entropy(logits_rtv.transpose(1, 2), ids_rt[:, 1:], reduction="none")
    return losses_rt.mean(dim=1)
