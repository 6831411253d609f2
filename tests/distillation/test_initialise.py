"""A student's first weights against the teacher's, and what does not fit said in a sentence."""

import pytest
import torch

from workbench.distillation.spec import DistillSpec
from workbench.distillation.students.compatibility import check_compatibility, corresponding_layers
from workbench.distillation.students.initialise import copy_from_teacher, principal_basis
from workbench.errors import BadInput
from workbench.models.blocks.trace import Trace
from workbench.models.build import Model, build
from workbench.models.layer_map import pairs_of, preset_map
from workbench.models.spec import (
    AnyModelSpec,
    BertSpec,
    GemmaSpec,
    GPTSpec,
    LlamaSpec,
    ModernBertSpec,
    NeoXSpec,
)
from workbench.spec import validate

TEACHER = GPTSpec(num_layers=4, hidden_size=16, num_heads=2, context=12)
VOCABULARY = 23


def distill(stage: dict | None = None, masking: dict | None = None, **changes: object):
    plain = {"num_layers": 2, "hidden_size": 16, "num_heads": 2, "context": 12}
    student = plain | {"init": "from_teacher"} | changes
    return validate(
        DistillSpec,
        {
            "corpus": "c",
            "teacher": "t",
            "student": student,
            "stages": [stage or {}],
            "masking": masking or {},
        },
    )


@pytest.mark.parametrize(
    ("preset", "ours", "theirs", "wanted"),
    [
        ("uniform", 1, 6, (0,)),
        ("uniform", 2, 6, (0, 5)),
        ("uniform", 3, 6, (0, 2, 5)),
        ("uniform", 6, 12, (0, 2, 4, 7, 9, 11)),
        ("last", 3, 6, (3, 4, 5)),
        ("skip", 4, 12, (2, 5, 8, 11)),
        ("skip", 6, 12, (1, 3, 5, 7, 9, 11)),
        ("first_half", 3, 6, (0, 1, 2)),
    ],
)
def test_that_each_layer_map_is_what_its_recipe_says(preset, ours, theirs, wanted):
    assert preset_map(preset, ours, theirs) == wanted


def test_that_a_map_of_ones_own_may_leave_layers_out():
    spec = distill(layers=(-1, 2))
    layers = corresponding_layers(spec, TEACHER.model_copy(update={"num_layers": 2}), TEACHER)
    assert pairs_of(layers) == ((1, 2),)


def copied(student: AnyModelSpec, teacher: AnyModelSpec, layers: tuple[int, ...]):
    one, other = build(teacher, VOCABULARY, seed=1).eval(), build(student, VOCABULARY, seed=2)
    copy_from_teacher(other, student, one, teacher, layers)
    return other.eval(), one


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("layers", [(0, 3), (3, 1)])
def test_that_the_student_takes_the_layers_named_and_all_around_them(layers, tied):
    teacher_spec = TEACHER.model_copy(update={"tied_embeddings": tied})
    shape = {"num_layers": 2, "context": 9, "tied_embeddings": tied}
    made, teacher = copied(TEACHER.model_copy(update=shape), teacher_spec, layers)
    for block, layer in zip(made.blocks, layers, strict=True):
        for ours, theirs in zip(
            block.state_dict().values(), teacher.blocks[layer].state_dict().values(), strict=True
        ):
            assert torch.equal(ours, theirs)
    assert torch.equal(made.token_embedding.weight, teacher.token_embedding.weight)
    assert torch.equal(made.position_embedding.weight, teacher.position_embedding.weight[:9])
    assert torch.equal(made.head_weight, teacher.head_weight)
    assert torch.equal(made.final_norm.weight, teacher.final_norm.weight)


FAMILIES = (
    TEACHER,
    LlamaSpec(num_layers=4, hidden_size=16, num_heads=4, num_kv_heads=2, context=12),
    BertSpec(num_layers=4, hidden_size=16, num_heads=2, context=12, norm_position="pre"),
    NeoXSpec(num_layers=4, hidden_size=16, num_heads=2, context=12),
    GemmaSpec(num_layers=4, hidden_size=16, num_heads=2, context=12, sliding_window=5),
    ModernBertSpec(num_layers=4, hidden_size=16, num_heads=2, context=12, local_attention=6),
)
OTHERS = (
    LlamaSpec(
        num_layers=4,
        hidden_size=16,
        num_heads=4,
        context=12,
        head_width=6,
        num_kv_heads=2,
        qk_norm=True,
        sliding_window=5,
    ),
    BertSpec(num_layers=4, hidden_size=16, num_heads=2, context=12, position_offset=3),
)


def hidden(model: Model) -> torch.Tensor:
    ids = torch.arange(24).reshape(2, 12) % VOCABULARY
    return model.hidden(ids)


