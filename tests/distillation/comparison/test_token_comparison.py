"""The comparison against float64 sums over the whole vocabulary."""

import numpy as np
import pytest
import torch

from workbench.distillation.comparison.tokens import candidates_after, compare_tokens
from workbench.errors import BadInput
from workbench.generation.scoring import score
from workbench.models.architectures.gpt import GPT
from workbench.models.build import build
from workbench.models.spec import GPTSpec, LlamaSpec

VOCABULARY = 31


def sharp(model):
    """Sharper than at random, so that the models differ."""
    with torch.no_grad():
        model.token_embedding.weight.mul_(20.0)
    return model.eval()


@pytest.fixture(scope="module")
def teacher() -> GPT:
    spec = GPTSpec(num_layers=2, hidden_size=16, num_heads=2, context=24)
    return sharp(build(spec, VOCABULARY, seed=1))


@pytest.fixture(scope="module")
def student():
    spec = LlamaSpec(num_layers=1, hidden_size=8, num_heads=2, context=16)
    return sharp(build(spec, VOCABULARY, seed=2))


@pytest.fixture
def ids() -> list[int]:
    return np.random.default_rng(0).integers(0, VOCABULARY, 41).tolist()


def log_softmax(logits):
    shifted = logits - logits.max(-1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(-1, keepdims=True))


def distributions(model, ids, context):
    """log p (t, v) in float64, in windows of `context`, from all logits at once."""
    with torch.no_grad():
        parts = [
            model(torch.tensor([ids[begin : begin + context]]))[0]
            for begin in range(0, len(ids) - 1, context)
        ]
    return log_softmax(torch.cat(parts)[: len(ids) - 1].double().numpy())


def test_that_every_figure_is_its_sum_over_the_vocabulary(teacher, student, ids):
    comparison = compare_tokens(teacher, student, ids)
    p, q = (distributions(model, ids, 16) for model in (teacher, student))
    np.testing.assert_allclose(comparison.kl_t, (np.exp(p) * (p - q)).sum(-1), atol=1e-4)
    for scores, log in ((comparison.teacher, p), (comparison.student, q)):
        chosen = log[np.arange(len(log)), ids[1:]]
        np.testing.assert_allclose(scores.log_probabilities_t, chosen, atol=1e-4)
        np.testing.assert_allclose(scores.entropies_t, -(np.exp(log) * log).sum(-1), atol=1e-4)
        assert np.array_equal(scores.ranks_t, (log > chosen[:, None]).sum(-1) + 1)
        assert scores.ids_t.tolist() == ids[1:]
    assert np.array_equal(comparison.agreement_t, p.argmax(-1) == q.argmax(-1))
    assert comparison.kl == pytest.approx(comparison.kl_t.mean(dtype=np.float64))
    assert comparison.excess == pytest.approx(comparison.student.loss - comparison.teacher.loss)


def test_that_a_model_differs_in_nothing_from_itself(teacher, ids):
    comparison = compare_tokens(teacher, teacher, ids)
    assert comparison.kl_t.tolist() == [0.0] * (len(ids) - 1)
    assert comparison.excess == 0.0
    assert comparison.agreement == 1.0


def test_that_losses_are_those_of_scoring(teacher, student, ids):
    """The shorter context decides the windows, so only its model scores the same alone."""
    comparison = compare_tokens(teacher, student, ids)
    assert comparison.student.loss == pytest.approx(score(student, ids).loss, abs=1e-6)
    assert comparison.teacher.loss != pytest.approx(score(teacher, ids).loss, abs=1e-6)
    first = ids[:17]
    whole = compare_tokens(teacher, student, first)
    assert whole.teacher.loss == pytest.approx(score(teacher, first).loss, abs=1e-6)


def test_that_chunks_change_nothing(teacher, student, ids, monkeypatch):
    whole = compare_tokens(teacher, student, ids)
    monkeypatch.setattr("workbench.distillation.comparison.tokens.CHUNK_TOKENS", 3)
    chunked = compare_tokens(teacher, student, ids)
    np.testing.assert_allclose(chunked.kl_t, whole.kl_t, atol=1e-5)
    assert np.array_equal(chunked.student.ranks_t, whole.student.ranks_t)


@pytest.mark.parametrize("position", [1, 15, 16, 17, 32, 33, 40])
def test_that_candidates_are_what_was_compared_at_that_place(teacher, student, ids, position):
    candidates = candidates_after(teacher, student, ids[: position + 1], top_k=4)
    compared = compare_tokens(teacher, student, ids)
    p, q = (np.exp(distributions(model, ids, 16)[position - 1]) for model in (teacher, student))
    best = {*np.argsort(-p)[:4].tolist(), *np.argsort(-q)[:4].tolist(), ids[position]}
    assert set(candidates.ids_j.tolist()) == best
    assert candidates.teacher_j.tolist() == sorted(candidates.teacher_j.tolist(), reverse=True)
    np.testing.assert_allclose(candidates.teacher_j, p[candidates.ids_j], atol=1e-5)
    np.testing.assert_allclose(candidates.student_j, q[candidates.ids_j], atol=1e-5)
    here = compared.teacher.entropies_t[position - 1]
    assert candidates.teacher_entropy == pytest.approx(here, abs=1e-4)
    true = candidates.student_j[candidates.ids_j.tolist().index(ids[position])]
    assert np.log(true) == pytest.approx(
        compared.student.log_probabilities_t[position - 1], abs=1e-4
    )


def test_that_one_token_has_nothing_to_compare(teacher, student):
    for ask in (
        lambda: compare_tokens(teacher, student, [3]),
        lambda: candidates_after(teacher, student, [3], top_k=2),
    ):
        with pytest.raises(BadInput, match="two tokens"):
            ask()
