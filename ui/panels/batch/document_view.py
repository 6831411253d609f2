"""One document of a batch: its tokens, the darker the harder they were to predict."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.models import figures
from ui.theme import Theme
from ui.widgets.maps.amounts import AmountScale, shade
from ui.widgets.maps.colour_legend import ColourLegend
from ui.widgets.token_strip import Token, TokenStrip, spelled

if TYPE_CHECKING:
    from workbench.activities.replay.documents import BatchDocument

_LEGEND_STEPS = 17


class DocumentView(QWidget):
    """Shows a `BatchDocument`; a token that is only read has no colour."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._document: BatchDocument | None = None
        self._scale = AmountScale(1.0, clips=False)
        self._about = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._legend, self._unit = ColourLegend(), QLabel()
        self._strip = TokenStrip()
        area = QScrollArea(widgetResizable=True)
        area.setBackgroundRole(QPalette.ColorRole.Base)
        area.setWidget(self._strip)
        top = QHBoxLayout()
        top.addWidget(self._legend, 2)
        top.addWidget(self._unit)
        top.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._about)
        layout.addLayout(top)
        layout.addWidget(area, 1)

    def set_scale(self, losses: "list[float]") -> None:
        """One scale for all documents of a batch."""
        self._scale = AmountScale.of(losses)
        self.retranslate()

    def show_document(self, document: "BatchDocument | None") -> None:
        """Show another document, or none."""
        self._document = document
        self.retranslate()

    def retranslate(self) -> None:
        """Set every text in the present language and every colour in the present theme."""
        self._strip.setAccessibleName(self.tr("The document as tokens"))
        colours = self._theme.colours
        levels = [n / (_LEGEND_STEPS - 1) for n in range(_LEGEND_STEPS)]
        grounds = [shade(colours.student, colours.base, level) for level in levels]
        self._legend.set_scale(grounds, self._scale.ticks(), self.tr("Loss of a token (nats)"))
        self._unit.setText(self.tr("nats"))
        document = self._document
        self._about.setText("" if document is None else self._sentence(document))
        self._strip.set_tokens([] if document is None else self._tokens(document))

    def _sentence(self, document: "BatchDocument") -> str:
        if document.label:
            return self.tr("A text of the class “{label}”: one loss for the whole.").format(
                label=document.label
            )
        return self.tr(
            "Each token that was learnt, coloured by its loss; what has no colour was only read."
        )

    def _tokens(self, document: "BatchDocument") -> list[Token]:
        true = document.true_tokens or document.tokens
        tokens = zip(document.tokens, document.losses, true, strict=True)
        return [self._token(spelled(text), loss, stood) for text, loss, stood in tokens]

    def _token(self, text: str, loss: float | None, stood: str) -> Token:
        colours = self._theme.colours
        level = 0.0 if loss is None else self._scale.level(loss)
        told = self.tr("only read") if loss is None else ""
        if loss is not None:
            told = self.tr("{token}: loss {loss} nats").format(
                token=stood, loss=figures.measure(loss)
            )
        return Token(
            text,
            tooltip=told,
            colour=shade(colours.student, colours.base, level).name(),
            line_break=text.endswith("\n"),
        )
