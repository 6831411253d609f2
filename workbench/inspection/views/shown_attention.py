"""Maps as a view shows them, a layer at a time.

Shapes: h heads, q queries, k keys (words where pieces are merged).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from workbench.errors import BadInput
from workbench.inspection.maps.attention_maps import AttentionMaps
from workbench.inspection.maps.layer_heads import Floats
from workbench.inspection.views import aggregates
from workbench.inspection.views.filters import (
    Positions,
    at_least,
    cut,
    others,
    sides,
    within_mass,
    without,
)
from workbench.inspection.views.merging import joined_pieces, merged
from workbench.inspection.views.view import AttentionView, Hidden


@dataclass(frozen=True)
class ShownAttention:
    """The maps of a view: `tokens` are those of the rows, `key_tokens` those of the columns,
    `positions` and `key_positions` where they stand in the text (words: where they begin).
    `layers` and `heads` are the numbers of those that are shown, empty where all are one.
    """

    maps: AttentionMaps
    view: AttentionView
    tokens: tuple[str, ...]
    key_tokens: tuple[str, ...]
    positions: tuple[int, ...]
    key_positions: tuple[int, ...]
    layers: tuple[int, ...]
    heads: tuple[int, ...]
    _axis: "_Axis"

    @property
    def causal(self) -> bool:
        """Whether a query's later keys are masked."""
        return self.maps.causal

    @property
    def num_layers(self) -> int:
        return max(1, len(self.layers))

    @property
    def num_heads(self) -> int:
        return max(1, len(self.heads))

    @property
    def shape(self) -> tuple[int, int, int, int]:
        """Layers, heads, queries, keys."""
        return self.num_layers, self.num_heads, len(self.tokens), len(self.key_tokens)

    def maps_hqk(self) -> Iterator[Floats]:
        """Each layer's maps in order, computed as they are asked for."""
        for maps_hqk in _aggregated(self.maps, self.view):
            yield self._axis.applied(maps_hqk, self.view)


def shown(maps: AttentionMaps, view: AttentionView | None = None) -> ShownAttention:
    """The maps as a view shows them; without one, every head's.

    They are weighted as the view asks for. Raises BadInput for a layer or head that there is not,
    a pair where there is one text, and where nothing is left to be shown.
    """
    view = view or AttentionView(weighting=maps.weighting)
    require_there(maps, view)
    axis = _axis(maps, view)
    words = np.array(axis.words, dtype=object)
    begins = np.array(axis.begins, dtype=np.intp)
    return ShownAttention(
        maps.weighted(view.weighting),
        view,
        tuple(words[axis.rows]),
        tuple(words[axis.columns]),
        tuple(begins[axis.rows].tolist()),
        tuple(begins[axis.columns].tolist()),
        _layers(maps, view),
        _heads(maps, view),
        axis,
    )


def require_there(maps: AttentionMaps, view: AttentionView) -> None:
    """Raise BadInput where the maps have nothing that the view could show."""
    _require_head(maps, view.layer, view.head)
    for layer, head in view.heads:
        _require_head(maps, layer, head)
    if view.heads and (view.layer, view.head) != (None, None):
        raise BadInput("several heads are given by themselves; leave the layer and the head out")
    if view.heads and view.aggregate not in ("mean", "max"):
        raise BadInput("several heads are shown as their mean or maximum; choose one of the two")
    if view.pair != "all" and not maps.source.num_first:
        raise BadInput("there is no pair of texts to filter by; give a second text")


def _require_head(maps: AttentionMaps, layer: int | None, head: int | None) -> None:
    if layer is not None and layer >= maps.num_layers:
        raise BadInput(
            "the model has {count} layers, counted from 0; there is no layer {number}",
            count=maps.num_layers,
            number=layer,
        )
    if head is not None and head >= maps.num_heads:
        raise BadInput(
            "a layer has {count} heads, counted from 0; there is no head {number}",
            count=maps.num_heads,
            number=head,
        )


def _layers(maps: AttentionMaps, view: AttentionView) -> tuple[int, ...]:
    if view.aggregate in ("mean-layers", "max-layers") or view.heads:
        return ()
    return tuple(range(maps.num_layers)) if view.layer is None else (view.layer,)


