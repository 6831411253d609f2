import numpy as np
import pytest
import torch
import torch.nn.functional as F

from workbench.errors import BadInput
from workbench.generation.decode import generate
from workbench.generation.scoring import score
from workbench.generation.spec import Sample
from workbench.models.architectures.gpt import GPT
from workbench.models.build import build
from workbench.models.spec import GPTSpec

SPEC = GPTSpec(num_layers=1, hidden_size=16, num_heads=2, context=16)


@pytest.fixture(scope="module")
def model() -> GPT:
    return build(SPEC, 40, seed=1).eval()


def test_that_a_score_is_the_cross_entropy_of_each_token(model: GPT) -> None:
    ids = torch.randint(40, (12,)).tolist()
    scores = score(model, ids)
    with torch.no_grad():
        logits_tv = model(torch.tensor([ids[:-1]]))[0]
    expected_t = F.cross_entropy(logits_tv, torch.tensor(ids[1:]), reduction="none")
    np.testing.assert_allclose(-scores.log_probabilities_t, expected_t.numpy(), atol=1e-5)
    assert scores.loss == pytest.approx(expected_t.mean().item(), abs=1e-5)
    assert scores.ids_t.tolist() == ids[1:]


def test_that_written_text_scores_as_it_was_written(model: GPT) -> None:
    tokens = list(generate(model, [3], Sample(), seed=4, max_new_tokens=15))
    scores = score(model, [3, *(token.id for token in tokens)])
    assert scores.ranks_t.tolist() == [token.rank for token in tokens]
    np.testing.assert_allclose(
        scores.log_probabilities_t, [token.log_probability for token in tokens], atol=1e-5
    )
    np.testing.assert_allclose(scores.entropies_t, [token.entropy for token in tokens], atol=1e-5)


@pytest.mark.parametrize("tokens", [2, 16, 17, 18, 33, 34, 50])
def test_that_every_token_but_the_first_is_scored_once(model: GPT, tokens: int) -> None:
    ids = torch.randint(40, (tokens,)).tolist()
    scores = score(model, ids)
    assert scores.ids_t.tolist() == ids[1:]
    assert len(scores.log_probabilities_t) == len(scores.ranks_t) == tokens - 1
    assert np.isfinite(scores.log_probabilities_t).all()


def test_that_a_long_window_scores_the_same_in_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    long_model = build(GPTSpec(num_layers=1, hidden_size=8, num_heads=1, context=300), 40).eval()
    ids = torch.randint(40, (290,)).tolist()
    in_chunks = score(long_model, ids)
    monkeypatch.setattr("workbench.generation.scoring.CHUNK_TOKENS", 1000)
    whole = score(long_model, ids)
    np.testing.assert_allclose(in_chunks.log_probabilities_t, whole.log_probabilities_t, atol=1e-6)
    assert np.array_equal(in_chunks.ranks_t, whole.ranks_t)


def test_that_one_token_cannot_be_scored(model: GPT) -> None:
    with pytest.raises(BadInput):
        score(model, [1])
