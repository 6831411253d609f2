"""Every text that models wrote in the project, the newest first, and a search among them."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.catalogue import question_box
from ui.i18n import beside
from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panel import Panel, Swap
from ui.panels.history.detail import TextDetail, strategy_text
from ui.running.queries import Query, QueryLane
from ui.session import Session
from ui.shell.next_step_state import NextStepState
from ui.texts.generated import GenerationRequest
from ui.texts.history_keeper import HistoryKeeper
from ui.texts.one_line import one_line
from ui.when_seen import WhenSeen
from ui.widgets.numbers import count, counted
from ui.widgets.saving import ask_where_to_save
from ui.workspace import Workspace
from workbench.errors import WorkbenchError
from workbench.generation.spec import parse_strategy
from workbench.generation.texts.written_text import as_markdown
from workbench.project.history import FoundTexts, KeptText, TextHistory, export_texts

T = TypeVar("T")

_PAUSE_MS, _TICK_MS = 200, 20
_BEGINNING = 120


class HistoryPanel(Panel):
    """A search field, a table of texts, and the chosen one below."""

    name = "history"
    workspace = Workspace.WRITE
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._keeper = HistoryKeeper(session, self)
        self._empty = NextStepState(session)
        self._found = FoundTexts((), 0, 0, 0)
        self._search, self._starred = QLineEdit(clearButtonEnabled=True), QCheckBox()
        self._status = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._table: Table[KeptText] = Table(lambda text: str(text.id), self)
        self._view = TableView(self._table, several=True)
        self._detail = TextDetail()
        self._use, self._again, self._copy, self._export, self._delete = (
            QPushButton() for _ in range(5)
        )
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._lane, self._ticking = QueryLane(), QTimer(self, interval=_TICK_MS)
        self._ticking.timeout.connect(self._tick)
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("History")

    def retranslate(self) -> None:
        super().retranslate()
        self._search.setPlaceholderText(self.tr("Search prompts, texts, models and notes"))
        self._search.setToolTip(
            self.tr("All words must be there, each by its beginning; any Chinese characters")
        )
        self._search.setAccessibleName(self.tr("Search"))
        self._starred.setText(self.tr("With a star only"))
        self._use.setText(self.tr("Use the prompt"))
        self._use.setToolTip(self.tr("Makes it the present prompt"))
        self._again.setText(self.tr("Write again"))
        self._again.setToolTip(
            self.tr("Adds a text of the same checkpoint, strategy and seed to those in Write")
        )
        self._copy.setText(self.tr("Copy"))
        self._export.setText(self.tr("Export…"))
        self._export.setToolTip(self.tr("The chosen texts with all settings and seeds"))
        self._delete.setText(self.tr("Delete"))
        self._delete.setToolTip(self.tr("Removes the chosen texts for good"))
        self._detail.retranslate()
        self._table.set_columns(self._columns())
        self._view.fit_columns()
        self._empty.set_about(
            self.tr("Every text that a model writes here is kept with its settings and its seed.")
        )
        self._show_status()

    def _columns(self) -> tuple[Column[KeptText], ...]:
        return (
            Column(
                self.tr("When"),
                lambda text: text.entry.at,
                lambda text: figures.moment(text.entry.at),
                help=self.tr("When the text ended"),
            ),
            Column(
                self.tr("Star"),
                lambda text: float(text.is_starred),
                lambda text: "★" if text.is_starred else "",
                help=self.tr("What you marked below"),
            ),
            Column(
                self.tr("Model"),
                lambda text: text.written.model,
                help=self.tr("Who wrote it"),
            ),
            Column(
                self.tr("Strategy"),
                lambda text: strategy_text(text.written.strategy),
                help=self.tr("How each next token was chosen"),
            ),
            Column(
                self.tr("Seed"),
                lambda text: text.written.seed,
                lambda text: str(text.written.seed),
                numeric=True,
                help=self.tr("The same seed, prompt, model and strategy write the same"),
            ),
            Column(
                self.tr("Prompt and text"),
                _beginning,
                help=self.tr("How the text begins"),
            ),
            Column(
                self.tr("Note"),
                lambda text: text.note,
                help=self.tr("What you say of it, below"),
            ),
        )

    # -- laying out

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._search, 1)
        head.addWidget(self._starred)
        buttons = QHBoxLayout()
        for button in (self._use, self._again, self._copy, self._export, self._delete):
            buttons.addWidget(button)
        buttons.addStretch()
        below = QWidget()
        inside = QVBoxLayout(below)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(buttons)
        inside.addWidget(self._detail, 1)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self._view)
        split.addWidget(below)
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 1)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(head)
        column.addWidget(self._status)
        column.addWidget(split, 1)
        self._swap = Swap(self._empty, content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self._swap)

    def _connect(self) -> None:
        session = self.session
        self._search.textChanged.connect(self._pause.start)
        self._pause.timeout.connect(self._look_up)
        self._starred.toggled.connect(self._look_up)
        self._view.chosen_changed.connect(self._show_chosen)
        self._detail.annotated.connect(self._annotate)
        self._use.clicked.connect(self._use_prompt)
        self._again.clicked.connect(self._write_again)
        self._copy.clicked.connect(self._copy_chosen)
        self._export.clicked.connect(self._ask_where)
        self._delete.clicked.connect(self._ask_before_deleting)
        session.project_changed.connect(self._forget)
        WhenSeen(self, self._look_up, session.project_changed, self._keeper.kept)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        self._empty.set_icon(self.session.theme.icon("history"))

    # -- what is found

    def _history(self) -> TextHistory | None:
        project = self.session.project
        return TextHistory(project.folder) if project is not None else None

    def _look_up(self) -> None:
        self._pause.stop()
        history, text, starred = self._history(), self._search.text(), self._starred.isChecked()
        if history is None:
            self._forget()
            return
        project = self.session.project

        def show(found: FoundTexts) -> None:
            if self.session.project is project:
                self._show(found)

        def fail(error: BaseException) -> None:
            if self.session.project is project:
                self._forget()
                self.session.query_failed(self, error)

        self._ask(lambda: history.find(text, starred=starred), show, fail)

    def _forget(self) -> None:
        """Leave no text that could be taken for one of this project."""
        self._show(FoundTexts((), 0, 0, 0))

    def _ask(
        self,
        answer: Callable[[], T],
        show: Callable[[T], object],
        fail: Callable[[BaseException], object] | None = None,
    ) -> None:
        """Ask where no disk holds the window up, and no model that writes has to be waited for."""

        def answered() -> Iterator[T]:
            yield answer()

        failed = fail or partial(self.session.query_failed, self)
        self._lane.add(Query(answered, show, None, failed, self))
        self._ticking.start()

    def _tick(self) -> None:
        self._lane.tick()
        if not self._lane.busy:
            self._ticking.stop()

    def _show(self, found: FoundTexts) -> None:
        self._found = found
        self._table.set_rows(found.texts)
        self._view.fit_columns()
        searched = bool(self._search.text().strip()) or self._starred.isChecked()
        self._swap.show_content(bool(found.total) or searched)
        if found.texts and not self._view.chosen():
            self._view.choose(str(found.texts[0].id))
        self._show_chosen()
        self._show_status()

    def _show_status(self) -> None:
        found = self._found
        parts = [counted(found.total, self.tr("1 text"), self.tr("{count} texts"))]
        if found.total > len(found.texts) + found.damaged:
            shown = count(len(found.texts))
            parts.append(self.tr("the newest {count} are shown").format(count=shown))
        if found.damaged:
            one, many = self.tr("1 damaged one left out"), self.tr("{count} damaged ones left out")
            parts.append(counted(found.damaged, one, many))
        if found.let_go:
            one, many = self.tr("1 old one was let go"), self.tr("{count} old ones were let go")
            parts.append(counted(found.let_go, one, many))
        self._status.setText(beside(parts))

    def _show_chosen(self) -> None:
        chosen = self._view.chosen()
        self._detail.show_text(chosen[0] if len(chosen) == 1 else None)
        for button in (self._use, self._again):
            button.setEnabled(len(chosen) == 1)
        for button in (self._copy, self._export, self._delete):
            button.setEnabled(bool(chosen))

    # -- what is done with it

    def _annotate(self, text: KeptText, note: str, is_starred: bool) -> None:
        if (history := self._history()) is not None:
            keep = partial(history.annotate, text, note=note, is_starred=is_starred)
            self._ask(keep, lambda _: self._look_up())

    def _use_prompt(self) -> None:
        (chosen,) = self._view.chosen()
        self.session.text.set(chosen.written.prompt.text)
        self.session.go_to(Workspace.WRITE, "write")

    def _write_again(self) -> None:
        (chosen,) = self._view.chosen()
        written = chosen.written
        try:
            strategy = parse_strategy(written.strategy)
        except WorkbenchError as error:
            self.session.query_failed(self, error)
            return
        request = GenerationRequest(
            prompt=written.prompt,
            reference=written.model,
            step=written.step,
            digest=written.digest,
            strategy=strategy,
            seed=written.seed,
            max_new_tokens=written.max_new_tokens,
            begun=written.begun,
            precision=written.precision,
        )
        self.session.go_to(Workspace.WRITE, "write")
        self.session.written.request(request)

    def _copy_chosen(self) -> None:
        text = as_markdown([one.written for one in self._view.chosen()])
        QGuiApplication.clipboard().setText(text)

    def _ask_where(self) -> None:
        kinds = "Markdown (*.md);;JSON (*.json);;CSV (*.csv)"
        ask_where_to_save(self, self.tr("Export"), "texts.md", kinds, self._save_to)

    def _save_to(self, path: Path) -> None:
        written = [one.written for one in self._view.chosen()]

        def saved(_: None) -> None:
            self.session.messages.show(self.tr("Saved as {path}").format(path=path))

        self._ask(partial(export_texts, written, path), saved)

    def _ask_before_deleting(self) -> None:
        ids = [text.id for text in self._view.chosen()]
        one, many = self.tr("Delete 1 text for good?"), self.tr("Delete {count} texts for good?")
        question = counted(len(ids), one, many)
        about = self.tr("They can be written again only while their models are there.")
        box = question_box(self, question, about, self.tr("Delete"))
        box.accepted.connect(lambda: self._remove(ids))
        box.open()

    def _remove(self, ids: list[int]) -> None:
        history = self._history()
        if history is not None:
            self._ask(partial(history.delete, ids), lambda _: self._look_up())


def _beginning(text: KeptText) -> str:
    written = text.written
    return one_line(f"{written.prompt.text}{written.begun}{written.text}"[:_BEGINNING])
