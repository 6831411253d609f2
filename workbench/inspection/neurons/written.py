"""Neurons as lines of a table, plain values and arrays."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

from workbench.inspection.attribution.pages import coloured
from workbench.inspection.neurons.reading import (
    NeuronActivations,
    NeuronPassage,
    NeuronPeak,
    NeuronTokens,
    WeighedToken,
)
from workbench.inspection.shown import Shown
from workbench.words import Words

PEAK_COLUMNS = ("neuron", "peak", "position", "token", "mean")
NEURON_COLUMNS = ("kind", "number", "text", "value")


@dataclass(frozen=True)
class NeuronFacts(Shown):
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

    def table(self) -> Iterator[tuple[object, ...]]:
        """A line for each token that a neuron promotes or suppresses, each activation on the text,
        and each passage; `number` is an id, a position, or the passage's first token."""
        yield NEURON_COLUMNS
        for kind, tokens in self.weighed.items():
            for one in tokens:
                yield kind, one.id, one.text, one.logit
        for position, (token, activation) in enumerate(self.activations):
            yield "activation", position, token, activation
        for passage in self.passages:
            yield "passage", passage.begin, "".join(passage.tokens), passage.activation

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

    def _repr_html_(self) -> str:
        """The tokens, the text in the colours of its activations, and the passages."""
        named = f"L{self.layer} neuron {self.neuron}: {self.tokens}"
        tokens = (
            f"<p>{escape(named)}</p>"
            if isinstance(self.tokens, Words)
            else self.tokens._repr_html_()
        )
        on_text = coloured(*zip(*self.activations, strict=True)) if self.activations else ""
        passages = "".join(coloured(one.tokens, one.activations) for one in self.passages)
        return f"{tokens}{on_text}{passages}"


def peak_row(read: NeuronActivations, one: NeuronPeak) -> dict[str, Any]:
    """A neuron on a text, by the names of the columns."""
    values = (one.neuron, one.peak, one.position, read.tokens[one.position], one.mean)
    return dict(zip(PEAK_COLUMNS, values, strict=True))


def peaks_table(read: NeuronActivations) -> Iterator[tuple[object, ...]]:
    """A line for each neuron of the layer, the strongest first."""
    yield PEAK_COLUMNS
    for one in read.strongest(read.activations_tn.shape[1]):
        yield tuple(peak_row(read, one).values())


def peaks_plain(read: NeuronActivations) -> dict[str, Any]:
    """The tokens, and every neuron, the strongest first."""
    peaks = read.strongest(read.activations_tn.shape[1])
    return {
        "layer": read.layer,
        "tokens": list(read.tokens),
        "left_out": read.left_out,
        "neurons": [peak_row(read, one) for one in peaks],
    }
