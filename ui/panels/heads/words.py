"""How measured heads are called and written."""

from typing import assert_never

from ui.i18n import joined
from ui.models import figures
from ui.shell.messages import translate
from ui.theme import Colours
from ui.widgets.colours import blend
from ui.widgets.maps.head_grid import head_name
from workbench.inspection.heads.spec import HeadMeasure
from workbench.inspection.heads.table import MeasuredHead


def name_of_head(head: MeasuredHead) -> str:
    """Layer and head, as everywhere."""
    return head_name((head.layer, head.head))


def labels_of_head(head: MeasuredHead) -> str:
    """Its labels in the present language, empty without one."""
    return joined(translate(label.title) for label in head.labels)


def measure_text(measure: HeadMeasure, value: float | None) -> str:
    """A value in its unit's form."""
    match measure.unit:
        case "share":
            return figures.share(value)
        case "tokens":
            return figures.measure(value, 1)
        case "nats":
            return figures.measure(value)
        case "number":
            return figures.measure(value, 2)
        case _:
            assert_never(measure.unit)


def layer_colour(layer: int, num_layers: int, colours: Colours) -> str:
    """From the first layer to the last, from one colour to another; no role has these two."""
    first, last = colours.series[5], colours.series[4]
    share = layer / (num_layers - 1) if num_layers > 1 else 0.0
    return blend(last, first, share).name()
