"""Many prompts at once: a file, models and strategies, a table; and blind votes on its texts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.i18n import beside
from ui.panel import EmptyState, Panel, Swap
from ui.panels.prompts.asking import AskingForm
from ui.panels.prompts.blind_vote import BlindVotePage
from ui.panels.prompts.tables import PromptTables
from ui.protocols.open_project import OpenProject
from ui.running.queries import Query
from ui.session import Session
from ui.shell.messages import translate
from ui.shell.next_step_state import NextStepState
from ui.when_seen import WhenSeen
from ui.widgets.numbers import counted
from ui.widgets.saving import ask_where_to_save, save_bytes
from ui.workspace import Workspace
from workbench.errors import reason_of
from workbench.events import Level
from workbench.jobs import Pace
from workbench.words import Words

if TYPE_CHECKING:
    from workbench.project.models.prompt_table import PromptAnswer, PromptMeans, PromptTable

_SHARES_PX = (330, 900)
_SHOWN_EVERY_MS = 500
_SUMMED_UP_EVERY_S = 2.0


@dataclass(frozen=True)
class ReadPrompts:
    """The file was read: how many texts are to come at most, and what is to say of it."""

    most_texts: int
    notes: tuple[Words, ...]


@dataclass(frozen=True)
class MeansSoFar:
    """What is told of the texts that there are, together; `notes` of prompts that were cut."""

    means: "tuple[PromptMeans, ...]"
    notes: tuple[Words, ...]


class PromptsPanel(Panel):
    """Two tabs: the table of a file of prompts, and blind votes."""

    name = "prompts"
    workspace = Workspace.WRITE
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._rows: list[PromptAnswer] = []
        self._means: tuple[PromptMeans, ...] = ()
        self._cut: tuple[Words, ...] = ()
        self._read: ReadPrompts | None = None
        self._is_stopped = False
        self._query: Query[ReadPrompts | PromptAnswer | MeansSoFar] | None = None
        self._empty = NextStepState(session)
        self._form, self._tables = AskingForm(session), PromptTables()
        self._texts = Swap(EmptyState(), self._tables)
        self._votes = BlindVotePage(session)
        self._tabs = QTabWidget(documentMode=True)
        self._run, self._stop = QPushButton(), QPushButton()
        self._export = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._as_csv, self._as_json = QAction(self), QAction(self)
        self._progress = QProgressBar(textVisible=False)
        self._status = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._show_soon = QTimer(self, singleShot=True, interval=_SHOWN_EVERY_MS)
        self._progress.setMaximumHeight(6)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._show()
        self._paint()

    def title(self) -> str:
        return self.tr("Prompts")

    def retranslate(self) -> None:
        super().retranslate()
        self._tabs.setTabText(0, self.tr("Table"))
        self._tabs.setTabText(1, self.tr("Blind vote"))
        self._run.setText(self.tr("Write all"))
        self._run.setToolTip(
            self.tr("Write every prompt with every model and strategy, from every seed")
        )
        self._stop.setText(self.tr("Stop"))
        self._stop.setToolTip(self.tr("End after this text; what is there stays"))
        self._export.setText(self.tr("Export"))
        self._as_csv.setText(self.tr("Texts and figures as CSV…"))
        self._as_json.setText(self.tr("Texts, figures and means as JSON…"))
        self._empty.set_about(
            self.tr("Here models answer a whole file of prompts, and you vote without knowing who.")
        )
        self._texts.empty.set_text(
            self.tr(
                "Choose a file with a prompt a line, or a table with prompts and expected answers."
            )
        )
        self._votes.retranslate()
        self._show_status()

    # -- laying out

    def _lay_out(self) -> None:
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self._form)
        menu = QMenu(self)
        menu.addActions([self._as_csv, self._as_json])
        self._export.setMenu(menu)
        buttons = QHBoxLayout()
        buttons.addWidget(self._run, 2)
        buttons.addWidget(self._stop, 1)
        buttons.addWidget(self._export)
        left = QWidget()
        left.setMinimumWidth(_SHARES_PX[0] - 40)
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(area, 1)
        column.addLayout(buttons)
        table = QWidget()
        results = QVBoxLayout(table)
        results.setContentsMargins(4, 4, 0, 0)
        results.addWidget(self._progress)
        results.addWidget(self._status)
        results.addWidget(self._texts, 1)
        self._tabs.addTab(table, "")
        self._tabs.addTab(self._votes, "")
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(left)
        split.addWidget(self._tabs)
        split.setStretchFactor(1, 1)
        split.setSizes(list(_SHARES_PX))
        self._swap = Swap(self._empty, split)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(4, 4, 4, 4)
        whole.addWidget(self._swap)

    def _connect(self) -> None:
        session = self.session
        self._run.clicked.connect(self.run)
        self._stop.clicked.connect(self.stop)
        self._form.changed.connect(self._enable)
        self._show_soon.timeout.connect(self._show)
        self._as_csv.triggered.connect(lambda: self._ask_where("csv"))
        self._as_json.triggered.connect(lambda: self._ask_where("json"))
        session.project_changed.connect(self._on_project)
        changes = session.catalogue_changed, session.selection_changed, session.written.changed
        WhenSeen(self, self._refresh, *changes)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        self._empty.set_icon(self.session.theme.icon("format-list-text"))

    def _on_project(self) -> None:
        self.stop()
        self._rows, self._means, self._cut, self._read = [], (), (), None
        self._votes.new_project()
        self._show()

    def _refresh(self) -> None:
        project = self.session.project
        self._swap.show_content(project is not None and bool(project.models))
        self._form.refresh()
        self._form.offer_strategies([text.request.strategy for text in self.session.written.texts])
        self._enable()

    # -- running

    def run(self) -> None:
        """Write every text; those of before go."""
        project, form = self.session.project, self._form
        if project is None or not form.is_complete:
            return
        self.stop()
        self._rows, self._means, self._cut, self._read = [], (), (), None
        self._is_stopped = False
        path, columns, table = form.path, form.columns, form.table()
        self._progress.setRange(0, 0)
        self._query = self.session.query(
            lambda: asked(project, path, columns, table),
            self._take,
            on_done=self._end,
            on_error=self._fail,
            owner=self,
        )
        self._show()

    def stop(self) -> None:
        """End; what is there stays."""
        if self._query is not None:
            self._query.cancel()
            self._is_stopped = True
            self._end()
            rows = tuple(self._rows)
            self.session.query(lambda: summed_up(rows), self._take, owner=self)

    def _take(self, item: "ReadPrompts | PromptAnswer | MeansSoFar") -> None:
        match item:
            case ReadPrompts():
                self._read = item
                self._progress.setRange(0, item.most_texts)
            case MeansSoFar():
                self._means, self._cut = item.means, item.notes
            case _:
                self._rows.append(item)
        if not self._show_soon.isActive():
            self._show_soon.start()

    def _end(self) -> None:
        self._query = None
        self._progress.setRange(0, 1)
        self._show()

    def _fail(self, error: BaseException) -> None:
        self.session.query_failed(self, error)
        self._is_stopped = True
        self._end()

    # -- showing

    def _show(self) -> None:
        self._show_soon.stop()
        if self._query is not None and self._read is not None:
            self._progress.setValue(len(self._rows))
        self._texts.show_content(bool(self._rows) or self._query is not None)
        self._progress.setVisible(self._query is not None)
        self._tables.show_rows(self._rows, self._means)
        if self._query is None:
            self._votes.set_rows(self._rows)
        self._show_status()
        self._enable()

    def _show_status(self) -> None:
        read = self._read
        if read is None:
            self._status.setText(self.tr("Reading the file…") if self._query is not None else "")
            return
        parts = [counted(len(self._rows), self.tr("1 text"), self.tr("{count} texts"))]
        if self._is_stopped:
            parts.append(self.tr("stopped"))
        self._status.setText("\n".join([beside(parts), *map(translate, (*read.notes, *self._cut))]))

    def _enable(self) -> None:
        is_running = self._query is not None
        self._run.setEnabled(self._form.is_complete and not is_running)
        self._stop.setEnabled(is_running)
        self._export.setEnabled(bool(self._rows) and not is_running)

    # -- exporting

    def _ask_where(self, form: str) -> None:
        filters = {"csv": "CSV (*.csv)", "json": "JSON (*.json)"}[form]
        ask_where_to_save(self, self.tr("Export"), f"prompts.{form}", filters, self._save_to)

    def _save_to(self, path: Path) -> None:
        from workbench.project.models.prompt_table import as_csv, as_json

        is_csv = path.suffix.lower() == ".csv"
        text = as_csv(self._rows) if is_csv else as_json(self._rows)
        try:
            save_bytes(path, text.encode("utf-8-sig" if is_csv else "utf-8"))
        except OSError as error:
            told = self.tr("{path} could not be written: {reason}")
            told = told.format(path=path, reason=translate(reason_of(error)))
            self.session.messages.show(told, Level.ERROR)
        else:
            self.session.messages.show(self.tr("Saved as {path}").format(path=path))


def asked(
    project: OpenProject, path: str, columns: tuple[str, str], table: "PromptTable"
) -> "Iterator[ReadPrompts | PromptAnswer | MeansSoFar]":
    """Runs in a thread of the query lane."""
    from workbench.activities.queries.prompt_file import read_prompts

    read = read_prompts(path, *columns)
    wanted = replace(table, prompts=read.prompts)
    yield ReadPrompts(wanted.most_texts, read.notes)
    rows, pace = [], Pace(_SUMMED_UP_EVERY_S)
    for row in project.answers(wanted):
        rows.append(row)
        yield row
        if pace.is_due():
            yield from summed_up(rows)
    yield from summed_up(rows)


def summed_up(rows: "Sequence[PromptAnswer]") -> Iterator[MeansSoFar]:
    """The same, of what is there."""
    from workbench.project.models.prompt_table import cut_prompts, means

    yield MeansSoFar(means(rows), tuple(cut_prompts(rows)))
