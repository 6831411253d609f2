"""Heads in a few words, by what their attention is mostly on."""

from typing import Literal

from workbench.inspection.maps import HeadStatistics
from workbench.words import Words, words

HeadKind = Literal["previous", "next", "self", "first", "special", "broad", "mixed"]

MOST_OF_IT = 0.5
"""A head is named for where at least so much of its attention goes."""
BROAD = 0.9
"""A head is broad if its entropy is at least this share of the largest that it could have."""

LABELS: dict[HeadKind, Words] = {
    "previous": words("previous-token head"),
    "next": words("next-token head"),
    "self": words("attends to itself"),
    "first": words("first-token sink"),
    "special": words("special-token sink"),
    "broad": words("broad"),
    "mixed": words("mixed"),
}


def head_kinds(statistics: HeadStatistics) -> tuple[tuple[HeadKind, ...], ...]:
    """Each head's kind, by layer and head; of several the one with the largest share."""
    layers, heads = statistics.entropy_lh.shape
    return tuple(
        tuple(_kind(statistics, (layer, head)) for head in range(heads)) for layer in range(layers)
    )


def _kind(statistics: HeadStatistics, head: tuple[int, int]) -> HeadKind:
    shares: dict[HeadKind, float] = {
        "first": float(statistics.first_share_lh[head]),
        "special": float(statistics.special_share_lh[head]),
        "previous": float(statistics.previous_share_lh[head]),
        "next": float(statistics.next_share_lh[head]),
        "self": float(statistics.self_share_lh[head]),
    }
    kind = max(shares, key=lambda one: shares[one])
    if shares[kind] >= MOST_OF_IT:
        return kind
    return "broad" if statistics.normalised_entropy_lh[head] >= BROAD else "mixed"
