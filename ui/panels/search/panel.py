"""One field that searches everything of a project: corpora, texts, samples, notes on runs."""

from collections.abc import Iterator

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSplitter, QVBoxLayout, QWidget

from ui.i18n import beside
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panel import Panel, Swap
from ui.panels.search.document_view import FoundDocumentView
from ui.running.queries import Query
from ui.session import Session
from ui.shell.messages import translate
from ui.shell.next_step_state import NextStepState
from ui.widgets.numbers import count, counted
from ui.workspace import Workspace
from workbench.project.searching.found_document import FoundDocument
from workbench.project.searching.search import SearchHit, SearchState

_PAUSE_MS = 300


class SearchPanel(Panel):
    """What is found stands in a table while more is looked for; Enter goes where a hit is."""

    name = "search"
    workspace = Workspace.RUNS
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._query: Query[SearchState] | None = None
        self._reading: Query[FoundDocument] | None = None
        self._state = SearchState()
        self._text = QLineEdit(clearButtonEnabled=True)
        self._status = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._table: Table[SearchHit] = Table(
            lambda hit: f"{hit.place} {hit.name} {hit.at} {hit.run}", self
        )
        self._view = TableView(self._table)
        self._passage = FoundDocumentView()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.setContentsMargins(0, 0, 0, 0)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self._view)
        parts.addWidget(self._passage)
        inside.addWidget(parts)
        self._empty = NextStepState(session)
        self._swap = Swap(self._empty, content)
        line = QHBoxLayout()
        line.setContentsMargins(6, 6, 6, 0)
        line.addWidget(self._text)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(self._status)
        layout.addWidget(self._swap, 1)
        self._status.setMargin(6)
        self._text.textChanged.connect(lambda: self._pause.start())
        self._text.returnPressed.connect(self._look_up)
        self._pause.timeout.connect(self._look_up)
        self._view.activated.connect(lambda _: self._go())
        self._view.chosen_changed.connect(self._read)
        session.project_changed.connect(self._look_up)
        self.retranslate()

    def title(self) -> str:
        return self.tr("Search")

    def retranslate(self) -> None:
        super().retranslate()
        self._text.setPlaceholderText(
            self.tr("Search corpora, written texts, samples, and names, tags and notes of runs")
        )
        self._text.setAccessibleName(self.title())
        self._view.setAccessibleName(self.tr("What was found"))
        self._empty.set_about(
            self.tr("All words must be there, in any order; two characters of Chinese are enough.")
        )
        self._table.set_columns(self._columns())
        self._view.fit_columns()
        self._passage.retranslate()
        self._show(self._state)

    def _columns(self) -> tuple[Column[SearchHit], ...]:
        return (
            Column(
                self.tr("Text"),
                lambda hit: hit.shown,
                help=self.tr("What stands around the first word that was found"),
            ),
            Column(self.tr("In"), self._place, help=self.tr("What sort of thing holds it")),
            Column(self.tr("Name"), lambda hit: hit.name, help=self.tr("What holds it")),
            Column(
                self.tr("Number"),
                lambda hit: float(hit.at) if hit.at else None,
                lambda hit: count(hit.at) if hit.at else "",
                numeric=True,
                help=self.tr("The document of a corpus, or the step of a sample or note"),
            ),
            Column(
                self.tr("Line"),
                lambda hit: float(hit.line) if hit.place == "corpus" else None,
                lambda hit: count(hit.line) if hit.place == "corpus" else "",
                numeric=True,
                help=self.tr("The line of the document"),
            ),
        )

    def _place(self, hit: SearchHit) -> str:
        match hit.place:
            case "run":
                return self.tr("Run")
            case "note":
                return self.tr("Note at a step")
            case "text":
                return self.tr("Written text")
            case "sample":
                return self.tr("Sample")
            case "corpus":
                return self.tr("Corpus")

    def _look_up(self) -> None:
        self._pause.stop()
        if self._query is not None:
            self._query.cancel()
            self._query = None
        project, text = self.session.project, self._text.text()
        if project is None or not text.strip():
            self._show(SearchState())
            return

        def states() -> Iterator[SearchState]:
            yield from project.search(text)

        self._query = self.session.query(states, self._take, owner=self)

    def _take(self, state: SearchState) -> None:
        """The last state comes again while corpora are kept for the next search."""
        if state is not self._state:
            self._show(state)

    def _show(self, state: SearchState) -> None:
        self._state = state
        self._passage.clear()
        self._table.set_rows(state.hits)
        self._view.fit_columns()
        searched = bool(self._text.text().strip()) and self.session.project is not None
        self._swap.show_content(searched)
        self._status.setVisible(searched)
        found = counted(len(state.hits), self.tr("1 found"), self.tr("{count} found"))
        read = self.tr("{count} documents read").format(count=count(state.documents))
        going_on = () if state.is_complete else (self.tr("still searching…"),)
        self._status.setText(beside((found, read, *going_on, *map(translate, state.notes))))

    def _read(self) -> None:
        """Show the document of a hit that is in a corpus."""
        if self._reading is not None:
            self._reading.cancel()
        project, text = self.session.project, self._text.text()
        hit = next((hit for hit in self._view.chosen() if hit.place == "corpus"), None)
        if project is None or hit is None:
            self._passage.clear()
            return
        if self._query is not None and self._state.is_complete:
            self._query.cancel()  # what is kept for the next search is not to be waited for

        def documents() -> Iterator[FoundDocument]:
            yield project.search(text).document(hit)

        self._reading = self.session.query(
            documents, lambda found: self._passage.show_document(hit, found), owner=self
        )

    def _go(self) -> None:
        """To where a hit is: its run, its corpus, or the history of texts."""
        session = self.session
        for hit in self._view.chosen():
            match hit.place:
                case "corpus":
                    session.select(corpus=hit.name)
                    session.go_to(Workspace.DATA, "corpora")
                case "text":
                    session.go_to(Workspace.WRITE, "history")
                case "sample":
                    session.select(run=hit.run)
                    session.go_to(Workspace.TRAIN, "train_samples")
                case "note":
                    session.select(run=hit.run)
                    session.go_to(Workspace.TRAIN, "train_curves")
                case "run":
                    session.select(run=hit.run)
                    session.go_to(Workspace.RUNS, "runs")
