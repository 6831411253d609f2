import pytest
import torch

from workbench.distillation.fit import check_fit, chosen_layers, uniform_layers
from workbench.distillation.initialise import copy_from_teacher
from workbench.distillation.spec import StudentSpec
from workbench.errors import BadInput
from workbench.models.build import build
from workbench.models.spec import GPTSpec

TEACHER = GPTSpec(num_layers=4, hidden_size=16, num_heads=2, context=12)


def student(**changes: object) -> StudentSpec:
    plain = {"num_layers": 2, "hidden_size": 16, "num_heads": 2, "context": 12}
    return StudentSpec.model_validate(plain | {"init": "from_teacher"} | changes)


@pytest.mark.parametrize(
    ("ours", "theirs", "wanted"),
    [(1, 6, (0,)), (2, 6, (0, 5)), (3, 6, (0, 2, 5)), (3, 5, (0, 2, 4)), (4, 4, (0, 1, 2, 3))],
)
def test_that_layers_are_spread_evenly_with_both_ends(ours, theirs, wanted):
    assert uniform_layers(ours, theirs) == wanted


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("layers", [(), (3, 1)])
def test_that_the_student_takes_the_layers_named_and_all_around_them(layers, tied):
    shape = {"tied_embeddings": tied}
    teacher = build(TEACHER.model_copy(update=shape), 23, seed=1)
    spec = student(layers=layers, context=9, **shape)
    made = build(spec, 23, seed=2)
    chosen = chosen_layers(spec, TEACHER)
    assert chosen == (layers or (0, 3))
    copy_from_teacher(made, teacher, chosen)
    for block, layer in zip(made.blocks, chosen, strict=True):
        for ours, theirs in zip(
            block.state_dict().values(), teacher.blocks[layer].state_dict().values(), strict=True
        ):
            assert torch.equal(ours, theirs)
    assert torch.equal(made.token_embedding.weight, teacher.token_embedding.weight)
    assert torch.equal(made.position_embedding.weight, teacher.position_embedding.weight[:9])
    assert torch.equal(made.head_weight, teacher.head_weight)
    assert torch.equal(made.final_norm.weight, teacher.final_norm.weight)


def test_that_a_copy_of_all_layers_computes_what_the_teacher_does():
    teacher = build(TEACHER, 23, seed=1).eval()
    spec = student(num_layers=4)
    made = build(spec, 23, seed=2).eval()
    copy_from_teacher(made, teacher, chosen_layers(spec, TEACHER))
    ids = torch.arange(24).reshape(2, 12) % 23
    assert torch.equal(made(ids), teacher(ids))


def test_that_what_is_copied_is_the_students_own():
    teacher = build(TEACHER, 23, seed=1)
    made = build(student(), 23, seed=2)
    copy_from_teacher(made, teacher, (0, 3))
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.zero_()
    assert teacher.token_embedding.weight.abs().sum() > 0


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"hidden_size": 8}, "hidden size is 8 and the teacher's 16"),
        ({"num_heads": 4}, "num heads is 4 and the teacher's 2"),
        ({"ffn_size": 32}, "inner size is 32 and the teacher's 64"),
        ({"layers": (0,)}, "1 teacher layers are named for a student of 2 layers"),
        ({"layers": (0, 4)}, "layers 0 to 3; there is no layer 4"),
        ({"layers": (-1, 2)}, "there is no layer -1"),
        ({"context": 13}, "context of 13 tokens is longer than the teacher's 12"),
    ],
)
def test_that_what_does_not_fit_is_said_in_a_sentence(changes, sentence):
    with pytest.raises(BadInput, match=sentence):
        check_fit(student(**changes), TEACHER)


def test_that_a_student_of_random_weights_may_have_any_width():
    check_fit(student(init="random", hidden_size=8, num_heads=4), TEACHER)
