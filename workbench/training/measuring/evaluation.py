"""How well a model predicts text it was not trained on.

Shape legend: b = windows, t = positions, n = b·t, v = vocabulary.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from workbench.data.causal.batches import CausalBatch, Tokens, evaluation_batches
from workbench.models.build import Decoder
from workbench.training.distributed.ranks import ALONE, Ranks
from workbench.training.distributed.shared_sums import added_up
from workbench.training.objectives.chunked_head import ChunkLoss, chunked_head_loss
from workbench.training.objectives.objective import to_device


@dataclass(frozen=True)
class ValidationText:
    """Tokens to score, and the UTF-8 bytes of the text that they stand for."""

    tokens: Tokens
    num_bytes: int
    context: int
    micro_batch_size: int

    @property
    def num_targets(self) -> int:
        return len(self.tokens) - 1

    def batches(self) -> Iterator[CausalBatch]:
        """Windows that together score every token after the first exactly once."""
        return evaluation_batches(
            self.tokens, context=self.context, micro_batch_size=self.micro_batch_size
        )


@contextmanager
def evaluating(model: nn.Module) -> Iterator[None]:
    """No dropout and no gradients inside; the model's mode is as before afterwards."""
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        model.train(was_training)


def causal_metrics(
    model: Decoder, text: ValidationText, device: torch.device, ranks: Ranks = ALONE
) -> dict[str, float]:
    """Loss (nats a token), perplexity, bits per byte, top-1 and top-5 accuracy on the text.

    Every token after the first is a target exactly once; `ranks` share out the windows.
    """

    def sums_of(batch: CausalBatch) -> Tensor:
        inputs_bt, targets_n = to_device(batch, device)
        hidden_nc = model.hidden(inputs_bt).flatten(0, 1)
        return loss_and_hits(hidden_nc, model.head_weight, targets_n)

    with evaluating(model):
        sums = added_up(text.batches(), sums_of, ranks)
    loss, hits, hits_5 = (sums / text.num_targets).tolist()
    accuracies = {"validation_accuracy": hits, "validation_top5_accuracy": hits_5}
    return summary(loss, text) | accuracies


def loss_and_hits(hidden_nc: Tensor, head_vc: Tensor, targets_n: Tensor) -> Tensor:
    """The summed loss (nats), and how many targets are the likeliest token, or of five, (3,)."""

    def chunk_loss(logits_kv: Tensor, rows: slice) -> Tensor:
        loss = F.cross_entropy(logits_kv, targets_n[rows], reduction="sum")
        hits = (logits_kv.argmax(-1) == targets_n[rows]).sum()
        hits_5 = top_hits(logits_kv, targets_n[rows], 5).sum()
        return torch.stack([loss, hits.float(), hits_5.float()])

    return chunked_head_loss(hidden_nc, head_vc, chunk_loss)


def top_hits(logits_kv: Tensor, targets_k: Tensor, count: int) -> Tensor:
    """Whether fewer than `count` tokens are likelier than the true one, (k,); cheaper than topk."""
    true_k1 = logits_kv.gather(-1, targets_k[:, None])
    return (logits_kv > true_k1).sum(-1) < count


def perplexity(loss: float) -> float:
    """exp of a mean loss (nats), of at most what a float holds."""
    return math.exp(min(loss, 700.0))


def summary(loss: float, text: ValidationText) -> dict[str, float]:
    """The three ways to say a mean loss: nats a token, perplexity, bits per UTF-8 byte."""
    return {
        "validation_loss": loss,
        "validation_perplexity": perplexity(loss),
        "validation_bits_per_byte": loss * text.num_targets / math.log(2) / max(1, text.num_bytes),
    }


@dataclass(frozen=True, eq=False)
class TargetScores:
    """The loss (nats) of every target, in the order of the text; whether it is the likeliest.

    `ranks_n` counts the tokens that are likelier; `confidences_n` are the likeliest token's
    probabilities.
    """

    losses_n: NDArray[np.float64]
    hits_n: NDArray[np.bool_]
    ranks_n: NDArray[np.int64]
    confidences_n: NDArray[np.float64]

    @property
    def accuracy(self) -> float:
        return int(self.hits_n.sum()) / len(self.hits_n)


ChunkScores = tuple[Tensor, Tensor, Tensor, Tensor]
"""The losses, hits, ranks and confidences (k,) of a chunk's targets."""


def score_targets(model: Decoder, text: ValidationText, device: torch.device) -> TargetScores:
    """The scores of every token of the text after the first."""
    chunks: list[ChunkScores] = []
    with evaluating(model):
        for batch in text.batches():
            inputs_bt, targets_n = to_device(batch, device)
            hidden_nc = model.hidden(inputs_bt).flatten(0, 1)
            head_loss = partial(chunked_head_loss, hidden_nc, model.head_weight)
            chunks += scores_by_chunk(head_loss, targets_n)
    return joined_scores(chunks)


def scores_by_chunk(
    head_loss: Callable[[ChunkLoss], Tensor], targets_n: Tensor
) -> list[ChunkScores]:
    """The scores of targets, from the logits that `head_loss` makes chunk by chunk."""
    chunks: list[ChunkScores] = []

    def keep(logits_kv: Tensor, rows: slice) -> Tensor:
        targets_k = targets_n[rows]
        losses_k = F.cross_entropy(logits_kv, targets_k, reduction="none")
        likeliest_k, choices_k = logits_kv.max(-1)
        ranks_k = (logits_kv > logits_kv.gather(-1, targets_k[:, None])).sum(-1)
        confidences_k = (likeliest_k - logits_kv.logsumexp(-1)).exp()
        chunks.append((losses_k, choices_k == targets_k, ranks_k, confidences_k))
        return losses_k.sum()[None]

    head_loss(keep)
    return chunks


def joined_scores(chunks: Sequence[ChunkScores]) -> TargetScores:
    """The scores of all chunks, in their order."""
    losses, hits, ranks, confidences = (
        torch.cat(column).cpu() for column in zip(*chunks, strict=True)
    )
    return TargetScores(
        losses.double().numpy(), hits.numpy(), ranks.numpy(), confidences.double().numpy()
    )
