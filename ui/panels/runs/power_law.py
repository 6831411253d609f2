"""The losses of runs over their sizes or tokens, with the power law that fits them."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.models.run_style import run_styles
from ui.running.queries import Query
from ui.session import Session
from ui.shell.messages import translate
from ui.when_seen import WhenSeen
from ui.widgets.charts.scatter import Scatter, ScatterPoint
from workbench.errors import WorkbenchError
from workbench.project.run_table.scaling import (
    FittedPoint,
    Over,
    PowerLaw,
    fit_power_law,
    points_of,
)
from workbench.store.filtering.fields import RunRow

_OVER: tuple[Over, ...] = ("parameters", "tokens")
_LINE_POINTS = 40


class PowerLawView(QWidget):
    """A point for each run; the sentence above says how sure the law is, or why there is none."""

    def __init__(self, session: Session, rows: Callable[[], Sequence[RunRow]]) -> None:
        super().__init__()
        self._session = session
        self._rows = rows
        self._label, self._over, self._floor = QLabel(), QComboBox(), QCheckBox()
        self._query: Query[PowerLaw] | None = None
        self._label.setBuddy(self._over)
        for over in _OVER:
            self._over.addItem("", over)
        self._said = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._chart = Scatter(choosable=True)
        line = QHBoxLayout()
        line.setContentsMargins(6, 4, 6, 4)
        line.addWidget(self._label)
        line.addWidget(self._over)
        line.addWidget(self._floor)
        line.addWidget(self._said, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self._chart, 1)
        self._seen = WhenSeen(self, self._fit, session.catalogue_changed, session.theme.changed)
        self._over.currentIndexChanged.connect(self._seen.now_or_later)
        self._floor.toggled.connect(self._seen.now_or_later)

    def retranslate(self) -> None:
        self._label.setText(self.tr("Loss over"))
        self._over.setItemText(0, self.tr("Parameters"))
        self._over.setItemText(1, self.tr("Tokens"))
        self._floor.setText(self.tr("With a floor"))
        self._floor.setToolTip(
            self.tr("Loss ≈ E + A × x^−a: E is what is left of the loss at any size")
        )
        self._seen.now_or_later()

    def refresh(self) -> None:
        """Other runs are chosen."""
        self._seen.now_or_later()

    def _fit(self) -> None:
        """The points stand there at once; a floor takes a moment, as runs are drawn again."""
        rows, over, floor = tuple(self._rows()), self._over.currentData(), self._floor.isChecked()
        points = points_of(rows, over)
        if self._query is not None:
            self._query.cancel()
        self._show(points, None)
        self._said.clear()
        self._query = self._session.query(
            lambda: _fitted(rows, over, floor=floor),
            lambda law: self._take(points, law),
            on_error=self._fail,
            owner=self,
        )

    def _take(self, points: Sequence[FittedPoint], law: PowerLaw) -> None:
        notes = (f"{translate(note)}." for note in law.notes)
        self._said.setText(" ".join((f"{translate(law.sentence)}.", *notes)))
        self._show(points, law)

    def _fail(self, error: BaseException) -> None:
        if isinstance(error, WorkbenchError):
            self._said.setText(translate(error.words))
        else:
            self._session.query_failed(self, error)

    def _show(self, points: Sequence[FittedPoint], law: PowerLaw | None) -> None:
        colours = self._session.theme.colours
        project = self._session.project
        styles = run_styles(project.runs if project is not None else (), colours)
        self._chart.set_titles(self.tr("Best validation loss"), self._over.currentText())
        self._chart.set_points(
            [
                ScatterPoint(
                    point.name,
                    point.x,
                    point.loss,
                    styles[point.run].colour if point.run in styles else colours.text,
                )
                for point in points
            ]
        )
        sizes = [point.x for point in points]
        line = np.geomspace(min(sizes), max(sizes), _LINE_POINTS) if law is not None else ()
        self._chart.set_law([(float(x), law.loss_at(float(x))) for x in line] if law else [])


def _fitted(rows: Sequence[RunRow], over: Over, *, floor: bool) -> Iterator[PowerLaw]:
    yield fit_power_law(rows, over, floor=floor)
