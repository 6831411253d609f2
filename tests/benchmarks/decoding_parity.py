"""Whether decoding is exact: every strategy against transformers' `generate` or its definition.

Three kinds of models, 50 prompts each, fp32 on the CPU in one thread: random weights with a sharp
head, a small GPT that was trained on a made-up language, and a Llama. A text is compared token by
token until the first difference; where the two best scores behind the text so far were nearer than
1e-4 it is a tie, and otherwise a mismatch. Prints a line for each strategy.

    PYTHONPATH=.:tests/oracles python tests/benchmarks/decoding_parity.py [--only beam]
    … --only order= --prompts 3 --llama-cpp 100
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import torch
from byte_spelling import ByteSpelling
from decoding_references import hugging_faces_text
from hugging_face import gpt2_twin, lively, llama_twin
from torch import nn

from workbench.generation.decode import generate
from workbench.generation.spec import Sample, Strategy, format_strategy, parse_strategy
from workbench.models.architectures.gpt import GPT
from workbench.models.architectures.llama import Llama
from workbench.models.build import Decoder, build
from workbench.models.spec import GPTSpec, LlamaSpec

SPELLING = ByteSpelling()
TIE = 1e-4
MOST_DEVIATION = 1e-3
SHARPER = 3.0
SHAPE = {"num_layers": 2, "hidden_size": 32, "num_heads": 4, "context": 96}
WORDS = ["the", "and", "cat", "man", "ran", "sat", "fed", "a", "an", "end", "so", "on", "then"]
CHANCE = random.Random(3)
TEXT = "".join(
    f"{CHANCE.choice(WORDS)}{CHANCE.choice([' ', ' ', ', ', '.NN'])}" for _ in range(900)
)
TEXT = TEXT.replace("N", "\n")

FIXED = (
    "greedy",
    "sample",
    "sample(temperature=0.6)",
    "sample(temperature=1.7)",
    "sample(top_k=7)",
    "sample(top_k=100000)",
    "sample(top_p=0.8)",
    "sample(top_p=1e-9)",
    "sample(min_p=0.1)",
    "sample(typical_p=0.7)",
    "sample(epsilon_cutoff=0.02)",
    "sample(eta_cutoff=0.1)",
    "greedy(repetition_penalty=1.3)",
    "greedy(no_repeat_ngram_size=2)",
    "greedy(bad_words=['#69','#84#72'])",
    "greedy(token_bias=['#69=2','#84#72=-3'])",
    "greedy(min_new_tokens=9)",
    "greedy(stop_strings=['e'])",
    "greedy(stop_strings=['an','the m',' t'])",
    "greedy(stop_strings=['é','d 😀'])",
    *(
        f"beam(num_beams=4,length_penalty={penalty},early_stopping={early})"
        for penalty in (-1, 0, 1, 2)
        for early in ("true", "false", "never")
    ),
    "beam(num_beams=3,repetition_penalty=1.3,no_repeat_ngram_size=3,stop_strings=['e '])",
    "beam_sample(num_beams=3)",
    "beam_sample(num_beams=3,temperature=0.8,top_k=20,top_p=0.9)",
    "sample(order=transformers,temperature=0.7,top_k=20,min_p=0.02,repetition_penalty=1.2)",
    "sample(order=transformers,top_p=0.9,typical_p=0.8,no_repeat_ngram_size=3)",
    "beam_sample(order=transformers,num_beams=3,temperature=0.8,top_p=0.9)",
)


@dataclass
class Pair:
    """A model of ours and transformers' with the same weights."""

    name: str
    model: Decoder
    twin: Any


@dataclass
class Count:
    """What was compared for one strategy."""

    tokens: int = 0
    ties: int = 0
    mismatches: int = 0
    examples: list[str] = field(default_factory=list)


def main() -> None:
    options = arguments()
    torch.set_num_threads(1)
    pairs = list(all_pairs())
    print(f"{'strategy':<96} {'tokens':>8} {'ties':>5} {'mismatches':>10}")
    total, begun = Count(), time.perf_counter()
    for strategy in strategies(options.seed):
        if options.only not in format_strategy(strategy):
            continue
        count = Count()
        for pair in pairs:
            compare(pair, strategy, options, count)
        print(
            f"{format_strategy(strategy):<96} {count.tokens:>8} {count.ties:>5} "
            f"{count.mismatches:>10}  {' '.join(count.examples[:2])}",
            flush=True,
        )
        total.tokens += count.tokens
        total.ties += count.ties
        total.mismatches += count.mismatches
    print(f"{'all':<96} {total.tokens:>8} {total.ties:>5} {total.mismatches:>10}")
    print(f"{len(pairs)} models, {options.prompts} prompts, {time.perf_counter() - begun:.0f} s")
    deviating = options.llama_cpp and against_llama_cpp(options)
    sys.exit(total.mismatches + deviating > 0)


