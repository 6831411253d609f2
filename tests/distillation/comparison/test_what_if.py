"""What a setting would do, against the objective itself and autograd on the written-out formula."""

from functools import partial

import numpy as np
import pytest
import torch

from workbench.data.causal.batches import CausalBatch
from workbench.distillation.comparison.what_if import MOST_POSITIONS, effect, hold, hold_logits
from workbench.distillation.divergence.soft_loss import softened_divergence
from workbench.distillation.objective import Distillation
from workbench.distillation.spec import StageSpec
from workbench.distillation.teachers import LiveTeachers
from workbench.models.architectures.gpt import GPT
from workbench.models.build import build
from workbench.models.spec import GPTSpec
from workbench.spec import validate

VOCABULARY = 23
Pair = tuple[GPT, GPT]


def model(seed, **changes) -> GPT:
    sizes = {"num_layers": 1, "hidden_size": 8, "num_heads": 2, "context": 80}
    made = build(validate(GPTSpec, sizes | changes), VOCABULARY, seed=seed)
    with torch.no_grad():
        made.token_embedding.weight.mul_(20.0)
    return made.eval().requires_grad_(False)


@pytest.fixture(scope="module")
def pair() -> Pair:
    return model(1, num_layers=2, hidden_size=16), model(2)


@pytest.fixture(scope="module")
def ids():
    return np.random.default_rng(0).integers(0, VOCABULARY, 31).tolist()


def effect_of(held, *, alpha, temperature, squared=True, position=0):
    return effect(
        held,
        partial(softened_divergence, temperature=temperature, squared=squared),
        alpha=alpha,
        temperature=temperature,
        position=position,
        top_k=5,
    )


@pytest.mark.parametrize("rows", [(29, 23), (23, 29)], ids=["teacher's", "student's"])
def test_that_of_vocabularies_padded_differently_the_common_ids_are_compared(rows) -> None:
    generator = torch.Generator().manual_seed(0)
    teacher_kv, student_kv = (torch.randn(6, width, generator=generator) for width in rows)
    targets_k = torch.randint(23, (6,), generator=generator)
    held = hold_logits(teacher_kv, student_kv, targets_k)
    found = effect_of(held, alpha=0.5, temperature=2.0, position=1)
    common = hold_logits(teacher_kv[:, :23], student_kv[:, :23], targets_k)
    expected = effect_of(common, alpha=0.5, temperature=2.0, position=1)
    assert found.soft == pytest.approx(expected.soft)
    assert found.teacher_entropy == pytest.approx(expected.teacher_entropy)
    assert found.candidates.ids_j.tolist() == expected.candidates.ids_j.tolist()
    whole = torch.nn.functional.cross_entropy(student_kv, targets_k).item()
    assert found.hard == pytest.approx(whole)


@pytest.mark.parametrize("squared", [True, False])
@pytest.mark.parametrize("temperature", [0.25, 1.0, 8.0])
@pytest.mark.parametrize("alpha", [0.0, 0.3, 1.0])
def test_that_the_parts_are_the_training_objectives(pair: Pair, ids, alpha, temperature, squared):
    teacher, student = pair
    stage = StageSpec(alpha=alpha, temperature=temperature, temperature_squared=squared)
    window = np.array([ids])
    loss = Distillation(student, LiveTeachers([teacher]), (stage,), torch.device("cpu"))(
        CausalBatch(window[:, :-1], window[:, 1:]), 0
    )
    effects = effect_of(
        hold(teacher, student, ids), alpha=alpha, temperature=temperature, squared=squared
    )
    assert effects.total == pytest.approx(loss.total.item(), rel=1e-5)
    for name, part in loss.parts.items():
        assert getattr(effects, name) == pytest.approx(part.item(), rel=1e-5)


