"""The straight lines of a plot: named heights, and moments with a note."""

import math
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from ui.widgets.colours import quiet_ink, quiet_line
from ui.widgets.curves.dash import Dash
from ui.widgets.curves.drawing.series import Axes
from ui.widgets.curves.readout import ReadoutLine
from ui.widgets.numbers import short

REFERENCE: Dash = (4, 2)
"""How a reference line is dashed."""


@dataclass(frozen=True)
class ReferenceLine:
    """A horizontal line with a name, and its item in the scene."""

    y: float
    colour: str
    label: str
    line: pg.InfiniteLine


@dataclass(frozen=True)
class Mark:
    """A vertical line with a note, and its item in the scene."""

    x: float
    text: str
    line: pg.InfiniteLine


class PlotLines:
    """Keeps the lines of one view."""

    def __init__(self, view: pg.ViewBox) -> None:
        self._view = view
        self._references: dict[str, ReferenceLine] = {}
        self._marks: list[Mark] = []
        self._hidden: frozenset[str] = frozenset()

    def set_hidden(self, keys: frozenset[str]) -> None:
        """Leave out the reference lines of these keys."""
        self._hidden = keys

    @property
    def keys(self) -> tuple[str, ...]:
        """Of the reference lines."""
        return tuple(self._references)

    def set_reference(self, key: str, y: float, colour: str, label: str) -> bool:
        """Add or move a horizontal line; says whether that changes anything."""
        before = self._references.get(key)
        line = before.line if before else self._added(pg.InfiniteLine(angle=0, movable=False))
        self._references[key] = ReferenceLine(y, colour, label, line)
        return self._references[key] != before

    def mark(self, x: float, text: str) -> None:
        """Add a vertical line with its note along it."""
        options = {"position": 0.96, "rotateAxis": (1, 0), "anchors": [(1, 0), (1, 0)]}
        line = self._added(pg.InfiniteLine(angle=90, label=text, labelOpts=options))
        self._marks.append(Mark(x, text, line))

    def remove(self, key: str) -> None:
        """Take a reference line away; an unknown key is no error."""
        if key in self._references:
            self._view.removeItem(self._references.pop(key).line)

    def take_over(self, other: "PlotLines") -> None:
        """The lines of another plot."""
        for key, one in other._references.items():
            self.set_reference(key, one.y, one.colour, one.label)
        for mark in other._marks:
            self.mark(mark.x, mark.text)
        self._hidden = other._hidden

    def clear_marks(self) -> None:
        """Take every vertical line away."""
        for mark in self._marks:
            self._view.removeItem(mark.line)
        self._marks.clear()

    def heights(self, axes: Axes) -> list[float]:
        """Where the reference lines stand, in display coordinates."""
        heights = [
            axes.position(1.0, reference.y)[1]
            for key, reference in self._references.items()
            if key not in self._hidden
        ]
        return [height for height in heights if np.isfinite(height)]

    def place(self, axes: Axes) -> None:
        """Move every line to where it stands on these axes."""
        for key, reference in self._references.items():
            height = axes.position(1.0, reference.y)[1]
            _place(reference.line, height if key not in self._hidden else math.nan)
        for mark in self._marks:
            _place(mark.line, axes.position(mark.x, 1.0)[0])

    def style(self, text: QColor, ground: QColor, scale: float) -> None:
        """Take on the colours of a theme, with lines for a device of so many dots to the pixel."""
        for reference in self._references.values():
            reference.line.setPen(pg.mkPen(reference.colour, width=scale, dash=REFERENCE))
        for mark in self._marks:
            ink = quiet_line(text, ground)
            mark.line.setPen(pg.mkPen(ink, width=scale, style=Qt.PenStyle.DotLine))
            mark.line.label.setColor(quiet_ink(text, ground))

    def legend(self) -> list[ReadoutLine]:
        """A row for each reference line."""
        return [
            ReadoutLine(
                key,
                QColor(reference.colour),
                reference.label,
                short(reference.y),
                dash=REFERENCE,
                hidden=key in self._hidden,
            )
            for key, reference in self._references.items()
        ]

    def _added(self, line: pg.InfiniteLine) -> pg.InfiniteLine:
        self._view.addItem(line, ignoreBounds=True)
        return line


def _place(line: pg.InfiniteLine, position: float) -> None:
    """Stand a line at a display coordinate; where there is none, it is hidden."""
    line.setVisible(bool(np.isfinite(position)))
    if np.isfinite(position):
        line.setPos(position)
