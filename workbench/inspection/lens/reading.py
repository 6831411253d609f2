"""What the logit lens reads of a text, as plain values; torch is not needed.

Shapes: r readings (of the stream, in order of depth), t tokens, k likeliest tokens.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from workbench.inspection.maps.layer_heads import Floats
from workbench.inspection.shown import Shown

Integers = NDArray[np.int64]
Stage = Literal["embeddings", "attention", "feed_forward"]
Target = Literal["next", "own"]


@dataclass(frozen=True)
class StreamReading:
    """Where the residual stream is read: as the embeddings, or behind a part of a layer (from 0).

    `depth` counts layers: half of one stands between its attention and its feed-forward part.
    """

    stage: Stage
    layer: int = 0

    @property
    def depth(self) -> float:
        match self.stage:
            case "embeddings":
                return 0.0
            case "attention":
                return self.layer + 0.5
            case "feed_forward":
                return self.layer + 1.0

    @property
    def name(self) -> str:
        """As files and the terminal have it: `embeddings`, `L0 attention`, `L0 feed-forward`."""
        if self.stage == "embeddings":
            return "embeddings"
        return f"L{self.layer} {self.stage.replace('_', '-')}"


@dataclass(frozen=True)
class LensProgress:
    """How many of the distributions have been computed."""

    done: int
    total: int


@dataclass(frozen=True)
class LikelyToken:
    """A token, as people see it, and the probability that a reading gives it."""

    id: int
    text: str
    probability: float


@dataclass(frozen=True)
class LogitLens(Shown):
    """The predictions of every reading at every token of a text; the last are the model's own.

    `top_ids_rtk` are the likeliest, best first, with `top_probabilities_rtk`; `pieces` has each as
    people see it. The true token is the `target`: the next one, or for a BERT the token's own,
    where it was masked the one that was there. `true_ids_t` is -1 where it is not known; there
    `true_ranks_rt` (from 1) is 0 and `true_probabilities_rt` NaN. Entropies and
    `divergences_rt`, KL(model's own ‖ reading), are in nats. `masked` tokens were replaced by a
    mask, and `left_out` at the text's end were not read.
    """

    tokens: tuple[str, ...]
    readings: tuple[StreamReading, ...]
    target: Target
    pieces: Mapping[int, str]
    top_ids_rtk: Integers
    top_probabilities_rtk: Floats
    true_ids_t: Integers
    true_ranks_rt: Integers
    true_probabilities_rt: Floats
    entropies_rt: Floats
    divergences_rt: Floats
    masked: tuple[int, ...] = ()
    left_out: int = 0
    threads: int = 1

    def top(self, reading: int, position: int) -> tuple[LikelyToken, ...]:
        """The likeliest tokens of a reading at a position, best first."""
        ids = self.top_ids_rtk[reading, position].tolist()
        probabilities = self.top_probabilities_rtk[reading, position].tolist()
        return tuple(
            LikelyToken(i, self.pieces[i], p) for i, p in zip(ids, probabilities, strict=True)
        )

    def true_token(self, position: int) -> str | None:
        """The true token as people see it; None where it is not known."""
        token = int(self.true_ids_t[position])
        if token < 0:
            return None
        place = position + 1 if self.target == "next" else position
        return self.pieces[token] if place in self.masked else self.tokens[place]

    def table(self) -> Iterator[tuple[object, ...]]:
        from workbench.inspection.lens.written import table

        return table(self)

    def as_plain(self) -> dict[str, Any]:
        from workbench.inspection.lens.written import as_plain

        return as_plain(self)

    def as_arrays(self) -> dict[str, NDArray[Any]]:
        from workbench.inspection.lens.written import as_arrays

        return as_arrays(self)

    def _repr_html_(self) -> str:
        from workbench.inspection.lens.written import as_html

        return as_html(self)


@dataclass(frozen=True)
class LensComparison(Shown):
    """Teacher and student on the same tokens."""

    teacher: LogitLens
    student: LogitLens

    @property
    def models(self) -> dict[str, LogitLens]:
        """Each model's lens by its role."""
        return {"teacher": self.teacher, "student": self.student}

    def table(self) -> Iterator[tuple[object, ...]]:
        from workbench.inspection.lens.written import table

        return table(self)

    def as_plain(self) -> dict[str, Any]:
        from workbench.inspection.lens.written import as_plain

        return {role: as_plain(one) for role, one in self.models.items()}

    def as_arrays(self) -> dict[str, NDArray[Any]]:
        from workbench.inspection.lens.written import as_arrays

        return as_arrays(self)

    def _repr_html_(self) -> str:
        from workbench.inspection.lens.written import as_html

        return "".join(f"<h4>{role}</h4>{as_html(lens)}" for role, lens in self.models.items())
