"""Masked tokens and next-sentence prediction, as objective and as evaluation.

Shape legend: b = examples, t = positions, n = chosen tokens, k = tokens of a chunk, c = hidden
size, v = vocabulary.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.data.masked.batches import MaskedBatch
from workbench.models.blocks.encoder import EncoderModel
from workbench.models.blocks.trace import Trace
from workbench.models.on_device import on_device
from workbench.training.distributed.ranks import ALONE, Ranks
from workbench.training.distributed.shared_sums import added_up
from workbench.training.measuring.evaluation import evaluating
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

    def __init__(self, model: EncoderModel, device: torch.device, tasks: MaskedTasks) -> None:
        self._model = model
        self._device = device
        self._tasks = tasks

    def __call__(self, batch: MaskedBatch, step: int) -> Loss:
        states = read(self._model, batch, self._device, self._tasks)
        parts: dict[str, Tensor] = {}
        if self._tasks.masked:
            targets_n = on_device(batch.targets_n, self._device)
            parts["mlm"] = masked_sum(states, targets_n) / batch.num_targets
        if self._tasks.next_sentence:
            parts["nsp"] = next_sentence_loss(states, batch)
        return Loss(torch.stack(list(parts.values())).sum(), parts)


@dataclass(frozen=True)
class MaskedStates:
    """A BERT's last states on a batch: of the chosen tokens, of each text's first, and of all.

    The last are only there when they were requested, since they cost more. `seen_n` are the places
    of the tokens that are no padding, which a device cannot count without being waited for.
    """

    model: EncoderModel
    chosen_nc: Tensor
    first_bc: Tensor
    seen_bt: Tensor
    seen_n: Tensor
    is_padded: bool
    hidden_btc: Tensor | None = None

    @property
    def seen_nc(self) -> Tensor:
        """The states of all tokens that are no padding."""
        assert self.hidden_btc is not None
        return self.hidden_btc.flatten(0, 1)[self.seen_n]

    @property
    def pooled_bc(self) -> Tensor:
        return self.model.pooled(self.first_bc)

    @property
    def next_sentence_b2(self) -> Tensor:
        """Logits in fp32: 0 the second part follows, 1 it is a random one."""
        return self.model.next_sentence_logits(self.pooled_bc).float()

    def outputs(self, states_nc: Tensor, chunk_loss: ChunkLoss) -> Tensor:
        """Summed loss parts over states; only the first carries a gradient."""
        head = self.model.masked_head
        assert head is not None
        weight_vc, bias_v = self.model.head_weight, head.bias
        return chunked_head_loss(head(states_nc), weight_vc, chunk_loss, bias_v=bias_v)


def read(
    model: EncoderModel,
    batch: MaskedBatch,
    device: torch.device,
    tasks: MaskedTasks = MaskedTasks(),
    trace: Trace | None = None,
    *,
    everything: bool = False,
) -> MaskedStates:
    """Read every text; without padding no mask slows attention down.

    Unless `everything` or a trace is requested, the last block computes only the tokens that the
    tasks need: the chosen and the first ones.
    """
    ids_bt, segments_bt, seen_bt = (
        on_device(array, device) for array in (batch.ids_bt, batch.segments_bt, batch.seen_bt)
    )
    is_padded = not batch.seen_bt.all()
    num_chosen = len(batch.chosen_n) if tasks.masked else 0
    chosen_n = on_device(batch.chosen_n, device)[:num_chosen]
    first_b = torch.arange(len(ids_bt), device=device) * ids_bt.shape[1]
    at_n = torch.cat([chosen_n, first_b]) if tasks.next_sentence else chosen_n
    states = model.hidden(
        ids_bt,
        segments_bt=segments_bt,
        seen_bt=seen_bt if is_padded else None,
        trace=trace,
        at_n=None if everything or trace is not None else at_n,
    )
    hidden_btc = states if states.dim() == 3 else None
    states_nc = states if hidden_btc is None else hidden_btc.flatten(0, 1)[at_n]
    return MaskedStates(
        model,
        chosen_nc=states_nc[:num_chosen],
        first_bc=states_nc[num_chosen:],
        seen_bt=seen_bt,
        seen_n=on_device(np.flatnonzero(batch.seen_bt), device),
        is_padded=is_padded,
        hidden_btc=hidden_btc,
    )


def masked_sum(states: MaskedStates, targets_n: Tensor) -> Tensor:
    """The summed cross-entropy of the chosen tokens (nats)."""

    def chunk_loss(logits_kv: Tensor, rows: slice) -> Tensor:
        return cross_entropy(logits_kv, targets_n[rows]).sum()[None]

    return states.outputs(states.chosen_nc, chunk_loss)[0]


def next_sentence_loss(states: MaskedStates, batch: MaskedBatch) -> Tensor:
    """The mean cross-entropy of the pairs' labels (nats)."""
    return F.cross_entropy(states.next_sentence_b2, _labels(batch, states.first_bc.device))


def _labels(batch: MaskedBatch, device: torch.device) -> Tensor:
    assert batch.labels_b is not None
    return on_device(batch.labels_b, device)


def masked_metrics(
    model: EncoderModel,
    batches: Sequence[MaskedBatch],
    device: torch.device,
    tasks: MaskedTasks,
    ranks: Ranks = ALONE,
) -> dict[str, float]:
    """The losses and accuracies of the tasks, on the same masked text each time.

    `validation_loss` is the sum that is trained for: nats per chosen token plus nats per pair.
    `ranks` share out the batches.
    """

    def sums_of(batch: MaskedBatch) -> Tensor:
        states = read(model, batch, device, tasks)
        nothing = torch.zeros(2, device=device)
        masked = _masked_sums(states, batch) if tasks.masked else nothing
        pairs = _pair_sums(states, batch) if tasks.next_sentence else nothing
        return torch.cat([masked, pairs])

    with evaluating(model):
        sums = added_up(batches, sums_of, ranks)
    masked, pairs = sums[:2], sums[2:]
    values: dict[str, float] = {}
    if tasks.masked:
        loss, hits = (masked / sum(batch.num_targets for batch in batches)).tolist()
        values |= {"validation_mlm": loss, "validation_masked_accuracy": hits}
    if tasks.next_sentence:
        loss, hits = (pairs / sum(len(batch.ids_bt) for batch in batches)).tolist()
        values |= {"validation_nsp": loss, "validation_next_sentence_accuracy": hits}
    total = sum(values.get(name, 0.0) for name in ("validation_mlm", "validation_nsp"))
    return {"validation_loss": total} | values


def _masked_sums(states: MaskedStates, batch: MaskedBatch) -> Tensor:
    targets_n = on_device(batch.targets_n, states.chosen_nc.device)

    def chunk_loss(logits_kv: Tensor, rows: slice) -> Tensor:
        loss = F.cross_entropy(logits_kv, targets_n[rows], reduction="sum")
        return torch.stack([loss, (logits_kv.argmax(-1) == targets_n[rows]).sum().float()])

    return states.outputs(states.chosen_nc, chunk_loss)


def _pair_sums(states: MaskedStates, batch: MaskedBatch) -> Tensor:
    logits_b2, labels_b = states.next_sentence_b2, _labels(batch, states.first_bc.device)
    loss = F.cross_entropy(logits_b2, labels_b, reduction="sum")
    return torch.stack([loss, (logits_b2.argmax(-1) == labels_b).sum().float()])


def share_margin(share: float, count: int) -> float:
    """Half the normal 95 % interval of a share that was found in `count` independent cases."""
    return Z_95 * math.sqrt(share * (1 - share) / max(1, count))
