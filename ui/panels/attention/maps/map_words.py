"""What a map is called: the model, of which heads it is made, and what was done with it."""

from PySide6.QtCore import QObject

from ui.i18n import beside
from ui.panels.attention.maps.map_settings import MapSettings, ShownHeads
from ui.panels.attention.queries import ModelAttention
from ui.widgets.maps.head_grid import Head, head_name, head_names
from ui.widgets.numbers import count, share, short
from workbench.inspection.maps.layer_heads import Weighting


class MapWords(QObject):
    """Words in the present language."""

    def axis_names(self) -> tuple[str, str]:
        """What rows and columns are."""
        return self.tr("query: the token that looks"), self.tr("key: what it looks at")

    def title(self, seen: ModelAttention, heads: tuple[Head, ...], settings: MapSettings) -> str:
        """The model, which heads, and in a second line what was done to their map."""
        first = beside([self.model(seen), self.heads(heads, settings)])
        return "\n".join(filter(None, [first, beside(self.made(seen.maps.weighting, settings))]))

    def model(self, seen: ModelAttention) -> str:
        """What the maps are of: "best" is another step after the next evaluation."""
        return self.tr("{model}, step {step}").format(
            model=seen.reference, step=count(seen.checkpoint.step)
        )

    def heads(self, heads: tuple[Head, ...], settings: MapSettings) -> str:
        """The head, or what is put together of which heads."""
        if settings.shown.is_of_chosen and len(heads) == 1:
            return head_name(heads[0])
        layer = f"L{heads[-1][0]}" if heads else ""
        return self.aggregate(settings.shown).format(heads=head_names(heads), layer=layer)

    def aggregate(self, shown: ShownHeads) -> str:
        """A template with the places `heads` and `layer`."""
        names = {
            ShownHeads.MEAN: self.tr("mean of {heads}"),
            ShownHeads.MAX: self.tr("maximum of {heads}"),
            ShownHeads.LAYER_MEAN: self.tr("{layer}, mean over heads"),
            ShownHeads.LAYER_MAX: self.tr("{layer}, maximum over heads"),
            ShownHeads.ALL_MEAN: self.tr("mean over all layers"),
            ShownHeads.ALL_MAX: self.tr("maximum over all layers"),
            ShownHeads.ROLLOUT: self.tr("rollout up to {layer}"),
        }
        return names[shown]

    def made(self, weighting: Weighting, settings: MapSettings) -> list[str]:
        """What was done with the map, in the order in which it was."""
        view = settings.view
        weighted = {
            "none": "",
            "value": self.tr("weight × size of the value"),
            "output": self.tr("weight × size of the output"),
        }
        hidden = {
            "none": "",
            "first": self.tr("without the first token"),
            "special": self.tr("without special tokens"),
            "both": self.tr("without the first token and special tokens"),
        }
        sums = self.tr("renormalised") if view.renormalise else self.tr("not renormalised")
        least = self.tr("weights below {least} as 0").format(least=short(view.least))
        mass = self.tr("the largest {mass} of each row").format(mass=share(view.mass))
        made = (
            weighted[weighting],
            hidden[view.hide],
            sums if view.hide != "none" else "",
            self.tr("whole words") if view.words else "",
            f"{view.pair[0]} → {view.pair[1]}".upper() if view.pair != "all" else "",
            least if view.least > 0 else "",
            mass if view.mass < 1 else "",
        )
        return [one for one in made if one]
