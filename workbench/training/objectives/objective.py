"""What a model is trained for: an objective turns a batch into a loss with named parts.

Shape legend: b = windows, t = positions, n = b·t, c = hidden size, v = vocabulary.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import torch
from torch import Tensor

from workbench.data.causal.batches import CausalBatch
from workbench.models.build import Decoder
from workbench.models.on_device import on_device
from workbench.training.objectives.chunked_head import chunked_head_loss
from workbench.training.objectives.cross_entropy import cross_entropy


@dataclass(frozen=True)
class Loss:
    """A mean over the batch's targets (nats); each of `parts` becomes a curve named `loss_NAME`."""

    total: Tensor
    parts: Mapping[str, Tensor] = field(default_factory=dict)


class MicroBatch(Protocol):
    """All that the training loop knows of a micro-batch.

    `micro_batch` is its number within the step: dropout is seeded with it.
    """

    @property
    def micro_batch(self) -> int: ...
    @property
    def num_targets(self) -> int: ...
    @property
    def num_tokens(self) -> int: ...


B = TypeVar("B", bound=MicroBatch)
AnyBatch = TypeVar("AnyBatch", bound=MicroBatch, contravariant=True)
SomeBatch = TypeVar("SomeBatch", bound=MicroBatch, covariant=True)


class Objective(Protocol[AnyBatch]):
    """All that the training loop knows of an objective."""

    def __call__(self, batch: AnyBatch, step: int) -> Loss: ...


class Batches(Protocol[SomeBatch]):
    """What the training loop reads: the micro-batches of a step (from 0), a function of it."""

    @property
    def steps_per_epoch(self) -> float: ...

    def at(self, step: int) -> Sequence[SomeBatch]: ...


class CausalLanguageModelling:
    """Predict each next token: the mean of -log P(w_i | w_<i) over all targets."""

    def __init__(self, model: Decoder, device: torch.device) -> None:
        self._model = model
        self._device = device

    def __call__(self, batch: CausalBatch, step: int) -> Loss:
        inputs_bt, targets_n = to_device(batch, self._device)
        hidden_nc = self._model.hidden(inputs_bt).flatten(0, 1)
        return Loss(next_token_loss(hidden_nc, self._model.head_weight, targets_n))


def to_device(batch: CausalBatch, device: torch.device) -> tuple[Tensor, Tensor]:
    """The batch's inputs (b, t) and targets (n,) on the device."""
    inputs_bt = on_device(batch.inputs_bt, device)
    targets_bt = on_device(batch.targets_bt, device)
    return inputs_bt, targets_bt.flatten()


def next_token_loss(hidden_nc: Tensor, head_vc: Tensor, targets_n: Tensor) -> Tensor:
    """Mean cross-entropy (nats) of the head's predictions, without ever holding all logits."""

    def chunk_loss(logits_kv: Tensor, rows: slice) -> Tensor:
        return cross_entropy(logits_kv, targets_n[rows]).sum()[None]

    return chunked_head_loss(hidden_nc, head_vc, chunk_loss)[0] / len(targets_n)
