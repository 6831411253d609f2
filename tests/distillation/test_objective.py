"""The objective against the formula written out with all logits: L = α·τ²·KL + (1−α)·CE."""

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from workbench.data.causal.batches import CausalBatch
from workbench.distillation.comparison.metrics import distillation_metrics
from workbench.distillation.objective import Distillation
from workbench.distillation.stages import StageSpec
from workbench.distillation.teachers import LiveTeachers
from workbench.models.architectures.gpt import GPT
from workbench.models.build import build
from workbench.models.spec import GPTSpec
from workbench.training.measuring.evaluation import ValidationText, causal_metrics
from workbench.training.objectives.chunked_head import CHUNK_TOKENS
from workbench.training.objectives.objective import CausalLanguageModelling

CPU = torch.device("cpu")
VOCABULARY = 29
TEACHER = GPTSpec(num_layers=2, hidden_size=16, num_heads=2, context=24)
STUDENT = GPTSpec(num_layers=1, hidden_size=8, num_heads=2, context=24)


@pytest.fixture
def teacher() -> GPT:
    """Sharper than at random, so that τ matters."""
    model = build(TEACHER, VOCABULARY, seed=1).eval().requires_grad_(False)
    model.token_embedding.weight.mul_(20.0)
    return model


@pytest.fixture
def student() -> GPT:
    model = build(STUDENT, VOCABULARY, seed=2)
    with torch.no_grad():
        model.token_embedding.weight.mul_(20.0)
    return model


@pytest.fixture
def batch() -> CausalBatch:
    """More targets than the loss takes at once."""
    assert CHUNK_TOKENS < 11 * 24
    ids = np.random.default_rng(0).integers(0, VOCABULARY, (11, 25))
    return CausalBatch(ids[:, :-1], ids[:, 1:])


def plain_kl(p: torch.Tensor, q: torch.Tensor) -> torch.Tensor:
    return (p * (p / q).log()).sum(-1)


DIVERGENCES = {
    "forward_kl": plain_kl,
    "reverse_kl": lambda p, q: plain_kl(q, p),
    "jeffreys": lambda p, q: plain_kl(p, q) + plain_kl(q, p),
    "jsd": lambda p, q: (plain_kl(p, (p + q) / 2) + plain_kl(q, (p + q) / 2)) / 2,
    "skewed_kl": lambda p, q: plain_kl(p, 0.1 * p + 0.9 * q),
    "skewed_reverse_kl": lambda p, q: plain_kl(q, 0.9 * p + 0.1 * q),
    "total_variation": lambda p, q: (p - q).abs().sum(-1) / 2,
    "logit_mse": None,
    "uld": lambda p, q: (p.sort(-1).values - q.sort(-1).values).abs().sum(-1),
}
"""Of the teacher's and the student's probabilities, with each setting at its default."""


def stage(**settings: object) -> tuple[StageSpec, ...]:
    return (StageSpec.model_validate(settings),)


def naive(
    student: GPT, teacher: GPT, batch: CausalBatch, one: StageSpec
) -> dict[str, torch.Tensor]:
    """Torch's own KL and cross-entropy over all logits at once."""
    inputs_bt = torch.from_numpy(batch.inputs_bt)
    targets_n = torch.from_numpy(batch.targets_bt).flatten()
    tau = one.temperature
    student_nv = student(inputs_bt).flatten(0, 1)
    teacher_nv = teacher(inputs_bt).flatten(0, 1)
    kl = F.kl_div(
        (student_nv / tau).log_softmax(-1),
        (teacher_nv / tau).log_softmax(-1),
        log_target=True,
        reduction="sum",
    ) / len(targets_n)
    soft = kl * (tau**2 if one.temperature_squared else 1.0)
    hard = F.cross_entropy(student_nv, targets_n)
    return {"total": one.alpha * soft + (1 - one.alpha) * hard, "soft": soft, "hard": hard}


def gradients(model: GPT, loss: torch.Tensor) -> list[torch.Tensor]:
    return list(torch.autograd.grad(loss, list(model.parameters())))


@pytest.mark.parametrize("squared", [True, False])
@pytest.mark.parametrize("temperature", [0.5, 1.0, 4.0])
@pytest.mark.parametrize("alpha", [0.3, 1.0])
def test_that_loss_parts_and_gradients_equal_the_formula_over_all_logits(
    teacher, student, batch, alpha, temperature, squared
):
    stages = stage(alpha=alpha, temperature=temperature, temperature_squared=squared)
    loss = Distillation(student, LiveTeachers([teacher]), stages, CPU)(batch, 0)
    wanted = naive(student, teacher, batch, stages[0])
    for name, value in {"total": loss.total, **loss.parts}.items():
        torch.testing.assert_close(value, wanted[name], rtol=1e-6, atol=1e-6)
    ours, theirs = gradients(student, loss.total), gradients(student, wanted["total"])
    for one, other in zip(ours, theirs, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("kind", sorted(DIVERGENCES))
def test_that_every_divergence_in_chunks_equals_its_formula_over_all_logits(
    teacher, student, batch, kind
):
    stages = stage(alpha=0.4, temperature=2.0, divergence={"kind": kind})
    loss = Distillation(student, LiveTeachers([teacher]), stages, CPU)(batch, 0)
    inputs_bt = torch.from_numpy(batch.inputs_bt)
    teacher_nv, student_nv = (
        model(inputs_bt).flatten(0, 1).double() for model in (teacher, student)
    )
    divergence = DIVERGENCES[kind]
    if divergence is None:
        soft = F.mse_loss(student_nv, teacher_nv)
    else:
        p, q = ((logits_nv / 2.0).softmax(-1) for logits_nv in (teacher_nv, student_nv))
        soft = 4.0 * divergence(p, q).mean()
    hard = F.cross_entropy(student_nv, torch.from_numpy(batch.targets_bt).flatten())
    total = 0.4 * soft + 0.6 * hard
    for value, wanted in ((loss.total, total), (loss.parts["soft"], soft)):
        torch.testing.assert_close(value.double(), wanted, rtol=1e-6, atol=1e-6)
    for one, other in zip(gradients(student, loss.total), gradients(student, total), strict=True):
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-6)


