"""A table as on paper: all its rows and columns, with plain names above and beside them."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QAbstractButton, QFrame, QHeaderView, QTableView

_PAD_PX = 4


def paper_table(view: QTableView) -> QTableView:
    """The same table in a view as large as all its rows and columns, nothing of it chosen."""
    whole = QTableView()
    whole.setHorizontalHeader(_PlainHeader(Qt.Orientation.Horizontal))
    whole.setVerticalHeader(_PlainHeader(Qt.Orientation.Vertical))
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
    _copy_header(whole.horizontalHeader(), view.horizontalHeader())
    _copy_header(whole.verticalHeader(), view.verticalHeader())
    for corner in whole.findChildren(QAbstractButton):
        corner.setMaximumSize(0, 0)  # the view shows it again whenever it lays itself out
    whole.resize(_whole_size(whole))
    return whole


def _copy_header(own: QHeaderView, shown: QHeaderView) -> None:
    """The same sections, those with names on top wide enough for them."""
    own.setVisible(not shown.isHidden())
    own.setDefaultAlignment(shown.defaultAlignment())
    own.setMinimumSectionSize(1)
    is_named = shown.orientation() == Qt.Orientation.Horizontal and not shown.isHidden()
    for section in range(shown.count()):
        least = own.sectionSizeFromContents(section).width() if is_named else 0
        own.resizeSection(section, max(shown.sectionSize(section), least))
        own.setSectionHidden(section, shown.isSectionHidden(section))


def _whole_size(view: QTableView) -> QSize:
    down, across = view.verticalHeader(), view.horizontalHeader()
    beside = 0 if down.isHidden() else down.sizeHint().width()
    above = 0 if across.isHidden() else across.sizeHint().height()
    return QSize(across.length() + beside, down.length() + above)


class _PlainHeader(QHeaderView):
    """Names without a frame: on paper there is nothing to press."""

    def paintSection(self, painter: QPainter, box: QRect, section: int) -> None:
        model, orientation = self.model(), self.orientation()
        text = model.headerData(section, orientation)
        placed = model.headerData(section, orientation, Qt.ItemDataRole.TextAlignmentRole)
        inner = box.adjusted(_PAD_PX, 0, -_PAD_PX, 0)
        elided = Qt.TextElideMode.ElideRight
        shown = self.fontMetrics().elidedText(str(text), elided, inner.width())
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        painter.drawText(inner, placed or self.defaultAlignment(), shown)

    def sectionSizeFromContents(self, section: int) -> QSize:
        """Room for the whole name."""
        metrics = self.fontMetrics()
        text = str(self.model().headerData(section, self.orientation()))
        return QSize(metrics.horizontalAdvance(text) + 3 * _PAD_PX, metrics.height() + _PAD_PX)
