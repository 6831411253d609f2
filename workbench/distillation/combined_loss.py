"""From the parts of a distillation's loss to the whole, for every family of models.

Shape legend: n = predicted tokens, k = tokens of a chunk, v = vocabulary, p = loss parts.
"""

from collections.abc import Mapping

import torch
from torch import Tensor

from workbench.distillation.stages import Moment
from workbench.distillation.teachers import Signal
from workbench.training.objectives.chunked_head import ChunkLoss
from workbench.training.objectives.cross_entropy import cross_entropy
from workbench.training.objectives.objective import Loss

Asked = frozenset[str] | None
"""The names of the parts that count; None counts all."""

Terms = Mapping[str, tuple[float, Tensor]]
"""Weight and value of each term on the inside, by its name."""


def counts(name: str, asked: Asked) -> bool:
    """Whether a part is among those that count."""
    return asked is None or name in asked


def asks_teacher(moment: Moment) -> bool:
    """Whether a teacher has a say in the loss at this moment."""
    return bool(moment.stage.terms) or (moment.stage.output_weight > 0 and moment.alpha > 0)


def output_loss(
    moment: Moment, signal: Signal, targets_n: Tensor, asked: Asked, hard: str = "hard"
) -> ChunkLoss:
    """Sums over a chunk: α·soft + (1−α)·hard as far as they count, and both without α.

    `hard` is what that part is called. By confidence, α is scaled for each token by the
    probability that it has for the teacher.
    """

    def chunk_loss(logits_kv: Tensor, rows: slice) -> Tensor:
        soft_k = signal.soft_loss(logits_kv, rows, moment)
        hard_k = cross_entropy(logits_kv, targets_n[rows])
        total = torch.zeros((), device=logits_kv.device)
        if moment.stage.alpha_course == "confidence":
            alpha_k = moment.alpha * signal.true_share(targets_n[rows], rows)
            weighted = {"soft": (alpha_k * soft_k).sum(), hard: ((1.0 - alpha_k) * hard_k).sum()}
        else:
            alpha = moment.alpha
            weighted = {"soft": alpha * soft_k.sum(), hard: (1.0 - alpha) * hard_k.sum()}
        for name, part in weighted.items():
            if counts(name, asked):
                total = total + part
        return torch.stack([total, soft_k.sum(), hard_k.sum()])

    return chunk_loss


def whole(
    moment: Moment, outputs: Tensor | None, parts: Mapping[str, Tensor], terms: Terms, asked: Asked
) -> Loss:
    """The loss of the predictions (None: they have no weight) and of the terms that count."""
    added = [] if outputs is None else [moment.stage.output_weight * outputs]
    added += [weight * value for name, (weight, value) in terms.items() if counts(name, asked)]
    values = {**parts, **{name: value for name, (_, value) in terms.items()}}
    return Loss(torch.stack(added).sum(), values)