def test_that_the_parts_add_up_to_the_total(teacher, student, batch):
    loss = Distillation(student, LiveTeachers([teacher]), stage(alpha=0.25), CPU)(batch, 0)
    total = 0.25 * loss.parts["soft"] + 0.75 * loss.parts["hard"]
    torch.testing.assert_close(loss.total, total)


def test_that_with_alpha_0_loss_and_gradient_are_plain_trainings_to_the_bit(
    teacher, student, batch
):
    distilled = Distillation(student, LiveTeachers([teacher]), stage(alpha=0.0), CPU)(batch, 0)
    plain = CausalLanguageModelling(student, CPU)(batch, 0)
    assert torch.equal(distilled.total, plain.total)
    ours, theirs = gradients(student, distilled.total), gradients(student, plain.total)
    assert all(torch.equal(one, other) for one, other in zip(ours, theirs, strict=True))


def test_that_with_alpha_0_the_teacher_is_not_asked(student, batch):
    loss = Distillation(student, None, stage(alpha=0.0), CPU)(batch, 0)  # type: ignore[arg-type]
    assert set(loss.parts) == {"hard"}


def test_that_a_student_equal_to_its_teacher_has_no_soft_loss_and_no_soft_gradient(teacher, batch):
    twin = build(TEACHER, VOCABULARY, seed=3)
    twin.load_state_dict(teacher.state_dict())
    loss = Distillation(twin, LiveTeachers([teacher]), stage(alpha=1.0, temperature=2.0), CPU)(
        batch, 0
    )
    assert abs(loss.parts["soft"].item()) < 1e-6
    assert max(g.abs().max().item() for g in gradients(twin, loss.total)) < 1e-6


def test_that_nothing_flows_back_into_the_teacher(student, batch):
    teacher = build(TEACHER, VOCABULARY, seed=1)
    Distillation(student, LiveTeachers([teacher]), stage(alpha=1.0), CPU)(batch, 0).total.backward()
    assert all(parameter.grad is None for parameter in teacher.parameters())


def test_that_tau_squared_is_a_factor_of_the_soft_part_alone(teacher, student, batch):
    with_it, without = (
        Distillation(
            student,
            LiveTeachers([teacher]),
            stage(temperature=3.0, temperature_squared=squared),
            CPU,
        )(batch, 0).parts
        for squared in (True, False)
    )
    torch.testing.assert_close(with_it["soft"], 9.0 * without["soft"])
    assert torch.equal(with_it["hard"], without["hard"])


def test_that_each_stage_begins_at_its_step(teacher, student, batch):
    stages = (
        StageSpec(steps=2, alpha=1.0, temperature=1.0),
        StageSpec(steps=3, alpha=0.0),
        StageSpec(steps=1, alpha=0.5, temperature=4.0),
    )
    objective = Distillation(student, LiveTeachers([teacher]), stages, CPU)
    each = [
        Distillation(student, LiveTeachers([teacher]), (one,), CPU)(batch, 0).total
        for one in stages
    ]
    wanted = [0, 0, 1, 1, 1, 2, 2]
    assert [
        next(i for i, total in enumerate(each) if torch.equal(total, objective(batch, step).total))
        for step in range(7)
    ] == wanted


def test_that_validation_figures_agree_with_plain_ones_and_with_all_logits(teacher, student):
    ids = np.random.default_rng(1).integers(0, VOCABULARY, 200).astype(np.uint16)
    text = ValidationText(ids, num_bytes=300, context=24, micro_batch_size=3)
    metrics = distillation_metrics(student, LiveTeachers([teacher]), text, CPU)
    for name, value in causal_metrics(student, text, CPU).items():
        assert metrics[name] == pytest.approx(value, rel=1e-6)
    divergence = agreement = 0.0
    with torch.no_grad():
        for one in text.batches():
            student_nv, teacher_nv = (
                model.eval()(torch.from_numpy(one.inputs_bt)).flatten(0, 1)
                for model in (student, teacher)
            )
            agreement += (student_nv.argmax(-1) == teacher_nv.argmax(-1)).sum().item()
            divergence += F.kl_div(
                student_nv.log_softmax(-1),
                teacher_nv.log_softmax(-1),
                log_target=True,
                reduction="sum",
            ).item()
    assert metrics["validation_agreement"] == pytest.approx(agreement / 199)
    assert metrics["validation_kl"] == pytest.approx(divergence / 199, rel=1e-5)


def test_that_measuring_leaves_the_student_in_its_mode(teacher, student):
    ids = np.arange(60, dtype=np.uint16) % VOCABULARY
    text = ValidationText(ids, num_bytes=60, context=24, micro_batch_size=2)
    student.train()
    distillation_metrics(student, LiveTeachers([teacher]), text, CPU)
    assert student.training


def test_that_under_bf16_the_loss_stays_close_and_in_fp32(teacher, student, batch):
    objective = Distillation(student, LiveTeachers([teacher]), stage(), CPU)
    plain = objective(batch, 0).total
    with torch.autocast("cpu", torch.bfloat16):
        rough = objective(batch, 0).total
    assert rough.dtype == torch.float32
    assert rough.item() == pytest.approx(plain.item(), rel=0.03)