@pytest.mark.parametrize("spec", FAMILIES + OTHERS, ids=lambda spec: spec.family)
def test_that_a_copy_of_all_layers_computes_what_the_teacher_does(spec):
    made, teacher = copied(spec, spec, (0, 1, 2, 3))
    assert torch.equal(hidden(made), hidden(teacher))


@pytest.mark.parametrize("spec", FAMILIES, ids=lambda spec: spec.family)
def test_that_a_student_without_a_counterpart_keeps_its_own_layer(spec):
    made, teacher = copied(spec.model_copy(update={"num_layers": 2}), spec, (-1, 1))
    fresh = build(spec.model_copy(update={"num_layers": 2}), VOCABULARY, seed=2)
    assert torch.equal(made.blocks[0].qkv.weight, fresh.blocks[0].qkv.weight)
    assert torch.equal(made.blocks[1].qkv.weight, teacher.blocks[1].qkv.weight)


@pytest.mark.parametrize("spec", FAMILIES, ids=lambda spec: spec.family)
def test_that_of_a_teacher_with_idle_dimensions_the_slices_compute_the_same(spec):
    """Where all that is cut off is 0, nothing is lost: heads, inner neurons and width alike."""
    small = spec.model_copy(update={"hidden_size": 8, "num_heads": spec.num_heads // 2})
    if isinstance(spec, LlamaSpec):
        small = small.model_copy(update={"num_kv_heads": 1})
    small = small.model_copy(update={"ffn_size": 24})
    big = spec.model_copy(update={"ffn_size": 40})
    teacher = build(big, VOCABULARY, seed=1).eval()
    student = build(small, VOCABULARY, seed=2).eval()
    copy_from_teacher(student, small, teacher, big, (0, 1, 2, 3))
    with torch.no_grad():
        block, own = teacher.blocks[2], student.blocks[2]
        x = torch.zeros(1, 3, 16)
        x[..., :8] = torch.randn(1, 3, 8, generator=torch.Generator().manual_seed(3))
        q = block.qkv(x)[..., :16].unflatten(-1, (spec.num_heads, -1))
        ours = own.qkv(x[..., :8])[..., :8].unflatten(-1, (small.num_heads, -1))
        torch.testing.assert_close(ours, q[..., : small.num_heads, :])


def first_state(model: Model, ids: torch.Tensor) -> torch.Tensor:
    trace = Trace(hidden=True)
    model.hidden(ids, trace=trace)
    return trace.hidden_btc[0]


def test_that_a_narrower_gemma_begins_with_the_same_stream_and_with_longer_norms():
    teacher_spec, small = (
        GemmaSpec(num_layers=1, hidden_size=width, num_heads=2, context=12, ffn_size=8)
        for width in (16, 4)
    )
    teacher, student = build(teacher_spec, VOCABULARY, seed=1), build(small, VOCABULARY, seed=2)
    ids = torch.arange(12)[None]
    with torch.no_grad():
        teacher.get_parameter("final_norm.weight").fill_(0.5)
        copy_from_teacher(student, small, teacher, teacher_spec, (0,), torch.eye(16)[:, :4])
        torch.testing.assert_close(
            first_state(student, ids), first_state(teacher, ids)[..., :4], rtol=1e-6, atol=0
        )
    # A norm's scale is 1 + weight, and half as many dimensions' root makes it twice as long.
    scale = student.get_parameter("final_norm.weight").detach()
    torch.testing.assert_close(scale, torch.full((4,), 2 * 1.5 - 1))


def test_that_what_is_copied_is_the_students_own():
    made, teacher = copied(TEACHER.model_copy(update={"num_layers": 2}), TEACHER, (0, 3))
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.zero_()
    assert teacher.token_embedding.weight.abs().sum() > 0


@pytest.mark.parametrize("spec", FAMILIES[:2], ids=lambda spec: spec.family)
def test_that_directions_keep_a_stream_that_lives_in_fewer_dimensions(spec):
    """A teacher whose stream never leaves some directions loses nothing but scale of its norms."""
    torch.manual_seed(0)
    plane = torch.linalg.qr(torch.randn(16, 8, dtype=torch.float64)).Q
    if spec.family == "gpt":
        plane = plane - plane.mean(0)
    states = torch.randn(200, 8, dtype=torch.float64) @ plane.T
    basis = principal_basis(states, 8, centred=spec.family == "gpt")
    torch.testing.assert_close(basis.T @ basis, torch.eye(8, dtype=torch.float64))
    torch.testing.assert_close(states @ basis @ basis.T, states)


def test_that_directions_begin_nearer_to_the_teacher_than_slices():
    torch.manual_seed(0)
    teacher = build(TEACHER, VOCABULARY, seed=1).eval()
    # A trained teacher's states vary in few directions; so do these.
    mix = torch.randn(6, 16)
    with torch.no_grad():
        for weight in (teacher.token_embedding.weight, teacher.position_embedding.weight):
            weight.copy_(torch.randn(len(weight), 6) @ mix)
    ids = torch.arange(24).reshape(2, 12) % VOCABULARY
    trace = Trace(hidden=True)
    teacher.hidden(ids, trace=trace)
    states = torch.cat([state.flatten(0, 1) for state in trace.hidden_btc])
    small = TEACHER.model_copy(update={"hidden_size": 8})
    losses = []
    for basis in (None, principal_basis(states.detach(), 8, centred=True)):
        student = build(small, VOCABULARY, seed=2).eval()
        copy_from_teacher(student, small, teacher, TEACHER, (0, 1, 2, 3), basis)
        log_s, log_t = student(ids).log_softmax(-1), teacher(ids).log_softmax(-1)
        losses.append((log_t.exp() * (log_t - log_s)).sum(-1).mean().item())
    assert losses[1] < losses[0]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"hidden_size": 32, "num_heads": 2}, "width is 32 and the teacher's 16"),
        ({"num_heads": 4}, "number of heads is 4 and the teacher's 2"),
        ({"ffn_size": 128}, "feed-forward width is 128 and the teacher's 64"),
        ({"activation": "relu"}, "activation is ReLU and the teacher's GELU \\(tanh\\)"),
        ({"family": "llama", "num_heads": 2}, "a Llama student cannot copy layers of a GPT"),
        ({"layers": (0,)}, "1 teacher layers are named for a student of 2 layers"),
        ({"layers": (0, 4)}, "layers 0 to 3; there is no layer 4"),
        ({"layers": (-2, 2)}, "there is no layer -2"),
        ({"num_layers": 5}, "the student has 5 layers and the teacher 4"),
        ({"context": 13}, "context of 13 tokens is longer than the teacher's 12"),
        ({"family": "bert"}, "a BERT student learns from a teacher that fills in masks"),
    ],
)
def test_that_what_does_not_fit_is_said_in_a_sentence(changes, sentence):
    with pytest.raises(BadInput, match=sentence):
        check_compatibility(distill(**changes), TEACHER)


