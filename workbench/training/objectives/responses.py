"""Learning responses to prompts, as objective and as evaluation.

Shape legend: b = examples, t = positions, n = tokens of responses, c = hidden size.
"""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from workbench.data.labelled.batches import Encoded, ResponseBatch, in_order, responses
from workbench.models.build import Decoder
from workbench.models.on_device import on_device
from workbench.training.distributed.ranks import ALONE, Ranks
from workbench.training.distributed.shared_sums import added_up
from workbench.training.measuring.evaluation import evaluating, loss_and_hits, perplexity
from workbench.training.objectives.objective import Loss, next_token_loss


class ResponseModelling:
    """The mean of -log P(w_i | prompt, w_<i) over the tokens of responses; prompts are only read.

    The positions between meet the output layer no more than padding does.
    """

    def __init__(self, model: Decoder, device: torch.device) -> None:
        self._model = model
        self._device = device

    def __call__(self, batch: ResponseBatch, step: int) -> Loss:
        states_nc, targets_n = response_states(self._model, batch, self._device)
        return Loss(next_token_loss(states_nc, self._model.head_weight, targets_n))


def response_states(
    model: Decoder, batch: ResponseBatch, device: torch.device
) -> tuple[Tensor, Tensor]:
    """The states after which a response's token stands, and these tokens."""
    hidden_btc = model.hidden(on_device(batch.ids_bt, device))
    states_nc = hidden_btc.flatten(0, 1)[on_device(batch.positions_n, device)]
    return states_nc, on_device(batch.targets_n, device)


def response_metrics(
    model: Decoder,
    examples: Sequence[Encoded],
    micro_batch_size: int,
    device: torch.device,
    ranks: Ranks = ALONE,
) -> dict[str, float]:
    """Loss (nats a token of a response), perplexity, top-1 and top-5 accuracy.

    `ranks` share out the examples.
    """

    def sums_of(indices: NDArray[np.int64]) -> Tensor:
        batch = responses([examples[index] for index in indices])
        states_nc, targets_n = response_states(model, batch, device)
        sums = loss_and_hits(states_nc, model.head_weight, targets_n).double()
        return torch.cat([sums, sums.new_tensor([batch.num_targets])])

    with evaluating(model):
        *sums, count = added_up(in_order(examples, micro_batch_size), sums_of, ranks)
    loss, hits, hits_5 = (torch.stack(sums) / count).tolist()
    return {
        "validation_loss": loss,
        "validation_perplexity": perplexity(loss),
        "validation_accuracy": hits,
        "validation_top5_accuracy": hits_5,
    }
