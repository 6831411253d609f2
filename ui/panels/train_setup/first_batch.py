"""The first batch of what is set up, as the training will make it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QProgressBar,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.protocols.open_project import PreviewSource
from ui.running.queries import keep_shown
from ui.session import Session
from ui.shell.messages import translate
from ui.widgets.colours import blend
from ui.widgets.numbers import count
from ui.widgets.token_strip import Token, TokenStrip, spelled
from workbench.activities.spec import AnySpec
from workbench.data.batch_rows import Use
from workbench.errors import WorkbenchError

if TYPE_CHECKING:
    from workbench.activities.replay.documents import BatchDocument
    from workbench.activities.replay.first_batch import BatchPreview, PreparingBatch

_SIZE_PX = (760, 520)
_SHOWN_TOKENS = 4_000
"""So many tokens are drawn; the counts are of all."""
_SHARE = 0.55


class FirstBatchDialog(QDialog):
    """Opens at once; a corpus that is not encoded yet is encoded meanwhile."""

    def __init__(self, session: Session, spec: AnySpec, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("First batch"))
        self.resize(*_SIZE_PX)
        self._counts = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._notes = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._key = QLabel(textFormat=Qt.TextFormat.RichText, wordWrap=True)
        self._progress = QProgressBar(textVisible=False)
        self._progress.setRange(0, 0)
        self._strip = TokenStrip()
        self._strip.setAccessibleName(self.tr("The batch as tokens"))
        area = QScrollArea(widgetResizable=True)
        area.setBackgroundRole(QPalette.ColorRole.Base)
        area.setWidget(self._strip)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for widget in (self._counts, self._notes, self._progress, self._key):
            layout.addWidget(widget)
        layout.addWidget(area, 1)
        layout.addWidget(buttons)
        self._notes.hide()
        self._key.hide()
        self._ask(spec)

    def _ask(self, spec: AnySpec) -> None:
        project = self._session.project
        assert project is not None
        self._query = self._session.query(
            lambda: _first_batch(project, spec),
            self._take,
            on_error=self._fail,
            owner=self,
            on_restart=keep_shown,
        )
        self.finished.connect(self._query.cancel)

    def _take(self, known: "PreparingBatch | BatchPreview") -> None:
        from workbench.activities.replay.first_batch import PreparingBatch

        if isinstance(known, PreparingBatch):
            self._counts.setText(translate(known.words))
            self._progress.setRange(0, known.total)
            self._progress.setValue(known.done)
            return
        self._progress.hide()
        self._counts.setText(translate(known.sentence()))
        self._notes.setText("\n".join(translate(note) for note in known.notes))
        self._notes.setVisible(bool(known.notes))
        self._show(known)

    def _fail(self, error: BaseException) -> None:
        self._progress.hide()
        if isinstance(error, WorkbenchError):
            self._counts.setText(translate(error.words))
        else:
            self.reject()
            self._session.messages.error(error)

    def _show(self, preview: "BatchPreview") -> None:
        tokens: list[Token] = []
        left_out = 0
        for document in preview.documents:
            if len(tokens) < _SHOWN_TOKENS:
                tokens += self._tokens(document)
            else:
                left_out += 1
        self._strip.set_tokens(tokens)
        names = {
            Use.LEARNT: self.tr("learnt"),
            Use.MASKED: self.tr("masked, to be found"),
            Use.READ: self.tr("only read"),
            Use.PADDING: self.tr("padding"),
        }
        keys = [f"<span style='color:{self._ink(use)}'>■</span> {names[use]}" for use in Use]
        keys.append(self.tr("… cut here"))
        if left_out:
            more = self.tr("{count} more documents or examples are counted and not drawn")
            keys.append(more.format(count=count(left_out)))
        self._key.setText(" &nbsp; ".join(keys))
        self._key.show()

    def _tokens(self, document: "BatchDocument") -> list[Token]:
        cut = Token("…", tooltip=self.tr("It goes on outside the batch"), colour=self._base)
        tokens = [] if document.begins_here else [cut]
        if document.corpus:
            tip = self.tr("The corpus of the mixture that it is of")
            tokens.insert(0, Token(f"[{document.corpus}]", tooltip=tip, colour=self._base))
        true = document.true_tokens or document.tokens
        for text, use, stood in zip(document.tokens, document.uses, true, strict=True):
            tip = self.tr("to be found: {token}").format(token=stood) if use == Use.MASKED else ""
            tokens.append(Token(spelled(text), tooltip=tip, colour=self._ground(Use(use))))
        if document.padding:
            padding = self.tr("{count} × padding").format(count=count(document.padding))
            tokens.append(Token(padding, colour=self._ground(Use.PADDING)))
        if document.label:
            tokens.append(Token(document.label, colour=self._ground(Use.LEARNT)))
        if not document.ends_here:
            tokens.append(cut)
        last = tokens[-1]
        return [*tokens[:-1], Token(last.text, "", last.tooltip, last.colour, line_break=True)]

    @property
    def _base(self) -> str:
        return self._session.theme.colours.base

    def _ground(self, use: Use) -> str:
        if use is Use.READ:
            return self._base
        return blend(self._ink(use), self._base, _SHARE).name()

    def _ink(self, use: Use) -> str:
        colours = self._session.theme.colours
        match use:
            case Use.LEARNT:
                return colours.student
            case Use.MASKED:
                return colours.teacher
            case Use.READ:
                return colours.outline
            case Use.PADDING:
                return colours.muted


def _first_batch(
    project: PreviewSource, spec: AnySpec
) -> "Iterator[PreparingBatch | BatchPreview]":
    yield from project.preview(spec).first_batch()
