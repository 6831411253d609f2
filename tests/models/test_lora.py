import pytest
import torch
from torch.nn import functional as F
from typed_keywords import Sizes

from workbench.models.architectures.bert import Bert
from workbench.models.build import Model, build
from workbench.models.lora.adapters import LoraLinear, adapt, merged
from workbench.models.lora.spec import LoraSpec
from workbench.models.spec import AnyModelSpec, BertSpec, GPTSpec, LlamaSpec

SIZES: Sizes = {"num_layers": 2, "hidden_size": 16, "num_heads": 2, "context": 12}
SPECS: list[AnyModelSpec] = [
    GPTSpec(**SIZES),
    BertSpec(**SIZES),
    LlamaSpec(**SIZES, num_kv_heads=1),
]
LORA = LoraSpec(rank=3, alpha=6.0, layers="all")
IDS = torch.arange(10).reshape(2, 5)


def adapted(spec: AnyModelSpec, *, learnt: bool, lora: LoraSpec = LORA) -> Model:
    """A model with adapters, which have learnt something or are as they begin."""
    model = build(spec, 20, seed=1, num_classes=3).eval()
    chance = torch.Generator().manual_seed(2)
    adapt(model, lora, chance)
    for module in model.modules():
        if learnt and isinstance(module, LoraLinear):
            torch.nn.init.normal_(module.lora_b, generator=chance)
    return model


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.family)
def test_that_new_adapters_change_nothing(spec: AnyModelSpec) -> None:
    plain = build(spec, 20, seed=1, num_classes=3).eval()
    assert torch.equal(adapted(spec, learnt=False).hidden(IDS), plain.hidden(IDS))


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.family)
def test_that_the_merged_model_computes_what_the_adapted_one_does(spec: AnyModelSpec) -> None:
    """In float64: rounding would hide a small mistake, and by chance exceeds any bound for it."""
    model = adapted(spec, learnt=True).double()
    plain = build(spec, 20, seed=7, num_classes=3).eval().double()
    plain.load_state_dict(merged(model.state_dict(), LORA))
    untouched = build(spec, 20, seed=1, num_classes=3).eval().double()
    torch.testing.assert_close(plain.hidden(IDS), model.hidden(IDS), atol=1e-10, rtol=1e-10)
    assert not torch.allclose(plain.hidden(IDS), untouched.hidden(IDS), atol=1e-2)


def test_that_an_adapter_adds_its_scaled_product() -> None:
    layer = torch.nn.Linear(5, 4)
    lora = LoraLinear(layer, LoraSpec(rank=2, alpha=6.0), torch.Generator())
    torch.nn.init.normal_(lora.lora_b)
    x = torch.randn(3, 5)
    expected = F.linear(x, layer.weight + 6.0 / 2 * lora.lora_b @ lora.lora_a, layer.bias)
    torch.testing.assert_close(lora(x), expected)


@pytest.mark.parametrize(("layers", "count"), [("attention", 2), ("all", 4)])
def test_that_only_adapters_and_the_classifier_learn(layers: str, count: int) -> None:
    lora = LoraSpec(rank=2, layers=layers)  # type: ignore[arg-type]
    model = adapted(BertSpec(**SIZES), learnt=True, lora=lora)
    assert isinstance(model, Bert)
    model.class_logits(model.hidden(IDS)[:, 0]).sum().backward()
    learning = {name for name, p in model.named_parameters() if p.grad is not None}
    assert {name for name in learning if "lora" not in name} == {
        "classifier.weight",
        "classifier.bias",
    }
    assert len(learning) == 2 + 2 * count * 2
