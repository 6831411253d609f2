"""The text as tokens, each the stronger the larger its part of the soft loss."""

from collections.abc import Sequence

from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.theme import Theme
from ui.widgets.maps.amounts import AmountScale, shade
from ui.widgets.maps.colour_legend import ColourLegend
from ui.widgets.numbers import short
from ui.widgets.token_strip import Token, TokenStrip, spelled

_LEGEND_STEPS = 17


class TokenLosses(QWidget):
    """The strip of tokens below a legend of its colours."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._texts: tuple[str, ...] = ()
        self._losses: tuple[float, ...] = ()
        self.strip = TokenStrip()
        self._name, self._legend = QLabel(), ColourLegend()
        line = QHBoxLayout()
        line.addWidget(self._name)
        line.addWidget(self._legend, 1)
        area = QScrollArea(widgetResizable=True)
        area.setBackgroundRole(QPalette.ColorRole.Base)
        area.setWidget(self.strip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(area, 1)
        theme.changed.connect(self._paint)

    def set_tokens(self, pieces: Sequence[str]) -> None:
        """Show another text, without losses until they are known."""
        self._texts = tuple(map(spelled, pieces))
        self.show_losses(())

    def show_losses(self, losses: Sequence[float]) -> None:
        """Colour each token by its loss."""
        self._losses = tuple(losses)
        self._paint()

    def retranslate(self) -> None:
        self.strip.setAccessibleName(self.tr("The text as tokens"))
        self._name.setText(self.tr("Each token's soft loss"))
        self._paint()

    def _paint(self) -> None:
        colours = self._theme.colours
        colour, ground = colours.series[3], colours.base
        scale, selected = AmountScale.of(self._losses), self.strip.selected
        losses = self._losses or (0.0,) * len(self._texts)
        self.strip.set_tokens(
            [
                Token(
                    text,
                    tooltip=f"{self._name.text()}: {short(loss)}" if self._losses else "",
                    colour=shade(colour, ground, scale.level(loss)).name(),
                    line_break=text.endswith("\n"),
                )
                for text, loss in zip(self._texts, losses, strict=True)
            ]
        )
        self.strip.select(selected)
        self._legend.set_scale(
            [shade(colour, ground, n / (_LEGEND_STEPS - 1)) for n in range(_LEGEND_STEPS)],
            scale.ticks(),
            self._name.text(),
        )
