"""Queries of a layer's neurons on a text, of one neuron, and of passages where it is strong.

They run in the query lane: no widget here.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ui.protocols.open_project import ModelSource
from ui.texts.reading_note import last_not_read
from ui.texts.results_of import Answering, ResultsOf

if TYPE_CHECKING:
    from workbench.inspection.neurons.reading import (
        NeuronActivations,
        NeuronPassages,
        NeuronPeak,
        NeuronTokens,
    )

MOST_TOKENS = 1024
"""So many tokens of a text are looked at, at most."""
MOST_NEURONS = 500
"""So many of a layer's neurons stand in the table; any other is found by its number."""
MODEL = "model"
"""The place of the one model that answers."""


@dataclass(frozen=True)
class LayerNeurons:
    """A layer's neurons on a text: its settings are the layer alone."""

    results: ResultsOf
    read: "NeuronActivations"
    strongest: "tuple[NeuronPeak, ...]"
    num_layers: int

    def what_is_not_read(self) -> str:
        """A sentence on the rest of a long text; empty where all is read."""
        read, left_out = len(self.read.tokens), self.read.left_out
        return last_not_read(left_out, left_out + read, read)


@dataclass(frozen=True)
class FoundPassages:
    """How far a search is, and of what: a corpus by its name, and settings."""

    results: ResultsOf
    found: "NeuronPassages"


def queried_neurons(project: ModelSource, asked: ResultsOf) -> Iterator[LayerNeurons]:
    """The activations of all neurons of the layer, or of the last where there is none of its
    number."""
    model = project.model(asked.models[MODEL].reference)
    layer = min(*asked.settings, model.spec.num_layers - 1)
    most = min(MOST_TOKENS, model.spec.context)
    read = model.neurons(asked.text, layer, most_tokens=most)
    answering = {MODEL: Answering.of(model.reference, model.checkpoint)}
    results = replace(asked, models=answering, settings=(layer,))
    yield LayerNeurons(results, read, read.strongest(MOST_NEURONS), model.spec.num_layers)


def queried_tokens(
    project: ModelSource, reference: str, layer: int, neuron: int
) -> "Iterator[NeuronTokens]":
    """What a neuron promotes and suppresses."""
    yield project.model(reference).neuron(layer, neuron)


def queried_passages(project: ModelSource, asked: ResultsOf) -> Iterator[FoundPassages]:
    """The passages of a corpus where a neuron is strongest, as they are found."""
    model = project.model(asked.models[MODEL].reference)
    layer, neuron, most_passages, most_tokens = asked.settings
    results = replace(asked, models={MODEL: Answering.of(model.reference, model.checkpoint)})
    for found in model.neuron_passages(
        layer, neuron, asked.text, most_passages=most_passages, most_tokens=most_tokens
    ):
        yield FoundPassages(results, found)
