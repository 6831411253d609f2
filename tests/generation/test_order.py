"""The order of a strategy's steps: ours, transformers' and llama.cpp's."""

import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from byte_spelling import ByteSpelling
from decoding_references import hugging_faces_text
from hugging_face import gpt2_twin, lively
from llama_chain import chain
from llama_cpp_orders import compared
from torch import Tensor
from transformers import LogitsProcessor, LogitsProcessorList

from workbench.generation.decode import decoding_input, generate
from workbench.generation.filters.chain import filtered, filters_of
from workbench.generation.filters.likely import keep_top_n_sigma
from workbench.generation.filters.xtc import exclude_top_choices
from workbench.generation.order import steps_of
from workbench.generation.penalties.chain import penalised, penalties_of
from workbench.generation.penalties.repetition import penalise_presence_and_frequency
from workbench.generation.spec import STRATEGIES, Sample, parse_strategy
from workbench.generation.spelling import beginnings_of
from workbench.models.architectures.gpt import GPT
from workbench.models.build import build
from workbench.models.spec import GPTSpec
from workbench.spec import BadSpec

SPELLING = ByteSpelling()
SPEC = GPTSpec(num_layers=1, hidden_size=32, num_heads=2, context=64)
PROMPT = SPELLING.encode("and then the man and then")


@pytest.fixture(scope="module")
def model() -> GPT:
    made = lively(build(SPEC, SPELLING.vocabulary_size, seed=3), amount=0.2)
    assert isinstance(made, GPT)
    return made.eval().requires_grad_(False)


def random_settings(chance: random.Random) -> dict[str, Any]:
    ranges: dict[str, Any] = {
        "temperature": round(chance.uniform(0.4, 1.6), 2),
        "top_k": chance.randint(2, 90),
        "top_p": round(chance.uniform(0.3, 0.99), 2),
        "min_p": round(chance.uniform(0.001, 0.2), 3),
        "typical_p": round(chance.uniform(0.3, 0.99), 2),
        "top_n_sigma": round(chance.uniform(0.5, 3.0), 2),
        "repetition_penalty": round(chance.uniform(0.8, 1.5), 2),
        "presence_penalty": round(chance.uniform(-1.0, 1.0), 2),
        "frequency_penalty": round(chance.uniform(-1.0, 1.0), 2),
        "repeat_last_n": chance.choice([-1, 0, 3, 64]),
        "dry_multiplier": round(chance.uniform(0.1, 2.0), 2),
        "dry_sequence_breakers": ("d the", " "),
        "xtc_probability": 1.0,
        "xtc_threshold": round(chance.uniform(0.01, 0.4), 2),
    }
    names = chance.sample(list(ranges), chance.randint(1, len(ranges)))
    return {name: ranges[name] for name in names}


def test_that_the_order_of_llama_cpp_draws_as_its_default_chain_does(model: GPT) -> None:
    chance, generator = random.Random(1), torch.Generator().manual_seed(2)
    for _ in range(60):
        strategy = Sample(order="llama.cpp", **random_settings(chance))
        prompt = PROMPT[: chance.randint(1, len(PROMPT))]
        logits_1v = torch.randn((1, SPELLING.vocabulary_size), generator=generator) * 2.5
        inputs = decoding_input(model, prompt, strategy, max_new_tokens=9, spelling=SPELLING)
        steps = penalties_of(strategy, inputs)
        ours_1v = filtered(
            penalised(logits_1v, inputs.prompt_row(), steps), filters_of(strategy, generator)
        )
        ours = ours_1v.softmax(dim=-1)[0]
        breakers = beginnings_of(SPELLING, strategy.dry_sequence_breakers)
        tails = {token: tuple(found) for token, found in breakers.items()}
        theirs = torch.zeros(len(ours))
        for token, share in chain(logits_1v[0].tolist(), prompt, strategy, tails).items():
            theirs[token] = share
        torch.testing.assert_close(ours, theirs, rtol=1e-4, atol=1e-6, msg=str(strategy))


