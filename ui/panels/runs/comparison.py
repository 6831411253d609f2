"""The curves of several runs over each other, one figure at a time."""

from collections.abc import Sequence
from enum import StrEnum
from typing import assert_never

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.models.run_style import RunStyle, run_styles
from ui.models.run_words import metric_text
from ui.panel import EmptyState, Swap
from ui.running.run_view import RunView
from ui.session import Session
from ui.when_seen import WhenSeen
from ui.widgets.curves.curve_plot import CurvePlot
from workbench.metrics import comparable, metric
from workbench.store.records import RunRecord
from workbench.store.runs.state import MetricSeries

Floats = NDArray[np.float64]

_REPAINT_MS = 300
_BY_BYTES = "validation_bits_per_byte"
_DRAWN_AT_ONCE_MS = 30
_FIRST_METRICS = ("validation_loss", "loss")


class Axis(StrEnum):
    """What a curve is drawn over."""

    STEP = "step"
    TOKENS = "tokens"
    EPOCH = "epoch"
    TIME = "time"


class RunComparison(QWidget):
    """Draws the chosen runs' curves, each in the style that its run has everywhere."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._names: dict[str, str] = {}
        self._views: dict[str, RunView] = {}
        self._styles: dict[str, RunStyle] = {}
        self._drawn: dict[str, tuple[int, RunStyle]] = {}
        self._since_painted = QElapsedTimer()
        self._metric_label, self._axis_label = QLabel(), QLabel()
        self._metric, self._axis = QComboBox(), QComboBox()
        self._metric.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for axis in Axis:
            self._axis.addItem("", axis)
        self._plot = CurvePlot()
        self._apart, self._by_bytes = (
            QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True),
            QPushButton(),
        )
        bar = QHBoxLayout()
        bar.setContentsMargins(6, 4, 6, 0)
        for widget in (self._metric_label, self._metric, self._axis_label, self._axis):
            bar.addWidget(widget)
        bar.addStretch()
        note = QHBoxLayout()
        note.setContentsMargins(6, 0, 6, 0)
        note.addWidget(self._apart, 1)
        note.addWidget(self._by_bytes)
        drawing = QWidget()
        inside = QVBoxLayout(drawing)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(bar)
        inside.addLayout(note)
        inside.addWidget(self._plot, 1)
        self._swap = Swap(EmptyState(), drawing)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)
        self._metric.currentIndexChanged.connect(self._on_metric)
        self._by_bytes.clicked.connect(
            lambda: self._metric.setCurrentIndex(self._metric.findData(_BY_BYTES))
        )
        self._axis.currentIndexChanged.connect(self._redraw)
        self._plot.failed.connect(session.messages.show)
        self._seen = WhenSeen(self, self._draw)
        session.theme.changed.connect(self._on_theme)
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._seen.now_or_later)
        self._since_painted.start()

    def retranslate(self) -> None:
        self._metric_label.setText(self.tr("Curve"))
        self._swap.empty.set_text(
            self.tr("Choose one or several training runs above to see their curves together.")
        )
        self._axis_label.setText(self.tr("over"))
        self._apart.setText(
            self.tr(
                "These runs cut the text into different tokens: what is counted by tokens "
                "cannot be compared between them."
            )
        )
        self._by_bytes.setText(self.tr("Show bits per byte"))
        for number, axis in enumerate(Axis):
            self._axis.setItemText(number, self._axis_text(axis))
        for number in range(self._metric.count()):
            self._metric.setItemText(number, metric_text(self._metric.itemData(number)))
        self._draw()

    def _axis_text(self, axis: Axis) -> str:
        match axis:
            case Axis.STEP:
                return self.tr("Step")
            case Axis.TOKENS:
                return self.tr("Tokens")
            case Axis.EPOCH:
                return self.tr("Epochs")
            case Axis.TIME:
                return self.tr("Training time, s")
            case _:
                assert_never(axis)

    def show_runs(self, runs: Sequence[RunRecord]) -> None:
        """Compare these runs."""
        names = {run.id: run.name for run in runs}
        if names == self._names:
            return
        for gone in self._names.keys() - names.keys():
            self._views.pop(gone).changed.disconnect(self._on_points)
        for run_id in names:
            if run_id not in self._views:
                self._views[run_id] = view = self._session.runner.view(run_id)
                view.changed.connect(self._on_points)
        self._names = names
        self._read_styles()
        self._redraw()

    def forget(self) -> None:
        """Another project: its runs have other views."""
        for view in self._views.values():
            view.changed.disconnect(self._on_points)
        self._names, self._views = {}, {}
        self._redraw()

    def _on_theme(self) -> None:
        self._read_styles()
        self._seen.now_or_later()

    def _read_styles(self) -> None:
        """Once for a choice: to know all runs, the disk is looked at."""
        project, colours = self._session.project, self._session.theme.colours
        self._styles = run_styles(project.runs, colours) if project is not None else {}

    def _on_points(self) -> None:
        """Repaint a few times a second, however fast the points come; the last ones never wait."""
        wait_ms = _REPAINT_MS - self._since_painted.elapsed()
        if wait_ms <= 0:
            self._seen.now_or_later()
        elif not self._later.isActive():
            self._later.start(wait_ms)

    def _on_metric(self) -> None:
        chosen = self._metric.currentData()
        self._plot.set_log(y=bool(chosen) and metric(chosen).is_perplexity)
        self._redraw()

    def _redraw(self) -> None:
        self._plot.clear()
        self._drawn.clear()
        self._draw()

    def _draw(self) -> None:
        """What has grown since the last time, as much as takes a moment; the rest in the next."""
        self._since_painted.start()
        self._offer_metrics()
        self._swap.show_content(self._metric.count() > 0)
        chosen, axis = self._metric.currentData(), self._axis.currentData()
        self._plot.setWindowTitle(metric_text(chosen) if chosen else "")
        self._plot.set_x_label(self._axis.currentText())
        self._plot.set_y_label(self._plot.windowTitle())
        self._show_note(chosen)
        for run_id in self._names:
            drawn = self._draw_run(run_id, chosen, axis)
            if drawn and self._since_painted.elapsed() > _DRAWN_AT_ONCE_MS:
                self._later.start(0)
                return

    def _draw_run(self, run_id: str, chosen: str, axis: Axis) -> bool:
        """Draw a run's curve if it has grown; whether it has."""
        series, style = self._series_of(run_id).get(chosen), self._styles.get(run_id)
        if series is None or style is None or self._drawn.get(run_id) == (len(series), style):
            return False
        self._drawn[run_id] = (len(series), style)
        x, y = over(series, axis), np.array(series.values)
        name = self._names[run_id]
        self._plot.set_series(run_id, x, y, style.colour, name, dash=style.dash)
        return True

    def _show_note(self, chosen: str | None) -> None:
        """Say when figures stand on one axis that no one axis has."""
        apart = bool(chosen) and metric(chosen or "").per_token and len(self._tokenizers()) > 1
        self._apart.setVisible(apart)
        self._by_bytes.setVisible(apart and self._metric.findData(_BY_BYTES) >= 0)

    def _tokenizers(self) -> set[str]:
        """Those of the models that the chosen runs have made."""
        project = self._session.project
        models = project.models if project is not None else ()
        return {model.tokenizer for model in models if model.run in self._names}

    def _series_of(self, run_id: str) -> dict[str, MetricSeries]:
        state = self._views[run_id].state
        return comparable(state.series, state.kind)

    def _offer_metrics(self) -> None:
        """Offer every figure that one of the runs has, the losses first."""
        recorded = {name for run_id in self._views for name in self._series_of(run_id)}
        metrics = [name for name in _FIRST_METRICS if name in recorded]
        metrics += sorted(recorded.difference(_FIRST_METRICS), key=metric_text)
        offered = [self._metric.itemData(number) for number in range(self._metric.count())]
        if metrics == offered:
            return
        chosen = self._metric.currentData()
        self._metric.blockSignals(True)
        self._metric.clear()
        for name in metrics:
            self._metric.addItem(metric_text(name), name)
        self._metric.setCurrentIndex(max(0, self._metric.findData(chosen)) if metrics else -1)
        self._metric.blockSignals(False)


def over(series: MetricSeries, axis: Axis) -> Floats:
    """The x values of a curve, copied: a view would keep the growing column from growing."""
    match axis:
        case Axis.STEP:
            return np.array(series.steps, dtype=np.float64)
        case Axis.TOKENS:
            return np.array(series.tokens, dtype=np.float64)
        case Axis.EPOCH:
            return np.array(series.epochs, dtype=np.float64)
        case Axis.TIME:
            return np.array(series.elapsed_s, dtype=np.float64)
        case _:
            assert_never(axis)
