"""What activation patching finds, as plain numbers; torch is not needed.

Shapes: l layers, x positions or heads.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from workbench.inspection.interventions.tables import finite
from workbench.inspection.maps.layer_heads import Floats
from workbench.inspection.pages import html_table
from workbench.inspection.shown import Shown
from workbench.words import Words

PatchedPlace = Literal["stream", "attention", "feed_forward", "heads"]
"""The residual stream that a layer reads, and what its parts and each of its heads add to it."""

PLACES: tuple[PatchedPlace, ...] = get_args(PatchedPlace)

COLUMNS = ("place", "layer", "clean_layer", "head", "position", "token", "recovered")


@dataclass(frozen=True)
class PatchedMap:
    """How much of the logit difference each patch recovers; NaN where it is not known yet.

    `layers` pairs the clean run's layer with the corrupted run's, a row each; in the stream they
    are what a layer reads, and the last one what the last block gives. Columns are positions,
    heads where `place` is `heads`.
    """

    place: PatchedPlace
    layers: tuple[tuple[int, int], ...]
    recovered_lx: Floats


@dataclass(frozen=True)
class Patching(Shown):
    """What is known so far of two runs: `done` of `total` patches.

    The difference is that of the logits of `target` and `other` at `position`: in the clean run,
    and in the corrupted one, into which the clean run's activations are put. A patch recovers
    (patched - corrupted) / (clean - corrupted) of it: 0 nothing, 1 all. `left_out` tells of a
    place that was asked for and cannot be patched.
    """

    clean_tokens: tuple[str, ...]
    tokens: tuple[str, ...]
    position: int
    target: str
    other: str
    clean_difference: float
    corrupted_difference: float
    maps: tuple[PatchedMap, ...]
    done: int = 0
    total: int = 0
    left_out: Words | None = None

    def map_of(self, place: str) -> PatchedMap | None:
        """The map of a place, None if it was not asked for."""
        return next((one for one in self.maps if one.place == place), None)

    def table(self) -> Iterator[tuple[object, ...]]:
        """A line for every patch; layers, heads and positions count from 0."""
        yield COLUMNS
        yield from self._lines()

    def as_plain(self) -> dict[str, Any]:
        """What stands in JSON."""
        return {
            "clean_tokens": self.clean_tokens,
            "tokens": self.tokens,
            "position": self.position,
            "target": self.target,
            "other": self.other,
            "clean_difference": self.clean_difference,
            "corrupted_difference": self.corrupted_difference,
            "maps": [
                {"place": one.place, "layers": one.layers, "recovered": _plain(one.recovered_lx)}
                for one in self.maps
            ],
            "left_out": None if self.left_out is None else str(self.left_out),
        }

    def as_arrays(self) -> dict[str, NDArray[Any]]:
        """What stands in an .npz: `recovered_PLACE` [layers, positions or heads], and tokens."""
        maps = {f"recovered_{one.place}": one.recovered_lx for one in self.maps}
        layers = {f"layers_{one.place}": np.array(one.layers) for one in self.maps}
        tokens = {"clean_tokens": self.clean_tokens, "tokens": self.tokens}
        texts = {"target": self.target, "other": self.other}
        return {
            **maps,
            **layers,
            **{name: np.array(value, dtype=np.str_) for name, value in (tokens | texts).items()},
            "differences": np.array([self.clean_difference, self.corrupted_difference]),
            "position": np.array(self.position),
        }

    def _lines(self) -> Iterator[tuple[object, ...]]:
        for one in self.maps:
            is_heads = one.place == "heads"
            for row, (clean, layer) in enumerate(one.layers):
                for column, value in enumerate(one.recovered_lx[row]):
                    token = None if is_heads else self.tokens[column]
                    where = (column, None) if is_heads else (None, column)
                    recovered = None if np.isnan(value) else round(float(value), 6)
                    yield (one.place, layer, clean, *where, token, recovered)

    def _repr_html_(self) -> str:
        about = (
            f"logit difference {self.target!r} - {self.other!r} at {self.position}: clean "
            f"{self.clean_difference:.3f}, corrupted {self.corrupted_difference:.3f}"
        )
        missing = "" if self.left_out is None else f"<p>{escape(str(self.left_out))}</p>"
        return f"<p>{escape(about)}</p>{''.join(map(self._html_map, self.maps))}{missing}"

    def _html_map(self, one: PatchedMap) -> str:
        is_heads = one.place == "heads"
        count = one.recovered_lx.shape[1]
        columns = [f"H{n}" for n in range(count)] if is_heads else list(self.tokens)
        lines = [
            [f"L{layer}", *(f"{value:.2f}" for value in row)]
            for (_, layer), row in zip(one.layers, one.recovered_lx, strict=True)
        ]
        return f"<p>{one.place}</p>{html_table(['', *columns], lines)}"


def _plain(values_lx: Floats) -> list[list[float | None]]:
    rows: list[list[float | None]] = finite(values_lx.astype(np.float64).round(6).tolist())
    return rows
