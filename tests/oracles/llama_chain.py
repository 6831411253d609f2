"""llama.cpp's default chain of samplers, candidate by candidate in float64.

As `common_sampler_init` puts it together and `llama-sampler.cpp` defines each of them.
"""

import math
from collections.abc import Mapping, Sequence

from decoding_references import dry_penalties

from workbench.generation.spec import Sample

Tails = Mapping[int, Sequence[tuple[int, ...]]]


def chain(
    logits: Sequence[float], ids: Sequence[int], settings: Sample, breakers: Tails
) -> dict[int, float]:
    """What each token is drawn with behind these ids, prompt included."""
    left = dict(enumerate(logits))
    penalties(left, ids, settings)
    if settings.dry_multiplier:
        taken = dry_penalties(
            ids,
            multiplier=settings.dry_multiplier,
            base=settings.dry_base,
            allowed_length=settings.dry_allowed_length,
            last_n=settings.dry_penalty_last_n,
            breakers=breakers,
        )
        for token, penalty in taken.items():
            left[token] -= penalty
    if settings.top_n_sigma:
        mean = sum(left.values()) / len(left)
        sigma = math.sqrt(sum((value - mean) ** 2 for value in left.values()) / len(left))
        least = max(left.values()) - settings.top_n_sigma * sigma
        left = {token: value for token, value in left.items() if value >= least}
    order = sorted(left, key=lambda token: (-left[token], token))
    if settings.top_k:
        order = order[: settings.top_k]
    order = typical(order, left, settings.typical_p)
    order = top_p(order, left, settings.top_p)
    if settings.min_p:
        least = max(left[token] for token in order) + math.log(settings.min_p)
        order = [token for token in order if left[token] >= least]
    if settings.xtc_probability == 1.0 and settings.xtc_threshold <= 0.5:
        order = xtc(order, left, settings.xtc_threshold)
    return probabilities(order, {token: left[token] / settings.temperature for token in order})


def penalties(left: dict[int, float], ids: Sequence[int], settings: Sample) -> None:
    last = len(ids) if settings.repeat_last_n < 0 else settings.repeat_last_n
    recent = list(ids)[max(0, len(ids) - last) :]
    for token in set(recent):
        value, count = left[token], recent.count(token)
        penalty = settings.repetition_penalty
        value = value * penalty if value <= 0 else value / penalty
        left[token] = value - count * settings.frequency_penalty - settings.presence_penalty


def probabilities(order: Sequence[int], left: Mapping[int, float]) -> dict[int, float]:
    highest = max(left[token] for token in order)
    weights = {token: math.exp(left[token] - highest) for token in order}
    return {token: weight / sum(weights.values()) for token, weight in weights.items()}


def top_p(order: list[int], left: Mapping[int, float], p: float) -> list[int]:
    if p >= 1:
        return order
    shares, total = probabilities(order, left), 0.0
    order = sorted(order, key=lambda token: -left[token])
    for place, token in enumerate(order):
        total += shares[token]
        if total >= p:
            return order[: place + 1]
    return order


def typical(order: list[int], left: Mapping[int, float], p: float) -> list[int]:
    if p >= 1:
        return order
    shares, total = probabilities(order, left), 0.0
    entropy = -sum(share * math.log(share) for share in shares.values())
    by_surprise = sorted(order, key=lambda token: abs(-math.log(shares[token]) - entropy))
    for place, token in enumerate(by_surprise):
        total += shares[token]
        if total > p:
            return by_surprise[: place + 1]
    return by_surprise


def xtc(order: list[int], left: Mapping[int, float], threshold: float) -> list[int]:
    shares = probabilities(order, left)
    order = sorted(order, key=lambda token: -left[token])
    likely = sum(shares[token] >= threshold for token in order)
    return order[max(0, likely - 1) :]
