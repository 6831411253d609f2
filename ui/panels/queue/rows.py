"""The rows of the queue as a table whose rows are dragged to other places."""

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView

from ui.models.table import Table
from ui.models.view import TableView
from ui.panels.queue.entries import Entry

_PLACE = "application/x-distill-workbench-place"
_ROOT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class QueueTable(Table[Entry]):
    """What waits may be dragged; where it lands is told, and the rows follow the queue."""

    dropped = Signal(int, int)
    """The place of what was dragged, and the row before which it was let go."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(lambda entry: entry.key, parent)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        flags = super().flags(index)
        if self.row(index.row()).place > 0:
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [_PLACE]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        data.setData(_PLACE, str(self.row(indexes[0].row()).place).encode())
        return data

    def dropMimeData(
        self, data: QMimeData, action: Qt.DropAction, row: int, column: int, parent: Index = _ROOT
    ) -> bool:
        """Gives False: no row is taken away, the queue tells where each stands now."""
        if data.hasFormat(_PLACE):
            before = row if row >= 0 else self.rowCount()
            self.dropped.emit(int(bytes(data.data(_PLACE).data())), before)
        return False


def let_drag(view: TableView[Entry]) -> None:
    """Let rows be dragged between others."""
    view.setDragEnabled(True)
    view.setAcceptDrops(True)
    view.setDropIndicatorShown(True)
    view.setDragDropOverwriteMode(False)
    view.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