def test_that_ties_at_the_border_of_top_k_fall_in_the_order_of_llama_cpp_alone() -> None:
    logits_1v, generator = torch.tensor([[0.0, 1.0, 1.0, 1.0, 2.0]]), torch.Generator()
    for order, kept in (("workbench", 4), ("transformers", 4), ("llama.cpp", 2)):
        strategy = Sample.model_validate({"order": order, "top_k": 2})
        left_1v = filtered(logits_1v, filters_of(strategy, generator))
        assert int(left_1v.isfinite().sum()) == kept


@pytest.mark.slow
def test_that_llama_cpp_itself_draws_so(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import xllamacpp"]
    if subprocess.run(command, capture_output=True, check=False, timeout=120).returncode:
        pytest.skip("llama.cpp cannot be loaded here")
    told = list(compared(tmp_path, 20, seed=5))
    assert len(told) > 15
    for one in told:
        assert one.deviation < 1e-3, one


class _Further(LogitsProcessor):
    """What transformers lacks, given to it as a processor of one's own."""

    def __call__(self, input_ids: Tensor, scores: Tensor) -> Tensor:
        new = input_ids[:, len(PROMPT) :]
        scores = penalise_presence_and_frequency(scores, new, 0.4, 0.0)
        scores = keep_top_n_sigma(scores, 2.5)
        return exclude_top_choices(scores, 0.1, torch.rand((1, 1)) <= 0.5)


def test_that_the_order_of_transformers_puts_what_it_lacks_before_temperature(model: GPT) -> None:
    twin = gpt2_twin(SPEC, model)
    own = "temperature=0.6,top_k=30,top_p=0.95,repetition_penalty=1.2"
    further = "presence_penalty=0.4,top_n_sigma=2.5,xtc_probability=0.5"
    both = parse_strategy(f"sample({own},{further},order=transformers)")
    plain = parse_strategy(f"sample({own})")
    others = {tuple(ids_of(model, parse_strategy(f"sample({own},{further})"), 0))}
    for seed in range(3):
        theirs = hugging_faces_text(
            twin, PROMPT, plain, seed=seed, logits_processor=LogitsProcessorList([_Further()])
        )
        assert ids_of(model, both, seed) == theirs
        others.add(tuple(theirs))
    assert len(others) == 4


def ids_of(model: GPT, strategy: Any, seed: int) -> list[int]:
    tokens = generate(model, PROMPT, strategy, seed=seed, max_new_tokens=20, threads=1)
    return [token.id for token in tokens]


def test_that_the_steps_that_are_told_are_those_that_are_taken(model: GPT) -> None:
    chance = random.Random(4)
    for order in ("workbench", "transformers", "llama.cpp"):
        settings = {**random_settings(chance), "bad_words": ("cat",), "token_bias": ("#3=1",)}
        settings = {name: settings[name] for name in settings if name != "repeat_last_n"}
        strategy = Sample.model_validate({"order": order, **settings})
        inputs = decoding_input(model, PROMPT, strategy, max_new_tokens=9, spelling=SPELLING)
        taken = [step.name for step in penalties_of(strategy, inputs)]
        taken += [step.name for step in filters_of(strategy, inputs.generator)]
        assert list(steps_of(strategy)) == taken
    assert steps_of(parse_strategy("sample(order=llama.cpp,temperature=0.8,top_k=4)")) == (
        "top_k",
        "temperature",
    )
    assert steps_of(parse_strategy("sample(mirostat_tau=5)")) == ("mirostat_tau",)
    for strategy_type in STRATEGIES:
        assert set(steps_of(strategy_type())) <= set(strategy_type.model_fields)


def test_that_a_range_of_penalties_belongs_to_the_order_of_llama_cpp() -> None:
    with pytest.raises(BadSpec, match="only counts in the order of llama"):
        parse_strategy("sample(repeat_last_n=5,repetition_penalty=1.2)")
