import pytest
import torch
import torch.nn.functional as F
from hugging_face import gpt2_twin, lively
from hypothesis import given, settings
from hypothesis import strategies as st
from typed_keywords import Close

from workbench.models.architectures.gpt import GPTBlock
from workbench.models.blocks.trace import Trace
from workbench.models.build import build
from workbench.models.spec import ActivationName, GPTSpec
from workbench.spec import validate

VOCABULARY_SIZE = 97


def spec_of(**changed: object) -> GPTSpec:
    plain = {"num_layers": 3, "hidden_size": 48, "num_heads": 4, "context": 32, **changed}
    return validate(GPTSpec, plain)


def random_ids(batch: int, tokens: int, seed: int = 0) -> torch.Tensor:
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(VOCABULARY_SIZE, (batch, tokens), generator=generator)


@settings(max_examples=12, deadline=None)
@given(
    num_layers=st.integers(1, 4),
    num_heads=st.sampled_from([1, 2, 3]),
    head_size=st.sampled_from([4, 8, 10]),
    tokens=st.integers(1, 16),
    activation=st.sampled_from(["gelu_tanh", "gelu", "relu"]),
    ffn_size=st.sampled_from([0, 20]),
)
def test_that_logits_states_and_attention_equal_hugging_faces(
    num_layers: int,
    num_heads: int,
    head_size: int,
    tokens: int,
    activation: ActivationName,
    ffn_size: int,
) -> None:
    spec = GPTSpec(
        num_layers=num_layers,
        hidden_size=num_heads * head_size,
        num_heads=num_heads,
        ffn_size=ffn_size,
        context=16,
        activation=activation,
    )
    model = lively(build(spec, VOCABULARY_SIZE, seed=1)).eval()
    ids_bt = random_ids(2, tokens)
    trace = Trace(range(num_layers), hidden=True)
    with torch.no_grad():
        logits_btv = F.linear(model.hidden(ids_bt, trace=trace), model.head_weight)
        expected = gpt2_twin(spec, model)(ids_bt, output_hidden_states=True, output_attentions=True)
    close: Close = {"atol": 1e-5, "rtol": 1e-5}
    torch.testing.assert_close(logits_btv, expected.logits, **close)
    torch.testing.assert_close(tuple(trace.hidden_btc), tuple(expected.hidden_states), **close)
    for layer, attention_bhqk in enumerate(expected.attentions):
        torch.testing.assert_close(trace.attention_bhqk[layer], attention_bhqk, **close)


def test_that_gradients_equal_hugging_faces() -> None:
    spec = spec_of()
    model = lively(build(spec, VOCABULARY_SIZE))
    twin = gpt2_twin(spec, model)
    ids_bt = random_ids(2, 20)
    F.cross_entropy(model(ids_bt)[:, :-1].flatten(0, 1), ids_bt[:, 1:].flatten()).backward()
    twin(ids_bt, labels=ids_bt).loss.backward()
    ours = model.token_embedding.weight.grad
    torch.testing.assert_close(ours, twin.transformer.wte.weight.grad, atol=1e-5, rtol=1e-4)


def test_that_later_tokens_do_not_change_earlier_logits() -> None:
    model = lively(build(spec_of(), VOCABULARY_SIZE)).eval()
    ids_bt = random_ids(1, 20)
    changed_bt = ids_bt.clone()
    changed_bt[0, 10:] = (changed_bt[0, 10:] + 1) % VOCABULARY_SIZE
    with torch.no_grad():
        torch.testing.assert_close(model(ids_bt)[:, :10], model(changed_bt)[:, :10])


def test_that_weights_depend_on_the_seed_alone_and_leave_global_randomness_alone() -> None:
    torch.manual_seed(3)
    before = torch.get_rng_state()
    first, again, other = (build(spec_of(), 20, seed=seed) for seed in (1, 1, 2))
    assert torch.equal(before, torch.get_rng_state())
    assert torch.equal(first.head_weight, again.head_weight)
    assert not torch.equal(first.head_weight, other.head_weight)


def test_that_initialisation_is_gpt_2s() -> None:
    model = build(spec_of(num_layers=8, hidden_size=128), 500)
    block = model.blocks[3]
    assert isinstance(block, GPTBlock)
    assert block.qkv.weight.std().item() == pytest.approx(0.02, rel=0.05)
    assert block.ffn_out.weight.std().item() == pytest.approx(0.02 / 4, rel=0.05)
    assert block.attention_out.weight.std().item() == pytest.approx(0.02 / 4, rel=0.05)
    assert not block.qkv.bias.any()
    assert torch.equal(block.ffn_norm.get_parameter("weight"), torch.ones(128))


def test_that_dropout_acts_in_training_alone_and_follows_the_global_seed() -> None:
    model = build(spec_of(dropout=0.5), VOCABULARY_SIZE)
    ids_bt = random_ids(2, 8)
    outputs = []
    for seed in (1, 1, 2):
        torch.manual_seed(seed)
        outputs.append(model(ids_bt))
    assert torch.equal(outputs[0], outputs[1])
    assert not torch.equal(outputs[0], outputs[2])
    model.eval()
    assert torch.equal(model(ids_bt), model(ids_bt))


def test_that_an_untied_head_has_weights_of_its_own() -> None:
    model = build(spec_of(tied_embeddings=False), VOCABULARY_SIZE)
    assert model.head_weight is not model.token_embedding.weight
    assert model(random_ids(1, 4)).shape == (1, 4, VOCABULARY_SIZE)
