"""Where in a text a neuron is strongest.

Shapes: w tokens of a window.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from workbench.data.causal.layout import Tokens
from workbench.inspection.maps.layer_heads import Floats
from workbench.inspection.neurons.activations import neuron_activations
from workbench.models.build import Model

BEFORE, BEHIND = 24, 8
"""So many tokens of a window are shown around the strongest one."""


@dataclass(frozen=True)
class FoundPassage:
    """Some consecutive tokens, from `begin` on in the text, with their activations; the strongest
    is at `peak`."""

    begin: int
    ids: tuple[int, ...]
    activations: tuple[float, ...]
    peak: int

    @property
    def size(self) -> float:
        """What passages are sorted by."""
        return abs(self.activations[self.peak])


@dataclass(frozen=True)
class NeuronSearch:
    """How far a search is, in tokens, and the passages so far, the strongest first."""

    done: int
    total: int
    passages: tuple[FoundPassage, ...]


def strongest_passages(
    model: Model,
    tokens: Tokens,
    layer: int,
    neuron: int,
    *,
    around: tuple[Sequence[int], Sequence[int]] = ((), ()),
    most_passages: int,
) -> Iterator[NeuronSearch]:
    """Read a text once, in windows of the context, and yield what was found after each.

    `around` stands in front of each window and behind it, and is not looked at. Strength is the
    size of the activation, whatever its sign. No token is in two passages.
    """
    before, behind = ([*ids] for ids in around)
    width = max(1, model.context - len(before) - len(behind))
    found: list[FoundPassage] = []
    for begin in range(0, len(tokens), width):
        window = tokens[begin : begin + width].tolist()
        activations_tn = neuron_activations(model, [*before, *window, *behind], layer)
        activations_w = activations_tn[len(before) : len(before) + len(window), neuron]
        found += _strongest(begin, window, activations_w, most_passages)
        found = heapq.nlargest(most_passages, found, key=lambda one: one.size)
        yield NeuronSearch(begin + len(window), len(tokens), tuple(found))


def _strongest(
    begin: int, window: list[int], activations_w: Floats, most: int
) -> Iterator[FoundPassage]:
    """The passages of one window, the strongest first, cut where an earlier one begins or ends."""
    is_free_w = np.ones(len(window), dtype=bool)
    sizes_w = np.abs(activations_w)
    while most and is_free_w.any():
        peak = int(np.where(is_free_w, sizes_w, -1.0).argmax())
        first, last = _free_around(is_free_w, peak)
        is_free_w[first:last] = False
        kept = slice(first, last)
        yield FoundPassage(
            begin + first, tuple(window[kept]), tuple(activations_w[kept].tolist()), peak - first
        )
        most -= 1


def _free_around(is_free_w: np.ndarray, peak: int) -> tuple[int, int]:
    """The stretch around a peak that no passage has taken."""
    first, last = max(0, peak - BEFORE), min(len(is_free_w), peak + BEHIND + 1)
    taken_before = np.flatnonzero(~is_free_w[first:peak])
    taken_behind = np.flatnonzero(~is_free_w[peak:last])
    if taken_before.size:
        first += int(taken_before[-1]) + 1
    if taken_behind.size:
        last = peak + int(taken_behind[0])
    return first, last
