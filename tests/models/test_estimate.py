import pytest
import torch
from torch import Tensor
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from workbench.models.build import build
from workbench.models.size import estimate
from workbench.models.spec import (
    BERT_PRESETS,
    LLAMA_PRESETS,
    PRESETS,
    AnyModelSpec,
    BertSpec,
    GPTSpec,
    LlamaSpec,
)
from workbench.training.optimizing.optimizers import build_optimizer
from workbench.training.optimizing.spec import OptimizerSpec
from workbench.training.trained_modules import TrainedModules


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
    # The counter knows neither the fused kernel nor oneDNN, which runs without gradients.
    plain_attention = sdpa_kernel(SDPBackend.MATH)
    with plain_attention, FlopCounterMode(display=False) as counter:
        model(torch.zeros(3, 32, dtype=torch.long))
    expected = counter.get_total_flops() / (3 * 32)
    assert estimate.forward_flops_per_token(spec, 100) == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize("iterations", [1, 5])
@pytest.mark.parametrize(
    "spec",
    [
        GPTSpec(num_layers=3, hidden_size=64, num_heads=2, context=32),
        LlamaSpec(num_layers=3, hidden_size=64, num_heads=4, num_kv_heads=2, context=32),
    ],
)
def test_that_muons_flops_are_those_that_torch_counts_in_its_step(
    spec: GPTSpec | LlamaSpec, iterations: int
) -> None:
    model = build(spec, 100)
    optimizing = OptimizerSpec(algorithm="muon", muon_iterations=iterations)
    optimizer = build_optimizer(optimizing, TrainedModules(model))
    for parameter in model.parameters():
        parameter.grad = torch.ones_like(parameter)
    with FlopCounterMode(display=False) as counter:
        optimizer.step()
    assert estimate.muon_flops(spec, iterations) == counter.get_total_flops()


@pytest.mark.parametrize("precision", ["fp32", "bf16"])
@pytest.mark.parametrize(
    "spec",
    [
        GPTSpec(num_layers=3, hidden_size=64, num_heads=4, context=64),
        LlamaSpec(num_layers=3, hidden_size=64, num_heads=4, context=64),
        LlamaSpec(num_layers=3, hidden_size=64, num_heads=4, context=64, qk_norm=True),
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
