"""Typing a text and seeing at once how two tokenizers cut it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.models import figures
from ui.panel import EmptyState, Panel, Swap
from ui.running.queries import Query
from ui.session import Session
from ui.when_seen import WhenSeen
from ui.widgets.token_strip import Token, TokenStrip
from ui.workspace import Workspace
from workbench.store.records import TokenizerRecord
from workbench.tokenizers.shown import framed_pieces

if TYPE_CHECKING:
    from workbench.tokenizers.tokenizer import Piece, Tokenizer

MOST_CHARACTERS = 4000
"""A longer text is cut for show; nobody reads thousands of coloured pieces."""

_PAUSE_MS = 80


class TokenizerPlaygroundPanel(Panel):
    """A text above, its pieces as two tokenizers cut it below, side by side."""

    name = "tokenizer_playground"
    workspace = Workspace.DATA
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._text = QPlainTextEdit(tabChangesFocus=True)
        self._note = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._special = QCheckBox()
        self._special.setChecked(True)
        self._sides = (_Side(session), _Side(session))
        # Typing on starts the wait anew, so that a fast typist does not wait for every letter.
        self._timer = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._lay_out()
        self._timer.timeout.connect(self._cut)
        self._text.textChanged.connect(self._timer.start)
        self._special.toggled.connect(self._cut)
        for side in self._sides:
            side.ready.connect(self._cut)
        self._swap.empty.triggered.connect(lambda: session.go_to(Workspace.DATA, "tokenizers"))
        WhenSeen(self, self._refresh, session.catalogue_changed, session.selection_changed)
        session.theme.changed.connect(self._paint)
        self.retranslate()
        self._text.setPlainText(self.tr("The quick brown fox jumps over the lazy dog."))
        self._paint()

    def title(self) -> str:
        return self.tr("Playground")

    def retranslate(self) -> None:
        super().retranslate()
        self._text.setPlaceholderText(self.tr("Type or paste a text here"))
        self._swap.empty.set_text(
            self.tr("Type a text and see how a tokenizer cuts it. Train a tokenizer to begin."),
            self.tr("Show the tokenizers"),
        )
        self._special.setText(self.tr("Special tokens around the text"))
        self._special.setToolTip(
            self.tr("Shows what a downloaded tokenizer puts in front of a text and behind it")
        )
        for side in self._sides:
            side.retranslate()
        self._cut()

    def _lay_out(self) -> None:
        below = QSplitter(Qt.Orientation.Horizontal)
        for side in self._sides:
            below.addWidget(side)
        content = QSplitter(Qt.Orientation.Vertical)
        upper = QWidget()
        inside = QVBoxLayout(upper)
        inside.addWidget(self._text, 1)
        inside.addWidget(self._note)
        inside.addWidget(self._special)
        content.addWidget(upper)
        content.addWidget(below)
        content.setStretchFactor(0, 1)
        content.setStretchFactor(1, 3)
        self._swap = Swap(EmptyState(), content)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swap)

    def _paint(self) -> None:
        self._swap.empty.set_icon(self.session.theme.icon("flask-outline"))

    def _refresh(self) -> None:
        project = self.session.project
        records = project.tokenizers if project is not None else ()
        self._swap.show_content(bool(records))
        self._sides[0].offer(records, self.session.selection.tokenizer)
        self._sides[1].offer(records, "", other_than=self._sides[0].chosen)

    def _cut(self) -> None:
        text = self._text.toPlainText()
        too_long = len(text) > MOST_CHARACTERS
        self._note.setVisible(too_long)
        self._note.setText(
            self.tr("Only the first {count} characters are shown.").format(
                count=figures.count(MOST_CHARACTERS)
            )
        )
        for side in self._sides:
            side.cut(text[:MOST_CHARACTERS], special=self._special.isChecked())


class _Side(QWidget):
    """One tokenizer: its choice, its figures, its pieces."""

    ready = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._folder: Path | None = None
        self._tokenizer: Tokenizer | None = None
        self._query: Query[Tokenizer] | None = None
        self._choice = QComboBox()
        self._figures = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._strip = TokenStrip()
        scroll = QScrollArea(widgetResizable=True)
        scroll.setWidget(self._strip)
        top = QHBoxLayout()
        top.addWidget(self._choice, 1)
        layout = QVBoxLayout(self)
        layout.addLayout(top)
        layout.addWidget(self._figures)
        layout.addWidget(scroll, 1)
        self._figures.setWordWrap(True)
        self._figures.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._choice.currentIndexChanged.connect(self._open)

    def retranslate(self) -> None:
        self._choice.setAccessibleName(self.tr("Tokenizer"))

    @property
    def chosen(self) -> str:
        return self._choice.currentText()

    def offer(
        self, records: Sequence[TokenizerRecord], wanted: str, *, other_than: str = ""
    ) -> None:
        """Offer these; `wanted` is chosen if it is there, and else what was chosen before."""
        names = [record.name for record in records]
        before = self.chosen
        proposed = next((name for name in names if name != other_than), "")
        choice = next((name for name in (wanted, before, proposed) if name in names), None)
        self._choice.blockSignals(True)
        self._choice.clear()
        for record in records:
            self._choice.addItem(record.name, record.folder)
        self._choice.setCurrentIndex(names.index(choice) if choice is not None else -1)
        self._choice.blockSignals(False)
        self._open()

    def cut(self, text: str, *, special: bool) -> None:
        """Show a text's pieces; nothing while the tokenizer is being loaded."""
        if self._tokenizer is None:
            self._strip.set_tokens(())
            self._figures.setText("")
            return
        pieces = self._tokenizer.pieces(text)
        shown = framed_pieces(self._tokenizer, text, add_special_tokens=special)
        self._strip.set_tokens(tokens_of(text, shown))
        self._figures.setText(
            self._figures_text(measured(text, pieces, self._tokenizer.special.unk))
        )

    def _figures_text(self, cut: "CutFigures") -> str:
        return self.tr("{tokens} tokens · {bytes} bytes per token · {unknown} unknown").format(
            tokens=figures.count(cut.tokens),
            bytes=figures.measure(cut.bytes_per_token, 2),
            unknown=figures.share(cut.unknown_share),
        )

    def _open(self) -> None:
        folder = self._choice.currentData()
        if folder == self._folder:
            return
        self._folder, self._tokenizer = folder, None
        if self._query is not None:
            self._query.cancel()
        self.ready.emit()
        if folder is not None:
            self._query = self._session.query(lambda: opened(folder), self._on_opened, owner=self)

    def _on_opened(self, tokenizer: "Tokenizer") -> None:
        self._tokenizer = tokenizer
        self.ready.emit()


