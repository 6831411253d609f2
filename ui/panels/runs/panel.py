"""Every run of the project: where it stands, what to do with it, and how it compares."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices, QIcon
from PySide6.QtWidgets import QLabel, QSplitter, QToolBar, QVBoxLayout, QWidget

from ui.catalogue import RecordActions
from ui.models import figures
from ui.models.run_style import RunStyle, run_styles
from ui.models.run_words import can_resume, is_live, status_colour, status_text
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panel import Panel, Swap
from ui.panels.runs.comparison import RunComparison
from ui.session import Session
from ui.shell.compare_action import CompareAction, best_of
from ui.shell.exchange.run_report import RunReportAction
from ui.shell.messages import name_of, translate
from ui.shell.next_step_state import NextStepState
from ui.when_seen import WhenSeen
from ui.workspace import Workspace
from workbench.metrics import Metric, Place, comparable, metrics_at
from workbench.store.records import ModelRecord, RunRecord, RunStatus
from workbench.store.runs.requests import Request

_ICON_PX = 18
_MARGIN_PX = 6


class RunsPanel(Panel):
    """The table of runs; the curves of the chosen ones stand below it."""

    name = "runs"
    workspace = Workspace.RUNS
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._table: Table[RunRecord] = Table(lambda run: run.id, self)
        self._styles: dict[str, RunStyle] = {}
        self._view = TableView(self._table, several=True)
        self._records = RecordActions(session, self._view)
        self._comparison = RunComparison(session)
        self._pause, self._stop = QAction(self), QAction(self)
        self._resume, self._open = QAction(self), QAction(self)
        self._compare = CompareAction(
            session, lambda: best_of(self._models_of(self._view.chosen())), self
        )
        self._report = RunReportAction(session, self._view.chosen, self)
        self._bar = QToolBar()
        self._problems = QLabel()
        self._problems.setTextFormat(Qt.TextFormat.PlainText)
        self._problems.setWordWrap(True)
        self._problems.setMargin(_MARGIN_PX)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Runs")

    def retranslate(self) -> None:
        super().retranslate()
        self._pause.setText(self.tr("Pause"))
        self._stop.setText(self.tr("Stop"))
        self._stop.setToolTip(self.tr("Stop after saving; the run can be resumed"))
        self._resume.setText(self.tr("Resume"))
        self._resume.setToolTip(
            self.tr("From where it paused or was saved last, to the same numbers")
        )
        self._open.setText(self.tr("Open folder"))
        self._compare.retranslate()
        self._report.retranslate()
        self._records.retranslate()
        self._empty.set_about(
            self.tr("Everything that was imported, trained or measured is kept here as a run.")
        )
        self._table.set_columns(self._columns())
        self._view.fit_columns()
        self._comparison.retranslate()

    def _columns(self) -> tuple[Column[RunRecord], ...]:
        colours = self.session.theme.colours
        return (
            Column(
                self.tr("Name"),
                lambda run: run.name,
                rename=self._records.rename,
                swatch=self._swatch,
                help=self.tr("Double-click to rename it; the square is the colour of its curves"),
            ),
            Column(
                self.tr("Kind"), lambda run: name_of(run.kind), help=self.tr("What the run does")
            ),
            Column(
                self.tr("Status"),
                lambda run: status_text(run.status),
                self._status,
                colour=lambda run: (
                    colours.error if run.problems else status_colour(run.status, colours)
                ),
                tip=lambda run: "\n".join(map(translate, run.problems)),
                help=self.tr("Where the run stands"),
            ),
            Column(
                self.tr("Step"),
                lambda run: run.step,
                _step_text,
                numeric=True,
                help=self.tr("Steps made, and steps planned"),
            ),
            *(_metric(metric) for metric in metrics_at(Place.RUNS)),
            Column(
                self.tr("Started"),
                lambda run: run.started_at or None,
                lambda run: figures.moment(run.started_at),
                numeric=True,
                help=self.tr("When the run began"),
            ),
        )

    def _swatch(self, run: RunRecord) -> QIcon | None:
        style = self._styles.get(run.id)
        return style.icon(self.session.theme.colours) if style is not None else None

    def _status(self, run: RunRecord) -> str:
        """Where a run stands; what is damaged stands above the table once it is chosen."""
        status = status_text(run.status)
        return self.tr("{status}, damaged").format(status=status) if run.problems else status

    # -- laying out ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._bar.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self._bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._bar.addActions([self._pause, self._resume, self._stop, self._compare, self._report])
        self._bar.addSeparator()
        self._bar.addActions([self._records.rename_action, self._records.delete_action, self._open])
        for action in (self._resume, self._compare, self._report, self._open):
            self._view.addAction(action)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self._view)
        split.addWidget(self._comparison)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self._bar)
        inside.addWidget(self._problems)
        inside.addWidget(split, 1)
        self._swap = Swap(self._empty, content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)

    def _connect(self) -> None:
        session = self.session
        self._pause.triggered.connect(lambda: self._steer(Request.PAUSE))
        self._stop.triggered.connect(lambda: self._steer(Request.STOP))
        self._resume.triggered.connect(self._resume_chosen)
        self._open.triggered.connect(self._open_folder)
        self._view.chosen_changed.connect(self._on_chosen)
        self._view.picked.connect(self._on_pick)
        session.project_changed.connect(self._comparison.forget)
        WhenSeen(
            self,
            self._refresh,
            session.catalogue_changed,
            session.runner.numbers_changed,
            session.selection_changed,
            session.runner.active_changed,
        )
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        theme = self.session.theme
        self._pause.setIcon(theme.icon("pause"))
        self._stop.setIcon(theme.icon("stop"))
        self._resume.setIcon(theme.icon("play"))
        self._open.setIcon(theme.icon("folder-open-outline"))
        self._empty.set_icon(theme.icon("playlist-play"))
        self._styles = run_styles(self._table.rows, theme.colours)
        self._table.set_columns(self._columns())

    # -- what happens -------------------------------------------------------------------------

    def _refresh(self) -> None:
        project = self.session.project
        runs = project.runs if project is not None else ()
        self._styles = run_styles(runs, self.session.theme.colours)
        self._table.set_rows(reversed(runs))
        self._swap.show_content(bool(runs))
        self._follow_selection()
        self._enable()

    def _on_chosen(self) -> None:
        self._comparison.show_runs(self._view.chosen())
        self._enable()

    def _on_pick(self) -> None:
        runs = self._view.chosen()
        if len(runs) == 1:
            self.session.select(run=runs[0].id)

    def _follow_selection(self) -> None:
        run_id = self.session.selection.run
        if run_id and len(self._view.chosen()) <= 1:
            self._view.choose(run_id)

    def _enable(self) -> None:
        chosen, live = self._view.chosen(), self._live_runs()
        paused = [run for run in live if self._is_paused(run)]
        self._pause.setEnabled(len(paused) < len(live))
        self._stop.setEnabled(bool(live))
        one = chosen[0] if len(chosen) == 1 else None
        self._resume.setEnabled(bool(paused) or (one is not None and can_resume(one.status)))
        self._open.setEnabled(one is not None)
        self._compare.refresh()
        self._report.refresh()
        problems = [problem for run in chosen for problem in run.problems]
        self._problems.setText("\n".join(map(translate, problems)))
        self._problems.setVisible(bool(problems))

    def _live_runs(self) -> list[RunRecord]:
        """The runs that can be steered: the chosen ones that are live, or all without a choice."""
        return [run for run in self._view.chosen() or self._table.rows if is_live(run.status)]

    def _models_of(self, runs: Sequence[RunRecord]) -> list[ModelRecord]:
        """The models that runs have made, so far as a checkpoint of them is saved."""
        project, ids = self.session.project, [run.id for run in runs]
        models = project.models if project is not None else ()
        return [model for model in models if model.run in ids and model.checkpoints]

    def _is_ours(self, run: RunRecord) -> bool:
        active = self.session.runner.active
        return active is not None and active.run_id == run.id

    def _is_paused(self, run: RunRecord) -> bool:
        if self._is_ours(run):
            return self.session.runner.pausing
        return run.status == RunStatus.PAUSED

    def _steer(self, request: Request) -> None:
        for run in self._live_runs():
            self.session.runner.request(run.id, request)

    def _resume_chosen(self) -> None:
        """What is paused goes on, and what has ended early begins again where it was saved."""
        self._steer(Request.RESUME)
        for run in self._view.chosen():
            if can_resume(run.status):
                self.session.runner.resume(run.id)

    def _open_folder(self) -> None:
        for run in self._view.chosen():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(run.folder)))


def _step_text(run: RunRecord) -> str:
    if not run.total_steps:
        return figures.count(run.step) if run.step else figures.count(None)
    return f"{figures.count(run.step)} / {figures.count(run.total_steps)}"


def _metric(metric: Metric) -> Column[RunRecord]:
    def value(run: RunRecord) -> float | None:
        return comparable(run.metrics, run.kind).get(metric.name)

    return Column(
        translate(metric.label),
        value,
        lambda run: figures.figure(metric, value(run)),
        numeric=True,
        help=translate(metric.explained),
    )
