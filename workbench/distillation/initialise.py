"""A student's first weights, copied from chosen layers of its teacher."""

from collections.abc import Sequence

import torch

from workbench.models.gpt import GPT


@torch.no_grad()
def copy_from_teacher(student: GPT, teacher: GPT, layers: Sequence[int]) -> None:
    """Copy embeddings, the mapped blocks, final norm and head; positions up to the student's."""
    student.token_embedding.load_state_dict(teacher.token_embedding.state_dict())
    positions = teacher.position_embedding.weight[: student.context]
    student.position_embedding.weight.copy_(positions)
    for block, layer in zip(student.blocks, layers, strict=True):
        block.load_state_dict(teacher.blocks[layer].state_dict())
    student.final_norm.load_state_dict(teacher.final_norm.state_dict())
    if student.head is not None:
        student.head.weight.copy_(teacher.head_weight)
