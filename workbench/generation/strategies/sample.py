"""Sampling: each token drawn from the model's distribution after temperature and filters.

Shapes: b sequences, v vocabulary.
"""

from collections.abc import Iterator

import torch
from torch import Tensor

from workbench.generation.decoding import DecidedToken, DecodingInput
from workbench.generation.filters.chain import filtered, filters_of
from workbench.generation.filters.mirostat import Mirostat
from workbench.generation.filters.spec import Filters
from workbench.generation.penalties.chain import under_penalties
from workbench.generation.spec import Sample
from workbench.generation.strategies.stepwise import Choose, decode_stepwise


def decode(inputs: DecodingInput, strategy: Sample) -> Iterator[DecidedToken]:
    """The tokens of one text, each as soon as it is drawn."""
    return decode_stepwise(inputs, choice(inputs, strategy))


def choice(inputs: DecodingInput, strategy: Sample) -> Choose:
    """How the tokens of one text are drawn."""
    return under_penalties(sampler(strategy, inputs.generator), strategy, inputs)


def sampler(settings: Sample, generator: torch.Generator) -> Choose:
    """Draws a token for each sequence: one `multinomial` a step."""
    if settings.mirostat_tau:
        filters = filters_of(settings, generator)
        mirostat = Mirostat(settings.mirostat_tau, settings.mirostat_eta, generator)
        return lambda logits_bv: mirostat(filtered(logits_bv, filters))
    return drawing(settings, generator)


def drawing(settings: Filters, generator: torch.Generator) -> Choose:
    """The same without mirostat."""
    filters = filters_of(settings, generator)

    def draw(logits_bv: Tensor) -> Tensor:
        probabilities_bv = filtered(logits_bv, filters).softmax(dim=-1)
        return torch.multinomial(probabilities_bv, 1, generator=generator).squeeze(1)

    return draw
