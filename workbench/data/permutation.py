"""A pseudo-random order of n things that needs no memory: position -> thing, for any position.

A Feistel network permutes the smallest square power-of-two domain that holds n; positions that
land outside are sent through again until they land inside (cycle walking), which keeps it a
permutation of exactly n (Black and Rogaway, "Ciphers with Arbitrary Finite Domains", 2002).
"""

import numpy as np
from numpy.typing import NDArray

Positions = NDArray[np.uint64]

_ROUNDS = 4
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
_MIXER = np.uint64(0xBF58476D1CE4E5B9)
_WORD = 2**64


def permuted(positions: Positions, count: int, key: int) -> Positions:
    """The things at `positions` (each below `count`) in the order that `key` names."""
    half_bits = max(1, ((count - 1).bit_length() + 1) // 2)
    result = _feistel(positions.astype(np.uint64), half_bits, key)
    outside = result >= count
    while outside.any():
        result[outside] = _feistel(result[outside], half_bits, key)
        outside = result >= count
    return result


def _feistel(values: Positions, half_bits: int, key: int) -> Positions:
    mask = np.uint64((1 << half_bits) - 1)
    shift = np.uint64(half_bits)
    left, right = values >> shift, values & mask
    for round_number in range(_ROUNDS):
        left, right = right, left ^ (_mix(right, key, round_number) & mask)
    return (left << shift) | right


def _mix(values: Positions, key: int, round_number: int) -> Positions:
    """A hash of each value under this round's key (the finaliser of splitmix64)."""
    salt = np.uint64((key * 0x2545F4914F6CDD1D + round_number * 0x9E3779B97F4A7C15) % _WORD)
    mixed = (values + salt) * _MULTIPLIER
    mixed = (mixed ^ (mixed >> np.uint64(30))) * _MIXER
    return mixed ^ (mixed >> np.uint64(31))
