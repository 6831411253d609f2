"""The view that every table of the window uses: whole rows, sorted by a click, copied as text."""

from collections.abc import Collection
from typing import Generic, TypeVar

from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from ui.models.table import Table
from ui.widgets.curves.line_icon import SIZE

T = TypeVar("T")

_FIRST_COLUMN_MIN_PX, _FIRST_COLUMN_MOST_PX = 80, 240
_CELL_PADDING_PX = 10
_ROW_PADDING_PX = 8
_ROWS_MEASURED = 40
"""How many rows tell how wide a column is, beside those in sight: a table may have thousands."""


class TableView(QTableView, Generic[T]):
    """Shows a `Table`; actions added to it become its context menu."""

    chosen_changed = Signal()
    """Other rows are selected, by whomever."""

    picked = Signal()
    """The person has selected other rows."""

    def __init__(
        self, table: Table[T], parent: QWidget | None = None, *, several: bool = False
    ) -> None:
        super().__init__(parent)
        self._table = table
        self.setModel(table)
        modes = QAbstractItemView.SelectionMode
        self.setSelectionMode(modes.ExtendedSelection if several else modes.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setTabKeyNavigation(False)
        self.setIconSize(SIZE)
        self.verticalHeader().hide()
        height = self.fontMetrics().height() + _ROW_PADDING_PX
        self.verticalHeader().setDefaultSectionSize(height)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setStretchLastSection(False)
        header.setResizeContentsPrecision(_ROWS_MEASURED)
        self.setSortingEnabled(True)
        self.selectionModel().selectionChanged.connect(self._on_selection)
        header.sectionResized.connect(self._on_resized)
        self._kept: list[str] = []
        self._by_program = False
        table.modelAboutToBeReset.connect(self._remember)
        table.modelReset.connect(self._choose_again)
        table.modelReset.connect(self._forget_order)

    def chosen(self) -> tuple[T, ...]:
        """The selected rows in the order shown."""
        numbers = sorted(index.row() for index in self.selectionModel().selectedRows())
        return tuple(self._table.row(number) for number in numbers)

    def choose(self, key: str) -> None:
        """Select one row by its identity, or nothing when it is not there."""
        number = self._table.find(key)
        if [self._table.key(row) for row in self.chosen()] == ([key] if number is not None else []):
            return
        self._by_program = True
        if number is None:
            self.clearSelection()
        else:
            flags = QItemSelectionModel.SelectionFlag
            index = self._table.index(number, 0)
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        self._by_program = False

    def choose_several(self, keys: Collection[str]) -> None:
        """Select the rows of these identities and no others."""
        flags, selection = QItemSelectionModel.SelectionFlag, QItemSelection()
        for number in range(self._table.rowCount()):
            if self._table.key(self._table.row(number)) in keys:
                index = self._table.index(number, 0)
                selection.select(index, index)
        self.selectionModel().select(selection, flags.ClearAndSelect | flags.Rows)

    def fit_columns(self) -> None:
        """Give each column the width of what it says, and what is left over to the first."""
        header = self.horizontalHeader()
        for column in range(1, self._table.columnCount()):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setMinimumSectionSize(40)
        self._stretch_first()

    def width_of_all(self) -> int:
        """What shows every column in full, but a very long first one."""
        header, frame = self.horizontalHeader(), 2 * self.frameWidth()
        others = sum(
            max(self.sizeHintForColumn(column), header.sectionSizeHint(column))
            for column in range(1, header.count())
        )
        return self._least_first() + others + frame

    def sizeHintForColumn(self, column: int) -> int:
        return super().sizeHintForColumn(column) + _CELL_PADDING_PX

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch_first()

    def _on_resized(self, column: int, _before: int, _after: int) -> None:
        if column > 0:
            self._stretch_first()

    def _stretch_first(self) -> None:
        """Names are what rows are found by: their column takes the rest, and never too little."""
        header = self.horizontalHeader()
        if not header.count():
            return
        others = sum(header.sectionSize(column) for column in range(1, header.count()))
        width = self.viewport().width() - others
        if width < _FIRST_COLUMN_MOST_PX:  # what it says is measured only where it may lack room
            width = max(width, self._least_first())
        header.resizeSection(0, width)

    def _least_first(self) -> int:
        wanted = min(self.sizeHintForColumn(0), _FIRST_COLUMN_MOST_PX)
        return max(wanted, _FIRST_COLUMN_MIN_PX)

    def copied_text(self) -> str:
        """The selected rows, or all, with the header, columns apart by tabs."""
        numbers = [index.row() for index in self.selectionModel().selectedRows()]
        lines = [self._line(number) for number in sorted(numbers) or range(self._table.rowCount())]
        return "\n".join([self._header_line(), *lines])

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.copied_text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
            event.accept()
            return
        super().keyPressEvent(event)

    def _on_selection(self) -> None:
        self.chosen_changed.emit()
        if not self._by_program:
            self.picked.emit()

    def _remember(self) -> None:
        self._by_program = True
        self._kept = [self._table.key(row) for row in self.chosen()]

    def _choose_again(self) -> None:
        flags = QItemSelectionModel.SelectionFlag
        for key in self._kept:
            if (number := self._table.find(key)) is not None:
                index = self._table.index(number, 0)
                self.selectionModel().select(index, flags.Select | flags.Rows)
        self._kept = []
        self._by_program = False

    def _forget_order(self) -> None:
        """Nothing is sorted by a column that is gone."""
        header = self.horizontalHeader()
        if header.sortIndicatorSection() >= self._table.columnCount():
            header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)

    def _header_line(self) -> str:
        across = Qt.Orientation.Horizontal
        titles = (self._table.headerData(n, across) for n in range(self._table.columnCount()))
        return "\t".join(map(str, titles))

    def _line(self, number: int) -> str:
        cells = (self._table.index(number, n).data() for n in range(self._table.columnCount()))
        return "\t".join(str(cell).replace("\n", " ").replace("\t", " ") for cell in cells)
