"""The loss of every target of a micro-batch, by the same forward pass as training takes.

The model's forward pass comes first and in the objective's own order, so that dropout that was
seeded as for a step draws that step's masks.

Shape legend: b = rows, n = targets, k = tokens of a chunk.
"""

from functools import partial
from typing import assert_never

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from workbench.data.batch_rows import AnyTextBatch
from workbench.data.causal.batches import CausalBatch
from workbench.data.labelled.batches import LabelledBatch, ResponseBatch
from workbench.data.masked.batches import MaskedBatch
from workbench.models.build import Model
from workbench.models.load import as_decoder, as_masked_model
from workbench.training.measuring.evaluation import joined_scores, scores_by_chunk
from workbench.training.objectives.chunked_head import chunked_head_loss
from workbench.training.objectives.classification import class_logits
from workbench.training.objectives.masked import MaskedTasks, read
from workbench.training.objectives.objective import to_device
from workbench.training.objectives.responses import response_states

Losses = NDArray[np.float64]


@torch.no_grad()
def target_losses(
    model: Model, batch: AnyTextBatch, device: torch.device, tasks: MaskedTasks
) -> Losses:
    """-log P (nats) of each target (n,), in the order of rows and positions.

    For texts to classify of each row's class (b,), and for pairs of sentences without masked
    tokens of each pair's label.
    """
    match batch:
        case CausalBatch():
            decoder = as_decoder(model)
            inputs_bt, targets_n = to_device(batch, device)
            states_nc = decoder.hidden(inputs_bt).flatten(0, 1)
            head = partial(chunked_head_loss, states_nc, decoder.head_weight)
            return joined_scores(scores_by_chunk(head, targets_n)).losses_n
        case ResponseBatch():
            decoder = as_decoder(model)
            states_nc, targets_n = response_states(decoder, batch, device)
            head = partial(chunked_head_loss, states_nc, decoder.head_weight)
            return joined_scores(scores_by_chunk(head, targets_n)).losses_n
        case MaskedBatch():
            return _masked(model, batch, device, tasks)
        case LabelledBatch():
            labels_b = torch.from_numpy(batch.labels_b).to(device)
            logits_bk = class_logits(model, batch, device)
            return _plain(F.cross_entropy(logits_bk, labels_b, reduction="none"))
        case _:
            assert_never(batch)


def _masked(model: Model, batch: MaskedBatch, device: torch.device, tasks: MaskedTasks) -> Losses:
    encoder = model if not (model.is_causal or tasks.masked) else as_masked_model(model)
    states = read(encoder, batch, device, tasks)
    if tasks.masked:
        targets_n = torch.from_numpy(batch.targets_n).to(device)
        head = partial(states.outputs, states.chosen_nc)
        return joined_scores(scores_by_chunk(head, targets_n)).losses_n
    assert batch.labels_b is not None
    labels_b = torch.from_numpy(batch.labels_b).to(device)
    return _plain(F.cross_entropy(states.next_sentence_b2, labels_b, reduction="none"))


def _plain(losses: torch.Tensor) -> Losses:
    return losses.double().cpu().numpy()
