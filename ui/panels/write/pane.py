"""One pane of the matrix: who writes, how, what, and how fast."""

from enum import Enum, auto
from typing import TYPE_CHECKING, assert_never

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.forms.setting_names import spec_text
from ui.i18n import beside
from ui.texts.generated import (
    GeneratedText,
    GenerationRequest,
    first_token_s,
    probability,
    surprise,
    tokens_per_second,
)
from ui.widgets.colours import blend
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.model_picker import digest_tip
from ui.widgets.numbers import count
from ui.widgets.numbers import probability as written_probability
from ui.widgets.token_strip import Token, TokenStrip
from workbench.generation.ending import Why, ending_of
from workbench.generation.penalties.spec import escaped

if TYPE_CHECKING:
    from workbench.activities.queries.model_queries import GeneratedToken

SWATCH_PX = 4
SMALLEST_BODY_PX = 90
MOST_LINES = 30
"""A longer text is scrolled within its pane; the pane of a shorter one is as high as the text."""
NARROWEST_PX = 350
DIGEST_DIGITS = 8


class State(Enum):
    """Where a pane stands."""

    WAITING = auto()
    WRITING = auto()
    DONE = auto()
    STOPPED = auto()
    FAILED = auto()


class Pane(QFrame):
    """Shows one text as it is written; its two buttons request to stop and to regenerate it."""

    stop_requested = Signal()
    regenerate_requested = Signal()

    def __init__(
        self, request: GenerationRequest, colour: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self._request, self._colour = request, colour
        self._tokens: list[GeneratedToken] = []
        self._loop = 0
        """How many tokens the text has begun to repeat over and over."""
        self._state = State.WAITING
        self._is_fastest = False
        self._model, self._strategy, self._status = (ElidedLabel() for _ in range(3))
        self._stop, self._regenerate, self._copy = (QToolButton(autoRaise=True) for _ in range(3))
        self._plain = QPlainTextEdit(readOnly=True)
        self._strip = TokenStrip()
        self._body = QStackedWidget()
        self._lay_out()
        self._stop.clicked.connect(self.stop_requested)
        self._regenerate.clicked.connect(self.regenerate_requested)
        self._copy.clicked.connect(self.copy)
        self._retranslate()

    @property
    def request(self) -> GenerationRequest:
        return self._request

    @property
    def state(self) -> State:
        return self._state

    @property
    def is_busy(self) -> bool:
        return self._state in (State.WAITING, State.WRITING)

    @property
    def written(self) -> GeneratedText:
        """The text so far."""
        is_whole = self._state is State.DONE
        return GeneratedText(self._request, tuple(self._tokens), is_whole, not self.is_busy)

    def begin(self) -> None:
        """Empty the pane for its request to be answered (again)."""
        self._tokens.clear()
        self._loop = 0
        self._is_fastest = False
        self._plain.clear()
        self._append_plain(self._request.shown_prompt, muted=True)
        self._strip.set_tokens(())
        self.set_state(State.WAITING)

    def append(self, token: "GeneratedToken") -> None:
        """Show one more token."""
        self._tokens.append(token)
        self._loop = self._loop or token.loop
        if self.is_coloured:
            self._strip.append([self._shown(token)])
            self._fit_height()
        self._append_plain(token.text)
        self._state = State.WRITING
        self._show_status()

    def set_state(self, state: State) -> None:
        self._state = state
        self._show_status()

    def set_fastest(self, fastest: bool) -> None:
        """Say beside the rate that no other pane was faster."""
        self._is_fastest = fastest
        self._show_status()

    @property
    def is_coloured(self) -> bool:
        return self._body.currentIndex() == 1

    def set_coloured(self, coloured: bool) -> None:
        """Show tokens coloured by how unlikely they were, or the plain text."""
        if coloured:
            self._strip.set_tokens([self._shown(token) for token in self._tokens])
        self._body.setCurrentIndex(int(coloured))
        self._fit_height()

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self._request.shown_prompt + self.written.text)

    # -- inside

    def _lay_out(self) -> None:
        swatch = QWidget(autoFillBackground=True)
        swatch.setFixedWidth(SWATCH_PX)
        swatch.setPalette(QPalette(QColor(self._colour)))
        font = self._model.font()
        font.setBold(True)
        self._model.setFont(font)
        for label in (self._model, self._strategy, self._status):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._plain.setFrameShape(QFrame.Shape.NoFrame)
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setBackgroundRole(QPalette.ColorRole.Base)
        area.setWidget(self._strip)
        self._body.addWidget(self._plain)
        self._body.addWidget(area)
        self._body.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._body.setMinimumHeight(SMALLEST_BODY_PX)
        self._plain.document().documentLayout().documentSizeChanged.connect(self._fit_height)
        head = QHBoxLayout()
        head.addWidget(self._model, 1)
        for button in (self._stop, self._regenerate, self._copy):
            head.addWidget(button)
        inside = QVBoxLayout()
        inside.setSpacing(1)
        inside.addLayout(head)
        inside.addWidget(self._strategy)
        inside.addWidget(self._body, 1)
        inside.addWidget(self._status)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 4, 4)
        layout.addWidget(swatch)
        layout.addLayout(inside, 1)
        self.setMinimumWidth(NARROWEST_PX)

    def _append_plain(self, text: str, *, muted: bool = False) -> None:
        """Add text at the end; the view follows unless somebody has scrolled up."""
        form = QTextCharFormat()
        if muted:
            form.setForeground(self.palette().placeholderText())
        bar = self._plain.verticalScrollBar()
        at_end = bar.value() >= bar.maximum()
        cursor = QTextCursor(self._plain.document())
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text, form)
        if at_end:
            bar.setValue(bar.maximum())

    def _fit_height(self) -> None:
        """Grow with the text, so that it is read without scrolling within the pane."""
        line = self._plain.fontMetrics().lineSpacing()
        height = line * (round(self._plain.document().size().height()) + 1)
        if self.is_coloured:
            height = self._strip.heightForWidth(self._body.width())
        self._body.setMinimumHeight(max(SMALLEST_BODY_PX, min(height, MOST_LINES * line)))

    def _shown(self, token: "GeneratedToken") -> Token:
        ground = self.palette().color(QPalette.ColorRole.Base)
        tooltip = self.tr(
            "probability {probability}\nrank {rank}\nentropy {entropy} nats\nid {id}"
        ).format(
            probability=written_probability(probability(token)),
            rank=token.rank,
            entropy=f"{token.entropy:.2f}",
            id=token.id,
        )
        return Token(
            token.text,
            tooltip=tooltip,
            colour=blend(self._colour, ground, 0.85 * surprise(token)).name(),
            line_break=token.text.endswith("\n"),
        )

    def _show_status(self) -> None:
        tokens = self.tr("{count} tokens").format(count=count(len(self._tokens)))
        loop = self._loop
        parts = [self._state_text(), *([self.tr("repeats itself")] if loop else []), tokens]
        rate, first = tokens_per_second(self._tokens), first_token_s(self._tokens)
        if rate is not None:
            template = self.tr("{rate} tokens/s")
            if self._is_fastest:
                template = self.tr("{rate} tokens/s ★")
            parts.append(template.format(rate=count(round(rate))))
        if first is not None:
            parts.append(self.tr("first after {delay} ms").format(delay=count(round(1000 * first))))
        self._status.setText(beside(parts))
        told = self.tr("It repeats {count} tokens over and over").format(count=count(loop))
        self._status.setToolTip("\n".join([self._status.text(), *([told] if loop else [])]))
        self._stop.setEnabled(self.is_busy)
        self._regenerate.setEnabled(not self.is_busy)

    def _state_text(self) -> str:
        match self._state:
            case State.WAITING:
                return self.tr("waiting")
            case State.WRITING:
                return self.tr("writing")
            case State.DONE:
                return self._ending_text()
            case State.STOPPED:
                return self.tr("stopped by you")
            case State.FAILED:
                return self.tr("failed")
            case _:
                assert_never(self._state)

    def _ending_text(self) -> str:
        ending = ending_of(self._tokens)
        match ending.why:
            case Why.END_TOKEN:
                return self.tr("ended by the model")
            case Why.STOP_TEXT:
                return self.tr("ended at “{text}”").format(text=escaped(ending.stop_text))
            case Why.COMPLETE:
                return self.tr("complete")
            case Why.LENGTH:
                return self.tr("full length")
            case Why.BY_YOU:
                return self.tr("stopped by you")
            case _:
                assert_never(ending.why)

    def _retranslate(self) -> None:
        request = self._request
        self._model.setText(request.reference)
        self._model.setToolTip(request.reference)
        self._strategy.setText(
            self.tr("step {step} · {digest} · {strategy} · seed {seed}").format(
                step=count(request.step),
                digest=request.digest[:DIGEST_DIGITS],
                strategy=spec_text(request.strategy),
                seed=request.seed,
            )
        )
        self._strategy.setToolTip(f"{self._strategy.text()}\n{digest_tip(request.digest)}")
        self._stop.setText(self.tr("Stop"))
        self._regenerate.setText(self.tr("Again"))
        self._regenerate.setToolTip(
            self.tr("Write this text once more; the same seed writes the same")
        )
        self._copy.setText(self.tr("Copy"))
        self._plain.setAccessibleName(self._model.text())
        self._status.setToolTip(
            self.tr(
                "Tokens per second count from the first token, without reading the prompt; "
                "★ is the fastest pane"
            )
        )
        self._show_status()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange and self.is_coloured:
            self.set_coloured(True)
