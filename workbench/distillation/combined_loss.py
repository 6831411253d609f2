"""From the parts of a distillation's loss to the whole, for every family of models.

Shape legend: n = predicted tokens, k = tokens of a chunk, v = vocabulary, p = loss parts.
"""

from collections.abc import Mapping

import torch
from torch import Tensor

from workbench.distillation.stages import StageSettings
from workbench.distillation.teachers import Signal
from workbench.training.objectives.chunked_head import ChunkLoss
from workbench.training.objectives.cross_entropy import cross_entropy
from workbench.training.objectives.objective import Loss

PartFilter = frozenset[str] | None
"""The names of the parts that count; None counts all."""

Terms = Mapping[str, tuple[float, Tensor]]
"""Weight and value of each feature term, by its name."""


def is_included(name: str, included: PartFilter) -> bool:
    """Whether a part is among those that count."""
    return included is None or name in included


def uses_teacher(settings: StageSettings) -> bool:
    """Whether the loss of this step uses the teacher."""
    return bool(settings.stage.terms) or (settings.stage.output_weight > 0 and settings.alpha > 0)


def output_loss(
    settings: StageSettings,
    signal: Signal,
    targets_n: Tensor,
    included: PartFilter,
    hard: str = "hard",
) -> ChunkLoss:
    """Sums over a chunk: α·soft + (1−α)·hard as far as they count, and both without α.

    `hard` is what that part is called. By confidence, α is scaled for each token by the
    probability that it has for the teacher.
    """

    def chunk_loss(logits_kv: Tensor, rows: slice) -> Tensor:
        soft_k = signal.soft_loss(logits_kv, rows, settings)
        hard_k = cross_entropy(logits_kv, targets_n[rows])
        total = torch.zeros((), device=logits_kv.device)
        if settings.stage.alpha_schedule == "confidence":
            alpha_k = settings.alpha * signal.true_share(targets_n[rows], rows)
            weighted = {"soft": (alpha_k * soft_k).sum(), hard: ((1.0 - alpha_k) * hard_k).sum()}
        else:
            alpha = settings.alpha
            weighted = {"soft": alpha * soft_k.sum(), hard: (1.0 - alpha) * hard_k.sum()}
        for name, part in weighted.items():
            if is_included(name, included):
                total = total + part
        return torch.stack([total, soft_k.sum(), hard_k.sum()])

    return chunk_loss


def combined_loss(
    settings: StageSettings,
    outputs: Tensor | None,
    parts: Mapping[str, Tensor],
    terms: Terms,
    included: PartFilter,
) -> Loss:
    """The loss of the predictions (None: they have no weight) and of the terms that count."""
    added = [] if outputs is None else [settings.stage.output_weight * outputs]
    added += [
        weight * value for name, (weight, value) in terms.items() if is_included(name, included)
    ]
    values = {**parts, **{name: value for name, (_, value) in terms.items()}}
    return Loss(torch.stack(added).sum(), values)
