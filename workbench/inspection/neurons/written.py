"""Neurons as rows of a table."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

from workbench.csv_text import csv_text
from workbench.inspection.neurons.reading import (
    NeuronActivations,
    NeuronPassage,
    NeuronPeak,
    NeuronTokens,
    WeighedToken,
)
from workbench.words import Words

PEAK_COLUMNS = ("neuron", "peak", "position", "token", "mean")
NEURON_COLUMNS = ("kind", "number", "text", "value")


@dataclass(frozen=True)
class NeuronFacts:
    """All that was asked of one neuron: its activations on a text and passages may be missing.

    `tokens` are those that it promotes and suppresses, or the sentence why there are none.
    """

    layer: int
    neuron: int
    tokens: NeuronTokens | Words
    on_text: NeuronActivations | None = None
    passages: tuple[NeuronPassage, ...] = ()

    @property
    def activations(self) -> tuple[tuple[str, float], ...]:
        """Each token of the text with the neuron's activation."""
        if self.on_text is None:
            return ()
        activations = self.on_text.activations_tn[:, self.neuron].tolist()
        return tuple(zip(self.on_text.tokens, activations, strict=True))

    @property
    def weighed(self) -> dict[str, tuple[WeighedToken, ...]]:
        """The tokens by their kinds; none where there is a sentence instead."""
        if isinstance(self.tokens, Words):
            return {}
        return {"promoted": self.tokens.promoted, "suppressed": self.tokens.suppressed}

    def as_plain(self) -> dict[str, Any]:
        """What stands in JSON; with a `reason` there are no tokens."""
        tokens: dict[str, Any] = {"layer": self.layer, "neuron": self.neuron}
        if isinstance(self.tokens, Words):
            tokens["reason"] = str(self.tokens)
        else:
            tokens.update(asdict(self.tokens))
        return {
            **tokens,
            "activations": [{"token": token, "activation": a} for token, a in self.activations],
            "passages": [asdict(one) for one in self.passages],
        }


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
    for kind, tokens in facts.weighed.items():
        for one in tokens:
            yield kind, one.id, one.text, one.logit
    for position, (token, activation) in enumerate(facts.activations):
        yield "activation", position, token, activation
    for passage in facts.passages:
        yield "passage", passage.begin, "".join(passage.tokens), passage.activation
