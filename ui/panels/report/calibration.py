"""The calibration diagram: how sure the models were, and how often they were right."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.charts.scatter import Scatter, ScatterPoint
from ui.widgets.numbers import count, share
from workbench.breakdown import Breakdown, ConfidenceBin


class CalibrationDiagram(QWidget):
    """A point for each bin of each model; on the dashed line a model is as sure as right."""

    def __init__(self) -> None:
        super().__init__()
        self._chart = Scatter(logarithmic=False, choosable=True)
        self._chart.chosen.connect(self._chart.choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._chart)

    def retranslate(self) -> None:
        self._chart.set_titles(
            self.tr("How often the likeliest token was right"),
            self.tr("Probability of the likeliest token"),
        )

    def show_breakdowns(
        self, breakdowns: Sequence[Breakdown], colours: Mapping[str, str], otherwise: str
    ) -> None:
        """The bins of all models; one without a colour of its own has the other one."""
        points = [
            ScatterPoint(
                f"{one.model}, {_range(found)} ({count(found.tokens)})",
                found.confidence,
                found.accuracy,
                colours.get(one.model) or otherwise,
            )
            for one in breakdowns
            for found in one.confidences
        ]
        self._chart.set_points(points)
        self._chart.set_law(_as_sure_as_right(points))


def _as_sure_as_right(points: Sequence[ScatterPoint]) -> list[tuple[float, float]]:
    """The diagonal, as far as it lies within what the points take up."""
    if not points:
        return []
    xs, ys = [point.x for point in points], [point.y for point in points]
    low, high = max(min(xs), min(ys)), min(max(xs), max(ys))
    return [(low, low), (high, high)] if low < high else []


def _range(found: ConfidenceBin) -> str:
    return f"{share(found.low, 0)}–{share(found.high, 0)}"
