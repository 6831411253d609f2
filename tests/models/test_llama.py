import pytest
import torch
import torch.nn.functional as F
from hugging_face import lively, llama_twin
from hypothesis import given, settings
from hypothesis import strategies as st
from typed_keywords import Close

from workbench.models.architectures.llama import Llama
from workbench.models.blocks.trace import Trace
from workbench.models.build import build
from workbench.models.spec import LlamaSpec
from workbench.spec import BadSpec, validate

VOCABULARY_SIZE = 97


def spec_of(**changed: object) -> LlamaSpec:
    plain = {"num_layers": 2, "hidden_size": 48, "num_heads": 4, "context": 32, **changed}
    return validate(LlamaSpec, plain)


def random_ids(batch: int, tokens: int, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(VOCABULARY_SIZE, (batch, tokens), generator=generator)


@settings(max_examples=10, deadline=None)
@given(
    num_layers=st.integers(1, 3),
    heads=st.sampled_from([(1, 0), (2, 1), (4, 2), (4, 0), (6, 3)]),
    head_size=st.sampled_from([4, 6, 10]),
    tokens=st.integers(1, 16),
    theta=st.sampled_from([100.0, 10_000.0]),
    biased=st.booleans(),
    tied=st.booleans(),
)
def test_that_logits_states_and_attention_equal_hugging_faces_llama_and_qwen2(
    num_layers: int,
    heads: tuple[int, int],
    head_size: int,
    tokens: int,
    theta: float,
    biased: bool,
    tied: bool,
) -> None:
    spec = LlamaSpec(
        num_layers=num_layers,
        hidden_size=heads[0] * head_size,
        num_heads=heads[0],
        num_kv_heads=heads[1],
        context=16,
        rope_theta=theta,
        qkv_bias=biased,
        tied_embeddings=tied,
    )
    model = lively(build(spec, VOCABULARY_SIZE, seed=1)).eval()
    ids_bt = random_ids(2, tokens)
    trace = Trace(range(num_layers), hidden=True)
    with torch.no_grad():
        logits_btv = F.linear(model.hidden(ids_bt, trace=trace), model.head_weight)
        assert isinstance(model, Llama)
        twin = llama_twin(spec, model)
        expected = twin(ids_bt, output_hidden_states=True, output_attentions=True)
    close: Close = {"atol": 1e-5, "rtol": 1e-5}
    torch.testing.assert_close(logits_btv, expected.logits, **close)
    torch.testing.assert_close(tuple(trace.hidden_btc), tuple(expected.hidden_states), **close)
    for layer, attention_bhqk in enumerate(expected.attentions):
        torch.testing.assert_close(trace.attention_bhqk[layer], attention_bhqk, **close)


def test_that_later_tokens_do_not_change_earlier_logits() -> None:
    model = lively(build(spec_of(), VOCABULARY_SIZE)).eval()
    ids_bt = random_ids(1, 20)
    changed_bt = ids_bt.clone()
    changed_bt[0, 10:] = (changed_bt[0, 10:] + 1) % VOCABULARY_SIZE
    with torch.no_grad():
        torch.testing.assert_close(model(ids_bt)[:, :10], model(changed_bt)[:, :10])


def test_that_heads_and_widths_that_do_not_fit_are_answered_with_ones_that_do() -> None:
    with pytest.raises(BadSpec, match=r"head of width 3 cannot be cut into pairs; .* width of 16"):
        validate(LlamaSpec, {"hidden_size": 12, "num_heads": 4})
    with pytest.raises(BadSpec, match="4 heads cannot share 3 key-value heads evenly"):
        validate(LlamaSpec, {"hidden_size": 16, "num_heads": 4, "num_kv_heads": 3})


def test_that_the_gated_width_keeps_the_size_of_four_times_the_width() -> None:
    spec = LlamaSpec(hidden_size=384, num_heads=6)
    assert spec.inner_size == 1024
