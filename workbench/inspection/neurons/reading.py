"""What the neurons of a layer do, as plain values; torch is not needed.

A neuron is one of the activations that the last matrix of a feed-forward part reads. Shapes:
t tokens, n neurons.
"""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from html import escape
from typing import Any

import numpy as np
from numpy.typing import NDArray

from workbench.inspection.maps.layer_heads import Floats
from workbench.inspection.shown import Shown


@dataclass(frozen=True)
class NeuronPeak:
    """A neuron on a text: its largest activation in size, where it is, and the mean of all."""

    neuron: int
    peak: float
    position: int
    mean: float


@dataclass(frozen=True)
class NeuronActivations(Shown):
    """The activations of one layer's neurons (from 0) at every token of a text.

    Those of a gated feed-forward part are the gate times what it lets through, and may well be
    negative. `left_out` tokens at the text's end were not read.
    """

    tokens: tuple[str, ...]
    layer: int
    activations_tn: Floats
    left_out: int = 0
    threads: int = 1

    def strongest(self, most: int) -> tuple[NeuronPeak, ...]:
        """The neurons whose largest activation is largest in size, the strongest first."""
        sizes_n = np.abs(self.activations_tn).max(axis=0)
        return tuple(self.peak(int(n)) for n in np.argsort(-sizes_n, kind="stable")[:most])

    def peak(self, neuron: int) -> NeuronPeak:
        """One neuron on the text."""
        activations_t = self.activations_tn[:, neuron]
        position = int(np.abs(activations_t).argmax())
        mean = float(activations_t.mean(dtype=np.float64))
        return NeuronPeak(neuron, float(activations_t[position]), position, mean)

    def table(self) -> Iterator[tuple[object, ...]]:
        from workbench.inspection.neurons.written import peaks_table

        return peaks_table(self)

    def as_plain(self) -> dict[str, Any]:
        from workbench.inspection.neurons.written import peaks_plain

        return peaks_plain(self)

    def as_arrays(self) -> dict[str, NDArray[Any]]:
        """`activations` [tokens, neurons], and `tokens`."""
        tokens = np.array(self.tokens, dtype=np.str_)
        return {"activations": self.activations_tn, "tokens": tokens}

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{one.neuron}</td><td>{one.peak:.4f}</td>"
            f"<td>{escape(self.tokens[one.position])}</td></tr>"
            for one in self.strongest(20)
        )
        return f"<table><tr><th>neuron</th><th>peak</th><th>at</th></tr>{rows}</table>"


@dataclass(frozen=True)
class WeighedToken:
    """A token, as people see it, and the logit that a neuron adds to it."""

    id: int
    text: str
    logit: float


@dataclass(frozen=True)
class NeuronTokens(Shown):
    """The tokens that a neuron promotes most and suppresses most where its activation is above
    zero; the other way round below.

    `weight_norm` is the length of the row that it adds to the stream. With `is_direct` a logit is
    what an activation of 1 adds, less the mean over the vocabulary, where the final norm divides
    by 1; without, the masked-token head is not linear, and the logits are those of the row alone.
    """

    layer: int
    neuron: int
    promoted: tuple[WeighedToken, ...]
    suppressed: tuple[WeighedToken, ...]
    weight_norm: float
    is_direct: bool

    def table(self) -> Iterator[tuple[object, ...]]:
        from workbench.inspection.neurons.written import NeuronFacts

        return NeuronFacts(self.layer, self.neuron, self).table()

    def as_plain(self) -> dict[str, Any]:
        return asdict(self)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><td>{escape(up.text)}</td><td>{up.logit:+.3f}</td>"
            f"<td>{escape(down.text)}</td><td>{down.logit:+.3f}</td></tr>"
            for up, down in zip(self.promoted, self.suppressed, strict=True)
        )
        heads = '<tr><th colspan="2">promoted</th><th colspan="2">suppressed</th></tr>'
        return f"<table>{heads}{rows}</table>"


@dataclass(frozen=True)
class NeuronPassage:
    """A stretch of a corpus around a strong activation of a neuron.

    `begin` is the index of its first token in the part, from 0; `peak` is the place of the
    strongest activation within it.
    """

    begin: int
    tokens: tuple[str, ...]
    activations: tuple[float, ...]
    peak: int

    @property
    def activation(self) -> float:
        """The strongest one."""
        return self.activations[self.peak]


@dataclass(frozen=True)
class NeuronPassages:
    """How far a search is, in tokens, and the passages so far, the strongest activation first."""

    layer: int
    neuron: int
    done: int
    total: int
    passages: tuple[NeuronPassage, ...]
