"""Live curves: the loss large, everything else small below it on the same horizontal axis."""

import time

import numpy as np
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCursor, QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QMenu,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.models.run_style import role_of
from ui.models.run_words import role_colour
from ui.panel import EmptyState, Panel, Swap, Workspace
from ui.panels.train_curves.anomaly_note import AnomalyNote
from ui.panels.train_curves.charts import (
    Along,
    ChartNames,
    chart_of,
    position_of_step,
    positions,
    step_at,
)
from ui.panels.train_curves.run_header import RunHeader
from ui.running.run_view import RunView
from ui.running.watched_run import WatchedRun
from ui.session import Session
from ui.shell.messages import translate
from ui.widgets.curves.curve_plot import CurvePlot
from ui.widgets.numbers import count
from workbench.events import Level, Reference, RunResumed
from workbench.metrics import (
    GRADIENT_PART,
    LOSS_PART,
    Chart,
    Metric,
    comparable,
    metric,
    plot_order,
    plot_title,
)
from workbench.plans.control_run import control_run_of
from workbench.store.runs.state import MetricSeries, RunState

_COLUMNS = 3
_DRAWN_AT_ONCE_S = 0.03
_LARGE_HEIGHT_PX, _LARGE_LEAST_PX = 280, 190
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
        self._run_colour = ""
        self._control: RunView | None = None
        self._header = RunHeader(session)
        self._anomalies = AnomalyNote(session)
        self._along = QComboBox()
        self._along_label = QLabel()
        self._along.addItems([""] * len(Along))
        self._large = CurvePlot()
        self._large.setObjectName(Chart.LOSS)
        self._large.set_smoothing(_SMOOTHING)
        self._small: dict[str, _SmallPlot] = {}
        self._shown: list[str] = []
        self._rest = QTimer(self, singleShot=True, interval=0)
        self._rest.timeout.connect(self._update)
        self._empty = EmptyState()
        self._swap = Swap(self._empty, self._content())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._header)
        layout.addWidget(self._swap, 1)
        layout.addWidget(self._anomalies)
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
        for small in self._small.values():
            small.retranslate()
        self._large.setWindowTitle(translate(Chart.LOSS.caption))
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
        self._header.add(self._along_label)
        self._header.add(self._along)
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
        splitter.setSizes([_LARGE_HEIGHT_PX, _SMALL_HEIGHT_PX + 40])
        splitter.setStretchFactor(0, 2)
        splitter.setStretchFactor(1, 1)
        splitter.setChildrenCollapsible(False)
        self._large.setMinimumHeight(_LARGE_LEAST_PX)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(splitter, 1)
        return content

    def _connect(self) -> None:
        self._empty.triggered.connect(lambda: self.session.go_to(Workspace.TRAIN, "train_setup"))
        self._along.currentIndexChanged.connect(self._redraw)
        self._watched.switched.connect(self._redraw)
        self._watched.updated.connect(self._update)
        self.session.theme.changed.connect(self._redraw)
        self._connect_plot(self._large)

    def _connect_plot(self, plot: CurvePlot) -> None:
        plot.failed.connect(lambda text: self.session.messages.show(text, Level.ERROR))
        plot.hovered.connect(self._share_crosshair)
        plot.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        plot.customContextMenuRequested.connect(lambda _: self._offer_documents(plot))

    # -- drawing ----------------------------------------------------------------------------

    def _plots(self) -> list[CurvePlot]:
        return [self._large, *(small.plot for small in self._small.values())]

    def _plot(self, chart: str) -> CurvePlot:
        """The plot of a chart, made when the first of its metrics is drawn."""
        if chart == Chart.LOSS:
            return self._large
        if chart not in self._small:
            small = _SmallPlot(chart, turn=len(self._small) + 1)
            self._connect_plot(small.plot)
            self._small[chart] = small
            small.plot.set_log(y=metric(chart).is_perplexity)
        return self._small[chart].plot

    def _share_crosshair(self, x: float) -> None:
        source = self.sender()
        for plot in self._plots():
            if plot is not source and plot.isVisible():
                plot.show_crosshair(x)

    def _offer_documents(self, plot: CurvePlot) -> None:
        """Offer the documents of the step at the crosshair."""
        view = self._watched.view
        step = None if view is None else step_at(view.state, plot.crosshair, self._chosen_along())
        if view is None or step is None:
            return
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        text = self.tr("Documents of step {step}").format(step=count(step))
        menu.addAction(text, lambda: self.session.show_step(view.run_id, step))
        menu.popup(QCursor.pos())

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
        self._anomalies.look_at(view)
        has_curves = view is not None and bool(view.state.series or view.state.references)
        self._swap.show_content(has_curves)
        self._header.setVisible(self._header.has_runs)
        if view is None:
            return
        self._header.refresh()
        self._name_loss(view.state)
        if self._was_cut(view.state):
            self._redraw()
            return
        self._run_colour = self._role_colour(view.state)
        self._draw_series(view.state)
        self._draw_references(view.state)
        self._draw_control(view)
        resumed = [event.from_step for event in view.log if isinstance(event, RunResumed)]
        resumed = [step for step in resumed if step > 0]
        for step in resumed[self._marked :]:
            x = position_of_step(view.state, step, self._chosen_along())
            self._large.mark(x, self.tr("resumed"))
        self._marked = len(resumed)
        self._lay_out()

    def _draw_series(self, state: RunState) -> None:
        """As many curves as take a moment, the rest in the next one: each may need a new plot."""
        begun = time.monotonic()
        for name, series in comparable(state.series, state.kind).items():
            if self._draw(name, series, state) and time.monotonic() - begun > _DRAWN_AT_ONCE_S:
                self._rest.start()
                return

    def _name_loss(self, state: RunState) -> None:
        label = self._names.loss(state)
        if label != self._y_label:
            self._y_label = label
            self._large.set_y_label(label)

    def _was_cut(self, state: RunState) -> bool:
        """Whether points were dropped, as resuming from an earlier step does."""
        shown = comparable(state.series, state.kind)
        lengths = {name: len(series) for name, series in shown.items()}
        own = {name: drawn for name, drawn in self._drawn.items() if "/" not in name}
        return any(lengths.get(name, 0) < drawn for name, drawn in own.items())

    def _draw(self, name: str, series: MetricSeries, state: RunState) -> bool:
        """Draw a curve if it has grown; whether it has."""
        chart = chart_of(name, state)
        if chart is None or self._drawn.get(name) == len(series):
            return False
        self._drawn[name] = len(series)
        plot = self._plot(chart)
        if plot is not self._large:
            plot.set_smoothing(self._large.smoothing)
        x = positions(series, self._chosen_along())
        y = np.array(series.values, dtype=np.float64)
        entry = metric(name)
        colour, label = self._colour(entry), self._names.curve(name, state)
        plot.set_series(name, x, y, colour, label, smooth=entry.noisy)
        return True

    def _draw_references(self, state: RunState) -> None:
        colours = self.session.theme.colours
        by_chart: dict[str, list[Reference]] = {}
        for reference in state.references:
            if (chart := chart_of(reference.metric, state)) is not None:
                by_chart.setdefault(chart, []).append(reference)
        for chart, lines in by_chart.items():
            for line, label in zip(lines, self._names.references(lines), strict=True):
                colour = colours.teacher if line.name == "teacher" else colours.ngram
                key = f"{line.metric}/{line.name}"
                self._plot(chart).set_reference(key, line.value, colour, label)

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
        for name in _WITH_CONTROL:
            series, chart = control.series.get(name), chart_of(name, state)
            key = f"control/{name}"
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
        control = control_run_of(shown.run_id, self.session.run_name(shown), project.runs)
        return self.session.runner.view(control.id) if control is not None else None

    def _lay_out(self) -> None:
        """Give a place to each small plot that has something to show."""
        used = [chart for chart, small in self._small.items() if small.plot.canvas.series]
        used.sort(key=plot_order)
        if used == self._shown:
            return
        self._shown = used
        for small in self._small.values():
            self._grid.removeWidget(small)
            small.hide()
        for index, chart in enumerate(used):
            self._grid.addWidget(self._small[chart], index // _COLUMNS, index % _COLUMNS)
            self._small[chart].show()

    def _chosen_along(self) -> Along:
        return list(Along)[self._along.currentIndex()]

    def _colour(self, entry: Metric) -> str:
        """A run's own curve has the colour of its role; others of its chart differ from it."""
        colours = self.session.theme.colours
        if entry.of_teacher:
            return colours.teacher
        if entry.colour is not None:
            return colours.series[entry.colour]
        return self._part_colour(entry.name) or self._run_colour

    def _role_colour(self, state: RunState) -> str:
        """Of a run that its project does not list yet, the kind tells it."""
        colours, project, view = (
            self.session.theme.colours,
            self.session.project,
            self._watched.view,
        )
        if project is not None and view is not None:
            run = next((run for run in project.runs if run.id == view.run_id), None)
            if run is not None and (colour := role_colour(role_of(run), colours)):
                return colour
        return colours.student if state.kind == "distill" else colours.teacher

    def _part_colour(self, name: str) -> str:
        """A part has one colour, whether its value or its gradient is shown."""
        prefix = next((p for p in (LOSS_PART, GRADIENT_PART) if name.startswith(p)), "")
        if not prefix:
            return ""
        colours = self.session.theme.colours
        part = name.removeprefix(prefix)
        known = {"soft": colours.teacher, "hard": colours.control, "mlm": colours.series[3]}
        others = (*colours.series[3:], *colours.series[:3])
        return known.get(part) or others[sum(map(ord, part)) % len(others)]


class _SmallPlot(QWidget):
    """A plot below the large one, with its title; hidden until something is drawn on it."""

    def __init__(self, chart: str, turn: int) -> None:
        super().__init__()
        self._chart = chart
        self._title = QLabel()
        self._title.setIndent(6)
        self.plot = CurvePlot(controls=False, delay_ms=turn * _TURN_MS)
        self.plot.setObjectName(chart)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._title)
        layout.addWidget(self.plot)
        self.setMinimumHeight(_SMALL_HEIGHT_PX)
        self.hide()
        self.retranslate()

    def retranslate(self) -> None:
        title = translate(plot_title(self._chart))
        self._title.setText(title)
        self.plot.setWindowTitle(title)
