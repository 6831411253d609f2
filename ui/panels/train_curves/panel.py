"""Live curves: the loss large, everything else small below it on the same horizontal axis."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.panel import EmptyState, Panel, Swap, Workspace
from ui.panels.train_curves.charts import (
    Along,
    Chart,
    ChartNames,
    chart_of,
    is_noisy,
    position_of_step,
    positions,
)
from ui.panels.train_curves.run_header import RunHeader
from ui.running.run_view import RunView
from ui.running.watched_run import WatchedRun
from ui.session import Session
from ui.widgets.curves.curve_plot import CurvePlot
from workbench.events import Level, RunResumed
from workbench.plans.control_run import control_run_of
from workbench.store.state import RunState

_COLUMNS = 3
_LARGE_HEIGHT_PX = 360
_SMALL_HEIGHT_PX = 170
_SMOOTHING = 0.8
_WITH_CONTROL = (
    "validation_loss",
    "validation_perplexity",
    "validation_agreement",
    "validation_kl",
)
_TURN_MS = 40
"""All plots drawn at once would hold up the window for longer than a frame."""


class TrainCurvesPanel(Panel):
    """Shows the chosen run; new points never change a view that was zoomed by hand."""

    name = "train_curves"
    workspace = Workspace.TRAIN
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._names = ChartNames(self)
        self._drawn: dict[str, int] = {}
        self._marked = 0
        self._y_label = ""
        self._control: RunView | None = None
        self._header = RunHeader(session)
        self._along = QComboBox()
        self._along_label = QLabel()
        self._along.addItems([""] * len(Along))
        self._large = CurvePlot()
        self._large.setObjectName(Chart.LOSS)
        self._large.set_smoothing(_SMOOTHING)
        small: list[Chart] = list(Chart)[1:]
        self._small = {
            chart: CurvePlot(controls=False, delay_ms=turn * _TURN_MS)
            for turn, chart in enumerate(small, start=1)
        }
        self._titles = {chart: QLabel() for chart in small}
        self._cells = {chart: self._cell(chart) for chart in small}
        self._shown: list[Chart] = []
        self._empty = EmptyState()
        self._swap = Swap(self._empty, self._content())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)
        self._watched = WatchedRun(session, self)
        self._connect()
        self.retranslate()

    def title(self) -> str:
        return self.tr("Curves")

    def retranslate(self) -> None:
        super().retranslate()
        for index, along in enumerate(Along):
            self._along.setItemText(index, self._names.along(along))
        self._along_label.setText(self.tr("Along"))
        self._along.setToolTip(self.tr("What the horizontal axis counts"))
        for chart, label in self._titles.items():
            label.setText(self._names.chart(chart))
            self._small[chart].setWindowTitle(self._names.chart(chart))
        self._large.setWindowTitle(self._names.chart(Chart.LOSS))
        self._empty.set_text(
            self.tr("Curves of a run appear here while it learns."), self.tr("Set up a run")
        )
        self._redraw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._empty.set_icon(self.session.theme.icon("chart-line"))
        self._watched.wake()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watched.sleep()

    # -- building ---------------------------------------------------------------------------

    def _content(self) -> QWidget:
        top = QHBoxLayout()
        top.addWidget(self._header, 1)
        top.addWidget(self._along_label)
        top.addWidget(self._along)
        self._grid = QGridLayout()
        self._grid.setContentsMargins(0, 0, 0, 0)
        below = QWidget()
        below.setLayout(self._grid)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setWidget(below)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(self._large)
        splitter.addWidget(scroll)
        splitter.setSizes([_LARGE_HEIGHT_PX, _SMALL_HEIGHT_PX + 20])
        splitter.setStretchFactor(0, 1)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(splitter, 1)
        return content

    def _cell(self, chart: Chart) -> QWidget:
        cell = QWidget()
        layout = QVBoxLayout(cell)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._titles[chart].setIndent(6)
        self._small[chart].setObjectName(chart)
        layout.addWidget(self._titles[chart])
        layout.addWidget(self._small[chart])
        cell.setMinimumHeight(_SMALL_HEIGHT_PX)
        cell.hide()
        return cell

    def _connect(self) -> None:
        self._empty.triggered.connect(lambda: self.session.go_to(Workspace.TRAIN, "train_setup"))
        self._along.currentIndexChanged.connect(self._redraw)
        self._watched.switched.connect(self._redraw)
        self._watched.updated.connect(self._update)
        self.session.theme.changed.connect(self._redraw)
        for plot in self._plots():
            plot.failed.connect(lambda text: self.session.messages.show(text, Level.ERROR))
            plot.hovered.connect(self._share_crosshair)

    # -- drawing ----------------------------------------------------------------------------

    def _plots(self) -> list[CurvePlot]:
        return [self._large, *self._small.values()]

    def _plot(self, chart: Chart) -> CurvePlot:
        return self._large if chart == Chart.LOSS else self._small[chart]

    def _share_crosshair(self, x: float) -> None:
        source = self.sender()
        for plot in self._plots():
            if plot is not source and plot.isVisible():
                plot.show_crosshair(x)

    def _redraw(self) -> None:
        """Draw everything anew: another run, axis, theme or language."""
        self._drawn.clear()
        self._marked = 0
        along = self._names.along(list(Along)[self._along.currentIndex()])
        self._follow_control(None)
        for plot in self._plots():
            plot.clear()
        self._large.set_x_label(along)
        self._y_label = ""
        self._header.show_run(self._watched.view)
        self._update()

    def _update(self) -> None:
        """Draw what has grown since the last time."""
        view = self._watched.view
        has_curves = view is not None and bool(view.state.series or view.state.references)
        self._swap.show_content(has_curves)
        if view is None:
            return
        self._header.refresh()
        self._name_loss(view.state)
        if self._was_cut(view.state):
            self._redraw()
            return
        for metric in tuple(view.state.series):
            self._draw(metric, view.state)
        self._draw_references(view.state)
        self._draw_control(view)
        resumed = [event.from_step for event in view.log if isinstance(event, RunResumed)]
        resumed = [step for step in resumed if step > 0]
        for step in resumed[self._marked :]:
            x = position_of_step(view.state, step, self._chosen_along())
            self._large.mark(x, self.tr("resumed"))
        self._marked = len(resumed)
        self._lay_out()

    def _name_loss(self, state: RunState) -> None:
        label = self._names.loss(state)
        if label != self._y_label:
            self._y_label = label
            self._large.set_y_label(label)

    def _was_cut(self, state: RunState) -> bool:
        """Whether points were dropped, as resuming from an earlier step does."""
        lengths = {name: len(series) for name, series in state.series.items()}
        own = {name: drawn for name, drawn in self._drawn.items() if "/" not in name}
        return any(lengths.get(name, 0) < drawn for name, drawn in own.items())

    def _draw(self, metric: str, state: RunState) -> None:
        series, chart = state.series[metric], chart_of(metric, state)
        if chart is None or self._drawn.get(metric) == len(series):
            return
        self._drawn[metric] = len(series)
        plot = self._plot(chart)
        if plot is not self._large:
            plot.set_smoothing(self._large.smoothing)
        x = positions(series, self._chosen_along())
        y = np.array(series.values, dtype=np.float64)
        colour, label = self._colour(metric, state), self._names.metric(metric)
        plot.set_series(metric, x, y, colour, label, smooth=is_noisy(metric))

    def _draw_references(self, state: RunState) -> None:
        colours = self.session.theme.colours
        for reference in state.references:
            chart = chart_of(reference.metric, state)
            if chart is not None:
                colour = colours.teacher if reference.name == "teacher" else colours.ngram
                key = f"{reference.metric}/{reference.name}"
                label = self._names.reference(reference)
                self._plot(chart).set_reference(key, reference.value, colour, label)

    def _draw_control(self, shown: RunView) -> None:
        """The same student without its teacher, if it was trained, on the same axes."""
        state = shown.state
        view = self._control_of(shown)
        if view is not self._control:
            self._follow_control(view)
        if view is None:
            return
        control = view.state
        colour = self.session.theme.colours.control
        for metric in _WITH_CONTROL:
            series, chart = control.series.get(metric), chart_of(metric, state)
            key = f"control/{metric}"
            if series is None or chart is None or self._drawn.get(key) == len(series):
                continue
            self._drawn[key] = len(series)
            x = positions(series, self._chosen_along())
            y = np.array(series.values, dtype=np.float64)
            self._plot(chart).set_series(key, x, y, colour, self.tr("control"), smooth=False)

    def _follow_control(self, view: RunView | None) -> None:
        """What is read of the control's journal by and by is drawn as it comes."""
        if self._control is not None:
            self._control.changed.disconnect(self._update)
        self._control = view
        if view is not None:
            view.changed.connect(self._update)

    def _control_of(self, shown: RunView) -> RunView | None:
        project, state = self.session.project, shown.state
        if project is None or state.kind != "distill":
            return None
        control = control_run_of(shown.run_id, state.name, project.runs())
        return self.session.runner.view(control.id) if control is not None else None

    def _lay_out(self) -> None:
        """Give a place to each small plot that has something to show."""
        used = [chart for chart in self._small if self._small[chart].canvas.series]
        if used == self._shown:
            return
        self._shown = used
        for cell in self._cells.values():
            self._grid.removeWidget(cell)
            cell.hide()
        for place, chart in enumerate(used):
            self._grid.addWidget(self._cells[chart], place // _COLUMNS, place % _COLUMNS)
            self._cells[chart].show()

    def _chosen_along(self) -> Along:
        return list(Along)[self._along.currentIndex()]

    def _colour(self, metric: str, state: RunState) -> str:
        """A run's own curve has the colour of its role; what stands beside it differs from it."""
        colours = self.session.theme.colours
        role = colours.student if state.kind == "distill" else colours.teacher
        match metric:
            case "validation_loss" | "validation_accuracy" | "validation_mlm":
                return colours.series[3]
            case "validation_nsp" | "validation_macro_f1":
                return colours.series[2]
            case "validation_next_sentence_accuracy":
                return colours.control
            case "validation_teacher_entropy" | "validation_teacher_calibration_error":
                return colours.teacher
            case "validation_agreement_top5":
                return colours.series[4]
            case _:
                return self._part_colour(metric) or role

    def _part_colour(self, metric: str) -> str:
        """A part has one colour, whether its value or its gradient is shown."""
        prefix = next((p for p in ("loss_", "gradient_norm_") if metric.startswith(p)), "")
        if not prefix:
            return ""
        colours = self.session.theme.colours
        part = metric.removeprefix(prefix)
        known = {"soft": colours.teacher, "hard": colours.control, "mlm": colours.series[3]}
        others = (*colours.series[3:], *colours.series[:3])
        return known.get(part) or others[sum(map(ord, part)) % len(others)]
