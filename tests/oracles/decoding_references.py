"""What decoding is checked against: transformers' `generate`, and definitions in float64."""

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from workbench.generation.filters.spec import Filters
from workbench.generation.penalties.spec import Penalties, biased_text, ids_meant, meant
from workbench.generation.spec import BeamSample, BeamSettings, Sample, Strategy

Logits = NDArray[np.float64]


def options_of(strategy: Strategy) -> dict[str, Any]:
    """A strategy as transformers' `generate` takes it; texts must be given by ids."""
    options: dict[str, Any] = {"do_sample": isinstance(strategy, Sample | BeamSample)}
    if isinstance(strategy, Filters):
        filters = ("temperature", "top_k", "top_p", "typical_p", "epsilon_cutoff", "eta_cutoff")
        options |= {name: getattr(strategy, name) for name in filters}
        options["min_p"] = strategy.min_p or None
    if isinstance(strategy, Penalties):
        penalties = ("repetition_penalty", "no_repeat_ngram_size", "min_new_tokens")
        options |= {name: getattr(strategy, name) or None for name in penalties}
        options["bad_words_ids"] = [list(ids_meant(word)) for word in strategy.bad_words] or None
        biases = map(biased_text, strategy.token_bias)
        options["sequence_bias"] = {ids_meant(text): bias for text, bias in biases} or None
        options["stop_strings"] = [meant(text) for text in strategy.stop_strings] or None
    if isinstance(strategy, BeamSettings):
        flags: dict[str, Any] = {"true": True, "false": False, "never": "never"}
        options |= {
            "num_beams": strategy.num_beams,
            "length_penalty": strategy.length_penalty,
            "early_stopping": flags[strategy.early_stopping],
        }
    return options


def hugging_faces_text(
    twin: Any,
    prompt: Sequence[int],
    strategy: Strategy,
    *,
    seed: int = 0,
    max_new_tokens: int = 20,
    eos: int | list[int] | None = None,
    **options: Any,
) -> list[int]:
    """The ids that transformers writes behind a prompt, the seed set just before."""
    ids_1t = torch.tensor([list(prompt)])
    torch.manual_seed(seed)
    ids_bt = twin.generate(
        ids_1t,
        attention_mask=torch.ones_like(ids_1t),
        max_new_tokens=max_new_tokens,
        eos_token_id=eos,
        pad_token_id=0,
        **{**options_of(strategy), **options},
    )
    new: list[int] = ids_bt[0, len(prompt) :].tolist()
    return new


def dry_penalties(
    ids: Sequence[int],
    *,
    multiplier: float,
    base: float,
    allowed_length: int,
    last_n: int,
    breakers: Mapping[int, Collection[tuple[int, ...]]],
) -> dict[int, float]:
    """What llama.cpp's DRY takes from each token's logit, found by comparing every two places.

    `breakers` are its `dry_processed_breakers`: the tails behind each head.
    """
    recent = list(ids) if last_n < 0 else list(ids)[max(0, len(ids) - last_n) :]
    limit = len(recent)
    for place in range(len(recent) - 1, -1, -1):
        behind = recent[place + 1 :]
        tails = [t for t in breakers.get(recent[place], ()) if list(t) == behind[: len(t)]]
        if tails:
            limit = len(behind) - max(map(len, tails))
            break
    lengths: dict[int, int] = {}
    for end in range(len(recent) - 1):  # the repetition ends here, and the next token went on
        length = 0
        while length <= end and recent[end - length] == recent[len(recent) - 1 - length]:
            length += 1
        follower = recent[end + 1]
        lengths[follower] = max(lengths.get(follower, 0), min(length, limit))
    most = int(88.7228391 / math.log(base)) if base > 1.000001 else 0
    return {
        token: multiplier * base ** (min(n - allowed_length, most) if most else n - allowed_length)
        for token, n in lengths.items()
        if n >= allowed_length and () not in breakers.get(token, ())
    }


def softmax(logits_v: Logits) -> Logits:
    exponentials_v: Logits = np.exp(logits_v - logits_v.max())
    return exponentials_v / exponentials_v.sum()


def left_by_top_n_sigma(logits_v: Logits, n: float) -> set[int]:
    """The tokens that llama.cpp's top-n-sigma keeps; what is at minus infinity is gone before."""
    left_v = logits_v[np.isfinite(logits_v)]
    return {int(i) for i in np.flatnonzero(logits_v >= left_v.max() - n * left_v.std())}


def left_by_xtc(logits_v: Logits, threshold: float) -> set[int]:
    """The tokens that llama.cpp's XTC keeps when it is due."""
    p_v = softmax(logits_v)
    order = sorted(np.flatnonzero(p_v > 0).tolist(), key=lambda i: -p_v[i])
    last = 0
    for position, token in enumerate(order):
        if p_v[token] < threshold:
            break
        last = position
    return set(order[last:])


def mirostat_probabilities(logits_v: Logits, mu: float) -> Logits:
    """What llama.cpp's mirostat 2 draws from: at most mu bits of surprise, or the likeliest."""
    p_v = softmax(logits_v)
    kept_v = p_v >= 2.0**-mu
    if not kept_v.any():
        kept_v[p_v.argmax()] = True
    return np.where(kept_v, p_v, 0.0) / p_v[kept_v].sum()


def mirostat_mu(mu: float, probability: float, tau: float, eta: float) -> float:
    """The bound behind a token that was drawn with this probability."""
    return mu - eta * (-math.log2(probability) - tau)
