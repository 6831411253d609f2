"""Sweeps: what varies on the left, what came of it on the right."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.forms.form import SpecForm
from ui.forms.setting_names import choice_text, setting_lines, setting_title
from ui.models import figures
from ui.models.run_words import metric_text, status_colour, status_text
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panel import EmptyState, Panel, Swap
from ui.panels.sweep.verdict import SweepVerdict
from ui.running.sweeps import Sweeps
from ui.session import Session
from ui.shell.messages import translate
from ui.when_seen import WhenSeen
from ui.widgets.charts.parallel import ParallelCoordinates, ParallelLine
from ui.widgets.saving import ask_where_to_save, save_bytes
from ui.workspace import Workspace
from workbench.distillation.spec import DistillSpec
from workbench.errors import WorkbenchError
from workbench.metrics import Direction, metric
from workbench.plans.sweep import (
    Result,
    SweepSettings,
    SweepSpec,
    best_of,
    plan_of,
)
from workbench.spec import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

_SHARES_PX = (360, 700)


class SweepPanel(Panel):
    """A new sweep varies the distillation that is set up; an old one can be gone on with."""

    name = "sweep"
    workspace = Workspace.RUNS
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._sweeps = Sweeps(session)
        self._base: DistillSpec | None = None
        self._shown: SweepSpec | None = None
        self._choice = QComboBox()
        self._form = SpecForm(SweepSettings, self._settings_to_vary, check=self._check)
        self._about = _label()
        self._why_not = _label()
        self._start, self._stop = QPushButton(), QPushButton()
        self._open, self._export = QPushButton(), QPushButton()
        self._table: Table[Result] = Table(lambda result: result.name, self)
        self._view = TableView(self._table)
        self._picture = ParallelCoordinates()
        self._verdict, self._sentences = _label(), SweepVerdict(self)
        self._results = Swap(EmptyState(), self._outcome())
        self._swap = Swap(EmptyState(), self._content())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)
        self._connect()
        self.retranslate()

    def title(self) -> str:
        return self.tr("Sweep")

    def retranslate(self) -> None:
        super().retranslate()
        self._start.setText(self.tr("Start the sweep"))
        self._stop.setText(self.tr("No further runs"))
        self._stop.setToolTip(self.tr("The present run goes on to its end"))
        self._open.setText(self.tr("Open the best"))
        self._open.setToolTip(self.tr("Show its curves, and choose it as the student"))
        self._export.setText(self.tr("Export as CSV…"))
        self._choice.setAccessibleName(self.title())
        self._choice.setToolTip(self.tr("A new sweep, or one of those that were made"))
        self._picture.setAccessibleName(self.tr("Settings and figures of all runs"))
        self._swap.empty.set_text(
            self.tr("A sweep makes many runs of one distillation and compares them."),
            self.tr("Set up a distillation"),
        )
        self._results.empty.set_text(
            self.tr(
                "A new sweep varies the distillation that is set up in Train: set one up first."
            ),
            self.tr("Set up a distillation"),
        )
        self._form.refresh_choices()
        self._refresh()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._swap.empty.set_icon(self.session.theme.icon("chart-multiline"))

    def _content(self) -> QWidget:
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(self._settings())
        split.addWidget(self._results)
        split.setStretchFactor(1, 1)
        split.setSizes(list(_SHARES_PX))
        return split

    def _settings(self) -> QWidget:
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(self._form)
        buttons = QHBoxLayout()
        buttons.addWidget(self._start, 1)
        buttons.addWidget(self._stop, 1)
        left = QWidget()
        column = QVBoxLayout(left)
        column.addWidget(self._choice)
        column.addWidget(self._about)
        column.addWidget(scroll, 1)
        column.addWidget(self._why_not)
        column.addLayout(buttons)
        return left

    def _outcome(self) -> QWidget:
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self._view)
        parts.addWidget(self._picture)
        parts.setStretchFactor(0, 1)
        parts.setStretchFactor(1, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._verdict, 1)
        buttons.addWidget(self._open)
        buttons.addWidget(self._export)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(buttons)
        column.addWidget(parts, 1)
        return right

    def _connect(self) -> None:
        session = self.session
        self._choice.currentIndexChanged.connect(self._on_choice)
        self._form.changed.connect(self._show_results)
        self._start.clicked.connect(self.start)
        self._stop.clicked.connect(self._sweeps.stop)
        self._open.clicked.connect(self._open_best)
        self._export.clicked.connect(self._ask_where)
        self._sweeps.changed.connect(self._show_results)
        for empty in (self._swap.empty, self._results.empty):
            empty.triggered.connect(lambda: session.go_to(Workspace.TRAIN, "train_setup"))
        session.edited_changed.connect(self._take_base)
        changes = (session.edited_changed, session.catalogue_changed, session.theme.changed)
        WhenSeen(self, self._refresh, *changes)

    # -- which sweep --------------------------------------------------------------------------

    def _take_base(self) -> None:
        """What is set up in Train is what a new sweep varies."""
        edited = self.session.edited.spec
        if isinstance(edited, DistillSpec):
            self._base = edited
            self._form.refresh_choices()

    def _refresh(self) -> None:
        project = self.session.project
        kept = project.plans.sweeps() if project is not None else ()
        self._swap.show_content(project is not None and (self._base is not None or bool(kept)))
        names = [self.tr("New sweep"), *(spec.name for spec in kept)]
        if names != [self._choice.itemText(n) for n in range(self._choice.count())]:
            chosen = self._choice.currentText()
            self._choice.blockSignals(True)
            self._choice.clear()
            self._choice.addItems(names)
            newest = 0 if self._base is not None else len(kept)
            self._choice.setCurrentIndex(names.index(chosen) if chosen in names else newest)
            self._choice.blockSignals(False)
            self._on_choice()
        else:
            self._show_results()

    def _on_choice(self) -> None:
        project, number = self.session.project, self._choice.currentIndex()
        kept = project.plans.sweeps() if project is not None else ()
        self._shown = kept[number - 1] if 0 < number <= len(kept) else None
        self._form.refresh_choices()
        if self._shown is not None:
            self._form.setValue(self._shown.settings)
        self._show_results()

    def _spec(self) -> SweepSpec | None:
        """The sweep as it is set up: the base of the one that is shown, or what Train has."""
        base = self._varied_base()
        if base is None or not self._form.is_possible:
            return None
        return SweepSpec.of(self._form.value(), base)

    def _settings_to_vary(self, path: str) -> "Sequence[str]":
        """What can be chosen at a path of the form: a setting of what the sweep varies."""
        base = self._varied_base()
        return setting_lines(base) if base is not None and path.endswith(".name") else ()

    def _varied_base(self) -> DistillSpec | None:
        return self._shown.base if self._shown is not None else self._base

    def _check(self, settings: SweepSettings) -> "Sequence[Problem]":
        base = self._varied_base()
        if base is None:
            return ()
        try:
            plan_of(SweepSpec.of(settings, base))
        except WorkbenchError as error:
            return (Problem(path="", words=error.words),)
        return ()

    # -- what came of it ----------------------------------------------------------------------

    def _show_results(self) -> None:
        spec, project = self._spec(), self.session.project
        busy = self._sweeps.active is not None
        problems = self._form.problems
        self._why_not.setText(translate(problems[0].words) if problems else "")
        self._start.setEnabled(spec is not None and not problems and not busy)
        self._stop.setEnabled(busy)
        base = self._varied_base()
        about = self.tr("Every run is “{name}” as it is set up in Train, but for what varies here.")
        self._about.setText(about.format(name=base.name) if base is not None else "")
        self._form.setEnabled(base is not None)
        self._results.show_content(base is not None)
        if spec is None or project is None or problems:
            return
        self._fill(spec, project.plans.sweep_results(spec))

    def _fill(self, spec: SweepSpec, results: "Sequence[Result]") -> None:
        best = best_of(spec, results)
        self._table.set_columns(self._columns(spec))
        self._table.set_rows(results)
        self._view.fit_columns()
        lines = [
            ParallelLine(
                result.name,
                tuple(value for _, value in result.planned.values),
                result.figure,
                best=result is best,
            )
            for result in results
        ]
        settings = (setting_title(DistillSpec, varied.name) for varied in spec.varied)
        titles = [*settings, metric_text(spec.metric)]
        more = metric(spec.metric).direction is Direction.HIGHER
        self._picture.set_lines(titles, lines, more_is_better=more)
        self._open.setEnabled(best is not None)
        self._verdict.setText(self._sentences.text(spec, results))

    def _columns(self, spec: SweepSpec) -> tuple[Column[Result], ...]:
        colours = self.session.theme.colours
        varied = tuple(_varied(number, one.name) for number, one in enumerate(spec.varied))
        return (
            Column(
                self.tr("Run"),
                lambda result: result.name,
                help=self.tr("One distillation of the sweep"),
            ),
            *varied,
            Column(
                self.tr("State"),
                lambda result: status_text(result.status) if result.status else "",
                colour=lambda result: (
                    status_colour(result.status, colours) if result.status else ""
                ),
                help=self.tr("Where the run stands"),
            ),
            Column(
                metric_text(spec.metric),
                lambda result: result.figure,
                lambda result: figures.figure(metric(spec.metric), result.figure),
                numeric=True,
                help=translate(metric(spec.metric).explained),
            ),
        )

    # -- doing --------------------------------------------------------------------------------

    def start(self) -> None:
        """Keep the sweep and make its runs, the missing ones of one that was begun."""
        spec = self._spec()
        if spec is None:
            return
        self._shown = spec
        self._sweeps.start(spec)
        self._refresh()
        index = self._choice.findText(spec.name)
        if index >= 0:
            self._choice.setCurrentIndex(index)

    def _open_best(self) -> None:
        spec = self._spec()
        best = best_of(spec, self._table.rows) if spec is not None else None
        if best is not None:
            self.session.select(run=best.run, student=best.name)
            self.session.go_to(Workspace.TRAIN, "train_curves")

    def _ask_where(self) -> None:
        title, name = self.tr("Export"), f"{self._choice.currentText()}.csv"
        ask_where_to_save(self, title, name, "CSV (*.csv)", self.save)

    def save(self, path: Path) -> None:
        """Write the table as CSV; a failure is shown."""
        try:
            save_bytes(path, self._table.csv().encode("utf-8-sig"))
        except OSError as error:
            self.session.messages.error(error)


def _varied(number: int, name: str) -> Column[Result]:
    """The column of one varied setting."""
    return Column(
        setting_title(DistillSpec, name),
        lambda result: _sortable(result.planned.values[number][1]),
        lambda result: choice_text(DistillSpec, name, result.planned.values[number][1]),
        help=name,
    )


def _sortable(value: str) -> str | float:
    """Numbers sort as numbers."""
    try:
        return float(value)
    except ValueError:
        return value


def _label() -> QLabel:
    label = QLabel(wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label
