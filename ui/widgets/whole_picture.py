"""Widgets as one picture, each of them whole: what is scrolled away is in it as well."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QAbstractButton, QFrame, QHeaderView, QTableView, QWidget

from ui.widgets.paper import on_paper

GAP_PX = 10
_PAD_PX = 4
_ELIDED = Qt.TextElideMode.ElideRight
MOST_PX = 14_000
"""A larger picture is drawn smaller: this is the longest page that a PDF has."""

Columns = Sequence[Sequence[QWidget]]
"""Widgets one below another, in columns beside each other."""


@dataclass(frozen=True)
class WholePicture:
    """Those of the widgets that are not hidden, in columns."""

    columns: Columns

    @property
    def size(self) -> QSize:
        return self._whole_size() * self._factor()

    def paint(self, painter: QPainter, box: QRect) -> None:
        """Draw all widgets (`box` has the picture's size)."""
        first = next(one for column in self._seen() for one in column)
        painter.fillRect(box, first.palette().color(QPalette.ColorRole.Window))
        painter.scale(self._factor(), self._factor())
        left = GAP_PX
        for column in self._seen():
            top = GAP_PX
            for widget in column:
                _draw(painter, QPoint(left, top), widget)
                top += _size(widget).height() + GAP_PX
            left += _width(column) + GAP_PX

    @contextmanager
    def on_paper(self, palette: QPalette) -> Iterator[None]:
        """Paint within this with another palette than the window's."""
        with ExitStack() as stack:
            for column in self._seen():
                for widget in column:
                    stack.enter_context(on_paper(widget, palette))
            yield

    def _seen(self) -> list[list[QWidget]]:
        """Without the widgets, and columns, of which nothing is shown."""
        columns = ([one for one in column if not one.isHidden()] for column in self.columns)
        return [column for column in columns if column]

    def _whole_size(self) -> QSize:
        columns = self._seen()
        heights = (sum(_size(one).height() + GAP_PX for one in column) for column in columns)
        wide = sum(_width(column) + GAP_PX for column in columns)
        return QSize(wide + GAP_PX, max(heights, default=0) + GAP_PX)

    def _factor(self) -> float:
        size = self._whole_size()
        return min(1.0, MOST_PX / max(size.width(), size.height(), 1))


class _FlatHeader(QHeaderView):
    """Names without a frame: on paper there is nothing to press."""

    def paintSection(self, painter: QPainter, box: QRect, section: int) -> None:
        text = self.model().headerData(section, self.orientation())
        inner = box.adjusted(_PAD_PX, 0, -_PAD_PX, 0)
        shown = self.fontMetrics().elidedText(str(text), _ELIDED, inner.width())
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(inner, self.defaultAlignment(), shown)


def _width(column: Sequence[QWidget]) -> int:
    return max(_size(one).width() for one in column)


def _size(widget: QWidget) -> QSize:
    """Of a table that of all its rows and columns."""
    if not isinstance(widget, QTableView):
        return widget.size()
    down, across = widget.verticalHeader(), widget.horizontalHeader()
    wide = across.length() + (down.width() if not down.isHidden() else 0)
    return QSize(wide, down.length() + (across.height() if not across.isHidden() else 0))


def _draw(painter: QPainter, at: QPoint, widget: QWidget) -> None:
    drawn = _whole_table(widget) if isinstance(widget, QTableView) else widget
    painter.save()
    painter.translate(at)
    drawn.render(painter, QPoint())
    painter.restore()
    if drawn is not widget:
        drawn.deleteLater()


def _whole_table(view: QTableView) -> QTableView:
    """The same table in a view that is as large as all its rows and columns, nothing chosen."""
    whole = QTableView()
    whole.setHorizontalHeader(_FlatHeader(Qt.Orientation.Horizontal))
    whole.setVerticalHeader(_FlatHeader(Qt.Orientation.Vertical))
    whole.setModel(view.model())
    whole.setItemDelegate(view.itemDelegate())
    whole.setFont(view.font())
    whole.setPalette(view.palette())
    whole.setShowGrid(view.showGrid())
    whole.setWordWrap(view.wordWrap())
    whole.setAlternatingRowColors(view.alternatingRowColors())
    whole.setFrameShape(QFrame.Shape.NoFrame)
    whole.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    whole.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    for own, shown in (
        (whole.horizontalHeader(), view.horizontalHeader()),
        (whole.verticalHeader(), view.verticalHeader()),
    ):
        own.setVisible(not shown.isHidden())
        own.setDefaultAlignment(shown.defaultAlignment())
        own.setMinimumSectionSize(1)
        for section in range(shown.count()):
            own.resizeSection(section, shown.sectionSize(section))
            own.setSectionHidden(section, shown.isSectionHidden(section))
    for corner in whole.findChildren(QAbstractButton):
        corner.setMaximumSize(0, 0)
    whole.resize(_size(view))
    return whole