@dataclass(frozen=True)
class CutFigures:
    """How well a tokenizer does on a text; None where there is no token."""

    tokens: int
    bytes_per_token: float | None
    unknown_share: float | None


def measured(text: str, pieces: "Sequence[Piece]", unknown_id: int | None) -> CutFigures:
    """Bytes of UTF-8 per token, and the share of tokens that stand for unknown text."""
    if not pieces:
        return CutFigures(0, None, None)
    unknown = sum(piece.id == unknown_id for piece in pieces)
    num_bytes = len(text.encode("utf-8", errors="replace"))
    return CutFigures(len(pieces), num_bytes / len(pieces), unknown / len(pieces))


def tokens_of(text: str, pieces: "Sequence[Piece]") -> list[Token]:
    """The pieces as coloured tokens with their ids below; a line end starts a new line."""
    return [
        Token(
            text=text[piece.begin : piece.end] or piece.piece,
            below=str(piece.id),
            tooltip=f"{piece.piece}\n{piece.id}",
            line_break=text[piece.begin : piece.end].endswith("\n"),
        )
        for piece in pieces
    ]


def opened(folder: Path) -> "Iterator[Tokenizer]":
    """A stored tokenizer; runs in a thread of the query lane."""
    from workbench.tokenizers.opening import open_tokenizer

    yield open_tokenizer(folder)
