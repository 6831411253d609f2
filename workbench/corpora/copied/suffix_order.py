"""The order of a text's suffixes: of those that begin at every `stride`-th byte.

A sparse suffix array, by prefix doubling (Manber and Myers 1990) over words of eight bytes, where
a round sorts only what is still equal (Larsson and Sadakane 2007).

Shapes: n suffixes, u those that still equal another one.
"""

from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Order = NDArray[np.uint32]

WORD = 8
LONGEST_COMPARED = 1 << 16
"""Suffixes that are equal in so many bytes count as equal: no text that is searched is longer."""


def suffix_order(text: Bytes, stride: int) -> Generator[float, None, Order]:
    """Numbers of suffixes, each beginning at its number times `stride`, in ascending order.

    `stride` is a power of two. Yields, after each round, the share of suffixes that have their
    place.
    """
    keys_n = _words(text, stride, 0)
    order_n = np.argsort(keys_n).astype(np.uint32)
    ranks_n = np.empty(len(order_n), dtype=np.uint32)
    unsettled_u = _settle(ranks_n, order_n, np.arange(len(order_n)), keys_n[order_n])
    yield _share(unsettled_u, order_n)
    length = WORD
    while len(unsettled_u) and length < LONGEST_COMPARED:
        if length < stride:
            further_n = np.unique(_words(text, stride, length), return_inverse=True)[1]
            seconds_u = further_n[order_n[unsettled_u]].astype(np.uint64)
            length += WORD
        else:
            seconds_u = _ranks_behind(ranks_n, order_n[unsettled_u], length // stride)
            length *= 2
        firsts_u = ranks_n[order_n[unsettled_u]].astype(np.uint64)
        keys_u = (firsts_u << np.uint64(32)) | seconds_u
        places_u = np.argsort(keys_u)
        order_n[unsettled_u] = order_n[unsettled_u][places_u]
        unsettled_u = _settle(ranks_n, order_n, unsettled_u, keys_u[places_u])
        yield _share(unsettled_u, order_n)
    return order_n


def _words(text: Bytes, stride: int, offset: int) -> NDArray[np.uint64]:
    """The eight bytes at each suffix's beginning (and `offset`), as numbers that sort alike."""
    count = -(-len(text) // stride)
    padded = np.zeros(count * stride + offset + WORD, dtype=np.uint8)
    padded[: len(text)] = text
    words_n = np.zeros(count, dtype=np.uint64)
    for byte in range(WORD):
        words_n <<= np.uint64(8)
        words_n |= padded[offset + byte :: stride][:count]
    return words_n


def _ranks_behind(ranks_n: Order, numbers_u: Order, distance: int) -> NDArray[np.uint64]:
    """The ranks, from 1, of the suffixes so far behind others; 0 behind the text's end."""
    behind_u = numbers_u.astype(np.int64) + distance
    is_there_u = behind_u < len(ranks_n)
    ranks_u = ranks_n[np.where(is_there_u, behind_u, 0)].astype(np.uint64) + np.uint64(1)
    return np.where(is_there_u, ranks_u, np.uint64(0))


def _settle(
    ranks_n: Order, order_n: Order, places_u: NDArray[np.int64], keys_u: NDArray[np.uint64]
) -> NDArray[np.int64]:
    """Give suffixes of equal keys, which stand at some places of the order, the rank of the first.

    Gives the places of those that equal another one.
    """
    begins_u = np.ones(len(keys_u), dtype=np.bool_)
    begins_u[1:] = keys_u[1:] != keys_u[:-1]
    firsts_u = np.maximum.accumulate(np.where(begins_u, np.arange(len(keys_u)), 0))
    ranks_n[order_n[places_u]] = places_u[firsts_u]
    ends_u = np.append(begins_u[1:], True)
    equal_u: NDArray[np.int64] = places_u[~(begins_u & ends_u)]
    return equal_u


def _share(unsettled_u: NDArray[np.int64], order_n: Order) -> float:
    return 1.0 - len(unsettled_u) / max(len(order_n), 1)
