"""What a fine-tuning learns from: counted, and its first examples as the model reads them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.i18n import beside
from ui.protocols.open_project import PreviewSource
from ui.running.queries import Query
from ui.session import Session
from ui.shell.messages import translate
from ui.widgets.token_strip import Token, TokenStrip
from workbench.errors import WorkbenchError
from workbench.training.finetune_spec import FinetuneSpec

if TYPE_CHECKING:
    from workbench.activities.finetune.preview import ExamplesPreview, ShownExample

_WAIT_MS = 600
_STRIP_PX = 110


class ExamplesBox(QWidget):
    """The examples of a spec's tables, a moment after it changed: what is amiss, what is learnt."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._spec: FinetuneSpec | None = None
        self._shown: ExamplesPreview | None = None
        self._query: Query[ExamplesPreview] | None = None
        self._title, self._notes = (
            QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True),
            QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True),
        )
        self._notes.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._strip = TokenStrip()
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFixedHeight(_STRIP_PX)
        self._area.setWidget(self._strip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        for widget in (self._title, self._notes, self._area):
            layout.addWidget(widget)
        self._wait = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._wait.timeout.connect(self._look)
        self._show(None)

    def set_spec(self, spec: object) -> None:
        """Look at this fine-tuning's examples soon; at nothing for another kind of run."""
        tuned = spec if isinstance(spec, FinetuneSpec) else None
        if tuned == self._spec:
            return
        self._spec = tuned
        if self._query is not None:
            self._query.cancel()
        self._show(None)
        self._wait.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._show(self._shown)

    def _look(self) -> None:
        project, spec = self._session.project, self._spec
        if project is None or spec is None:
            return
        self._query = self._session.query(
            lambda: _preview(project, spec), self._show, None, self._fail, owner=self
        )

    def _fail(self, error: BaseException) -> None:
        if not isinstance(error, WorkbenchError):
            self._session.messages.error(error)
            return
        self._show(None)
        self._notes.setText(translate(error.words))
        self._notes.show()
        self.show()

    def _show(self, preview: "ExamplesPreview | None") -> None:
        self._shown = preview
        self.setVisible(preview is not None)
        if preview is None:
            return
        learns = any(piece.is_learnt for one in preview.examples for piece in one.pieces)
        title = self.tr("{train} examples to learn from, {validation} to measure on").format(
            train=preview.train, validation=preview.validation
        )
        if learns:
            learnt = self.tr("coloured tokens are learnt, the others only read")
            title = beside((title, learnt))
        self._title.setText(title)
        self._notes.setText("\n".join(translate(note) for note in preview.notes))
        self._notes.setVisible(bool(preview.notes))
        self._strip.set_tokens([token for one in preview.examples for token in self._tokens(one)])

    def _tokens(self, example: "ShownExample") -> Iterator[Token]:
        ground = self.palette().color(self._strip.backgroundRole()).name()
        learnt = self._session.theme.colours.accent
        for number, piece in enumerate(example.pieces, 1):
            yield Token(
                piece.text,
                tooltip=self.tr("learnt") if piece.is_learnt else self.tr("only read"),
                colour=learnt if piece.is_learnt else ground,
                line_break=number == len(example.pieces) and not example.label,
            )
        if example.label:
            yield Token(example.label, tooltip=self.tr("label"), colour=learnt, line_break=True)


def _preview(project: PreviewSource, spec: FinetuneSpec) -> "Iterator[ExamplesPreview]":
    yield project.preview(spec).examples()
