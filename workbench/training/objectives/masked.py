"""Masked tokens and next-sentence prediction, as objective and as evaluation.

Shape legend: b = examples, t = positions, n = chosen tokens, k = tokens of a chunk, c = hidden
size, v = vocabulary.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.data.masked.batches import MaskedBatch
from workbench.models.bert import Bert
from workbench.training.evaluation import evaluating
from workbench.training.objectives.chunked_head import ChunkLoss, chunked_head_loss
from workbench.training.objectives.cross_entropy import cross_entropy
from workbench.training.objectives.objective import Loss
from workbench.training.spec import MaskingSpec

Z_95 = 1.96
"""Half the width, in standard deviations, of the normal interval that holds 95 %."""


@dataclass(frozen=True)
class MaskedTasks:
    """Which of the two tasks a model is trained on; at least one."""

    masked: bool = True
    next_sentence: bool = True


def masked_tasks(masking: MaskingSpec) -> MaskedTasks:
    """The tasks that a masking's objective names."""
    tasks = masking.objective.split("+")
    return MaskedTasks(masked="mlm" in tasks, next_sentence="nsp" in tasks)


class MaskedLanguageModelling:
    """Masked tokens + next sentence: the mean of -log P over the chosen tokens, plus that over the
    pairs (Devlin et al. 2019, section 3.1). Only chosen positions meet the output layer.
    """

    def __init__(self, model: Bert, device: torch.device, tasks: MaskedTasks) -> None:
        self._model = model
        self._device = device
        self._tasks = tasks

    def __call__(self, batch: MaskedBatch, step: int) -> Loss:
        states = read(self._model, batch, self._device, self._tasks)
        parts: dict[str, Tensor] = {}
        if states.chosen_nc is not None:
            parts["mlm"] = self._masked_loss(states.chosen_nc, batch)
        if states.first_bc is not None:
            labels_b = _labels(batch, self._device)
            parts["nsp"] = F.cross_entropy(next_sentence(self._model, states.first_bc), labels_b)
        return Loss(torch.stack(list(parts.values())).sum(), parts)

    def _masked_loss(self, chosen_nc: Tensor, batch: MaskedBatch) -> Tensor:
        targets_n = torch.from_numpy(batch.targets_n).to(self._device)

        def chunk_loss(logits_kv: Tensor, rows: slice) -> Tensor:
            return cross_entropy(logits_kv, targets_n[rows]).sum()[None]

        return _over_chosen(self._model, chosen_nc, chunk_loss)[0] / batch.num_targets


@dataclass(frozen=True)
class States:
    """The hidden states of the chosen tokens, and of each first token."""

    chosen_nc: Tensor | None
    first_bc: Tensor | None


def read(model: Bert, batch: MaskedBatch, device: torch.device, tasks: MaskedTasks) -> States:
    """Read a batch; the last block computes only the states that are needed.

    Without padding no mask slows attention down.
    """
    ids_bt, segments_bt, seen_bt = (
        torch.from_numpy(array).to(device)
        for array in (batch.ids_bt, batch.segments_bt, batch.seen_bt)
    )
    num_chosen = len(batch.chosen_n) if tasks.masked else 0
    first_b = torch.arange(len(ids_bt), device=device) * ids_bt.shape[1]
    chosen_n = torch.from_numpy(batch.chosen_n).to(device)[:num_chosen]
    at_n = torch.cat([chosen_n, first_b]) if tasks.next_sentence else chosen_n
    hidden_nc = model.hidden(
        ids_bt,
        segments_bt=segments_bt,
        seen_bt=None if batch.seen_bt.all() else seen_bt,
        at_n=at_n,
    )
    return States(
        hidden_nc[:num_chosen] if tasks.masked else None,
        hidden_nc[num_chosen:] if tasks.next_sentence else None,
    )


def next_sentence(model: Bert, first_bc: Tensor) -> Tensor:
    """Logits b2, in fp32: 0 the second part follows, 1 it is a random one."""
    return model.next_sentence_logits(model.pooled(first_bc)).float()


def _labels(batch: MaskedBatch, device: torch.device) -> Tensor:
    assert batch.labels_b is not None
    return torch.from_numpy(batch.labels_b).to(device)


def _over_chosen(model: Bert, chosen_nc: Tensor, chunk_loss: ChunkLoss) -> Tensor:
    """The summed loss parts over the chosen tokens."""
    assert model.masked_head is not None
    transformed_nc = model.masked_head(chosen_nc)
    bias_v = model.masked_head.bias
    return chunked_head_loss(transformed_nc, model.head_weight, chunk_loss, bias_v=bias_v)


def masked_metrics(
    model: Bert, batches: Sequence[MaskedBatch], device: torch.device, tasks: MaskedTasks
) -> dict[str, float]:
    """The losses and accuracies of the tasks, on the same masked text each time.

    `validation_loss` is the sum that is trained for: nats per chosen token plus nats per pair.
    """
    masked, pairs = torch.zeros(2, dtype=torch.float64), torch.zeros(2, dtype=torch.float64)
    with evaluating(model):
        for batch in batches:
            states = read(model, batch, device, tasks)
            if states.chosen_nc is not None:
                masked += _masked_sums(model, states.chosen_nc, batch).double().cpu()
            if states.first_bc is not None:
                pairs += _pair_sums(model, states.first_bc, batch).double().cpu()
    values: dict[str, float] = {}
    if tasks.masked:
        loss, hits = (masked / sum(batch.num_targets for batch in batches)).tolist()
        values |= {"validation_mlm": loss, "validation_masked_accuracy": hits}
    if tasks.next_sentence:
        loss, hits = (pairs / sum(len(batch.ids_bt) for batch in batches)).tolist()
        values |= {"validation_nsp": loss, "validation_next_sentence_accuracy": hits}
    total = sum(values.get(name, 0.0) for name in ("validation_mlm", "validation_nsp"))
    return {"validation_loss": total} | values


def _masked_sums(model: Bert, chosen_nc: Tensor, batch: MaskedBatch) -> Tensor:
    targets_n = torch.from_numpy(batch.targets_n).to(chosen_nc.device)

    def chunk_loss(logits_kv: Tensor, rows: slice) -> Tensor:
        loss = F.cross_entropy(logits_kv, targets_n[rows], reduction="sum")
        return torch.stack([loss, (logits_kv.argmax(-1) == targets_n[rows]).sum().float()])

    return _over_chosen(model, chosen_nc, chunk_loss)


def _pair_sums(model: Bert, first_bc: Tensor, batch: MaskedBatch) -> Tensor:
    logits_b2, labels_b = next_sentence(model, first_bc), _labels(batch, first_bc.device)
    loss = F.cross_entropy(logits_b2, labels_b, reduction="sum")
    return torch.stack([loss, (logits_b2.argmax(-1) == labels_b).sum().float()])


def share_margin(share: float, count: int) -> float:
    """Half the normal 95 % interval of a share that was found in `count` independent cases."""
    return Z_95 * math.sqrt(share * (1 - share) / max(1, count))
