"""Decoding a token at a time, each chosen from the logits alone.

Shapes: b sequences, v vocabulary.
"""

from collections.abc import Callable, Iterator
from itertools import islice

from torch import Tensor

from workbench.generation.decoding import DecidedToken, DecodingInput
from workbench.generation.sequences import TokenSequences

Choose = Callable[[Tensor], Tensor]
"""From float32 logits bv to the id of each sequence's next token, b."""


def decode_stepwise(inputs: DecodingInput, choose: Choose) -> Iterator[DecidedToken]:
    """The tokens of one text, each yielded as soon as it is chosen; an end token ends nothing."""
    steps = decoding_steps(inputs.prompt(), choose, inputs.num_pieces)
    for logits_1v, chosen_1 in islice(steps, inputs.max_new_tokens):
        yield DecidedToken(int(chosen_1), logits_1v[0], inputs.elapsed_s)


def decoding_steps(
    sequences: TokenSequences, choose: Choose, num_pieces: int | None = None
) -> Iterator[tuple[Tensor, Tensor]]:
    """The logits bv and the chosen ids b, below `num_pieces`, of each step; without end."""
    while True:
        logits_bv = sequences.next_logits()
        chosen_b = choose(logits_bv[:, :num_pieces])
        yield logits_bv, chosen_b
        sequences.append(chosen_b)
