"""From a model's answer and the settings to the one map that is shown: no widget here."""

from collections.abc import Iterator

import numpy as np

from ui.panels.attention.map_settings import Aggregate, MapSettings
from ui.widgets.attention.attended_map import AttendedMap
from ui.widgets.maps.head_grid import Head
from workbench.inspection.maps import AttentionMaps

CELLS_AT_ONCE = 2**19
"""So many weights are computed while the window waits, which takes some 15 ms; more of them are
computed in the query lane."""


def is_quick(maps: AttentionMaps, heads: tuple[Head, ...], settings: MapSettings) -> bool:
    """Whether the map is there at once."""
    count = len(heads) if settings.aggregate.is_of_heads else maps.num_heads
    return not settings.aggregate.is_of_all and count * len(maps.tokens) ** 2 <= CELLS_AT_ONCE


def shown_map(maps: AttentionMaps, heads: tuple[Head, ...], settings: MapSettings) -> AttendedMap:
    """The map of these heads as the settings have it."""
    of_heads = [maps.head_qk(*head) for head in heads]
    combine = np.max if settings.aggregate is Aggregate.MAX else np.mean
    return AttendedMap.of(combine(of_heads, axis=0), maps.tokens, causal=maps.causal)


def query_shown_map(
    maps: AttentionMaps, heads: tuple[Head, ...], settings: MapSettings
) -> Iterator[AttendedMap]:
    """Runs in a thread of the query lane."""
    yield shown_map(maps, heads, settings)
