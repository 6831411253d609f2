import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from workbench.models import estimate
from workbench.models.build import build, build_empty
from workbench.models.spec import (
    BERT_PRESETS,
    LLAMA_PRESETS,
    PRESETS,
    AnyModelSpec,
    BertSpec,
    GPTSpec,
    LlamaSpec,
)


@settings(max_examples=30, deadline=None)
@given(
    num_layers=st.integers(1, 5),
    num_heads=st.integers(1, 4),
    head_size=st.integers(4, 9),
    ffn_size=st.integers(0, 50),
    context=st.integers(2, 30),
    tied=st.booleans(),
    vocabulary_size=st.integers(8, 100),
)
def test_that_parameters_are_counted_as_the_module_has_them(
    num_layers: int,
    num_heads: int,
    head_size: int,
    ffn_size: int,
    context: int,
    tied: bool,
    vocabulary_size: int,
) -> None:
    spec = GPTSpec(
        num_layers=num_layers,
        hidden_size=num_heads * head_size,
        num_heads=num_heads,
        ffn_size=ffn_size,
        context=context,
        tied_embeddings=tied,
    )
    module = build_empty(spec, vocabulary_size)
    expected = sum(parameter.numel() for parameter in module.parameters())
    assert estimate.count_parameters(spec, vocabulary_size) == expected


@pytest.mark.parametrize(
    "spec",
    [
        LlamaSpec(num_layers=3, hidden_size=48, num_heads=6, num_kv_heads=2, qkv_bias=True),
        LlamaSpec(num_layers=1, hidden_size=20, num_heads=2, ffn_size=30, tied_embeddings=False),
        BertSpec(num_layers=3, hidden_size=48, num_heads=6, context=20),
        BertSpec(num_layers=1, hidden_size=24, num_heads=2, norm_position="pre", pooler=False),
        BertSpec(num_layers=1, hidden_size=24, num_heads=2, num_segments=0, masked_head=False),
        BertSpec(num_layers=1, hidden_size=24, num_heads=2, tied_embeddings=False),
    ],
)
def test_that_every_architectures_parameters_are_counted(spec: AnyModelSpec) -> None:
    expected = sum(parameter.numel() for parameter in build_empty(spec, 61).parameters())
    assert estimate.count_parameters(spec, 61) == expected


def test_that_published_sizes_are_reached() -> None:
    """Google's BERT: 110 M for base, 4.4 M for tiny, with a vocabulary of 30,522."""
    specs = {preset.name: preset.spec for preset in BERT_PRESETS}
    tiny = specs["bert-tiny"].model_copy(update={"context": 512})
    assert estimate.count_parameters(specs["bert-base"], 30_522) == pytest.approx(110e6, rel=0.01)
    assert estimate.count_parameters(tiny, 30_522) == pytest.approx(4.4e6, rel=0.02)
    assert all(isinstance(preset.spec, LlamaSpec) for preset in LLAMA_PRESETS)


def test_that_presets_have_the_sizes_their_names_promise() -> None:
    sizes = {
        preset.name: estimate.count_parameters(
            preset.spec, 50_257 if "gpt2" in preset.name else 2_048
        )
        for preset in PRESETS
    }
    assert sizes["tiny"] == pytest.approx(1e6, rel=0.15)
    assert sizes["gpt2-small"] == 124_439_808
    assert sorted(sizes.values()) == list(sizes.values())


@pytest.mark.parametrize(
    "spec",
    [
        GPTSpec(num_layers=2, hidden_size=64, num_heads=2, context=32),
        LlamaSpec(num_layers=2, hidden_size=64, num_heads=4, num_kv_heads=2, context=32),
    ],
)
def test_that_forward_flops_equal_torchs_count(spec: GPTSpec | LlamaSpec) -> None:
    model = build(spec, 100).eval()
    plain_attention = sdpa_kernel(SDPBackend.MATH)  # the counter does not know the fused kernel
    with plain_attention, FlopCounterMode(display=False) as counter, torch.no_grad():
        model(torch.zeros(3, 32, dtype=torch.long))
    expected = counter.get_total_flops() / (3 * 32)
    assert estimate.forward_flops_per_token(spec, 100) == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
@pytest.mark.parametrize(
    "spec",
    [
        GPTSpec(num_layers=3, hidden_size=64, num_heads=4, context=64),
        LlamaSpec(num_layers=3, hidden_size=64, num_heads=4, context=64),
        BertSpec(num_layers=3, hidden_size=64, num_heads=4, context=64),
    ],
)
def test_that_the_activations_estimate_is_what_autograd_keeps(
    spec: AnyModelSpec, precision: estimate.Precision
) -> None:
    model = build(spec, 50)
    own = {parameter.untyped_storage().data_ptr() for parameter in model.parameters()}
    kept: dict[int, int] = {}
    alive: list[Tensor] = []

    def keep(tensor: Tensor) -> Tensor:
        storage = tensor.untyped_storage()
        is_per_token = tensor.shape[0] in (5, 5 * 64)
        if is_per_token and storage.data_ptr() not in own:
            kept[storage.data_ptr()] = storage.nbytes()
            alive.append(tensor)
        return tensor

    with (
        torch.autograd.graph.saved_tensors_hooks(keep, lambda tensor: tensor),
        torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16"),
    ):
        model.hidden(torch.zeros(5, 64, dtype=torch.long))
    expected = sum(kept.values()) / (5 * 64)
    assert estimate.activation_bytes_per_token(spec, precision) == pytest.approx(expected, rel=0.1)
