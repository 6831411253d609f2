"""The first rows of a table before it is imported, with the column of the text marked."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from ui.session import Session

_COLUMN_PX = 160
_TINT = 48


class TablePreview(QTableWidget):
    """Rows to look at; a click on a column's title asks to read the text from it."""

    column_chosen = Signal(str)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.setObjectName("rows")
        self._session = session
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self._on_title)
        self._names: tuple[str, ...] = ()

    def show_rows(self, names: Sequence[str], rows: Sequence[Sequence[str]], marked: str) -> None:
        """Show rows of a table with these columns; the marked one is the text's."""
        self._names = tuple(names)
        self.setColumnCount(len(names))
        self.setRowCount(len(rows))
        tint = QColor(self._session.theme.colours.accent)
        tint.setAlpha(_TINT)
        header = self.horizontalHeader()
        for column, name in enumerate(names):
            title = QTableWidgetItem(f"✓ {name}" if name == marked else name)
            self.setHorizontalHeaderItem(column, title)
            for number, row in enumerate(rows):
                cell = QTableWidgetItem(row[column] if column < len(row) else "")
                if name == marked:
                    cell.setBackground(QBrush(tint))
                self.setItem(number, column, cell)
            is_text = name == marked
            mode = QHeaderView.ResizeMode.Stretch if is_text else QHeaderView.ResizeMode.Interactive
            header.setSectionResizeMode(column, mode)
            if not is_text:
                self.setColumnWidth(column, min(_COLUMN_PX, self.sizeHintForColumn(column) + 24))

    def _on_title(self, column: int) -> None:
        self.column_chosen.emit(self._names[column])