BERT = BertSpec(num_layers=4, hidden_size=16, num_heads=2, context=12)


@pytest.mark.parametrize(
    ("stage", "changes", "sentence"),
    [
        ({"terms": [{"kind": "attention"}]}, {"num_heads": 4}, "the student has 4 heads and the"),
        ({"terms": [{"kind": "relations", "heads": 3}]}, {}, "3 relation heads do not divide"),
        ({"terms": [{"kind": "pooled"}]}, {}, "what only BERT models with a pooler have"),
        ({"frozen_layers": 3}, {}, "3 layers cannot be frozen: the student has 2"),
        ({"on_policy": {"share": 0.5}}, {}, "prompt and continuation are 64 tokens"),
    ],
)
def test_that_a_term_that_cannot_be_computed_is_refused(stage, changes, sentence):
    with pytest.raises(BadInput, match=sentence):
        check_compatibility(distill(stage, init="random", **changes), TEACHER)


def test_that_attention_of_different_heads_may_be_averaged():
    check_compatibility(
        distill({"terms": [{"kind": "attention", "heads": "average"}]}, init="random", num_heads=4),
        TEACHER,
    )


@pytest.mark.parametrize(
    ("masking", "changes", "sentence"),
    [
        ({}, {"pooler": False}, "next-sentence prediction needs the pooler"),
        ({}, {"masked_head": False}, "with its masked-token head; turn it on"),
        ({"objective": "nsp"}, {}, "the objective nsp masks nothing"),
    ],
)
def test_that_a_bert_student_needs_the_heads_of_its_tasks(masking, changes, sentence):
    spec = distill(masking=masking, family="bert", init="random", **changes)
    with pytest.raises(BadInput, match=sentence):
        check_compatibility(spec, BERT)


def test_that_a_modernbert_student_learns_no_pairs_and_copies_layers_that_see_alike():
    teacher = ModernBertSpec(num_layers=4, hidden_size=16, num_heads=2, context=12)
    spec = distill(family="modernbert", init="random")
    with pytest.raises(BadInput, match="ModernBERT tells no following sentences"):
        check_compatibility(spec, teacher)
    spec = distill(masking={"objective": "mlm"}, family="modernbert", global_every=2)
    with pytest.raises(
        BadInput, match="its step between layers of the whole text is 2 and the teacher's 3"
    ):
        check_compatibility(spec, teacher)


def test_that_a_student_of_random_weights_may_have_any_width():
    check_compatibility(distill(init="random", hidden_size=8, num_heads=4), TEACHER)
