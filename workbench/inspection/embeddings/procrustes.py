"""Orthogonal Procrustes: the rotation and scale that bring one model's embeddings onto another's.

Letters: n = pieces that both have, s = width of the student, t = width of the teacher.
Source: Schönemann, "A generalized solution of the orthogonal Procrustes problem" (1966), with a
common scale (Gower and Dijksterhuis 2004, 4.6). Widths may differ: the result is that of the
narrower matrix with columns of zeros.
"""

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Alignment:
    """Moves rows of the student to where the teacher has them.

    `disparity` is the share of the teacher's variance that stays, from 0 (the same but for place,
    rotation and scale) to 1: scipy.spatial.procrustes calls it so.
    """

    rotation_st: Tensor
    scale: float
    student_mean_s: Tensor
    teacher_mean_t: Tensor
    disparity: float

    def apply(self, x_ns: Tensor) -> Tensor:
        """Rows of the student in the teacher's space, nt."""
        return self.scale * (x_ns - self.student_mean_s) @ self.rotation_st + self.teacher_mean_t


def align(student_ns: Tensor, teacher_nt: Tensor) -> Alignment:
    """The best alignment of rows that belong together; both matrices must vary."""
    student_mean_s, teacher_mean_t = student_ns.mean(0), teacher_nt.mean(0)
    centred_ns, target_nt = student_ns - student_mean_s, teacher_nt - teacher_mean_t
    u_sk, values_k, v_kt = torch.linalg.svd(centred_ns.T @ target_nt, full_matrices=False)
    total = values_k.sum().item()
    own, target = centred_ns.square().sum().item(), target_nt.square().sum().item()
    return Alignment(
        rotation_st=u_sk @ v_kt,
        scale=total / own,
        student_mean_s=student_mean_s,
        teacher_mean_t=teacher_mean_t,
        disparity=max(0.0, 1 - total**2 / (own * target)),
    )


def disparity_by_chance(student_ns: Tensor, teacher_nt: Tensor) -> float:
    """The disparity of the same rows in a random order, with the same one each time.

    With few pieces and many dimensions any two matrices can be rotated near each other.
    """
    generator = torch.Generator().manual_seed(0)
    order_n = torch.randperm(len(student_ns), generator=generator)
    return align(student_ns[order_n], teacher_nt).disparity
