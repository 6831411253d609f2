"""The colour of each metric's curve where one run is shown alone."""

from ui.theme import Colours
from workbench.metrics import GRADIENT_PART, LOSS_PART, Metric


def metric_colour(entry: Metric, run_colour: str, colours: Colours) -> str:
    """A run's own curve has the colour of its role; others of its chart differ from it."""
    if entry.of_teacher:
        return colours.teacher
    if entry.colour is not None:
        return colours.series[entry.colour]
    return _part_colour(entry.name, colours) or run_colour


def _part_colour(name: str, colours: Colours) -> str:
    """A part has one colour, whether its value or its gradient is shown."""
    prefix = next((p for p in (LOSS_PART, GRADIENT_PART) if name.startswith(p)), "")
    if not prefix:
        return ""
    part = name.removeprefix(prefix)
    known = {"soft": colours.teacher, "hard": colours.control, "mlm": colours.series[3]}
    others = (*colours.series[3:], *colours.series[:3])
    return known.get(part) or others[sum(map(ord, part)) % len(others)]
