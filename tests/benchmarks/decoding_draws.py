"""How often tokens are drawn beside their exact probability, and beams beside every text there is.

    PYTHONPATH=.:tests/oracles python tests/benchmarks/decoding_draws.py

The suite holds a seeded sample of the same. Exits with 1 where a line fails.
"""

import argparse
import itertools
import sys
from collections import Counter
from collections.abc import Iterator

import numpy as np
import torch
from hugging_face import lively
from numpy.typing import NDArray
from scipy import stats
from scipy.special import log_softmax, softmax

from workbench.generation.decode import generate
from workbench.generation.filters.chain import filtered, filters_of
from workbench.generation.spec import Beam, Sample, Speculative, Strategy, format_strategy
from workbench.generation.strategies.sample import sampler
from workbench.models.build import Decoder, build
from workbench.models.spec import LlamaSpec

FILTERS = (
    Sample(temperature=0.5),
    Sample(top_k=4),
    Sample(top_p=0.7),
    Sample(min_p=0.2),
    Sample(typical_p=0.6),
    Sample(epsilon_cutoff=0.06),
    Sample(eta_cutoff=0.3),
    Sample(top_n_sigma=1.0),
    Sample(temperature=1.5, top_k=8, top_p=0.9, min_p=0.1, typical_p=0.95),
)
WIDTH, PROMPT, LENGTH, END = 4, (2, 1), 4, 3
LEAST_P = 1e-4
"""Of some dozen tests that are right, one in a thousand runs has a smaller p value."""

Line = tuple[str, str, bool]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    lines = [
        *draws_of_filters(options.draws, options.seed),
        *speculative_draws(options.draws, options.seed),
        *beams_and_every_text(options.seed),
    ]
    for name, told, is_right in lines:
        print(f"{'ok  ' if is_right else 'FAIL'} {name:<78} {told}")
    return 0 if all(is_right for _, _, is_right in lines) else 1


def draws_of_filters(draws: int, seed: int) -> Iterator[Line]:
    """One step of each filter against its definition's probabilities in float64."""
    logits_v = torch.tensor([2.0, 1.7, 1.0, 0.9, 0.3, 0.0, -0.5, -0.7, -1.5, -3.0])
    for strategy in FILTERS:
        generator = torch.Generator().manual_seed(seed)
        drawn = sampler(strategy, generator)(logits_v.expand(draws, -1))
        counts_v = drawn.bincount(minlength=len(logits_v)).numpy()
        exact_v = filtered(logits_v[None].double(), filters_of(strategy, generator))[0].numpy()
        yield compared(format_strategy(strategy), counts_v, softmax(exact_v))


def speculative_draws(draws: int, seed: int) -> Iterator[Line]:
    """Two tokens drafted by another model, against the teacher's own probability of both."""
    teacher, student = model(seed), model(seed + 1)
    first_v = probabilities(teacher, PROMPT)
    exact = np.concatenate(
        [first_v[one] * probabilities(teacher, (*PROMPT, one)) for one in range(WIDTH)]
    )
    strategy = Speculative(draft="student", num_draft_tokens=2, do_sample=True)
    counts: Counter[int] = Counter()
    for number in range(draws):
        first, second = written(teacher, strategy, 2, seed=number, student=student)
        counts[first * WIDTH + second] += 1
    observed = np.array([counts[place] for place in range(WIDTH**2)])
    yield compared(f"{format_strategy(strategy)}, 2 tokens", observed, exact)


def beams_and_every_text(seed: int) -> Iterator[Line]:
    """More beams than there are texts find the best of all, whatever their length counts."""
    teacher = model(seed)
    sums = {
        ids: sum(
            float(np.log(probabilities(teacher, (*PROMPT, *ids[:end]))[token]))
            for end, token in enumerate(ids)
        )
        for ids in every_text()
    }
    for penalty, early in itertools.product((-1.0, 0.0, 1.0, 2.0), ("false", "true", "never")):
        settings = {"num_beams": 100, "length_penalty": penalty, "early_stopping": early}
        beam = Beam.model_validate(settings)
        best = max(sums, key=lambda ids: sums[ids] / len(ids) ** penalty)
        found = written(teacher, beam, LENGTH, eos=END)
        told = f"{found}, the best of {len(sums)} is {best}"
        yield format_strategy(beam), told, found == best


def every_text() -> list[tuple[int, ...]]:
    """All that can be written: up to the end token, or as long as is asked for."""
    texts = []
    for length in range(1, LENGTH + 1):
        for ids in itertools.product(range(WIDTH), repeat=length):
            ends_there = ids[-1] == END or length == LENGTH
            if ends_there and END not in ids[:-1]:
                texts.append(ids)
    return texts


def compared(name: str, counts_k: NDArray[np.int64], exact_k: NDArray[np.float64]) -> Line:
    """Nothing impossible was drawn, and the rest as often as it should be."""
    possible_k = exact_k > 0
    impossible, draws = int(counts_k[~possible_k].sum()), int(counts_k.sum())
    p_value = 1.0
    if possible_k.sum() > 1:
        expected_k = draws * exact_k[possible_k] / exact_k[possible_k].sum()
        p_value = float(stats.chisquare(counts_k[possible_k], expected_k).pvalue)
    told = f"{draws} draws, {possible_k.sum()} possible, {impossible} others, p = {p_value:.3f}"
    return name, told, impossible == 0 and p_value > LEAST_P


def model(seed: int) -> Decoder:
    spec = LlamaSpec(hidden_size=16, num_layers=2, num_heads=2, context=32, tied_embeddings=False)
    return lively(build(spec, WIDTH, seed=seed), amount=0.3).eval().requires_grad_(False)


def probabilities(teacher: Decoder, ids: tuple[int, ...]) -> NDArray[np.float64]:
    with torch.inference_mode():
        logits_v = teacher(torch.tensor([ids]))[0, -1].double().numpy()
    return np.exp(log_softmax(logits_v))


def written(
    teacher: Decoder,
    strategy: Strategy,
    count: int,
    *,
    seed: int = 0,
    eos: int | None = None,
    **others: Decoder,
) -> tuple[int, ...]:
    tokens = generate(
        teacher,
        PROMPT,
        strategy,
        seed=seed,
        max_new_tokens=count,
        eos=eos,
        others=others,
        threads=1,
    )
    return tuple(token.id for token in tokens)


if __name__ == "__main__":
    sys.exit(main())
