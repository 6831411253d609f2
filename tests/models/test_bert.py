import pytest
import torch
from hugging_face import bert_twin, lively
from hypothesis import given, settings
from hypothesis import strategies as st
from typed_keywords import Close

from workbench.models.blocks.trace import Trace
from workbench.models.build import build
from workbench.models.spec import ActivationName, BertSpec
from workbench.spec import validate

VOCABULARY_SIZE = 97


def spec_of(**changed: object) -> BertSpec:
    plain = {"num_layers": 2, "hidden_size": 48, "num_heads": 4, "context": 32, **changed}
    return validate(BertSpec, plain)


def random_ids(batch: int, tokens: int, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(7, VOCABULARY_SIZE, (batch, tokens), generator=generator)


@settings(max_examples=10, deadline=None)
@given(
    num_layers=st.integers(1, 3),
    num_heads=st.sampled_from([1, 2, 3]),
    head_size=st.sampled_from([4, 8, 10]),
    tokens=st.integers(2, 16),
    padding=st.integers(0, 5),
    activation=st.sampled_from(["gelu_tanh", "gelu", "relu"]),
    epsilon=st.sampled_from([1e-12, 1e-5]),
)
def test_that_both_heads_states_and_attention_equal_hugging_faces(
    num_layers: int,
    num_heads: int,
    head_size: int,
    tokens: int,
    padding: int,
    activation: ActivationName,
    epsilon: float,
) -> None:
    spec = BertSpec(
        num_layers=num_layers,
        hidden_size=num_heads * head_size,
        num_heads=num_heads,
        context=16,
        activation=activation,
        norm_epsilon=epsilon,
    )
    model = lively(build(spec, VOCABULARY_SIZE, seed=1)).eval()
    ids_bt = random_ids(2, tokens)
    segments_bt = (torch.arange(tokens) > tokens // 2).long().expand(2, tokens)
    seen_bt = torch.ones(2, tokens, dtype=torch.bool)
    seen_bt[1, tokens - min(padding, tokens - 1) :] = False
    trace = Trace(range(num_layers), hidden=True)
    with torch.no_grad():
        hidden_btc = model.hidden(ids_bt, segments_bt=segments_bt, seen_bt=seen_bt, trace=trace)
        logits_btv = model.masked_logits(hidden_btc)
        next_b2 = model.next_sentence_logits(model.pooled(hidden_btc[:, 0]))
        expected = bert_twin(spec, model)(
            ids_bt,
            attention_mask=seen_bt.long(),
            token_type_ids=segments_bt,
            output_hidden_states=True,
            output_attentions=True,
        )
    close: Close = {"atol": 1e-5, "rtol": 1e-5}
    torch.testing.assert_close(logits_btv, expected.prediction_logits, **close)
    torch.testing.assert_close(next_b2, expected.seq_relationship_logits, **close)
    torch.testing.assert_close(tuple(trace.hidden_btc), tuple(expected.hidden_states), **close)
    for layer, attention_bhqk in enumerate(expected.attentions):
        torch.testing.assert_close(trace.attention_bhqk[layer], attention_bhqk, **close)


@pytest.mark.parametrize("position", ["pre", "post"])
def test_that_padding_changes_nothing_where_there_are_tokens(position: str) -> None:
    model = lively(build(spec_of(norm_position=position), VOCABULARY_SIZE)).eval()
    ids_bt = random_ids(2, 12)
    padded_bt = torch.cat([ids_bt, torch.zeros(2, 5, dtype=torch.long)], dim=1)
    seen_bt = torch.arange(17).expand(2, 17) < 12
    with torch.no_grad():
        alone_btc = model.hidden(ids_bt)
        padded_btc = model.hidden(padded_bt, seen_bt=seen_bt)
    torch.testing.assert_close(padded_btc[:, :12], alone_btc, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("position", ["pre", "post"])
def test_that_states_of_some_positions_equal_those_among_all(position: str) -> None:
    model = lively(build(spec_of(norm_position=position), VOCABULARY_SIZE)).eval()
    ids_bt = random_ids(3, 10)
    at_n = torch.tensor([0, 7, 13, 29])
    with torch.no_grad():
        some_nc = model.hidden(ids_bt, at_n=at_n)
        all_nc = model.hidden(ids_bt).flatten(0, 1)
    torch.testing.assert_close(some_nc, all_nc[at_n], atol=1e-5, rtol=1e-5)


def test_that_a_token_sees_those_after_it() -> None:
    model = lively(build(spec_of(), VOCABULARY_SIZE)).eval()
    ids_bt = random_ids(1, 10)
    changed_bt = ids_bt.clone()
    changed_bt[0, 9] = (changed_bt[0, 9] + 1) % VOCABULARY_SIZE
    with torch.no_grad():
        assert not torch.allclose(model.hidden(ids_bt)[:, 0], model.hidden(changed_bt)[:, 0])


def test_that_a_model_without_heads_only_encodes() -> None:
    model = build(spec_of(masked_head=False, pooler=False, num_segments=0), VOCABULARY_SIZE)
    assert model.masked_head is None
    assert model.pooler is None
    assert model.hidden(random_ids(1, 4)).shape == (1, 4, 48)
