"""A student's first weights, copied from chosen layers of its teacher."""

from collections.abc import Sequence

import torch

from workbench.distillation.spec import StudentSpec
from workbench.errors import BadInput
from workbench.models.gpt import GPT
from workbench.models.spec import GPTSpec


def uniform_layers(num_student: int, num_teacher: int) -> tuple[int, ...]:
    """Teacher layers (from 0) spread evenly, the first and the last among them."""
    if num_student == 1:
        return (0,)
    return tuple(round(i * (num_teacher - 1) / (num_student - 1)) for i in range(num_student))


def chosen_layers(student: StudentSpec, teacher: GPTSpec) -> tuple[int, ...]:
    """The teacher layer each student layer copies; raises BadInput when copying is impossible."""
    for setting in ("hidden_size", "num_heads", "inner_size"):
        ours, theirs = getattr(student, setting), getattr(teacher, setting)
        if ours != theirs:
            raise BadInput(
                "the student cannot copy the teacher's layers: its {setting} is {ours} and the "
                "teacher's {theirs}; make them equal, or start from random weights",
                setting=setting.replace("_", " "),
                ours=ours,
                theirs=theirs,
            )
    layers = student.layers or uniform_layers(student.num_layers, teacher.num_layers)
    if len(layers) != student.num_layers:
        raise BadInput(
            "{count} teacher layers are named for a student of {layers} layers; "
            "name one for each, or none to spread them evenly",
            count=len(layers),
            layers=student.num_layers,
        )
    outside = [layer for layer in layers if not 0 <= layer < teacher.num_layers]
    if outside:
        raise BadInput(
            "the teacher has layers 0 to {last}; there is no layer {layer}",
            last=teacher.num_layers - 1,
            layer=outside[0],
        )
    return layers


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
