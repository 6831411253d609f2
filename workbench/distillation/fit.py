"""Whether a student fits its teacher, and which layers it takes from it; torch is not needed."""

from workbench.distillation.spec import StudentSpec
from workbench.errors import BadInput
from workbench.models.spec import AnyModelSpec, BertSpec, GPTSpec


def check_fit(student: StudentSpec, teacher: AnyModelSpec) -> None:
    """Raise BadInput when the student cannot learn from the teacher as its settings ask."""
    if isinstance(teacher, BertSpec):
        raise BadInput(
            "the teacher is a BERT, which fills in masks; a {family} student learns from a model "
            "that predicts the next token",
            family=student.family,
        )
    if student.context > teacher.context:
        raise BadInput(
            "the student's context of {ours} tokens is longer than the teacher's {theirs}; "
            "choose at most {theirs}",
            ours=student.context,
            theirs=teacher.context,
        )
    if student.init == "from_teacher":
        chosen_layers(student, teacher)


def uniform_layers(num_student: int, num_teacher: int) -> tuple[int, ...]:
    """Teacher layers (from 0) spread evenly, the first and the last among them."""
    if num_student == 1:
        return (0,)
    return tuple(round(i * (num_teacher - 1) / (num_student - 1)) for i in range(num_student))


def chosen_layers(student: StudentSpec, teacher: AnyModelSpec) -> tuple[int, ...]:
    """The teacher layer each student layer copies; raises BadInput when copying is impossible."""
    if not isinstance(teacher, GPTSpec):
        raise BadInput(
            "a {student} student cannot copy layers of a {teacher} teacher; "
            "start it from random weights",
            student=student.family,
            teacher=teacher.family,
        )
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
