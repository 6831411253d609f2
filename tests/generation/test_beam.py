import itertools
from typing import Any

import pytest
import torch
from hugging_face import gpt2_twin, lively, llama_twin
from torch import Tensor
from transformers import GPT2LMHeadModel, LlamaForCausalLM, Qwen2ForCausalLM

from workbench.generation.decode import generate
from workbench.generation.spec import Beam, parse_strategy
from workbench.models.architectures.gpt import GPT
from workbench.models.architectures.llama import Llama
from workbench.models.build import Decoder, build
from workbench.models.spec import GPTSpec, LlamaSpec

VOCABULARY_SIZE = 61
SPECS: dict[str, GPTSpec | LlamaSpec] = {
    "gpt": GPTSpec(num_layers=2, hidden_size=32, num_heads=4, context=64),
    "llama": LlamaSpec(num_layers=2, hidden_size=32, num_heads=4, num_kv_heads=2, context=64),
}
Pair = tuple[Decoder, GPT2LMHeadModel | LlamaForCausalLM | Qwen2ForCausalLM]


@pytest.fixture(scope="module", params=SPECS)
def pair(request: pytest.FixtureRequest) -> Pair:
    spec = SPECS[request.param]
    model = lively(build(spec, VOCABULARY_SIZE, seed=5), amount=0.15).eval().requires_grad_(False)
    if isinstance(spec, GPTSpec):
        assert isinstance(model, GPT)
        return model, gpt2_twin(spec, model)
    assert isinstance(model, Llama)
    return model, llama_twin(spec, model)


def ids_of(model: Decoder, prompt: list[int], strategy: Beam, **ends: Any) -> list[int]:
    return [token.id for token in generate(model, prompt, strategy, **ends)]


def hugging_faces(
    pair: Pair, prompt: list[int], strategy: Beam, max_new_tokens: int, eos: int | None
) -> list[int]:
    ids_1t = torch.tensor([prompt])
    flags = {"true": True, "false": False}
    ids_bt = pair[1].generate(
        ids_1t,
        attention_mask=torch.ones_like(ids_1t),
        max_new_tokens=max_new_tokens,
        do_sample=False,
        num_beams=strategy.num_beams,
        length_penalty=strategy.length_penalty,
        early_stopping=flags.get(strategy.early_stopping, "never"),
        eos_token_id=eos,
        pad_token_id=0,
    )
    return ids_bt[0, len(prompt) :].tolist()


@pytest.mark.slow
@pytest.mark.parametrize("num_beams", [2, 3, 8, 40])
def test_that_the_best_text_without_an_end_token_equals_hugging_faces(
    pair: Pair, num_beams: int
) -> None:
    for first in range(3):
        prompt, strategy = [first, 20, 31], Beam(num_beams=num_beams)
        ours = ids_of(pair[0], prompt, strategy, max_new_tokens=20)
        assert ours == hugging_faces(pair, prompt, strategy, 20, None)


@pytest.mark.slow
@pytest.mark.parametrize("early_stopping", ["true", "false", "never"])
@pytest.mark.parametrize("length_penalty", [-1.0, 0.0, 0.6, 1.0, 2.0])
def test_that_texts_that_end_equal_hugging_faces(
    pair: Pair, early_stopping: str, length_penalty: float
) -> None:
    lengths = set()
    for first, num_beams in ((0, 2), (1, 4), (2, 3)):
        prompt = [first, 17, 40]
        strategy = Beam.model_validate(
            {
                "num_beams": num_beams,
                "length_penalty": length_penalty,
                "early_stopping": early_stopping,
            }
        )
        free = ids_of(pair[0], prompt, strategy, max_new_tokens=14)
        for eos in {free[4], free[9], 11}:
            ours = ids_of(pair[0], prompt, strategy, max_new_tokens=14, eos=eos)
            assert ours == hugging_faces(pair, prompt, strategy, 14, eos)
            lengths.add(len(ours))
    assert length_penalty > 1 or len(lengths) > 2


def test_that_four_beams_equal_hugging_faces(pair: Pair) -> None:
    for first in range(2):
        prompt, strategy = [first, 17, 40], Beam(num_beams=4)
        ours = ids_of(pair[0], prompt, strategy, max_new_tokens=12, eos=11)
        assert ours == hugging_faces(pair, prompt, strategy, 12, 11)


@pytest.mark.slow
def test_that_beam_search_finds_a_likelier_text_than_greedy_decoding(pair: Pair) -> None:
    def log_probability(text: str, prompt: list[int]) -> float:
        tokens = generate(pair[0], prompt, parse_strategy(text), max_new_tokens=20)
        return sum(token.log_probability for token in tokens)

    prompts = [[first, 20] for first in range(10)]
    gains = [
        log_probability("beam(num_beams=8)", prompt) - log_probability("greedy", prompt)
        for prompt in prompts
    ]
    assert sum(gains) > 0


def test_that_tokens_come_before_the_search_has_ended(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, steps = pair[0], itertools.count()
    hidden = model.hidden

    def counted(*arguments: Any, **settings: Any) -> Tensor:
        next(steps)
        return hidden(*arguments, **settings)

    monkeypatch.setattr(model, "hidden", counted)
    next(generate(model, [3, 20], Beam(num_beams=2), max_new_tokens=60))
    assert next(steps) < 40


def test_that_more_beams_than_tokens_are_no_trouble() -> None:
    spec = GPTSpec(num_layers=1, hidden_size=16, num_heads=2, context=16)
    model = lively(build(spec, 5, seed=1)).eval()
    text = ids_of(model, [1], Beam(num_beams=30), max_new_tokens=40)
    assert len(text) == 40


@pytest.mark.parametrize(("text", "early_stopping"), [("true", "true"), ("never", "never")])
def test_that_early_stopping_is_written_as_in_transformers(text: str, early_stopping: str) -> None:
    strategy = parse_strategy(f"beam(early_stopping={text})")
    assert strategy == Beam.model_validate({"early_stopping": early_stopping})
    assert Beam.model_validate({"early_stopping": True}).early_stopping == "true"
