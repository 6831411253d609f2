"""One plot of a grid: its title, what its view leaves out, its menu, and the drawing."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.curves.along import Along, positions
from ui.curves.arrangement import Place
from ui.curves.plot_line import PlotLine
from ui.curves.sources import Version
from ui.widgets.curves.curve_plot import CurvePlot
from ui.widgets.curves.drawing.plot_signs import Sign
from ui.widgets.curves.drawing.series import Look
from ui.widgets.elided_label import ElidedLabel

_LARGE_PX, _SMALL_PX = 250, 220
_TURN_MS = 40
"""All plots drawn at once would hold up the window for longer than a frame."""
Mark = tuple[float, str]


class GridCell(QWidget):
    """Draws the lines of a plot that have grown since the last time."""

    def __init__(self, turn: int) -> None:
        super().__init__()
        self.plot = CurvePlot(controls=False, delay_ms=turn * _TURN_MS)
        self.place: Place | None = None
        self.menu_button = QToolButton(autoRaise=True)
        self.menu_button.setText("⋯")
        self.menu = QMenu(self.menu_button)
        self._title, self._badge = ElidedLabel(), QLabel()
        self._problem = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._problem.hide()
        self._drawn: dict[str, tuple[Version, Look]] = {}
        self._left_out: dict[str, int] = {}
        self._keys: frozenset[str] = frozenset()
        self._marks: tuple[Mark, ...] = ()
        self._signs: tuple[Sign, ...] = ()
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.menu_button.setMenu(self.menu)
        self.menu_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        head = QHBoxLayout()
        head.setContentsMargins(6, 0, 2, 0)
        head.addWidget(self._title, 1)
        head.addWidget(self._badge)
        head.addWidget(self.menu_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(head)
        layout.addWidget(self._problem)
        layout.addWidget(self.plot, 1)
        self.plot.badge_changed.connect(self._badge.setText)
        self._retranslate()

    def set_title(self, title: str, name: str, *, wide: bool) -> None:
        """What stands above it; `name` tells it from other plots, whatever the language."""
        if (title, name) != (self.plot.windowTitle(), self.plot.objectName()):
            self._title.setText(title)
            self.plot.setWindowTitle(title)
            self.plot.setObjectName(name)
            self._retranslate()
        self.setMinimumHeight(_LARGE_PX if wide else _SMALL_PX)

    def forget(self) -> None:
        """Draw every line anew the next time; what is seen stays."""
        self._drawn.clear()
        self._marks = ()
        self._signs = ()

    def retain(self, keys: frozenset[str], marks: Sequence[Mark]) -> None:
        """Take away the lines and references that the plot has no more; mark these places."""
        if keys == self._keys and tuple(marks) == self._marks:
            return
        self._keys, self._marks = keys, tuple(marks)
        self._drawn = {key: drawn for key, drawn in self._drawn.items() if key in keys}
        self.plot.canvas.retain(keys)
        for mark in marks:
            self.plot.mark(*mark)

    def show_signs(self, signs: Sequence[Sign]) -> None:
        """Show these along the foot of the plot."""
        if tuple(signs) != self._signs:
            self._signs = tuple(signs)
            self.plot.canvas.set_signs(self._signs)

    def draw(self, line: PlotLine, along: Along) -> bool:
        """Draw a line if it has grown or looks another way; whether it has. Raises BadInput."""
        if self._drawn.get(line.key) == (line.version, line.look):
            return False
        self._drawn[line.key] = (line.version, line.look)
        made = line.make()
        x = positions(made.series, along, line.flops_per_token)
        y, first = np.array(made.series.values, dtype=np.float64), made.inherited
        if 0 < first < x.size and x[first] < x[first - 1]:  # epochs of another text begin anew
            x, y, first = x[first:], y[first:], 0
        self.plot.canvas.set_series(line.key, x, y, line.look, made.band, first)
        self._left_out[line.key] = made.left_out
        return True

    @property
    def left_out(self) -> int:
        """How many points the means of the shown lines leave out."""
        return sum(count for key, count in self._left_out.items() if key in self._keys)

    def tell(self, problem: str) -> None:
        """Say below the title why a line is missing; empty when none is."""
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))

    def _retranslate(self) -> None:
        self.menu_button.setToolTip(self.tr("Choose, move and export this plot"))
        self.menu_button.setAccessibleName(
            self.tr("Menu of the plot {title}").format(title=self._title.text())
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
