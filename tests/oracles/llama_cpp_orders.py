"""Random settings in the order of llama.cpp: what is drawn here, and what llama.cpp draws."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from hugging_face import lively
from text_material import english, poems, train
from torch import Tensor

from workbench.generation.decode import decoding_input
from workbench.generation.filters.chain import filtered, filters_of
from workbench.generation.penalties.chain import penalised, penalties_of
from workbench.generation.penalties.spec import meant
from workbench.generation.spec import Sample, format_strategy
from workbench.models.build import Decoder, build
from workbench.models.hub.gguf_file import write_gguf
from workbench.models.model_file import ModelFile
from workbench.models.spec import LlamaSpec
from workbench.tokenizers.tokenizer import Tokenizer

SPEC = LlamaSpec(num_layers=2, hidden_size=64, num_heads=4, num_kv_heads=2, context=96)
TEXT = "Old Ada saw the green cat: and the green cat saw Ada: and the green dog"
PROGRAM = Path(__file__).with_name("llama_cpp_sampling.py")
SERVERS = {"typical_p": "typical_p", "repetition_penalty": "repeat_penalty"}
"""What the server calls otherwise."""


@dataclass(frozen=True)
class Compared:
    """One strategy: so many tokens may be drawn, and by so much a probability differs at most."""

    strategy: str
    tokens: int
    deviation: float


def compared(folder: Path, count: int, seed: int = 0) -> Iterator[Compared]:
    """As many random combinations, each behind a prompt of a length of its own.

    Those of which llama.cpp tells nothing are left out.
    """
    tokenizer = train(folder / "tokenizer", english(300) + poems(100))
    model = lively(build(SPEC, tokenizer.vocabulary_size, seed=1), amount=0.2).eval()
    file = ModelFile(spec=SPEC, vocabulary_size=tokenizer.vocabulary_size)
    data = (folder / "tokenizer" / "tokenizer.model").read_bytes()
    write_gguf(model, file, tokenizer, data, folder / "model.gguf", "a model")
    ids, chance = [*tokenizer.prompt_begin, *tokenizer.encode(TEXT)], random.Random(seed)
    strategies = [random_strategy(chance) for _ in range(count)]
    prompts = [ids[: chance.randint(2, len(ids))] for _ in strategies]
    requests = [
        json.dumps({"prompt": prompt} | as_request(strategy))
        for prompt, strategy in zip(prompts, strategies, strict=True)
    ]
    ended = subprocess.run(
        [sys.executable, str(PROGRAM), str(folder / "model.gguf")],
        input="\n".join(requests),
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    answers = json.loads(ended.stdout.strip().splitlines()[-1])
    for prompt, strategy, answer in zip(prompts, strategies, answers, strict=True):
        if answer is None:
            continue
        logits_1v = theirs_exactly(model, prompt, answer["own"])
        ours_v = probabilities(model, tokenizer, prompt, strategy, logits_1v)
        theirs_v = torch.zeros_like(ours_v)
        for token, share in answer["drawn"]:
            theirs_v[token] = share
        count = int(((ours_v > 0) | (theirs_v > 0)).sum())
        deviation = float((ours_v - theirs_v).abs().max())
        yield Compared(format_strategy(strategy), count, deviation)


@torch.no_grad()
def theirs_exactly(model: Decoder, prompt: list[int], own: list[tuple[int, float]]) -> Tensor:
    """llama.cpp's logits, of which it tells the differences; our model tells where they stand."""
    logits_1v = model(torch.tensor([prompt]))[:, -1]
    told_v = torch.tensor([value for _, value in sorted(own)])
    assert len(told_v) == logits_1v.shape[1]
    torch.testing.assert_close(logits_1v[0].log_softmax(dim=-1), told_v, rtol=0.0, atol=2e-2)
    return told_v[None] + (logits_1v[0] - told_v).mean()


def random_strategy(chance: random.Random) -> Sample:
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
        "repeat_last_n": chance.choice([0, 3, 10, 64]),
        "dry_multiplier": round(chance.uniform(0.1, 2.0), 2),
        "dry_sequence_breakers": chance.choice([(":",), ("d the", "cat: a"), ("\\n", "Ada")]),
        "dry_allowed_length": chance.choice([1, 2, 3]),
        "xtc_probability": 1.0,
        "xtc_threshold": round(chance.uniform(0.01, 0.4), 2),
    }
    if chance.random() < 0.5:  # together they make llama.cpp's entropy no number: 0 · log 0
        del ranges["top_n_sigma"]
    else:
        del ranges["typical_p"]
    names = chance.sample(list(ranges), chance.randint(1, 8))
    return Sample(order="llama.cpp", **{name: ranges[name] for name in names})


def as_request(strategy: Sample) -> dict[str, Any]:
    names = [name for name in Sample.model_fields if name.startswith(("dry", "xtc"))]
    names += ["temperature", "top_k", "top_p", "min_p", "typical_p", "repeat_last_n"]
    names += ["presence_penalty", "frequency_penalty", "repetition_penalty"]
    request = {SERVERS.get(name, name): getattr(strategy, name) for name in names}
    request["dry_sequence_breakers"] = [meant(text) for text in strategy.dry_sequence_breakers]
    whole = {"dry_penalty_last_n": SPEC.context, "top_n_sigma": strategy.top_n_sigma or -1.0}
    return request | whole


def probabilities(
    model: Decoder, tokenizer: Tokenizer, prompt: list[int], strategy: Sample, logits_1v: Tensor
) -> Tensor:
    """What each token is drawn with here."""
    inputs = decoding_input(model, prompt, strategy, max_new_tokens=1, spelling=tokenizer)
    steps = penalties_of(strategy, inputs)
    logits_1v = penalised(logits_1v, inputs.prompt_row(), steps)
    return filtered(logits_1v, filters_of(strategy, inputs.generator)).softmax(dim=-1)[0]
