"""The figures of a comparison taken apart, one table at a time."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panels.report.calibration import CalibrationDiagram
from ui.shell.messages import translate
from workbench.activities.evaluate.breakdown_tables import BreakdownTable, breakdown_tables
from workbench.breakdown import Breakdown, PairedDifference

Row = tuple[int, tuple[str, ...]]
"""A line's number and its texts."""


class ReportDetails(QWidget):
    """By document, position, frequency, rank, confidence: what is chosen stays chosen."""

    def __init__(self) -> None:
        super().__init__()
        self._tables: tuple[BreakdownTable, ...] = ()
        self._shown: tuple[Sequence[Breakdown], Sequence[PairedDifference]] = ((), ())
        self._label, self._choice = QLabel(), QComboBox()
        self._choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._label.setBuddy(self._choice)
        self._about = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._table: Table[Row] = Table(lambda row: str(row[0]), self)
        self._view = TableView(self._table)
        self._diagram = CalibrationDiagram()
        top = QHBoxLayout()
        top.setContentsMargins(6, 0, 6, 0)
        top.addWidget(self._label)
        top.addWidget(self._choice)
        top.addWidget(self._about, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        below = QHBoxLayout()
        below.addWidget(self._view, 3)
        below.addWidget(self._diagram, 2)
        layout.addLayout(below)
        self._choice.currentIndexChanged.connect(self._show_table)

    def retranslate(self) -> None:
        self._label.setText(self.tr("In detail"))
        self._diagram.retranslate()
        self._offer()

    def show_breakdowns(
        self, breakdowns: Sequence[Breakdown], differences: Sequence[PairedDifference] = ()
    ) -> None:
        """Of the models of a report; without any, nothing is seen."""
        self.setVisible(bool(breakdowns))
        if (breakdowns, differences) != self._shown:
            self._shown = breakdowns, differences
            self._tables = tuple(breakdown_tables(breakdowns, differences))
            self._offer()

    def paint(self, colours: Mapping[str, str], otherwise: str) -> None:
        """Draw each model in its colour; one without has the other one."""
        self._diagram.show_breakdowns(self._shown[0], colours, otherwise)

    def _offer(self) -> None:
        chosen = max(self._choice.currentIndex(), 0)
        self._choice.blockSignals(True)
        self._choice.clear()
        self._choice.addItems([translate(table.title) for table in self._tables])
        self._choice.setCurrentIndex(min(chosen, len(self._tables) - 1))
        self._choice.blockSignals(False)
        self._show_table()

    def _show_table(self) -> None:
        number = self._choice.currentIndex()
        if not 0 <= number < len(self._tables):
            return
        table = self._tables[number]
        self._diagram.setVisible(table.is_calibration)
        about = translate(table.about)
        self._about.setText(about)
        self._table.set_columns(
            [_column(place, translate(title), about) for place, title in enumerate(table.columns)]
        )
        rows = (tuple(map(translate, row)) for row in table.rows)
        self._table.set_rows(enumerate(rows))
        self._view.fit_columns()


def _column(place: int, title: str, about: str) -> Column[Row]:
    """Sorted by the lines' order, which is that of their ranges; the first is of words."""
    return Column(
        title,
        lambda row: row[0],
        lambda row: row[1][place],
        numeric=place > 0,
        help=about,
    )
