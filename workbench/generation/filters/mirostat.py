"""Mirostat 2: the surprise of what is drawn is kept near a target.

Basu et al. 2021, "Mirostat: A Neural Text Decoding Algorithm that Directly Controls Perplexity"
(arXiv 2007.14966); the definition is llama.cpp's. Shapes: b sequences, v vocabulary.
"""

import math

import torch
from torch import Tensor


def keep_below_surprise(logits_bv: Tensor, most_bits_b1: Tensor) -> Tensor:
    """Drop what is more surprising than so many bits; the likeliest stays."""
    surprise_bv = -logits_bv.log_softmax(dim=-1) / math.log(2)
    least_b1 = surprise_bv.amin(dim=-1, keepdim=True)
    return logits_bv.masked_fill(surprise_bv > most_bits_b1.maximum(least_b1), float("-inf"))


class Mirostat:
    """Draws a token for each sequence, and moves each one's bound towards the target.

    `most_bits_b1` is the most surprise that is drawn next.
    """

    def __init__(self, tau: float, eta: float, generator: torch.Generator) -> None:
        self._tau, self._eta, self._generator = tau, eta, generator
        self.most_bits_b1 = torch.full((1, 1), 2 * tau, device=generator.device)

    def __call__(self, logits_bv: Tensor) -> Tensor:
        probabilities_bv = keep_below_surprise(logits_bv, self.most_bits_b1).softmax(dim=-1)
        chosen_b1 = torch.multinomial(probabilities_bv, 1, generator=self._generator)
        surprise_b1 = -probabilities_bv.gather(-1, chosen_b1).log2()
        self.most_bits_b1 = self.most_bits_b1 - self._eta * (surprise_b1 - self._tau)
        return chosen_b1.squeeze(1)
