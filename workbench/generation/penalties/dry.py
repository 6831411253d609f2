"""DRY, "don't repeat yourself": what would go on with a repetition becomes less likely.

By p-e-w; the definition is llama.cpp's. Shapes: b rows, v vocabulary.
"""

import math
from collections.abc import Collection, Mapping, Sequence

from torch import Tensor

_LARGEST_EXPONENT = 88.7228391
"""The logarithm of the largest float32."""


Breakers = Mapping[int, Collection[tuple[int, ...]]]
"""For each token that begins a text at which repetitions end: what of it stands behind the token.

Nothing, where the token holds the whole text.
"""


def penalise_going_on(
    logits_bv: Tensor,
    ids_bt: Tensor,
    *,
    multiplier: float,
    base: float,
    allowed_length: int,
    last_n: int,
    breakers: Breakers,
) -> Tensor:
    """Take multiplier·base^(n − allowed) from tokens that would make a repetition of n longer.

    Only repetitions of at least `allowed_length` tokens among the `last_n` (-1: all) count, and
    only what stands behind the last of the `breakers`; a token that is one gets no penalty itself.
    """
    most = math.floor(_LARGEST_EXPONENT / math.log(base)) if base > 1.000001 else 0
    logits_bv = logits_bv.clone()
    for row, ids in enumerate(ids_bt.tolist()):
        recent = ids if last_n < 0 else ids[len(ids) - min(last_n, len(ids)) :]
        for token, length in repeated_lengths(recent, breakers).items():
            is_breaker = () in breakers.get(token, ())
            if length >= allowed_length and token < logits_bv.shape[1] and not is_breaker:
                exponent = length - allowed_length
                exponent = min(exponent, most) if most else exponent
                logits_bv[row, token] -= multiplier * base**exponent
    return logits_bv


def repeated_lengths(ids: Sequence[int], breakers: Breakers) -> dict[int, int]:
    """For each token that stood behind what the text ends with: how long that was, at most."""
    backwards = ids[::-1]
    longest = length_since_breaker(backwards, breakers)
    lengths: dict[int, int] = {}
    for begin, length in enumerate(common_beginnings(backwards)[1:]):
        counted = min(length, longest)
        if counted > lengths.get(backwards[begin], 0):
            lengths[backwards[begin]] = counted
    return lengths


def length_since_breaker(backwards: Sequence[int], breakers: Breakers) -> int:
    """How many tokens stand behind the last breaker; of those of one head the longest counts."""
    for place, token in enumerate(backwards):
        met = [
            len(tail)
            for tail in breakers.get(token, ())
            if len(tail) <= place and tail == tuple(backwards[place - len(tail) : place][::-1])
        ]
        if met:
            return place - max(met)
    return len(backwards)


def common_beginnings(ids: Sequence[int]) -> list[int]:
    """For each position, how many tokens from there on equal those from the beginning on.

    The Z-function, in linear time (Gusfield 1997, "Algorithms on Strings, Trees and Sequences").
    """
    lengths = [len(ids)] * len(ids)
    left = right = 0
    for begin in range(1, len(ids)):
        length = max(0, min(right - begin, lengths[begin - left]))
        while begin + length < len(ids) and ids[length] == ids[begin + length]:
            length += 1
        lengths[begin] = length
        if begin + length > right:
            left, right = begin, begin + length
    return lengths
