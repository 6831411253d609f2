"""What is made of a model's maps before one is shown: plain settings, without widgets."""

from dataclasses import dataclass, replace
from enum import StrEnum

from ui.widgets.maps.head_grid import Head
from workbench.inspection.views.view import Aggregate, AttentionView


class ShownHeads(StrEnum):
    """Of which heads one map is made: those that are chosen, their layer's, or all, and how."""

    MEAN = "mean"
    MAX = "max"
    LAYER_MEAN = "layer_mean"
    LAYER_MAX = "layer_max"
    ALL_MEAN = "all_mean"
    ALL_MAX = "all_max"
    ROLLOUT = "rollout"

    @property
    def is_of_chosen(self) -> bool:
        """Whether it depends on which heads are chosen, not on their layer alone."""
        return self in (ShownHeads.MEAN, ShownHeads.MAX)

    @property
    def is_of_all(self) -> bool:
        """Whether it takes several layers."""
        return self in (ShownHeads.ALL_MEAN, ShownHeads.ALL_MAX, ShownHeads.ROLLOUT)


_AGGREGATES: dict[ShownHeads, Aggregate] = {
    ShownHeads.MEAN: "mean",
    ShownHeads.MAX: "max",
    ShownHeads.LAYER_MEAN: "mean",
    ShownHeads.LAYER_MAX: "max",
    ShownHeads.ALL_MEAN: "mean-layers",
    ShownHeads.ALL_MAX: "max-layers",
    ShownHeads.ROLLOUT: "rollout",
}


EVERY_HEAD = AttentionView()


@dataclass(frozen=True)
class MapSettings:
    """Of which heads the map is made, and what else is done with it; `view` names no head."""

    shown: ShownHeads = ShownHeads.MEAN
    view: AttentionView = EVERY_HEAD

    def of(self, heads: tuple[Head, ...]) -> AttentionView:
        """The view of these heads, or of the last one's layer; rollout goes up to that layer."""
        layer = None if self.shown in (ShownHeads.ALL_MEAN, ShownHeads.ALL_MAX) else heads[-1][0]
        chosen = heads if self.shown.is_of_chosen else ()
        update = {
            "aggregate": _AGGREGATES[self.shown],
            "heads": chosen,
            "layer": None if chosen else layer,
        }
        return self.view.model_copy(update=update)

    @classmethod
    def from_view(cls, view: AttentionView) -> "MapSettings":
        """The settings that make a view, whichever heads it is of."""
        by_name = {aggregate: shown for shown, aggregate in reversed(_AGGREGATES.items())}
        shown = by_name.get(view.aggregate, ShownHeads.MEAN)
        if view.layer is not None and shown in (ShownHeads.MEAN, ShownHeads.MAX):
            is_max = shown is ShownHeads.MAX
            shown = ShownHeads.LAYER_MAX if is_max else ShownHeads.LAYER_MEAN
        plain = {"aggregate": "none", "heads": (), "layer": None, "head": None}
        return replace(cls(shown), view=view.model_copy(update=plain))


def heads_of(view: AttentionView) -> tuple[Head, ...]:
    """The heads to choose for a view, the first one where it is of none in particular."""
    return view.heads or ((view.layer or 0, view.head or 0),)
