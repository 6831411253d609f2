"""DoLa against transformers-community's definition of it, on transformers' own model."""

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from hugging_face import gpt2_twin, lively, llama_twin
from torch import Tensor

from workbench.errors import BadInput
from workbench.generation.decode import generate
from workbench.generation.spec import Dola, parse_strategy
from workbench.generation.strategies.dola import layers_of
from workbench.models.architectures.gpt import GPT
from workbench.models.architectures.llama import Llama
from workbench.models.build import Decoder, build
from workbench.models.spec import GPTSpec, LlamaSpec
from workbench.spec import BadSpec

SIZES: dict[str, Any] = {"num_layers": 4, "hidden_size": 32, "num_heads": 4, "context": 64}
PROMPT = [3, 17, 40]


@pytest.fixture(scope="module", params=["gpt", "llama"])
def pair(request: pytest.FixtureRequest) -> tuple[Decoder, Any]:
    if request.param == "gpt":
        gpt_spec = GPTSpec(**SIZES)
        model = lively(build(gpt_spec, 61, seed=5), amount=0.15).eval().requires_grad_(False)
        assert isinstance(model, GPT)
        return model, gpt2_twin(gpt_spec, model)
    spec = LlamaSpec(**SIZES, num_kv_heads=2, tied_embeddings=False)
    llama = lively(build(spec, 61, seed=5), amount=0.15).eval().requires_grad_(False)
    assert isinstance(llama, Llama)
    return llama, llama_twin(spec, llama)


def select_contrast(layers: list[int], earlier: dict[int, Tensor], final: Tensor) -> Tensor:
    """`_dola_select_contrast` and `_relative_top_filter`."""
    if len(layers) == 1:
        base = earlier[layers[0]]
    else:
        stacked = torch.stack([earlier[i] for i in layers], dim=0)
        average = 0.5 * (final.softmax(-1)[None] + stacked.softmax(-1))
        kl1 = F.kl_div(final.log_softmax(-1)[None], average, reduction="none").mean(-1)
        kl2 = F.kl_div(stacked.log_softmax(-1), average, reduction="none").mean(-1)
        base = earlier[layers[int((0.5 * (kl1 + kl2)).mean(-1).argmax())]]
    scores, baseline = final.log_softmax(-1), base.log_softmax(-1)
    threshold = (scores.max(-1).values + torch.tensor(0.1).log())[..., None]
    baseline[scores < threshold] = -1e-3
    scores[scores < threshold] = -float("inf")
    return scores - baseline


@pytest.mark.slow
@pytest.mark.parametrize("named", ["low", "high", "0,1,3", "2"])
def test_that_the_text_is_that_of_the_definition(pair: tuple[Decoder, Any], named: str) -> None:
    model, twin = pair
    layers = {"low": [2] if model.head is None else [0], "high": [2]}.get(named)
    layers = layers or [int(one) for one in named.split(",")]
    assert list(layers_of(named, model)) == layers
    ids, greedy = list(PROMPT), list(PROMPT)
    for _ in range(12):
        seen = twin(torch.tensor([ids]), output_hidden_states=True)
        head = twin.get_output_embeddings()
        earlier = {layer: head(seen.hidden_states[layer][:, -1]) for layer in layers}
        ids.append(int(select_contrast(layers, earlier, seen.logits[:, -1]).argmax()))
        greedy.append(int(twin(torch.tensor([greedy])).logits[0, -1].argmax()))
    tokens = generate(model, PROMPT, Dola(dola_layers=named), max_new_tokens=12)
    assert [token.id for token in tokens] == ids[3:]
    assert ids != greedy


def test_that_layers_are_those_of_transformers_for_any_depth(pair: tuple[Decoder, Any]) -> None:
    model, is_tied = pair[0], pair[0].head is None

    class Deep:
        head = model.head

        def __init__(self, num_layers: int) -> None:
            self.num_layers = num_layers

    def layers(named: str, depth: int) -> list[int]:
        deep: Any = Deep(depth)
        return list(layers_of(named, deep))

    assert layers("low", 12) == ([2, 4] if is_tied else [0, 2, 4])
    assert layers("high", 12) == [6, 8, 10]
    assert layers("low", 48) == list(range(2 if is_tied else 0, 20, 2))
    assert layers("high", 48) == list(range(28, 48, 2))
    assert layers("low", 1) == [0]


def test_that_layers_that_are_none_are_named(pair: tuple[Decoder, Any]) -> None:
    assert parse_strategy("dola(dola_layers=[0, 2])") == Dola(dola_layers="0,2")
    with pytest.raises(BadSpec, match="'lower' are no layers; write low, high or 0,2,4"):
        parse_strategy("dola(dola_layers=lower)")
    with pytest.raises(BadInput, match="of 4 layers has none of the layers 4,9"):
        list(generate(pair[0], PROMPT, parse_strategy("dola(dola_layers='4,9')"), max_new_tokens=1))
