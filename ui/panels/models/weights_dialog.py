"""How far the weights of two checkpoints are from each other: bars by layer, and a table."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout, QWidget

from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.session import Session
from ui.widgets.charts.histogram import BarChart

if TYPE_CHECKING:
    from workbench.inspection.comparison.weight_distances import WeightComparison, WeightDistance

_SIZE_PX = (680, 520)
_DIGITS = 4


class WeightsDialog(QDialog):
    """Two checkpoints by their references; what is found is asked for in the query lane."""

    def __init__(self, session: Session, one: str, other: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Weights of {one} and {other}").format(one=one, other=other))
        self._session, self._one, self._other = session, one, other
        self._said = QLabel(self.tr("Comparing…"), wordWrap=True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._bars = BarChart()
        self._bars.set_title(self.tr("Relative distance by layer: ‖b − a‖ / ‖a‖"))
        self._table: Table[WeightDistance] = Table(lambda row: row.name, self)
        self._view = TableView(self._table)
        self._view.setAccessibleName(self.windowTitle())
        self._table.set_columns(self._columns())
        layout = QVBoxLayout(self)
        layout.addWidget(self._said)
        layout.addWidget(self._bars, 1)
        layout.addWidget(self._view, 2)
        self.resize(*_SIZE_PX)
        session.query(self._compared, self._show, on_error=self._fail, owner=self)

    def _compared(self) -> "Iterator[WeightComparison]":
        project = self._session.project
        assert project is not None
        yield project.model(self._one).versus(project.model(self._other)).weights()

    def _show(self, found: "WeightComparison") -> None:
        whole = self.tr("All weights: relative distance {distance}, cosine {cosine}.").format(
            distance=figures.measure(found.whole.relative, _DIGITS),
            cosine=figures.measure(found.whole.cosine, _DIGITS),
        )
        if found.left_out:
            left = self.tr("{count} tensors have no counterpart of their shape: left out.")
            whole = f"{whole} {left.format(count=found.left_out)}"
        self._said.setText(whole)
        shown = [one for one in found.layers if one.relative is not None]
        self._bars.set_values([one.name for one in shown], [one.relative or 0.0 for one in shown])
        self._table.set_rows(found.layers)
        self._view.fit_columns()

    def _fail(self, error: BaseException) -> None:
        self._said.setText(str(error))
        self._session.query_failed(self, error)

    def _columns(self) -> "tuple[Column[WeightDistance], ...]":
        return (
            Column(
                self.tr("Layer"),
                lambda row: row.name,
                help=self.tr("The number of the layer, or the module outside them"),
            ),
            Column(
                self.tr("Parameters"),
                lambda row: row.parameters,
                lambda row: figures.count(row.parameters),
                numeric=True,
                help=self.tr("How many numbers are compared"),
            ),
            self._figure(self.tr("Norm"), "norm", self.tr("‖a‖ of {name}").format(name=self._one)),
            self._figure(
                self.tr("Norm of the other"),
                "other_norm",
                self.tr("‖a‖ of {name}").format(name=self._other),
            ),
            self._figure(self.tr("Distance"), "distance", self.tr("‖b − a‖ of both")),
            self._figure(
                self.tr("Relative"), "relative", self.tr("The distance by the norm of the first")
            ),
            self._figure(
                self.tr("Cosine"), "cosine", self.tr("1: both point the same way; 0: unrelated")
            ),
        )

    def _figure(self, title: str, name: str, help: str) -> "Column[WeightDistance]":
        return Column(
            title,
            lambda row: getattr(row, name),
            lambda row: figures.measure(getattr(row, name), _DIGITS),
            numeric=True,
            help=help,
        )
