"""What must be said beside maps: what of the text was not read as it stands, and what misleads."""

from workbench.inspection.maps.attention_maps import AttentionMaps
from workbench.inspection.maps.kept_layers import MOST_BYTES
from workbench.inspection.views.view import AttentionView
from workbench.words import Words, words

BYTES_OF_HALF = 2
MEGABYTE = 1_000_000


def remarks(maps: AttentionMaps, view: AttentionView | None = None) -> tuple[Words, ...]:
    """Sentences about maps, and about a view of them."""
    view = view or AttentionView(weighting=maps.weighting)
    found = (_unknown(maps), _left_out(maps), _large(maps), _drift(maps, view), _rows(view))
    return tuple(one for one in found if one is not None)


def layer_bytes(maps: AttentionMaps) -> int:
    """What the maps of one layer take in half precision."""
    return BYTES_OF_HALF * maps.num_heads * len(maps.tokens) ** 2


def _unknown(maps: AttentionMaps) -> Words | None:
    if not maps.source.unknown:
        return None
    return words(
        "{count} of {total} tokens are unknown to the tokenizer: the model reads none of their "
        "characters",
        count=maps.source.unknown,
        total=len(maps.tokens),
    )


def _left_out(maps: AttentionMaps) -> Words | None:
    if not maps.left_out:
        return None
    return words(
        "of the text's {total} tokens {read} were read, and the rest is left out",
        read=len(maps.tokens),
        total=len(maps.tokens) + maps.left_out,
    )


def _large(maps: AttentionMaps) -> Words | None:
    """Where a single layer is as much as is kept of all."""
    one = layer_bytes(maps)
    if one <= MOST_BYTES:
        return None
    return words(
        "on {tokens} tokens the maps of all layers are {size} MB: they are given one layer at a "
        "time, and a file holds one layer",
        tokens=len(maps.tokens),
        size=round(one * maps.num_layers / MEGABYTE),
    )


def _drift(maps: AttentionMaps, view: AttentionView) -> Words | None:
    if view.aggregate != "rollout" or not maps.causal:
        return None
    return words("rollout drifts to the first tokens in a model that reads from left to right")


def _rows(view: AttentionView) -> Words | None:
    if view.weighting == "none" or view.hide != "none" or view.aggregate == "rollout":
        return None
    return words("weighted with the values' sizes, the weights of a query do not sum to 1")
