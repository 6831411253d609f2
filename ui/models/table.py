"""A table of plain objects, one a row: what it shows is given by columns, not by subclasses."""

import html
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QIcon, QPixmap

from workbench.file_formats.csv_text import csv_text

T = TypeVar("T")
Index = QModelIndex | QPersistentModelIndex

_ROOT = QModelIndex()
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Column(Generic[T]):
    """One column: `value` is what it sorts by and exports, `text` what a cell says.

    `numeric` columns stand to the right. `colour` gives `#rrggbb` or an empty text, `ground` that
    behind the text, `swatch` what stands before it; `tip` gives what more is to say of a cell. With
    `rename` the cell can be edited, and the new text is handed to it.
    """

    title: str
    value: Callable[[T], str | float | None]
    text: Callable[[T], str] | None = None
    numeric: bool = False
    help: str = ""
    colour: Callable[[T], str] | None = None
    swatch: Callable[[T], QIcon | QPixmap | None] | None = None
    rename: Callable[[T, str], object] | None = None
    tip: Callable[[T], str] | None = None
    ground: Callable[[T], str] | None = None

    def shown(self, row: T) -> str:
        if self.text is not None:
            return self.text(row)
        value = self.value(row)
        return "" if value is None else str(value)


class Table(QAbstractTableModel, Generic[T]):
    """Rows with an identity: new rows replace old ones without losing selection or order."""

    def __init__(self, key: Callable[[T], str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.key = key
        self._columns: tuple[Column[T], ...] = ()
        self._rows: list[T] = []
        self._sorted_by: tuple[int, Qt.SortOrder] | None = None

    @property
    def rows(self) -> tuple[T, ...]:
        """All rows in the order shown."""
        return tuple(self._rows)

    def row(self, number: int) -> T:
        return self._rows[number]

    def find(self, key: str) -> int | None:
        """The number of the row with that identity, or None."""
        numbers = (number for number, row in enumerate(self._rows) if self.key(row) == key)
        return next(numbers, None)

    def set_columns(self, columns: Sequence[Column[T]]) -> None:
        """Say what is shown; called again in each language."""
        same_number = len(columns) == len(self._columns)
        if not same_number:
            self.beginResetModel()
        self._columns = tuple(columns)
        if not same_number:
            self.endResetModel()
            return
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(columns) - 1)
        self._emit_all_changed()

    def set_contents(self, columns: Sequence[Column[T]], rows: Iterable[T]) -> None:
        """Both at once, where the columns read what only these rows have."""
        self.beginResetModel()
        self._columns = tuple(columns)
        self._rows = self._in_order(list(rows))
        self.endResetModel()

    def set_rows(self, rows: Iterable[T]) -> None:
        """Replace the rows, in the order the person sorted them."""
        new = self._in_order(list(rows))
        if new == self._rows:
            return
        if [self.key(row) for row in new] == [self.key(row) for row in self._rows]:
            self._rows = new
            self._emit_all_changed()
        elif len(new) == len(self._rows):
            self._rearrange(new)
        else:
            self.beginResetModel()
            self._rows = new
            self.endResetModel()

    def csv(self) -> str:
        """Everything with its header as CSV, numbers in full; text that a spreadsheet would run as
        a formula is quoted."""
        titles = [column.title for column in self._columns]
        rows = ([column.value(row) for column in self._columns] for row in self._rows)
        return csv_text(chain([titles], rows))

    # -- Qt's model ---------------------------------------------------------------------------

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._columns)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal or section >= len(self._columns):
            return None
        column = self._columns[section]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return column.title
            case Qt.ItemDataRole.ToolTipRole:
                return column.help or None
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column.numeric else _LEFT
            case _:
                return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], self._columns[index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return column.shown(row)
            case Qt.ItemDataRole.TextAlignmentRole:
                return _RIGHT if column.numeric else _LEFT
            case Qt.ItemDataRole.ForegroundRole:
                colour = column.colour(row) if column.colour else ""
                return QColor(colour) if colour else None
            case Qt.ItemDataRole.BackgroundRole:
                ground = column.ground(row) if column.ground else ""
                return QColor(ground) if ground else None
            case Qt.ItemDataRole.DecorationRole:
                return column.swatch(row) if column.swatch else None
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(column.tip(row)) if column.tip else None
            case _:
                return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if index.isValid() and self._columns[index.column()].rename is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
        return flags

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        rename = self._columns[index.column()].rename
        text = str(value).strip()
        if rename is None or role != Qt.ItemDataRole.EditRole or not text:
            return False
        if text == index.data():
            return False
        rename(self._rows[index.row()], text)
        return True

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; what has no value comes last either way. -1: as they were given."""
        self._sorted_by = (column, order) if 0 <= column < len(self._columns) else None
        self._rearrange(self._in_order(self._rows))

    def _in_order(self, rows: list[T]) -> list[T]:
        number, order = self._sorted_by or (-1, Qt.SortOrder.AscendingOrder)
        if not 0 <= number < len(self._columns):
            return rows  # as they were given: nobody sorted, or that column is gone
        value = self._columns[number].value
        there = [row for row in rows if value(row) is not None]
        missing = [row for row in rows if value(row) is None]
        descending = order == Qt.SortOrder.DescendingOrder
        return sorted(there, key=lambda row: _rank(value(row)), reverse=descending) + missing

    def _rearrange(self, rows: list[T]) -> None:
        """Take the same number of rows in another order; what is selected stays selected."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        keys = [self.key(self._rows[index.row()]) for index in before]
        self._rows = list(rows)
        numbers = {self.key(row): number for number, row in enumerate(self._rows)}
        after = [
            self.index(numbers[key], index.column()) if key in numbers else QModelIndex()
            for key, index in zip(keys, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _emit_all_changed(self) -> None:
        if self._rows and self._columns:
            last = self.index(len(self._rows) - 1, len(self._columns) - 1)
            self.dataChanged.emit(self.index(0, 0), last)


def plain_tip(text: str) -> str | None:
    """A tooltip that shows a text as it is, whatever it holds; None of an empty one."""
    return f'<p style="white-space: pre-wrap">{html.escape(text)}</p>' if text else None


def _rank(value: str | float | None) -> tuple[bool, float, str]:
    """Numbers before texts, texts without regard to case."""
    if isinstance(value, str):
        return True, 0.0, value.casefold()
    return False, 0.0 if value is None else float(value), ""
