"""Neurons as rows of a table."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from workbench.csv_text import csv_text
from workbench.inspection.neurons.reading import (
    NeuronActivations,
    NeuronPassage,
    NeuronPeak,
    NeuronTokens,
)

PEAK_COLUMNS = ("neuron", "peak", "position", "token", "mean")
NEURON_COLUMNS = ("kind", "number", "text", "value")


@dataclass(frozen=True)
class NeuronFacts:
    """All that was asked of one neuron: its activations on a text and passages may be missing."""

    tokens: NeuronTokens
    on_text: NeuronActivations | None = None
    passages: tuple[NeuronPassage, ...] = ()

    @property
    def activations(self) -> tuple[tuple[str, float], ...]:
        """Each token of the text with the neuron's activation."""
        if self.on_text is None:
            return ()
        activations = self.on_text.activations_tn[:, self.tokens.neuron].tolist()
        return tuple(zip(self.on_text.tokens, activations, strict=True))


def peak_row(read: NeuronActivations, one: NeuronPeak) -> dict[str, Any]:
    """A neuron on a text, by the names of the columns."""
    values = (one.neuron, one.peak, one.position, read.tokens[one.position], one.mean)
    return dict(zip(PEAK_COLUMNS, values, strict=True))


def peaks_csv(read: NeuronActivations) -> str:
    """A line for each neuron of the layer, the strongest first."""
    peaks = read.strongest(read.activations_tn.shape[1])
    return csv_text([PEAK_COLUMNS, *(peak_row(read, one).values() for one in peaks)])


def neuron_csv(facts: NeuronFacts) -> str:
    """A line for each token that a neuron promotes or suppresses, each activation on the text, and
    each passage; `number` is an id, a position, or the passage's first token."""
    return csv_text([NEURON_COLUMNS, *_neuron_rows(facts)])


def _neuron_rows(facts: NeuronFacts) -> Iterator[Iterable[object]]:
    for kind in ("promoted", "suppressed"):
        for one in getattr(facts.tokens, kind):
            yield kind, one.id, one.text, one.logit
    for position, (token, activation) in enumerate(facts.activations):
        yield "activation", position, token, activation
    for passage in facts.passages:
        yield "passage", passage.begin, "".join(passage.tokens), passage.activation