def against_llama_cpp(options: argparse.Namespace) -> int:
    """How many random settings in the order of llama.cpp draw otherwise than it; tells of each."""
    from llama_cpp_orders import compared

    with tempfile.TemporaryDirectory() as folder:
        told = list(compared(Path(folder), options.llama_cpp, options.seed))
    deviating = [one for one in told if one.deviation > MOST_DEVIATION]
    for one in deviating:
        print(f"{one.strategy:<96} {one.tokens:>8} probability off by {one.deviation:.1e}")
    tokens, most = sum(one.tokens for one in told), max(one.deviation for one in told)
    print(f"{'order of llama.cpp, against llama.cpp':<96} {tokens:>8} off by {most:.1e} at most")
    print(f"{len(told)} settings, {len(deviating)} deviate")
    return len(deviating)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--prompts", type=int, default=50)
    parser.add_argument("--tokens", type=int, default=20)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", default="", help="strategies whose short form holds this")
    parser.add_argument(
        "--llama-cpp", type=int, default=0, help="so many random settings in its order against it"
    )
    return parser.parse_args()


def strategies(seed: int) -> Iterator[Strategy]:
    """Those above, and twenty random combinations of filters and penalties."""
    yield from map(parse_strategy, FIXED)
    chance = random.Random(seed)
    ranges: dict[str, Callable[[], Any]] = {
        "temperature": lambda: round(chance.uniform(0.4, 1.6), 2),
        "top_k": lambda: chance.randint(2, 60),
        "top_p": lambda: round(chance.uniform(0.3, 0.99), 2),
        "min_p": lambda: round(chance.uniform(0.01, 0.3), 2),
        "typical_p": lambda: round(chance.uniform(0.3, 0.99), 2),
        "epsilon_cutoff": lambda: round(chance.uniform(0.001, 0.05), 3),
        "eta_cutoff": lambda: round(chance.uniform(0.001, 0.05), 3),
        "repetition_penalty": lambda: round(chance.uniform(0.8, 1.5), 2),
        "no_repeat_ngram_size": lambda: chance.randint(2, 4),
        "bad_words": lambda: tuple(f"#{chance.randrange(200)}" for _ in range(5)),
    }
    for _ in range(20):
        names = chance.sample(list(ranges), chance.randint(2, 6))
        yield Sample.model_validate({name: ranges[name]() for name in names})


def all_pairs() -> Iterator[Pair]:
    width = SPELLING.vocabulary_size
    spec = GPTSpec.model_validate(SHAPE)
    random_one = sharp(build(spec, width, seed=5))
    assert isinstance(random_one, GPT)
    yield Pair("random", random_one, gpt2_twin(spec, random_one))
    trained = learned(build(spec, width, seed=6))
    yield Pair("trained", trained, gpt2_twin(spec, trained))
    llama_spec = LlamaSpec.model_validate({**SHAPE, "num_kv_heads": 2, "tied_embeddings": False})
    llama = sharp(build(llama_spec, width, seed=7))
    assert isinstance(llama, Llama)
    yield Pair("llama", llama, llama_twin(llama_spec, llama))


def sharp(model: Decoder) -> Decoder:
    """The model with uneven weights, and logits spread wide enough for some tokens to be likely."""
    lively(model, amount=0.15)
    with torch.no_grad():
        model.head_weight.mul_(SHARPER)
    return model.eval().requires_grad_(False)


def learned(model: GPT) -> GPT:
    """The model after a few hundred steps on the made-up language."""
    ids_n = torch.tensor(SPELLING.encode(TEXT))
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
    generator = torch.Generator().manual_seed(1)
    for _ in range(150):
        begins = torch.randint(len(ids_n) - 49, (8,), generator=generator).tolist()
        ids_bt = torch.stack([ids_n[begin : begin + 49] for begin in begins])
        loss = nn.functional.cross_entropy(
            model(ids_bt[:, :-1]).flatten(0, 1), ids_bt[:, 1:].flatten()
        )
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model.eval().requires_grad_(False)


def compare(pair: Pair, strategy: Strategy, options: argparse.Namespace, count: Count) -> None:
    ids = SPELLING.encode(TEXT)
    for number in range(options.prompts):
        prompt = ids[number * 7 : number * 7 + 3 + number % 9]
        eos = [None, 68, [68, 220]][number % 3]
        settings: dict[str, Any] = {"seed": number, "max_new_tokens": options.tokens, "eos": eos}
        tokens = generate(pair.model, prompt, strategy, spelling=SPELLING, threads=1, **settings)
        ours = [token.id for token in tokens]
        theirs = hugging_faces_text(
            pair.twin, prompt, strategy, tokenizer=SPELLING.hugging_faces, **settings
        )
        same = next(
            (n for n, (a, b) in enumerate(zip(ours, theirs, strict=False)) if a != b),
            min(len(ours), len(theirs)),
        )
        count.tokens += same
        if ours == theirs:
            continue
        if same < min(len(ours), len(theirs)) and is_tie(pair.model, [*prompt, *ours[:same]]):
            count.ties += 1
        else:
            count.mismatches += 1
            count.examples.append(f"{pair.name}/{number} after {same}")


def is_tie(model: Decoder, ids: list[int]) -> bool:
    with torch.no_grad():
        best_2 = model(torch.tensor([ids]))[0, -1].topk(2).values
    return bool(best_2[0] - best_2[1] < TIE)


if __name__ == "__main__":
    main()
