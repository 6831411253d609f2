"""Every run of the project: where it stands, what to do with it, and how it compares."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QUrl
from PySide6.QtGui import QAction, QDesktopServices
from PySide6.QtWidgets import QLabel, QSplitter, QTabWidget, QToolBar, QVBoxLayout, QWidget

from ui.catalogue import RecordActions
from ui.models.run_words import can_resume, is_live
from ui.models.table import Table
from ui.models.view import TableView
from ui.panel import Panel, Swap
from ui.panels.runs.comparison import RunComparison
from ui.panels.runs.differences import RunDifferencesView
from ui.panels.runs.disk import RunDiskView
from ui.panels.runs.import_menu import RunImportMenu
from ui.panels.runs.lineage import RunLineageView
from ui.panels.runs.power_law import PowerLawView
from ui.panels.runs.remarks import RemarksLine
from ui.panels.runs.run_again import RunAgainActions
from ui.panels.runs.shown_runs import ShownRuns
from ui.running.detached.starting import resume
from ui.session import Session
from ui.shell.compare_action import CompareAction, best_of
from ui.shell.exchange.run_report import RunReportAction
from ui.shell.messages import translate
from ui.shell.next_step_state import NextStepState
from ui.when_seen import WhenSeen
from ui.workspace import Workspace
from workbench.errors import WorkbenchError
from workbench.store.records import ModelRecord, RunRecord, RunStatus
from workbench.store.runs.notes.remarks import RemarksChange
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
        self._view = TableView(self._table, several=True)
        self._records = RecordActions(session, self._view)
        self._shown = ShownRuns(session, self._table, self._view, self._records.rename)
        self._remarks = RemarksLine()
        self._differences = RunDifferencesView(session)
        self._lineage = RunLineageView(session, lambda run: session.select(run=run))
        self._disk = RunDiskView(session)
        self._law = PowerLawView(session, self._shown.rows_to_fit)
        self._below = QTabWidget(documentMode=True)
        self._comparison = RunComparison(session)
        self._pause, self._stop = QAction(self), QAction(self)
        self._resume, self._open = QAction(self), QAction(self)
        self._pin, self._archive = QAction(self, checkable=True), QAction(self, checkable=True)
        self._compare = CompareAction(
            session, lambda: best_of(self._models_of(self._chosen())), self
        )
        self._again = RunAgainActions(session, self._chosen, self)
        self._report = RunReportAction(session, self._chosen, self)
        self._import = RunImportMenu(session)
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
        self._pin.setText(self.tr("Pin"))
        self._pin.setToolTip(self.tr("What is pinned is never proposed for cleaning"))
        self._archive.setText(self.tr("Archive"))
        self._archive.setToolTip(self.tr("Leave it out of the table; nothing is deleted"))
        self._shown.retranslate()
        self._remarks.retranslate()
        self._view.setAccessibleName(self.title())
        self._comparison.retranslate()
        self._differences.retranslate()
        self._lineage.retranslate()
        self._disk.retranslate()
        self._law.retranslate()
        self._below.setTabText(0, self.tr("Curves"))
        self._below.setTabText(1, self.tr("Differences"))
        self._below.setTabText(2, self.tr("Lineage"))
        self._below.setTabText(3, self.tr("Disk"))
        self._below.setTabText(4, self.tr("Power law"))
        self._again.retranslate()
        self._import.retranslate()

    # -- laying out ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._bar.setIconSize(QSize(_ICON_PX, _ICON_PX))
        self._bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._bar.addActions([self._pause, self._resume, self._stop, self._compare, self._report])
        self._bar.addSeparator()
        self._bar.addActions([self._pin, self._archive, self._records.rename_action])
        self._bar.addActions([self._records.delete_action, *self._again.actions, self._open])
        self._bar.addWidget(self._import)
        further = (self._pin, self._archive, *self._again.actions)
        for action in (self._resume, self._compare, self._report, *further, self._open):
            self._view.addAction(action)
        parts = (self._comparison, self._differences, self._lineage, self._disk, self._law)
        for part in parts:
            self._below.addTab(part, "")
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self._shown)
        split.addWidget(self._below)
        split.setStretchFactor(0, 2)
        split.setStretchFactor(1, 3)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(0)
        inside.addWidget(self._bar)
        inside.addWidget(self._problems)
        inside.addWidget(split, 1)
        inside.addWidget(self._remarks)
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
        self._pin.triggered.connect(lambda on: self._change(RemarksChange(is_pinned=on)))
        self._archive.triggered.connect(lambda on: self._change(RemarksChange(is_archived=on)))
        self._remarks.remarked.connect(self._remark)
        self._view.chosen_changed.connect(self._on_chosen)
        self._shown.chosen_changed.connect(self._on_chosen)
        self._view.picked.connect(self._on_pick)
        for filtered in (self._table.modelReset, self._table.layoutChanged):
            filtered.connect(self._law.refresh)
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
        self._import.setIcon(theme.icon("import"))
        self._open.setIcon(theme.icon("folder-open-outline"))
        self._empty.set_icon(theme.icon("playlist-play"))
        self._pin.setIcon(theme.icon("pin-outline"))
        self._archive.setIcon(theme.icon("archive-outline"))
        self._again.paint()
        self._shown.paint()

    # -- what happens -------------------------------------------------------------------------

    def _refresh(self) -> None:
        project = self.session.project
        runs = project.runs if project is not None else ()
        self._shown.refresh()
        self._swap.show_content(bool(runs))
        self._follow_selection()
        self._enable()

    def _on_chosen(self) -> None:
        self._comparison.show_runs(self._chosen())
        self._remarks.show_runs(self._chosen())
        self._differences.show_runs(self._chosen())
        self._law.refresh()
        self._lineage.show_run(self._chosen()[0] if len(self._chosen()) == 1 else None)
        self._enable()

    def _chosen(self) -> tuple[RunRecord, ...]:
        """The chosen runs, or those of the chosen groups."""
        return self._shown.chosen_runs()

    def _on_pick(self) -> None:
        runs = self._view.chosen()
        if len(runs) == 1:
            self.session.select(run=runs[0].id)

    def _follow_selection(self) -> None:
        run_id = self.session.selection.run
        if run_id and len(self._view.chosen()) <= 1 and not self._shown.is_grouped:
            self._view.choose(run_id)

    def _enable(self) -> None:
        chosen, live = self._chosen(), self._live_runs()
        paused = [run for run in live if self._is_paused(run)]
        self._pause.setEnabled(len(paused) < len(live))
        self._stop.setEnabled(bool(live))
        one = chosen[0] if len(chosen) == 1 else None
        self._resume.setEnabled(bool(paused) or (one is not None and can_resume(one.status)))
        self._open.setEnabled(one is not None)
        self._pin.setEnabled(bool(chosen))
        self._pin.setChecked(bool(chosen) and all(run.remarks.is_pinned for run in chosen))
        self._archive.setEnabled(bool(chosen))
        self._archive.setChecked(bool(chosen) and all(run.remarks.is_archived for run in chosen))
        self._again.enable()
        self._compare.refresh()
        self._report.refresh()
        problems = [problem for run in chosen for problem in run.problems]
        self._problems.setText("\n".join(map(translate, problems)))
        self._problems.setVisible(bool(problems))

    def _live_runs(self) -> list[RunRecord]:
        """The runs that can be steered: the chosen ones that are live, or all without a choice."""
        project = self.session.project
        runs = project.runs if project is not None else ()
        return [run for run in self._chosen() or runs if is_live(run.status)]

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

    def _change(self, change: RemarksChange) -> None:
        self._remark(self._chosen(), change)

    def _remark(self, runs: Sequence[RunRecord], change: RemarksChange) -> None:
        """Keep what is said of runs; the first failure is shown and ends it."""
        project = self.session.project
        if project is None:
            return
        try:
            for run in runs:
                project.run_table.remark(run, change)
        except WorkbenchError as error:
            self.session.messages.error(error)
        self.session.tell_catalogue_changed()

    def _resume_chosen(self) -> None:
        """What is paused goes on, and what has ended early begins again where it was saved."""
        self._steer(Request.RESUME)
        for run in self._view.chosen():
            if can_resume(run.status):
                resume(self.session, run.id)

    def _open_folder(self) -> None:
        for run in self._view.chosen():
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(run.folder)))
