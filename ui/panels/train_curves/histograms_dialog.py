"""How the weights and gradients of a layer are spread over the steps of a run, as a heat map."""

from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.session import Session
from ui.shell.messages import translate
from ui.widgets.maps.colour_scale import ColourScale, ScaleKind
from ui.widgets.maps.heat_map import HeatMap
from ui.widgets.numbers import count, probability, short
from ui.widgets.saving import ask_where_to_save, save_bytes
from workbench.curves.spread import SpreadOverSteps, as_csv_rows, chosen, layers_of, spread
from workbench.errors import WorkbenchError, reason_of
from workbench.events import Level
from workbench.file_formats.csv_text import csv_text
from workbench.metrics import layer_words
from workbench.store.runs.histograms import HistogramOf, StepHistograms

_SIZE_PX = (720, 520)
Found = tuple[StepHistograms, ...]


class HistogramsDialog(QDialog):
    """Rows are values, the largest on top, columns the steps; read beside the window's own work."""

    def __init__(self, session: Session, run_id: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Histograms of {run}").format(run=name))
        self._session, self._run_id, self._name = session, run_id, name
        self._found: Found = ()
        self._spread = SpreadOverSteps((), np.zeros(1), np.zeros((0, 0)))
        self._layer, self._of = QComboBox(), QComboBox()
        self._said = QLabel(self.tr("Reading…"), wordWrap=True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._map = HeatMap()
        self._map.set_scale(ColourScale(ScaleKind.LOG))
        self._map.set_describer(self._cell)
        self._export = QPushButton(self.tr("Export as CSV…"))
        self._lay_out()
        self._layer.currentIndexChanged.connect(self._draw)
        self._of.currentIndexChanged.connect(self._draw)
        self._export.clicked.connect(self._ask_where)
        self._show(())
        session.query(self._read, self._take, on_error=self._fail, owner=self)

    # -- inside

    def _lay_out(self) -> None:
        texts: dict[HistogramOf, str] = {
            "weights": self.tr("weights"),
            "gradients": self.tr("gradients"),
        }
        for of in get_args(HistogramOf):
            self._of.addItem(texts[of], of)
        row = QHBoxLayout()
        named = ((self._layer, self.tr("Layer")), (self._of, self.tr("Numbers")))
        for choice, name in named:
            label = QLabel(name)
            label.setBuddy(choice)
            choice.setAccessibleName(name)
            choice.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
            row.addWidget(label)
            row.addWidget(choice)
        row.addStretch()
        row.addWidget(self._export)
        layout = QVBoxLayout(self)
        layout.addLayout(row)
        layout.addWidget(self._said)
        layout.addWidget(self._map, 1)
        self.resize(*_SIZE_PX)

    def _read(self) -> Iterator[Found]:
        project = self._session.project
        assert project is not None
        yield project.saved_run(self._run_id).histograms()

    def _take(self, found: Found) -> None:
        self._show(found)
        if not found:
            self._said.setText(
                self.tr(
                    "This run has kept no histograms. Before a start, set Loop, Measurements, "
                    "Histograms every to a number of steps."
                )
            )

    def _fail(self, error: BaseException) -> None:
        self._said.setText(str(error))
        self._session.query_failed(self, error)

    def _show(self, found: Found) -> None:
        self._found = found
        self._layer.blockSignals(True)
        self._layer.clear()
        for layer in layers_of(found):
            self._layer.addItem(translate(layer_words(layer)), layer)
        self._layer.blockSignals(False)
        for widget in (self._layer, self._of, self._export, self._map):
            widget.setEnabled(bool(found))
        if found:
            self._draw()

    def _draw(self) -> None:
        of: HistogramOf = self._of.currentData()
        histograms = list(chosen(self._found, self._layer.currentData(), of))
        self._spread = made = spread(histograms)
        middles = (made.edges[1:] + made.edges[:-1])[::-1] / 2
        rows, columns = [short(value) for value in middles.tolist()], map(count, made.steps)
        if not histograms:
            self._map.clear()
            self._said.setText(self.tr("This layer had no gradients at these steps: it is frozen."))
            return
        self._map.set_map(made.share_rs[::-1].copy(), rows, list(columns), tokens=False)
        self._map.set_axis_names(self.tr("value"), self.tr("step"))
        self._map.set_title(f"{self._layer.currentText()}, {self._of.currentText()}")
        self._said.setText(self._about(sum(one.not_finite for _, one in histograms)))

    def _about(self, not_finite: int) -> str:
        text = self.tr(
            "The fuller the colour, the more numbers of the layer's matrices have such a value at "
            "the step; rows are narrower near zero. Gradients are those before clipping, weights "
            "those after the step."
        )
        if not not_finite:
            return text
        spoilt = self.tr("{count} numbers are NaN or infinite, and stand in no row.")
        return f"{text} {spoilt.format(count=count(not_finite))}"

    def _cell(self, row: int, column: int) -> str:
        """What a cell says in words."""
        share_rs, edges = self._spread.share_rs, self._spread.edges
        if not (0 <= row < share_rs.shape[0] and 0 <= column < share_rs.shape[1]):
            return ""
        row = share_rs.shape[0] - 1 - row
        return self.tr("step {step}: {share} between {low} and {high}").format(
            step=count(self._spread.steps[column]),
            share=probability(float(share_rs[row, column])),
            low=short(float(edges[row])),
            high=short(float(edges[row + 1])),
        )

    def _ask_where(self) -> None:
        name = f"{self._name} histograms.csv"
        ask_where_to_save(self, self._export.text(), name, "CSV (*.csv)", self._save)

    def _save(self, path: Path) -> None:
        try:
            save_bytes(path, csv_text(as_csv_rows(self._found)).encode("utf-8-sig"))
        except WorkbenchError as error:
            self._session.messages.show(translate(error.words), Level.ERROR)
        except OSError as error:
            text = self.tr("{path} cannot be written: {reason}")
            reason = translate(reason_of(error))
            self._session.messages.show(text.format(path=path, reason=reason), Level.ERROR)
