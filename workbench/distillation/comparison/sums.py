"""How a student's predictions compare to the truth and to its teacher's, over many tokens.

Shape legend: k = tokens of a chunk, v = vocabulary, s = sums.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

from workbench.distillation.common_pieces import over_common
from workbench.distillation.divergence.soft_loss import forward_kl
from workbench.training.measuring.evaluation import top_hits

TOP = 5
"""How many of the student's likeliest tokens the teacher's first choice is looked for in."""

NUM_BINS = 15
"""Bins of confidence for the calibration error, as Guo et al. 2017 (arXiv 1706.04599) have."""

_PLAIN = 8
NUM_SUMS = _PLAIN + 2 * 3 * NUM_BINS


def comparison_sums(student_kv: Tensor, teacher_kv: Tensor, targets_k: Tensor) -> Tensor:
    """Sums over a chunk, which add up over chunks; `figures` makes numbers of them."""
    log_student_kv, log_teacher_kv = student_kv.log_softmax(-1), teacher_kv.log_softmax(-1)
    common_kv, theirs_kv = over_common(student_kv, teacher_kv)
    choice_k, theirs_k = student_kv.argmax(-1), theirs_kv.argmax(-1)
    likeliest_kj = common_kv.topk(min(TOP, common_kv.shape[-1]), dim=-1).indices
    plain = [
        F.nll_loss(log_student_kv, targets_k, reduction="sum"),
        (choice_k == targets_k).sum(),
        (common_kv.argmax(-1) == theirs_k).sum(),
        (likeliest_kj == theirs_k[:, None]).any(-1).sum(),
        forward_kl(theirs_kv, common_kv, temperature=1.0).sum(),
        -(log_student_kv.exp() * log_student_kv).sum(),
        -(log_teacher_kv.exp() * log_teacher_kv).sum(),
        top_hits(student_kv, targets_k, TOP).sum(),
    ]
    calibrations = [
        _by_confidence(log_student_kv, choice_k == targets_k),
        _by_confidence(log_teacher_kv, theirs_k == targets_k),
    ]
    return torch.cat([torch.stack([one.float() for one in plain]), *calibrations])


def figures(sums_s: Tensor, count: int) -> dict[str, float]:
    """Means over `count` tokens: loss, shares, KL and entropies in nats, calibration errors."""
    loss, hits, same, same_5, kl, own, theirs, hits_5 = (sums_s[:_PLAIN] / count).tolist()
    calibrations = sums_s[_PLAIN:].view(2, 3, NUM_BINS)
    return {
        "loss": loss,
        "accuracy": hits,
        "top5_accuracy": hits_5,
        "agreement": same,
        "agreement_top5": same_5,
        "kl": kl,
        "entropy": own,
        "teacher_entropy": theirs,
        "calibration_error": _calibration_error(calibrations[0], count),
        "teacher_calibration_error": _calibration_error(calibrations[1], count),
    }


def _by_confidence(log_kv: Tensor, right_k: Tensor) -> Tensor:
    """Count, summed confidence and hits of each bin of confidence, one after the other."""
    confidence_k = log_kv.amax(-1).exp()
    bins_k = (confidence_k * NUM_BINS).long().clamp_max(NUM_BINS - 1)
    sums = torch.zeros(3, NUM_BINS, device=log_kv.device)
    for row, values in enumerate((torch.ones_like(confidence_k), confidence_k, right_k.float())):
        sums[row].index_add_(0, bins_k, values)
    return sums.flatten()


def _calibration_error(sums: Tensor, count: int) -> float:
    """Σ over bins of share · |accuracy − confidence| (Naeini et al. 2015)."""
    return float((sums[2] - sums[1]).abs().sum() / count)
