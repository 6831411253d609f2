import pytest
import torch
from hugging_face import bert_twin, lively

from workbench.errors import BadInput
from workbench.generation.fill_mask import fill_masks, follows_probability
from workbench.models.build import build
from workbench.models.load import as_decoder, as_masked_model
from workbench.models.spec import BertSpec, GPTSpec
from workbench.tokenizers.special import CLS, MASK, SEP

VOCABULARY_SIZE = 61
SPEC = BertSpec(num_layers=2, hidden_size=24, num_heads=2, context=16)
IDS = [CLS, 9, MASK, 11, MASK, SEP, 20, 21, SEP]
SEGMENTS = [0] * 6 + [1] * 3


@pytest.fixture(scope="module")
def model():
    return lively(build(SPEC, VOCABULARY_SIZE, seed=3)).eval()


def test_that_candidates_are_hugging_faces_likeliest_tokens(model) -> None:
    with torch.no_grad():
        expected = bert_twin(SPEC, model)(torch.tensor([IDS])).prediction_logits.softmax(-1)[0]
    filled = fill_masks(model, IDS, MASK, top_k=5)
    assert [one.position for one in filled] == [2, 4]
    for one in filled:
        best = expected[one.position].topk(5)
        assert [candidate.id for candidate in one.candidates] == best.indices.tolist()
        probabilities = [candidate.probability for candidate in one.candidates]
        assert probabilities == pytest.approx(best.values.tolist(), abs=1e-5)


def test_that_barred_tokens_are_no_candidates(model) -> None:
    free = fill_masks(model, IDS, MASK, top_k=3)[0].candidates
    barred = fill_masks(model, IDS, MASK, top_k=3, barred=[free[0].id])[0].candidates
    assert [c.id for c in barred[:2]] == [c.id for c in free[1:]]


def test_that_following_is_hugging_faces_probability_of_label_0(model) -> None:
    with torch.no_grad():
        logits = bert_twin(SPEC, model)(
            torch.tensor([IDS]), token_type_ids=torch.tensor([SEGMENTS])
        ).seq_relationship_logits
    probability = follows_probability(model, IDS, SEGMENTS)
    assert probability == pytest.approx(logits.softmax(-1)[0, 0].item(), abs=1e-5)


def test_that_what_cannot_be_filled_in_is_said(model) -> None:
    with pytest.raises(BadInput, match=r"no \[MASK\] in the text"):
        fill_masks(model, [CLS, 9, SEP], MASK, top_k=3)
    with pytest.raises(BadInput, match="17 tokens, and this model reads at most 16"):
        fill_masks(model, [CLS, *[MASK] * 15, SEP], MASK, top_k=3)
    with pytest.raises(BadInput, match="does not write from left to right"):
        as_decoder(model)
    bare = build(SPEC.model_copy(update={"masked_head": False, "pooler": False}), VOCABULARY_SIZE)
    with pytest.raises(BadInput, match="came without its masked-token head"):
        as_masked_model(bare)
    with pytest.raises(BadInput, match="came without its next-sentence head"):
        follows_probability(bare, IDS, SEGMENTS)
    with pytest.raises(BadInput, match="has no mask to fill in"):
        as_masked_model(build(GPTSpec(num_layers=1, hidden_size=8, num_heads=2), VOCABULARY_SIZE))