def test_that_gradient_norms_are_autograds_in_double_precision(pair: Pair, ids):
    held = hold(*pair, ids)
    leaf_kv = held.student_kv.double().requires_grad_()
    tau, alpha, count = 3.0, 0.4, len(ids) - 1
    p_kv = (held.teacher_kv.double() / tau).softmax(-1)
    soft = tau**2 * (p_kv * (p_kv.log() - (leaf_kv / tau).log_softmax(-1))).sum() / count
    hard = -leaf_kv.log_softmax(-1)[range(count), ids[1:]].mean()
    norms = [
        torch.autograd.grad(loss, leaf_kv, retain_graph=True)[0].norm().item()
        for loss in (soft, hard, alpha * soft + (1 - alpha) * hard)
    ]
    effects = effect_of(held, alpha=alpha, temperature=tau)
    assert [
        effects.soft_gradient_norm,
        effects.hard_gradient_norm,
        effects.gradient_norm,
    ] == pytest.approx(norms, rel=1e-4)


def test_that_without_its_factor_the_soft_gradient_shrinks_with_the_square_of_the_temperature(
    pair: Pair, ids
):
    held = hold(*pair, ids)
    norms = [
        effect_of(held, alpha=1.0, temperature=tau, squared=False).gradient_norm
        for tau in (200, 400)
    ]
    assert norms[0] / norms[1] == pytest.approx(4.0, rel=0.02)


def test_that_the_distributions_are_softened_at_the_position(pair: Pair, ids):
    held = hold(*pair, ids)
    effects = effect_of(held, alpha=0.5, temperature=2.5, position=7)
    wanted = [
        (logits_kv.double() / 2.5).softmax(-1) for logits_kv in (held.teacher_kv, held.student_kv)
    ]
    ids_j = effects.candidates.ids_j
    assert ids[8] in ids_j
    np.testing.assert_allclose(effects.candidates.teacher_j, wanted[0][7][ids_j], atol=1e-5)
    np.testing.assert_allclose(effects.candidates.student_j, wanted[1][7][ids_j], atol=1e-5)
    entropies = [-(p * p.log()).sum(-1).mean().item() for p in wanted]
    assert [effects.teacher_entropy, effects.student_entropy] == pytest.approx(entropies, abs=1e-4)


def test_that_entropies_grow_towards_that_of_the_even_distribution(pair: Pair, ids):
    held = hold(*pair, ids)
    entropies = [
        effect_of(held, alpha=0.5, temperature=tau).teacher_entropy for tau in (0.25, 1, 4)
    ]
    assert entropies == sorted(entropies)
    flat = effect_of(held, alpha=0.5, temperature=1e5).teacher_entropy
    assert flat == pytest.approx(np.log(VOCABULARY), abs=1e-3)


def test_that_a_student_who_equals_its_teacher_has_no_soft_gradient(pair: Pair, ids):
    teacher, _ = pair
    effects = effect_of(hold(teacher, teacher, ids), alpha=1.0, temperature=2.0)
    assert effects.soft == 0.0
    assert effects.gradient_norm == pytest.approx(0.0, abs=1e-6)


def test_that_another_divergence_takes_the_place_of_kl():
    teacher_kv = torch.tensor([[1.0, 0.0, 0.0]])
    held = hold_logits(teacher_kv, torch.zeros(1, 3), torch.tensor([0]))
    effects = effect(
        held,
        lambda one_kv, other_kv: (one_kv - other_kv).square().mean(-1),
        alpha=1.0,
        temperature=1.0,
        position=0,
        top_k=3,
    )
    assert effects.soft == pytest.approx(1 / 3)
    assert effects.gradient_norm == pytest.approx(2 / 3)


def test_that_no_more_positions_are_held_than_a_move_can_take(pair: Pair):
    long = [1, 2, 3] * 40
    assert hold(*pair, long).targets_k.tolist() == long[1 : MOST_POSITIONS + 1]
    short = model(3, context=12)
    assert len(hold(pair[0], short, long).targets_k) == 12
