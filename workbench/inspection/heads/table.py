"""Measured heads as plain values: what is shown and exported; torch is not needed."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from workbench.inspection.heads.spec import (
    HEAD_MEASURES,
    HeadLabel,
    HeadMeasure,
    HeadStage,
    HeadValues,
    labels_for,
)
from workbench.inspection.shown import Shown
from workbench.words import Words


@dataclass(frozen=True)
class HeadsProgress:
    """How far a stage is: passages read, of the ablation once for each head as well."""

    stage: HeadStage
    done: int
    total: int


@dataclass(frozen=True)
class HardestPassage:
    """A passage (numbered from 0), and the largest weight that a head has in it.

    `query` and `key` are places in `tokens`, from 0; the first token is left out as a key.
    """

    number: int
    text: str
    tokens: tuple[str, ...]
    query: int
    key: int
    weight: float


@dataclass(frozen=True)
class TokenCount:
    """How often a token was the query or the key of a strong weight."""

    token: str
    count: int


@dataclass(frozen=True)
class StrongestOfHead:
    """Where a head attends hardest.

    `passages` are those with the largest weights, the hardest first. `queries` and `keys` are the
    most frequent tokens of the `total` weights of at least 0.5.
    """

    passages: tuple[HardestPassage, ...] = ()
    queries: tuple[TokenCount, ...] = ()
    keys: tuple[TokenCount, ...] = ()
    total: int = 0


@dataclass(frozen=True)
class MeasuredHead:
    """One head, counted from 0, with its measures by their names; None where it has no value."""

    layer: int
    head: int
    values: HeadValues
    strongest: StrongestOfHead = StrongestOfHead()

    @cached_property
    def labels(self) -> tuple[HeadLabel, ...]:
        """What it is called, by the thresholds of the labels."""
        return labels_for(self.values)


@dataclass(frozen=True)
class HeadMeasurements(Shown):
    """Every head of a model at a checkpoint, measured on passages of one length.

    `source` is a text, or the corpus whose validation part was read where `is_corpus`. `notes` say
    what was asked for and is not there. `loss` is the model's own in nats per token, where heads
    were ablated. Values are means over the passages, of which each counts alike.
    """

    model: str
    step: int
    source: str
    is_corpus: bool
    num_passages: int
    passage_tokens: int
    heads: tuple[MeasuredHead, ...]
    teacher: str = ""
    loss: float | None = None
    notes: tuple[Words, ...] = ()
    threads: int = 1

    @property
    def measures(self) -> tuple[HeadMeasure, ...]:
        """Those that were measured, in their order."""
        measured = self.heads[0].values
        return tuple(one for one in HEAD_MEASURES if one.name in measured)

    def head(self, layer: int, head: int) -> MeasuredHead:
        """One head, by layer and number."""
        return next(one for one in self.heads if (one.layer, one.head) == (layer, head))

    def by(self, measure: str) -> tuple[MeasuredHead, ...]:
        """The heads that have a value of a measure, the largest first."""
        there = [one for one in self.heads if one.values.get(measure) is not None]
        return tuple(sorted(there, key=lambda one: -(one.values[measure] or 0.0)))

    def table(self) -> Iterator[tuple[object, ...]]:
        from workbench.inspection.heads.written import heads_table

        return heads_table(self)

    def as_plain(self) -> dict[str, Any]:
        from workbench.inspection.heads.written import heads_plain

        return heads_plain(self)

    def _repr_html_(self) -> str:
        from workbench.inspection.heads.page import as_html

        return as_html(self)
