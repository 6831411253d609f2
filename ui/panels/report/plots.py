"""The plots of a report: quality, loss against size, and speed, in the colours of the roles."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QWidget

from ui.models.run_words import role_colour, role_text
from ui.theme import Colours
from ui.widgets.charts.bars import Bar
from ui.widgets.charts.histogram import BarChart
from ui.widgets.charts.scatter import Scatter, ScatterPoint
from ui.widgets.numbers import short
from workbench.activities.evaluate.pareto import pareto_front
from workbench.events import ReportRow


class ReportPlots(QWidget):
    """Three plots side by side."""

    def __init__(self) -> None:
        super().__init__()
        self._quality, self._speed = BarChart(), BarChart()
        self._pareto = Scatter()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for plot in (self._quality, self._pareto, self._speed):
            layout.addWidget(plot)

    def retranslate(self) -> None:
        self._quality.set_title(self.tr("Bits per byte, lower is better"))
        self._pareto.set_titles(self.tr("Loss against size"), self.tr("Parameters"))
        self._speed.set_title(self.tr("Milliseconds per token"))

    def show_rows(self, rows: Sequence[ReportRow], colours: Colours) -> None:
        """An n-gram's counts are no parameters, and its speed is not measured."""
        models = [row for row in rows if row.role != "ngram"]
        timed = [row for row in rows if row.ms_per_token is not None]
        known = [row for row in rows if row.bits_per_byte is not None]
        self._quality.set_bars([_bar(row, row.bits_per_byte or 0.0, colours) for row in known])
        self._pareto.set_points(
            [_point(row, colours) for row in models], [row.model for row in pareto_front(models)]
        )
        self._speed.set_bars([_bar(row, row.ms_per_token or 0.0, colours) for row in timed])


def _bar(row: ReportRow, value: float, colours: Colours) -> Bar:
    """A bar as high as a value."""
    colour = role_colour(row.role, colours)
    figure = short(value)
    return Bar(role_text(row.role), value, f"{row.model}: {figure}", figure, colour)


def _point(row: ReportRow, colours: Colours) -> ScatterPoint:
    """A point at a size and a loss, with half the loss's interval."""
    colour = role_colour(row.role, colours) or colours.accent
    margin = row.loss_margin or 0.0
    return ScatterPoint(row.model, float(row.parameters), row.loss, colour, margin)
