"""A text in the colours of a neuron's activations."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.models import figures
from ui.panels.neurons.queries import LayerNeurons
from ui.theme import Colours, Theme
from ui.widgets.maps.amounts import shade
from ui.widgets.maps.colour_legend import ColourLegend, Tick
from ui.widgets.numbers import compact
from ui.widgets.token_strip import Token, TokenStrip, shown
from workbench.inspection.neurons.reading import NeuronPassage

_LEGEND_STEPS = 17


class ActivationReading(QWidget):
    """One colour above zero, another below, the stronger the further from it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._about = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._legend, self._strip = ColourLegend(), TokenStrip()
        area = QScrollArea(widgetResizable=True)
        area.setBackgroundRole(QPalette.ColorRole.Base)
        area.setWidget(self._strip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._about)
        layout.addWidget(self._legend)
        layout.addWidget(area, 1)

    def show_text(self, shown_layer: LayerNeurons | None, neuron: int) -> None:
        """Show the text by one of the layer's neurons."""
        if shown_layer is None:
            self._show("", (), ())
            return
        read = shown_layer.read
        template = self.tr("The text, by neuron {neuron} of layer {layer}")
        activations: list[float] = read.activations_tn[:, neuron].tolist()
        self._show(template.format(neuron=neuron, layer=read.layer), read.tokens, activations)

    def show_passage(self, passage: NeuronPassage) -> None:
        """Show a passage of a corpus, with the activations that the search read there."""
        template = self.tr("A passage of the corpus, from token {begin} of its validation part")
        said = template.format(begin=figures.count(passage.begin))
        self._show(said, passage.tokens, passage.activations)

    def parts(self) -> list[QWidget]:
        """What a picture shows of it, from top to bottom."""
        return [self._about, self._legend, self._strip]

    def retranslate(self) -> None:
        self._strip.setAccessibleName(self.tr("The text in the colours of the activations"))

    def _show(self, said: str, tokens: Sequence[str], activations: Sequence[float]) -> None:
        """The largest activation in size has the full colour."""
        top, colours = max(map(abs, activations), default=0.0) or 1.0, self._theme.colours
        self._about.setText(said)
        self._strip.set_tokens(
            [
                Token(
                    token,
                    tooltip=_tooltip(place, token, activation),
                    colour=ground(activation / top, colours).name(),
                    line_break=token.endswith("\n"),
                )
                for place, (token, activation) in enumerate(zip(tokens, activations, strict=True))
            ]
        )
        steps = [2 * n / (_LEGEND_STEPS - 1) - 1 for n in range(_LEGEND_STEPS)]
        self._legend.set_scale(
            [ground(level, colours) for level in steps],
            [Tick(0.0, f"−{compact(top)}"), Tick(0.5, "0"), Tick(1.0, f"+{compact(top)}")],
            self.tr("Activation"),
        )


def ground(level: float, colours: Colours) -> QColor:
    """The ground of a token at a level between -1 and 1."""
    colour = colours.series[0] if level >= 0 else colours.series[1]
    return shade(colour, colours.base, min(abs(level), 1.0))


def _tooltip(place: int, token: str, activation: float) -> str:
    template = QCoreApplication.translate("Neurons", "Position {position}, {token}: {activation}")
    return template.format(
        position=figures.count(place),
        token=shown(token),
        activation=figures.measure(activation, 4),
    )
