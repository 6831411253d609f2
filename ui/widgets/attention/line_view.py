"""Queries on the left, keys on the right, and lines between them: stronger weights, stronger lines.

Lines are drawn for the chosen token alone, or for the strongest weights of the map: a line for
every weight of 512 tokens would be a quarter of a million.
"""

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ui.i18n import joined
from ui.widgets.attention.attended_map import MOST_NAMED, AttendedMap
from ui.widgets.attention.weighted_lines import WeightedLines
from ui.widgets.colours import blend, paint_focus, quiet_ink, readable_on
from ui.widgets.maps.axis_labels import PAD_PX
from ui.widgets.maps.colour_scale import ColourScale
from ui.widgets.maps.map_view import NO_CELL, Cell
from ui.widgets.token_strip import shown

LONGEST_PX = 140
SIDE_SHARE = 0.3
"""How much of the width the tokens of one side take at most."""
WIDEST_LINE_PX = 4.0
LEAST_SHARE = 0.02
"""A line with less of the colour would not be seen."""
STRONGEST = 50


class LineView(QAbstractScrollArea):
    """The mouse chooses a token of either side, a click holds it until the next one (or Escape).

    Up and down move along a side, left and right change it, Enter holds. `pointed` brings the row
    of a query or the column of a key and -1 for the other (-1, -1: none).
    """

    pointed = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = WeightedLines()
        self._num_strongest = STRONGEST
        self._scale = ColourScale()
        self._title = self._colour = ""
        self._axis_names = ("", "")
        self._held = self._over = NO_CELL
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)

    def show_map(self, attended: AttendedMap, colour: str) -> None:
        """Show a map in a colour; the held token stays if the tokens do."""
        before = self._lines.map
        if (attended.queries, attended.keys) != (before.queries, before.keys):
            self._held = self._over = NO_CELL
        self._colour = colour
        self._weigh(attended)
        self._fit()

    @property
    def title(self) -> str:
        """The line above the lines."""
        return self._title

    def set_title(self, text: str) -> None:
        """One or two lines above the lines, such as the head they belong to."""
        self._title = text
        self.setAccessibleName(text)
        self._fit()

    def set_axis_names(self, queries: str, keys: str) -> None:
        """What stands on the left and on the right."""
        self._axis_names = (queries, keys)
        self.viewport().update()

    def set_scale(self, scale: ColourScale) -> None:
        """How weights become strengths of lines."""
        self._scale = scale
        self._weigh(self._lines.map)

    def set_strongest(self, count: int) -> None:
        """How many of the map's lines are drawn while no token is chosen."""
        self._num_strongest = count
        self._weigh(self._lines.map)

    def set_colours(self, colour: str) -> None:
        """Show the same lines in another colour."""
        self._colour = colour
        self.viewport().update()

    @property
    def cell(self) -> Cell:
        """The chosen query's row or key's column and -1 for the other; (-1, -1) without one."""
        return self._held if self._held != NO_CELL else self._over

    @property
    def held(self) -> Cell:
        """The same of the token that was clicked."""
        return self._held

    def point(self, row: int, column: int) -> None:
        """Choose a token as if the mouse stood there, in silence; one that is not there: none."""
        attended = self._lines.map
        is_there = row < len(attended.queries) and column < len(attended.keys)
        self._over = (row, column) if is_there else NO_CELL
        self._say()

    def lines(self) -> list[Cell]:
        """The lines that are drawn, as rows and columns, the strongest first."""
        return self._lines.of(self.cell)

    def caption(self) -> str:
        """The chosen token and the strongest of its weights in words."""
        row, column = self.cell
        attended, others = self._lines.map, joined(self._lines.names(self.cell, MOST_NAMED))
        if row >= 0:
            template = self.tr("{token} looks at {others}")
            return template.format(token=attended.query_name(row), others=others)
        if column >= 0:
            template = self.tr("{token} is looked at by {others}")
            return template.format(token=attended.key_name(column), others=others)
        if not attended.queries:
            return ""
        return self.tr("The {count} strongest weights").format(count=len(self.lines()))

    def token_at(self, position: QPointF) -> Cell:
        """The query on the left or the key on the right half that stands at a height."""
        top = self._top()
        number = int((position.y() - top + self._scrolled()) // self._line())
        is_query = position.x() < self.viewport().width() / 2
        count = len(self._lines.map.queries if is_query else self._lines.map.keys)
        if position.y() < top or not 0 <= number < count:
            return NO_CELL
        return (number, -1) if is_query else (-1, number)

    # -- geometry

    def _line(self) -> int:
        return self.fontMetrics().height() + 2

    def _top(self) -> int:
        """Below title, caption and the names of the sides."""
        return self._num_said() * self.fontMetrics().lineSpacing() + 2 * PAD_PX

    def _num_said(self) -> int:
        return 3 + self._title.count("\n")

    def _scrolled(self) -> int:
        return self.verticalScrollBar().value()

    def _fit(self) -> None:
        tall = max(len(self._lines.map.queries), len(self._lines.map.keys)) * self._line()
        page = self.viewport().height() - self._top()
        bar = self.verticalScrollBar()
        bar.setPageStep(max(page, 1))
        bar.setSingleStep(self._line())
        bar.setRange(0, max(tall - page, 0))
        self._say()

    def _side_px(self) -> int:
        return round(min(SIDE_SHARE * self.viewport().width(), LONGEST_PX))

    def _middle_of(self, number: int) -> float:
        return self._top() + (number + 0.5) * self._line() - self._scrolled()

    # -- painting

    def _weigh(self, attended: AttendedMap) -> None:
        self._lines = WeightedLines(attended, self._scale, self._num_strongest)
        self._say()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        self.paint(painter, self.viewport().rect())
        if self.hasFocus():
            paint_focus(painter, self.viewport().rect(), self.palette())

    def paint(self, painter: QPainter, box: QRect) -> None:
        """Draw what is in sight (`box` has the size of the viewport)."""
        ground = self.palette().color(QPalette.ColorRole.Base)
        ink = self.palette().color(QPalette.ColorRole.Text)
        painter.fillRect(box, ground)
        painter.save()
        painter.setClipRect(box.adjusted(0, self._top(), 0, 0))
        self._paint_lines(painter, box, ground)
        self._paint_tokens(painter, box, ground, ink)
        painter.restore()
        painter.setPen(ink)
        self._paint_head(painter, box)

    def _paint_head(self, painter: QPainter, box: QRect) -> None:
        metrics, right = self.fontMetrics(), Qt.TextElideMode.ElideRight
        wide = box.width() - 2 * PAD_PX
        for number, text in enumerate((*self._title.split("\n"), self.caption())):
            y = PAD_PX + metrics.ascent() + number * metrics.lineSpacing()
            painter.drawText(PAD_PX, y, metrics.elidedText(text, right, wide))
        if not self._lines.map.queries:
            return
        above = (self._num_said() - 1) * metrics.lineSpacing()
        strip = QRect(PAD_PX, PAD_PX + above, wide, metrics.height())
        half = wide // 2 - PAD_PX
        queries, keys = (metrics.elidedText(name, right, half) for name in self._axis_names)
        painter.drawText(strip, Qt.AlignmentFlag.AlignLeft, queries)
        painter.drawText(strip, Qt.AlignmentFlag.AlignRight, keys)

    def _paint_lines(self, painter: QPainter, box: QRect, ground: QColor) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = self._side_px() + 2 * PAD_PX
        right = box.width() - left
        lines = list(reversed(self.lines()))
        weights = [float(self._lines.map.values_qk[cell]) for cell in lines]
        for (query, key), share in zip(lines, self._lines.shares(np.array(weights)), strict=True):
            if share >= LEAST_SHARE:
                line = QLineF(left, self._middle_of(query), right, self._middle_of(key))
                pen = QPen(blend(self._ink_of_lines(), ground, share))
                pen.setWidthF(1.0 + (WIDEST_LINE_PX - 1.0) * share)
                painter.setPen(pen)
                painter.drawLine(line)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _ink_of_lines(self) -> QColor:
        return QColor(self._colour or self.palette().color(QPalette.ColorRole.Accent))

    def _paint_tokens(self, painter: QPainter, box: QRect, ground: QColor, ink: QColor) -> None:
        row, column = self.cell
        wide, line = self._side_px(), self._line()
        query_shares, key_shares = self._lines.token_shares(self.cell)
        sides = (
            (self._lines.map.queries, query_shares, row, PAD_PX, Qt.AlignmentFlag.AlignRight),
            (self._lines.map.keys, key_shares, column, box.width() - PAD_PX - wide, None),
        )
        first, quiet = self._scrolled() // line, quiet_ink(ink, ground)
        for tokens, shares, chosen, left, align in sides:
            for number in range(first, min(len(tokens), first + box.height() // line + 2)):
                y = self._middle_of(number) - line / 2
                room = QRectF(left, y, wide, line)
                painter.setPen(ink if number == chosen else quiet)
                if shares[number] > 0:
                    colour = blend(self._ink_of_lines(), ground, float(shares[number]))
                    painter.fillRect(room, colour)
                    painter.setPen(readable_on(colour))
                if number == chosen:
                    painter.drawRect(room.adjusted(0, 0, -1, -1))
                elide = Qt.TextElideMode.ElideRight
                text = self.fontMetrics().elidedText(shown(tokens[number]), elide, wide - PAD_PX)
                flag = align or Qt.AlignmentFlag.AlignLeft
                painter.drawText(room.adjusted(3, 0, -3, 0), flag, text)

    # -- mouse and keys

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_over(self.token_at(event.position()))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        token = self.token_at(event.position())
        self._held = NO_CELL if token == self._held else token
        self._tell()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:
        self._set_over(NO_CELL)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self._held != NO_CELL:
            self._held = NO_CELL
            self._tell()
        elif not self._lines.map.queries:
            super().keyPressEvent(event)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.cell != NO_CELL:
            self._held = NO_CELL if self._held != NO_CELL else self._over
            self._tell()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._walk(key)
        else:
            super().keyPressEvent(event)

    def _walk(self, key: Qt.Key) -> None:
        """Move along a side or to the other one; the first key brings the first query."""
        row, column = self.cell
        number = max(row, column)
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key, 0) if number >= 0 else 0
        is_query = column < 0
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            is_query = key == Qt.Key.Key_Left
        count = len(self._lines.map.queries if is_query else self._lines.map.keys)
        number = min(max(number + step, 0), count - 1)
        self._over = (number, -1) if is_query else (-1, number)
        if self._held != NO_CELL:
            self._held = self._over
        self._bring_into_sight(number)
        self._tell()

    def _bring_into_sight(self, number: int) -> None:
        bar, line = self.verticalScrollBar(), self._line()
        lowest = (number + 1) * line - (self.viewport().height() - self._top())
        bar.setValue(min(max(bar.value(), lowest), number * line))

    def _set_over(self, token: Cell) -> None:
        if token != self._over:
            self._over = token
            self._tell()

    def _tell(self) -> None:
        self._say()
        self.pointed.emit(*self.cell)

    def _say(self) -> None:
        self.setAccessibleDescription(self.caption())
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._fit()
