"""One pane of the matrix: who writes, how, what, and how fast."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.forms.setting_names import spec_text
from ui.i18n import beside
from ui.panels.write.panes.actions import PaneActions
from ui.panels.write.panes.beams import OtherBeams
from ui.panels.write.panes.colouring import TokenMeasure
from ui.panels.write.panes.curve import TokenCurve
from ui.panels.write.panes.status import PaneStatus, State
from ui.panels.write.panes.text import PaneText
from ui.panels.write.panes.versions import UndoStack, Version
from ui.panels.write.panes.wrapped_label import WrappedLabel
from ui.shell.messages import name_of
from ui.texts.generated import GeneratedText, GenerationRequest
from ui.texts.written_texts import TokenPlace
from ui.theme import Theme
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.model_picker import digest_tip
from ui.widgets.numbers import count
from workbench.generation.texts.ending import Why

if TYPE_CHECKING:
    from workbench.activities.queries.model_queries import GeneratedToken

__all__ = ["Pane", "State"]

SWATCH_PX = 4
SMALLEST_BODY_PX = 90
MOST_LINES = 30
"""A longer text is scrolled within its pane; the pane of a shorter one is as high as the text."""
NARROWEST_PX = 236
DIGEST_DIGITS = 8


class Pane(QFrame):
    """Shows one text as it is written; what is to be done with it, its buttons request."""

    stop_requested = Signal()
    write_requested = Signal(object)
    """A `GenerationRequest` to be answered here, in place of what stands here or behind it."""
    spread_requested = Signal(str)
    """A text that all panes are to go on from."""
    taken_into_chat = Signal(object)
    """The turns (a tuple of str) up to this answer."""
    token_chosen = Signal(object)
    """A `TokenPlace`."""
    changed_back = Signal()
    """Another version of the text stands here."""

    def __init__(
        self,
        request: GenerationRequest,
        colour: str,
        theme: Theme | None = None,
        parent: QWidget | None = None,
        *,
        note: str = "",
    ) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._colour = colour
        self._version = Version((GeneratedText(request, (), False),), State.WAITING, note)
        self._tokens: list[GeneratedToken] = []
        """Those of the last part, which may still be written."""
        self._others: UndoStack[Version] = UndoStack()
        self._draft: str | None = None
        self._is_fastest = False
        # Names that begin alike are told apart by their ends.
        self._model = ElidedLabel(elide=Qt.TextElideMode.ElideMiddle)
        self._strategy, self._note, self._problem = (WrappedLabel() for _ in range(3))
        self._status = PaneStatus()
        self._text = PaneText(colour)
        self._curve = TokenCurve(colour)
        self._beams = OtherBeams()
        self._actions = PaneActions(theme)
        self._lay_out()
        self._connect()
        self._retranslate()

    # -- what stands there

    @property
    def request(self) -> GenerationRequest:
        return self._version.request

    @property
    def state(self) -> State:
        return self._version.state

    @property
    def is_busy(self) -> bool:
        return self.state in (State.WAITING, State.WRITING)

    @property
    def written(self) -> GeneratedText:
        """The text so far, behind what it goes on from."""
        is_whole = self.state is State.DONE
        return GeneratedText(self.request, tuple(self._tokens), is_whole, not self.is_busy)

    @property
    def whole_text(self) -> str:
        """All behind the prompt, as somebody has edited it if one has."""
        return self._present().text if self._draft is None else self._draft

    @property
    def locked_seed(self) -> int | None:
        """The seed that this cell keeps, if one wants."""
        return self.request.seed if self._actions.is_locked else None

    def lock_seed(self) -> None:
        self._actions.lock()

    def begin(self, request: GenerationRequest | None = None, note: str | None = None) -> None:
        """Empty the pane for a request to be answered; what stood there can be brought back."""
        if self._tokens or len(self._version.parts) > 1:
            self._others.leave(self._present())
        asked = request or self.request
        parts = self._version.parts[:-1] if request is None else ()
        told = self._version.note if note is None else note
        self._start(Version((*parts, GeneratedText(asked, (), False)), State.WAITING, told))

    def restart(self) -> None:
        """Begin the same once more, as a run takes the cores away."""
        self._start(replace(self._version, state=State.WAITING, problem=""))

    def go_on(self, request: GenerationRequest) -> None:
        """Keep the text for a request that continues it."""
        present = self._present()
        self._others.leave(present)
        parts = (*present.parts, GeneratedText(request, (), False))
        self._start(Version(parts, State.WAITING, present.note))

    def set_begun(self, text: str) -> None:
        """What the text goes on from is known by now."""
        parts = self._version.parts
        asked = replace(self.request, begun=text)
        self._version = replace(
            self._version, parts=(*parts[:-1], replace(parts[-1], request=asked))
        )
        self._show_text()

    def append(self, token: "GeneratedToken") -> None:
        """Show one more token."""
        self._tokens.append(token)
        self._version = replace(self._version, state=State.WRITING)
        self._text.append(token)
        self._show_status()

    def set_state(self, state: State, problem: str = "") -> None:
        self._version = replace(self._version, state=state, problem=problem)
        self._curve.set_tokens(self._text.tokens)
        self._show_status()

    def set_fastest(self, fastest: bool) -> None:
        """Say beside the rate that no other pane was faster."""
        self._is_fastest = fastest
        self._show_status()

    def set_measure(self, measure: TokenMeasure) -> None:
        """Colour the tokens by a figure, or not."""
        self._text.set_measure(measure)

    def show_curve(self, shown: bool) -> None:
        self._curve.setVisible(shown)
        self._actions.set_curve(shown)

    def mark(self, chosen: TokenPlace | None) -> None:
        """Point out the token that somebody looks at, if it is one of these."""
        number = -1
        begin = 0
        for part in self._present().parts:
            if chosen is not None and chosen.text.request == part.request:
                number = begin + chosen.place
            begin += len(part.tokens)
        self._text.mark(number)

    # -- what is done with it

    def copy(self) -> None:
        prompt = replace(self.request, begun="").shown_prompt
        QGuiApplication.clipboard().setText(prompt + self.whole_text)

    def write_on(self) -> None:
        """Go on from where the text stands, or from what somebody has made of it."""
        if self._draft is not None and self._draft != self._present().text:
            self.write_from(self._draft)
        elif self.can_go_on:
            self._draft = None
            self.write_requested.emit(self._continued())

    def write_from(self, text: str) -> None:
        """Go on from another text behind the same prompt, cut into tokens anew."""
        self._draft = None
        prompt = self.request.prompt.model_copy(update={"prefill": text, "written": ()})
        asked = replace(self.request, prompt=prompt, begun=text)
        self.begin(asked, self.tr("goes on from an edited text"))
        self.write_requested.emit(asked)

    @property
    def can_go_on(self) -> bool:
        """Whether there is a text whose model has not ended it."""
        ended = bool(self._tokens) and self.written.ending.why is Why.END_TOKEN
        return not self.is_busy and bool(self._tokens) and not ended

    @property
    def can_undo(self) -> bool:
        return self._others.can_undo and not self.is_busy

    @property
    def can_redo(self) -> bool:
        return self._others.can_redo and not self.is_busy

    def undo(self) -> None:
        """Bring back the text of before, unless there is none."""
        if self.can_undo:
            self._show_version(self._others.undo(self._present()))

    def redo(self) -> None:
        if self.can_redo:
            self._show_version(self._others.redo(self._present()))

    # -- inside

    def _present(self) -> Version:
        """The version with the tokens that came since."""
        last = GeneratedText(self.request, tuple(self._tokens), self.state is State.DONE)
        return replace(self._version, parts=(*self._version.parts[:-1], last))

    def _start(self, version: Version) -> None:
        self._is_fastest = False
        self._draft = None
        self._tokens = []
        self._show_version(version)

    def _show_version(self, version: Version) -> None:
        with QSignalBlocker(self._actions.edit):
            self._actions.edit.setChecked(False)
        self._version = version
        self._tokens = list(version.parts[-1].tokens)
        self._show_text()
        self._retranslate()
        self.changed_back.emit()

    def _show_text(self) -> None:
        present = self._present()
        first = present.parts[0].request
        prompt = replace(first, begun="").shown_prompt
        if self._draft is not None:
            self._text.begin(prompt, self._draft)
            return
        self._text.begin(prompt, first.begun)
        for part in present.parts:
            for token in part.tokens:
                self._text.append(token)
        self._curve.set_tokens(self._text.tokens)

    def _continued(self) -> GenerationRequest:
        """The request for what comes behind the text as it stands."""
        prompt = self.request.prompt
        ids = (*prompt.written, *(token.id for token in self._tokens))
        longer = prompt.model_copy(update={"written": ids})
        return replace(self.request, prompt=longer, begun=self._present().text)

    def _again(self) -> None:
        self._draft = None
        self.begin()
        self.write_requested.emit(self.request)

    def _edit(self, wanted: bool) -> None:
        if wanted:
            self._text.edit(self.whole_text)
            return
        edited = self._text.raw_text()
        self._draft = None if edited == self._present().text else edited
        self._text.end_edit()
        self._show_text()
        self._retranslate()

    def _keep_draft(self) -> None:
        if self._text.is_edited:
            self._draft = self._text.raw_text()
            self._show_status()

    def _choose(self, number: int) -> None:
        for part in self._present().parts:
            if number < len(part.tokens):
                self.token_chosen.emit(TokenPlace(part, number))
                return
            number -= len(part.tokens)

    def _take_into_chat(self) -> None:
        prompt = self.request.prompt
        self.taken_into_chat.emit((*prompt.history, prompt.text, self.whole_text))

    def _lay_out(self) -> None:
        swatch = QWidget(autoFillBackground=True)
        swatch.setFixedWidth(SWATCH_PX)
        swatch.setPalette(QPalette(QColor(self._colour)))
        font = self._model.font()
        font.setBold(True)
        self._model.setFont(font)
        self._model.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self._text.setMinimumHeight(SMALLEST_BODY_PX)
        self._curve.hide()
        head = QHBoxLayout()
        head.addWidget(self._model, 1)
        head.addWidget(self._actions)
        inside = QVBoxLayout()
        inside.setSpacing(1)
        inside.addLayout(head)
        for widget in (self._strategy, self._note, self._problem):
            inside.addWidget(widget)
        inside.addWidget(self._text, 1)
        inside.addWidget(self._beams)
        inside.addWidget(self._curve)
        inside.addWidget(self._status)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 4, 4)
        layout.addWidget(swatch)
        layout.addLayout(inside, 1)
        self.setMinimumWidth(NARROWEST_PX)

    def _connect(self) -> None:
        actions = self._actions
        actions.stop.clicked.connect(self.stop_requested)
        actions.again.clicked.connect(self._again)
        actions.on.clicked.connect(self.write_on)
        actions.edit.toggled.connect(self._edit)
        actions.copy.clicked.connect(self.copy)
        actions.undo.triggered.connect(self.undo)
        actions.redo.triggered.connect(self.redo)
        actions.spread.triggered.connect(lambda: self.spread_requested.emit(self.whole_text))
        actions.chat.triggered.connect(self._take_into_chat)
        actions.curve.toggled.connect(self._curve.setVisible)
        actions.lock_toggled.connect(self._retranslate)
        self._text.token_clicked.connect(self._choose)
        self._curve.token_clicked.connect(self._choose)
        self._text.textChanged.connect(self._keep_draft)
        layout = self._text.document().documentLayout()
        layout.documentSizeChanged.connect(self._fit_height)

    def _fit_height(self) -> None:
        """Grow with the text, so that it is read without scrolling within the pane."""
        line = self._text.fontMetrics().lineSpacing()
        height = line * (round(self._text.document().size().height()) + 1)
        self._text.setMinimumHeight(max(SMALLEST_BODY_PX, min(height, MOST_LINES * line)))

    def _show_status(self) -> None:
        self._status.show_status(self.state, self._tokens, is_fastest=self._is_fastest)
        self._beams.show_others(self._tokens)
        self._problem.setText(self._version.problem)
        self._problem.setVisible(bool(self._version.problem))
        self._actions.enable(
            is_busy=self.is_busy,
            can_go_on=self.can_go_on or self._draft is not None,
            is_chat=self.request.prompt.chat,
            can_undo=self.can_undo,
            can_redo=self.can_redo,
        )

    def _retranslate(self) -> None:
        request = self.request
        self._model.setText(request.reference)
        self._model.setToolTip(request.reference)
        template = self.tr("step {step} · {digest} · {strategy} · seed {seed}")
        if self._actions.is_locked:
            template = self.tr("step {step} · {digest} · {strategy} · seed {seed} (kept)")
        who = template.format(
            step=count(request.step),
            digest=request.digest[:DIGEST_DIGITS],
            strategy=spec_text(request.strategy),
            seed=request.seed,
        )
        in_bits = [name_of(request.precision)] if request.precision != "fp32" else []
        self._strategy.setText(beside([who, *in_bits]))
        self._strategy.setToolTip(f"{self._strategy.text()}\n{digest_tip(request.digest)}")
        edited = self.tr("edited: Write on goes on from it")
        note = self._version.note if self._draft is None else edited
        self._note.setText(note)
        self._note.setToolTip(note)
        self._note.setVisible(bool(note))
        self._text.setAccessibleName(self._model.text())
        self._show_status()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


def fastest(panes: Sequence[Pane], rates: Sequence[float]) -> None:
    """Mark the panes whose rate no other one reaches."""
    best = max(rates, default=0.0)
    for pane, rate in zip(panes, rates, strict=True):
        pane.set_fastest(len(rates) > 1 and rate == best > 0)
