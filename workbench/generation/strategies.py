"""From a distribution to the next token, by the rules of a strategy."""

from typing import assert_never

import torch
from torch import Tensor

from workbench.generation.processors import keep_top_k, keep_top_p, scale_by_temperature
from workbench.generation.spec import Greedy, Sample


def choose(
    logits_bv: Tensor, strategy: Greedy | Sample, generator: torch.Generator | None
) -> Tensor:
    """The next token's id for each row (b,) of float32 logits; one random draw if it samples."""
    match strategy:
        case Greedy():
            return logits_bv.argmax(dim=-1)
        case Sample():
            probabilities_bv = filtered(logits_bv, strategy).softmax(dim=-1)
            return torch.multinomial(probabilities_bv, 1, generator=generator).squeeze(1)
        case _:
            assert_never(strategy)


def filtered(logits_bv: Tensor, strategy: Sample) -> Tensor:
    """The logits after temperature, top-k and top-p; a filter at its default is skipped."""
    if strategy.temperature != 1.0:
        logits_bv = scale_by_temperature(logits_bv, strategy.temperature)
    if strategy.top_k:
        logits_bv = keep_top_k(logits_bv, strategy.top_k)
    if strategy.top_p < 1.0:
        logits_bv = keep_top_p(logits_bv, strategy.top_p)
    return logits_bv
