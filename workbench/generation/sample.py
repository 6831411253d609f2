"""Sampling: each token drawn from the model's distribution after temperature and filters.

Shapes: b sequences, v vocabulary.
"""

from collections.abc import Iterator

import torch
from torch import Tensor

from workbench.generation.decoding import DecodingInput, NewToken
from workbench.generation.processors import processed
from workbench.generation.spec import Sample
from workbench.generation.stepwise import Choose, decode_stepwise


def decode(inputs: DecodingInput, strategy: Sample) -> Iterator[NewToken]:
    """The tokens of one text, each as soon as it is drawn."""
    return decode_stepwise(inputs, sampler(strategy, inputs.generator))


def sampler(strategy: Sample, generator: torch.Generator) -> Choose:
    """Draws a token for each sequence: one `multinomial` a step."""

    def draw(logits_bv: Tensor) -> Tensor:
        probabilities_bv = processed(logits_bv, strategy).softmax(dim=-1)
        return torch.multinomial(probabilities_bv, 1, generator=generator).squeeze(1)

    return draw
