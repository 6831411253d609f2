"""Every piece of the chosen tokenizer, with a search."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from ui.models import figures
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.panel import EmptyState, Panel, Swap
from ui.running.queries import Query
from ui.session import Session
from ui.when_seen import WhenSeen
from ui.workspace import Workspace
from workbench.store.records import TokenizerRecord

if TYPE_CHECKING:
    from workbench.tokenizers.tokenizer import VocabularyEntry

_SPACE = "▁"


class TokenizerVocabularyPanel(Panel):
    """The vocabulary of the tokenizer that is selected in the window."""

    name = "tokenizer_vocabulary"
    workspace = Workspace.DATA
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._record: TokenizerRecord | None = None
        self._entries: Sequence[VocabularyEntry] = ()
        self._query: Query[Sequence[VocabularyEntry]] | None = None
        self._heading = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._search = QLineEdit(clearButtonEnabled=True)
        self._num_matches = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._try = QPushButton()
        self._table: Table[VocabularyEntry] = Table(lambda entry: str(entry.id), self)
        self._view = TableView(self._table, several=True)
        self._lay_out()
        self._search.textChanged.connect(self._filter)
        self._try.clicked.connect(lambda: session.go_to(Workspace.DATA, "tokenizer_playground"))
        self._swap.empty.triggered.connect(lambda: session.go_to(Workspace.DATA, "tokenizers"))
        WhenSeen(self, self._refresh, session.catalogue_changed, session.selection_changed)
        session.theme.changed.connect(self._paint)
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Vocabulary")

    def retranslate(self) -> None:
        super().retranslate()
        self._swap.empty.set_text(
            self.tr("Choose a tokenizer to see the pieces it has learnt and how often they occur."),
            self.tr("Show the tokenizers"),
        )
        self._search.setPlaceholderText(self.tr("Find pieces, or an id"))
        self._search.setToolTip(
            self.tr("Part of a piece; a space at its beginning finds pieces that begin a word.")
        )
        self._try.setText(self.tr("Try it on text"))
        self._table.set_columns(
            (
                Column(
                    self.tr("Piece"),
                    lambda entry: entry.piece,
                    lambda entry: visible(entry),
                    help=self.tr("What the text is cut into; ▁ is a space"),
                ),
                Column(
                    self.tr("Id"),
                    lambda entry: entry.id,
                    numeric=True,
                    help=self.tr("The number by which models know the piece"),
                ),
                Column(
                    self.tr("Score"),
                    lambda entry: entry.score,
                    lambda entry: figures.measure(entry.score, 3),
                    numeric=True,
                    help=self.tr("Log-probability (unigram), or minus the rank of the merge (bpe)"),
                    tip=lambda entry: "" if entry.score is not None else self._why_no_score(),
                ),
                Column(
                    self.tr("Frequency"),
                    lambda entry: entry.frequency,
                    lambda entry: figures.count(entry.frequency),
                    numeric=True,
                    help=self.tr("How often it occurs in the text the tokenizer was measured on"),
                    tip=lambda entry: "" if entry.frequency is not None else self._why_no_count(),
                ),
                Column(
                    self.tr("Kind"),
                    lambda entry: self._kind_text(entry),
                    help=self.tr("Whether it is ordinary, special, or a single byte"),
                ),
            )
        )
        self._view.fit_columns()
        self._show_num_matches()

    def _why_no_score(self) -> str:
        return self.tr("It has no score: it was neither merged from other pieces nor weighed")

    def _why_no_count(self) -> str:
        return self.tr("Not counted: the tokenizer came without a text that it was measured on")

    def _kind_text(self, entry: "VocabularyEntry") -> str:
        match entry.kind.value:
            case "special":
                return self.tr("special")
            case "byte":
                return self.tr("byte")
            case _:
                return ""

    def _lay_out(self) -> None:
        font = self._heading.font()
        font.setBold(True)
        self._heading.setFont(font)
        self._num_matches.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        top = QHBoxLayout()
        top.addWidget(self._heading)
        top.addWidget(self._search, 1)
        top.addWidget(self._num_matches)
        top.addWidget(self._try)
        content = QWidget()
        inside = QVBoxLayout(content)
        inside.addLayout(top)
        inside.addWidget(self._view, 1)
        self._swap = Swap(EmptyState(), content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)

    def _paint(self) -> None:
        self._swap.empty.set_icon(self.session.theme.icon("format-list-numbered"))

    # -- what is shown ------------------------------------------------------------------------

    def _refresh(self) -> None:
        project, name = self.session.project, self.session.selection.tokenizer
        records = project.tokenizers if project is not None else ()
        record = next((record for record in records if record.name == name), None)
        if record is not None and record == self._record:
            return
        self._record = record
        self._entries = ()
        self._swap.show_content(False)
        if self._query is not None:
            self._query.cancel()
        if record is not None:
            self._heading.setText(record.name)
            folder = record.folder
            self._query = self.session.query(lambda: vocabulary(folder), self._on_read, owner=self)

    def _on_read(self, entries: "Sequence[VocabularyEntry]") -> None:
        self._entries = entries
        self._filter()
        self._view.fit_columns()
        self._swap.show_content(True)

    def _filter(self) -> None:
        self._table.set_rows(matching(self._entries, self._search.text()))
        self._show_num_matches()

    def _show_num_matches(self) -> None:
        text = self.tr("{found} of {all}").format(
            found=figures.count(self._table.rowCount()), all=figures.count(len(self._entries))
        )
        self._num_matches.setText(text if self._entries else "")


def vocabulary(folder: Path) -> "Iterator[Sequence[VocabularyEntry]]":
    """A stored tokenizer's vocabulary; runs in a thread of the query lane."""
    from workbench.tokenizers.opening import open_tokenizer

    yield open_tokenizer(folder).vocabulary()


def matching(entries: "Sequence[VocabularyEntry]", wanted: str) -> "list[VocabularyEntry]":
    """The entries whose piece contains the text, without regard to case, or whose id it is."""
    if not wanted:
        return list(entries)
    part = wanted.replace(" ", _SPACE).casefold()
    matches = [entry for entry in entries if part in entry.piece.casefold()]
    if wanted.isascii() and wanted.isdigit() and int(wanted) < len(entries):
        by_id = entries[int(wanted)]
        matches = [by_id, *(entry for entry in matches if entry.id != by_id.id)]
    return matches


def visible(entry: "VocabularyEntry") -> str:
    """A piece as it is spelled, with marks for what cannot be seen."""
    return entry.piece.replace("\n", "⏎").replace("\t", "⇥").replace("\r", "␍")
