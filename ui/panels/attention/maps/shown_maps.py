"""From a model's answer and the settings to the one map that is shown: no widget here."""

from collections.abc import Iterator

from ui.panels.attention.maps.map_settings import MapSettings
from ui.widgets.attention.attended_map import AttendedMap
from ui.widgets.maps.head_grid import Head
from ui.widgets.token_strip import spelled
from workbench.inspection.maps.attention_maps import AttentionMaps
from workbench.inspection.views.shown_attention import shown

CELLS_AT_ONCE = 2**19
"""So many weights are computed while the window waits, which takes some 15 ms; more of them are
computed in the query lane."""


def is_quick(maps: AttentionMaps, heads: tuple[Head, ...], settings: MapSettings) -> bool:
    """Whether the map is there at once."""
    if settings.shown.is_of_all or settings.view.mass < 1:
        return False
    count = len(heads) if settings.shown.is_of_chosen else maps.num_heads
    return count * len(maps.tokens) ** 2 <= CELLS_AT_ONCE


def shown_map(maps: AttentionMaps, heads: tuple[Head, ...], settings: MapSettings) -> AttendedMap:
    """The map of these heads as the settings have it, weighted as the maps are."""
    view = settings.of(heads).model_copy(update={"weighting": maps.weighting})
    one = shown(maps, view)
    (map_hqk,) = one.maps_hqk()
    queries = tuple(map(spelled, one.tokens))
    keys = queries if one.key_tokens == one.tokens else tuple(map(spelled, one.key_tokens))
    return AttendedMap(map_hqk[0], queries, keys, one.positions, one.key_positions, one.causal)


def query_shown_map(
    maps: AttentionMaps, heads: tuple[Head, ...], settings: MapSettings
) -> Iterator[AttendedMap]:
    """Runs in a thread of the query lane."""
    yield shown_map(maps, heads, settings)