def _heads(maps: AttentionMaps, view: AttentionView) -> tuple[int, ...]:
    if view.aggregate != "none":
        return ()
    return tuple(range(maps.num_heads)) if view.head is None else (view.head,)


def _aggregated(maps: AttentionMaps, view: AttentionView) -> Iterator[Floats]:
    """Each shown layer's maps, hqk, before tokens are hidden or merged."""
    everything = (maps.attention_hqk(layer) for layer in range(maps.num_layers))
    match view.aggregate:
        case "none":
            yield from _chosen(maps, view)
        case "mean":
            yield from (_one(aggregates.mean_over_heads(hqk)) for hqk in _chosen(maps, view))
        case "max":
            yield from (_one(aggregates.max_over_heads(hqk)) for hqk in _chosen(maps, view))
        case "mean-layers":
            yield _one(aggregates.mean_over_layers(everything))
        case "max-layers":
            yield _one(aggregates.max_over_layers(everything))
        case "rollout":
            yield from _rolled_out(everything, view.layer)
        case _:
            assert_never(view.aggregate)


def _chosen(maps: AttentionMaps, view: AttentionView) -> Iterator[Floats]:
    if view.heads:
        yield np.stack([maps.head_qk(layer, head) for layer, head in view.heads])
    for layer in _layers(maps, view):
        if view.head is None:
            yield maps.attention_hqk(layer)
        else:
            yield _one(maps.head_qk(layer, view.head))


def _rolled_out(layers_hqk: Iterable[Floats], layer: int | None) -> Iterator[Floats]:
    for number, reached_qk in enumerate(aggregates.rollout(layers_hqk)):
        if layer is None or number == layer:
            yield _one(reached_qk)
        if number == layer:
            return


def _one(map_qk: Floats) -> Floats:
    return map_qk[None]


@dataclass(frozen=True)
class _Axis:
    """What becomes of a text's tokens: which are `hidden`, where words begin among the others and
    in the text, and which of the words stand in the rows and in the columns."""

    hidden: tuple[int, ...]
    starts: tuple[int, ...] | None
    words: tuple[str, ...]
    begins: tuple[int, ...]
    rows: Positions
    columns: Positions

    def applied(self, maps_hqk: Floats, view: AttentionView) -> Floats:
        """The maps with their tokens hidden and merged, and weights below the thresholds as 0."""
        if self.hidden:
            maps_hqk = without(maps_hqk, self.hidden, renormalise=view.renormalise)
        if self.starts is not None:
            maps_hqk = merged(maps_hqk, self.starts)
        if view.pair != "all":
            maps_hqk = cut(maps_hqk, self.rows, self.columns)
        if view.least > 0:
            maps_hqk = at_least(maps_hqk, view.least)
        return within_mass(maps_hqk, view.mass) if view.mass < 1 else maps_hqk


def _axis(maps: AttentionMaps, view: AttentionView) -> _Axis:
    source, tokens = maps.source, len(maps.tokens)
    hidden = _hidden(view.hide, source.special_positions)
    kept = others(tokens, hidden)
    if not len(kept):
        raise BadInput("all tokens of the text are hidden; hide fewer, or write a longer text")
    words = tuple(maps.tokens[position] for position in kept)
    is_second = (
        kept >= source.num_first if source.num_first else np.zeros(len(kept), dtype=np.bool_)
    )
    starts = _starts(maps, kept) if view.words else None
    if starts is not None:
        words, is_second = joined_pieces(words, starts, source.follower), is_second[list(starts)]
        kept = kept[list(starts)]
    begins = tuple(kept.tolist())
    return _Axis(hidden, starts, words, begins, *sides(view.pair, is_second))


def _hidden(hide: Hidden, special: tuple[int, ...]) -> tuple[int, ...]:
    first = (0,) if hide in ("first", "both") else ()
    others_too = special if hide in ("special", "both") else ()
    return tuple(sorted({*first, *others_too}))


def _starts(maps: AttentionMaps, kept: NDArray[np.intp]) -> tuple[int, ...]:
    """Where words begin among the tokens that are left."""
    begins = np.isin(kept, maps.source.word_starts)
    begins[0] = True
    return tuple(int(index) for index in np.flatnonzero(begins))
