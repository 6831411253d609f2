"""A model as a bar or a point of a report's plots, in the colour of its role."""

from ui.models.run_words import role_colour, role_text
from ui.theme import Colours
from ui.widgets.charts.bars import Bar
from ui.widgets.charts.scatter import ScatterPoint
from ui.widgets.numbers import short
from workbench.events import ReportRow


def bar_of(row: ReportRow, value: float, colours: Colours) -> Bar:
    """A bar as high as a value."""
    colour = role_colour(row.role, colours)
    figure = short(value)
    return Bar(role_text(row.role), value, f"{row.model}: {figure}", figure, colour)


def point_of(row: ReportRow, colours: Colours) -> ScatterPoint:
    """A point at a size and a loss, with half the loss's interval."""
    colour = role_colour(row.role, colours) or colours.accent
    margin = row.loss_margin or 0.0
    return ScatterPoint(row.model, float(row.parameters), row.loss, colour, margin)
