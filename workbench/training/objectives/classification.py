"""Text classification, as objective and as evaluation.

Shape legend: b = texts, t = positions, k = classes, e = examples.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from workbench.data.labelled.batches import Encoded, LabelledBatch, in_order, labelled
from workbench.models.build import Model
from workbench.models.on_device import on_device
from workbench.training.distributed.ranks import ALONE, Ranks
from workbench.training.distributed.shared_sums import own_turns
from workbench.training.measuring.evaluation import evaluating
from workbench.training.objectives.confusion import Counts, accuracy, confusion, macro_f1
from workbench.training.objectives.objective import Loss


class Classification:
    """The mean of -log P(class) over the batch's texts (Devlin et al. 2019, section 4)."""

    def __init__(self, model: Model, device: torch.device) -> None:
        self._model = model
        self._device = device

    def __call__(self, batch: LabelledBatch, step: int) -> Loss:
        labels_b = on_device(batch.labels_b, self._device)
        return Loss(F.cross_entropy(class_logits(self._model, batch, self._device), labels_b))


def class_logits(model: Model, batch: LabelledBatch, device: torch.device) -> Tensor:
    """Logits (b, k) in fp32: an encoder's from the state of the text, a decoder's from its last
    token's."""
    ids_bt = on_device(batch.ids_bt, device)
    lengths_b = on_device(batch.lengths_b, device)
    if not model.is_causal:
        positions_t = torch.arange(ids_bt.shape[1], device=device)
        seen_bt = positions_t < lengths_b[:, None]
        states_bc = model.text_state(
            ids_bt,
            segments_bt=on_device(batch.segments_bt, device),
            seen_bt=None if (batch.lengths_b == ids_bt.shape[1]).all() else seen_bt,
        )
    else:
        rows_b = torch.arange(len(ids_bt), device=device) * ids_bt.shape[1]
        # What is padded behind a text is not seen by any token of it.
        states_bc = model.hidden(ids_bt).flatten(0, 1)[rows_b + lengths_b - 1]
    return model.class_logits(states_bc).float()


@dataclass(frozen=True)
class Predictions:
    """A model's predictions for examples, in their order: the probabilities of all classes."""

    probabilities_ek: NDArray[np.float64]
    labels_e: NDArray[np.int64]

    @property
    def guesses_e(self) -> NDArray[np.int64]:
        guesses: NDArray[np.int64] = self.probabilities_ek.argmax(-1)
        return guesses

    @property
    def confusion_kk(self) -> Counts:
        return confusion(self.labels_e, self.guesses_e, self.probabilities_ek.shape[1])

    def most_wrong(self, count: int) -> list[int]:
        """The examples that were misclassified with the highest confidence, surest first."""
        wrong = np.flatnonzero(self.guesses_e != self.labels_e)
        sureness = self.probabilities_ek[wrong].max(-1)
        chosen: list[int] = wrong[np.argsort(-sureness, kind="stable")[:count]].tolist()
        return chosen


def predict_classes(
    model: Model,
    examples: Sequence[Encoded],
    micro_batch_size: int,
    device: torch.device,
    ranks: Ranks = ALONE,
) -> Predictions:
    """Predict the class of every example once; `ranks` share them out."""
    assert model.classifier is not None
    num_classes = model.classifier.out_features
    probabilities_ek = np.zeros((len(examples), num_classes))
    with evaluating(model):
        for indices, counts in own_turns(in_order(examples, micro_batch_size), ranks.world):
            batch = labelled([examples[index] for index in indices])
            logits_bk = class_logits(model, batch, device)
            if counts:
                probabilities_ek[indices] = logits_bk.double().softmax(-1).cpu().numpy()
    ranks.add_up(torch.from_numpy(probabilities_ek))
    labels_e = np.array([example.label for example in examples], dtype=np.int64)
    return Predictions(probabilities_ek, labels_e)


def classification_metrics(predictions: Predictions) -> dict[str, float]:
    """Loss (nats an example), accuracy and macro-F1."""
    right_e = predictions.probabilities_ek[
        np.arange(len(predictions.labels_e)), predictions.labels_e
    ]
    return {
        "validation_loss": float(-np.log(np.maximum(right_e, 1e-300)).mean()),
        "validation_accuracy": accuracy(predictions.confusion_kk),
        "validation_macro_f1": macro_f1(predictions.confusion_kk),
    }
