"""The colour of each metric's curve where one run is shown alone."""

from PySide6.QtGui import QColor

from ui.theme import Colours
from workbench.metrics import GRADIENT_PART, LOSS_PART, Metric, layer_order

_FIRST_MIDDLE_LAST = (0, 3, 1)
"""Of the palette of series: what the blocks' colours go from, by and to."""
_HALF_WAY = 4
"""The number of the block whose colour is half-way between both ends."""


def metric_colour(entry: Metric, run_colour: str, colours: Colours) -> str:
    """A run's own curve has the colour of its role; others of its chart differ from it."""
    if entry.of_teacher:
        return colours.teacher
    if entry.colour is not None:
        return colours.series[entry.colour]
    if entry.is_by_layer:
        return _layer_colour(entry.name, colours)
    return _part_colour(entry.name, colours) or run_colour


def _layer_colour(name: str, colours: Colours) -> str:
    """Blocks go from one colour to another, the first ones fastest, however many there are."""
    where, number = layer_order(name)
    if where != 1:
        return colours.ngram if where == 0 else colours.text
    first, middle, last = (QColor(colours.series[one]) for one in _FIRST_MIDDLE_LAST)
    share = 2 * number / (number + _HALF_WAY)
    return _mixed(first, middle, share) if share < 1 else _mixed(middle, last, share - 1)


def _mixed(one: QColor, other: QColor, share: float) -> str:
    red, green, blue = (
        round((1 - share) * a + share * b)
        for a, b in (
            (one.red(), other.red()),
            (one.green(), other.green()),
            (one.blue(), other.blue()),
        )
    )
    return QColor(red, green, blue).name()


def _part_colour(name: str, colours: Colours) -> str:
    """A part has one colour, whether its value or its gradient is shown."""
    prefix = next((p for p in (LOSS_PART, GRADIENT_PART) if name.startswith(p)), "")
    if not prefix:
        return ""
    part = name.removeprefix(prefix)
    known = {"soft": colours.teacher, "hard": colours.control, "mlm": colours.series[3]}
    others = (*colours.series[3:], *colours.series[:3])
    return known.get(part) or others[sum(map(ord, part)) % len(others)]
