"""What follows from interventions: loss, candidates and text without and with them."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.forms.setting_names import spec_text
from ui.i18n import beside
from ui.models import figures
from ui.texts.reading_note import first_not_read
from ui.theme import Theme
from ui.widgets.charts.pair_bars import PairBar, PairBars
from ui.widgets.colours import blend
from ui.widgets.token_strip import Token, TokenStrip, spelled
from workbench.generation.spec import parse_strategy

if TYPE_CHECKING:
    from workbench.inspection.interventions.tables import ChangedLoss, InterventionEffect

_FULL_SHARE = 0.6
"""How much of its colour the token has whose loss changes most."""


class EffectView(QWidget):
    """A sentence with the losses, the text in colour, bars of candidates, and both texts."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._effect: InterventionEffect | None = None
        self._about = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._about.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._strip, self._bars = TokenStrip(), PairBars()
        self._scale = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._writing = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._labels = QLabel(), QLabel()
        self._texts = tuple(QPlainTextEdit(readOnly=True, tabChangesFocus=True) for _ in range(2))
        self._tokens_part, self._texts_part = QWidget(), QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()

    @property
    def effect(self) -> "InterventionEffect | None":
        return self._effect

    def show_effect(self, effect: "InterventionEffect | None") -> None:
        """Show what is known, or nothing."""
        before, self._effect = self._effect, effect
        self._about.setText(self._sentence())
        kind = "next_token" if effect is None else effect.kind
        self._tokens_part.setVisible(kind != "class")
        self._show_writing()
        if effect is None or before is None or effect.losses is not before.losses:
            self._show_tokens()
            self._show_bars()
        texts = (effect.text, effect.changed_text) if effect is not None else ("", "")
        for edit, text in zip(self._texts, texts, strict=True):
            if edit.toPlainText() != text:
                edit.setPlainText(text)

    def parts(self) -> list[QWidget]:
        """What a picture shows of it, from top to bottom."""
        tokens = [] if self._tokens_part.isHidden() else [self._scale, self._strip]
        texts = zip(self._labels, self._texts, strict=True) if not self._both.isHidden() else ()
        pairs = [part for pair in texts if pair[1].toPlainText() for part in pair]
        return [self._about, *tokens, self._bars, self._writing, *pairs]

    def retranslate(self) -> None:
        """Set every text in the present language and every colour in the present theme."""
        names = (self.tr("Without"), self.tr("With interventions"))
        colours = self._theme.colours
        self._bars.set_sides(names, (colours.series[2], colours.series[3]))
        self._bars.setAccessibleName(self.tr("Candidates without and with interventions"))
        self._strip.setAccessibleName(self.tr("The text as tokens"))
        for label, edit, name in zip(self._labels, self._texts, names, strict=True):
            label.setText(name)
            edit.setAccessibleName(name)
        self._about.setText(self._sentence())
        self._show_writing()
        self._show_tokens()
        self._show_bars()

    # -- inside

    def _lay_out(self) -> None:
        column = QVBoxLayout(self._tokens_part)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._scale)
        column.addWidget(_scrolled(self._strip), 1)
        both = self._both = QSplitter(Qt.Orientation.Horizontal)
        for label, edit in zip(self._labels, self._texts, strict=True):
            label.setBuddy(edit)
            box = QWidget()
            text = QVBoxLayout(box)
            text.setContentsMargins(0, 0, 0, 0)
            text.addWidget(label)
            text.addWidget(edit, 1)
            both.addWidget(box)
        texts = QWidget()
        below = QVBoxLayout(texts)
        below.setContentsMargins(0, 0, 0, 0)
        below.addWidget(self._writing)
        below.addWidget(both, 1)
        parts = QSplitter(Qt.Orientation.Vertical)
        for part in (self._tokens_part, _scrolled(self._bars), texts):
            parts.addWidget(part)
        parts.setSizes([110, 280, 180])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addWidget(self._about)
        layout.addWidget(parts, 1)

    def _sentence(self) -> str:
        effect = self._effect
        if effect is None:
            return ""
        parts = []
        if effect.loss is not None and effect.changed_loss is not None:
            parts.append(
                self._loss_text(effect).format(
                    label=effect.losses[0].text,
                    loss=figures.measure(effect.loss),
                    changed=figures.measure(effect.changed_loss),
                    change=_signed(effect.changed_loss - effect.loss),
                )
            )
        if effect.kl is not None:
            kl = self.tr("KL(without ‖ with) of the candidates {kl} nats")
            parts.append(kl.format(kl=figures.measure(effect.kl)))
        else:
            parts.append(self.tr("no candidates: the text has no [MASK]"))
        cut = first_not_read(effect.left_out, effect.tokens, effect.tokens - effect.left_out)
        return "\n".join(filter(None, (beside(parts), cut)))

    def _show_writing(self) -> None:
        """How both texts are written; a model that writes none has no room for them."""
        effect = self._effect
        writes = effect is not None and bool(effect.strategy)
        self._both.setVisible(writes)
        if effect is None or not writes:
            self._writing.setText(self.tr("No text is written.") if effect is not None else "")
            return
        told = self.tr("Both texts: {strategy}, seed {seed}")
        strategy = spec_text(parse_strategy(effect.strategy))
        self._writing.setText(told.format(strategy=strategy, seed=effect.seed))

    def _loss_text(self, effect: "InterventionEffect") -> str:
        match effect.kind:
            case "next_token":
                return self.tr("loss {loss} → {changed} nats a token ({change})")
            case "masked_token":
                return self.tr(
                    "loss {loss} → {changed} nats a token ({change}), each where it is masked"
                )
            case "class":
                return self.tr("loss of the class “{label}” {loss} → {changed} nats ({change})")

    def _show_tokens(self) -> None:
        """The text in colour; a class has no tokens of its own."""
        effect = self._effect
        losses = effect.losses if effect is not None and effect.kind != "class" else ()
        most = max((abs(one.changed_loss - one.loss) for one in losses), default=0.0)
        self._strip.set_tokens([self._token(one, most) for one in losses])
        scale = self.tr(
            "The text: orange tokens are less likely with interventions, blue ones likelier; the "
            "strongest colour is {most} nats."
        ).format(most=figures.measure(most, 2))
        self._scale.setText(scale if losses else "")

    def _token(self, one: "ChangedLoss", most: float) -> Token:
        change = one.changed_loss - one.loss
        colours = self._theme.colours
        colour = colours.student if change > 0 else colours.teacher
        share = _FULL_SHARE * abs(change) / most if most else 0.0
        told = self.tr("surprisal {without} without, {changed} with interventions, nats")
        return Token(
            spelled(one.text),
            tooltip=told.format(
                without=figures.measure(one.loss), changed=figures.measure(one.changed_loss)
            ),
            colour=blend(colour, colours.base, share).name(),
            line_break=spelled(one.text).endswith("\n"),
        )

    def _show_bars(self) -> None:
        candidates = self._effect.candidates if self._effect is not None else ()
        self._bars.set_rows(
            [
                PairBar(spelled(one.text), one.probability, one.changed_probability)
                for one in candidates
            ]
        )


def _signed(change: float) -> str:
    sign = "+" if change >= 0 else "−"
    return f"{sign}{figures.measure(abs(change))}"


def _scrolled(widget: QWidget) -> QScrollArea:
    area = QScrollArea(widgetResizable=True)
    area.setBackgroundRole(QPalette.ColorRole.Base)
    area.setWidget(widget)
    return area
