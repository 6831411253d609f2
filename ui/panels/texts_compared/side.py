"""One of two texts: who wrote it, its tokens in colour, and where the other model departs."""

import math
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from ui.forms.setting_names import spec_text
from ui.i18n import beside
from ui.models import figures
from ui.panels.texts_compared.comparing import CrossMeasure, ScoredPair, by_side, figure
from ui.shell.messages import name_of
from ui.theme import Colours, Theme
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.maps.amounts import AmountScale, shade
from ui.widgets.numbers import probability
from ui.widgets.token_strip import Token, TokenStrip, spelled

SWATCH_PX = 4


@dataclass(frozen=True)
class FigureScale:
    """From a figure to a level between 0 and 1, for both texts alike; ranks by their logarithm."""

    measure: CrossMeasure
    amounts: AmountScale

    @classmethod
    def of(cls, pair: ScoredPair, measure: CrossMeasure) -> "FigureScale":
        values = [
            figure(token, measure, scored.writer)
            for scored in pair.scored
            for token in scored.tokens
        ]
        if measure is CrossMeasure.RANK:
            values = [math.log10(value) for value in values]
        return cls(measure, AmountScale.of(values))

    def level(self, value: float) -> float:
        return self.amounts.level(math.log10(value) if self.measure is CrossMeasure.RANK else value)


class TextSide(QWidget):
    """Shows one text of a `ScoredPair`; `chosen` tells the place of a token that was clicked."""

    chosen = Signal(int)

    def __init__(self, theme: Theme, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._number = number
        self._pair: ScoredPair | None = None
        self._name, self._strategy = ElidedLabel(), ElidedLabel()
        self._places = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._swatch = QWidget(autoFillBackground=True)
        self._strip = TokenStrip()
        self._strip.clicked.connect(self._on_clicked)
        self._lay_out()

    def set_colour(self, colour: str) -> None:
        """The colour that its model has everywhere."""
        self._swatch.setPalette(QPalette(QColor(colour)))

    def show_pair(self, pair: ScoredPair | None, measure: CrossMeasure) -> None:
        """Show the text, coloured by a figure."""
        self._pair = pair
        selected = self._strip.selected
        self._strip.set_tokens(self._tokens(pair, measure) if pair is not None else ())
        self._strip.select(selected if pair is not None else -1)
        self._show_words()

    def select(self, place: int) -> None:
        """Outline a token; -1 none."""
        self._strip.select(place)

    def retranslate(self) -> None:
        names = (self.tr("First text as tokens"), self.tr("Second text as tokens"))
        self._strip.setAccessibleName(names[self._number])
        self._show_words()

    # -- inside

    def _lay_out(self) -> None:
        self._swatch.setFixedWidth(SWATCH_PX)
        font = self._name.font()
        font.setBold(True)
        self._name.setFont(font)
        for label in (self._name, self._strategy):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        area = QScrollArea(widgetResizable=True)
        area.setBackgroundRole(QPalette.ColorRole.Base)
        area.setWidget(self._strip)
        inside = QVBoxLayout()
        inside.setSpacing(2)
        inside.addWidget(self._name)
        inside.addWidget(self._strategy)
        inside.addWidget(area, 1)
        inside.addWidget(self._places)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._swatch)
        layout.addLayout(inside, 1)

    def _tokens(self, pair: ScoredPair, measure: CrossMeasure) -> list[Token]:
        scored, scale = pair.scored[self._number], FigureScale.of(pair, measure)
        colours = self._theme.colours
        hue = _hue(measure, colours, other=scored.other)
        return [
            Token(
                spelled(token.text),
                tooltip=self._tooltip(pair, place),
                colour=shade(
                    hue, colours.base, scale.level(figure(token, measure, scored.writer))
                ).name(),
                line_break=spelled(token.text).endswith("\n"),
                mark=self._mark(pair, place, colours),
            )
            for place, token in enumerate(scored.tokens)
        ]

    def _mark(self, pair: ScoredPair, place: int, colours: Colours) -> str:
        if place == pair.scored[self._number].departure:
            return colours.error
        return colours.text if place == pair.difference else ""

    def _tooltip(self, pair: ScoredPair, place: int) -> str:
        scored = pair.scored[self._number]
        token = scored.tokens[place]
        names = self._names(pair)
        lines = [
            self.tr(
                "{model}: probability {probability}, rank {rank}, first choice {choice}"
            ).format(
                model=name,
                probability=probability(judged.probability),
                rank=figures.count(judged.rank),
                choice=spelled(judged.choice_text).strip("\n") or "⏎",
            )
            for name, judged in zip(names, by_side(token, scored.writer), strict=True)
        ]
        divergences = self.tr("KL {kl}, reverse KL {reverse}, Jensen–Shannon {js} nats").format(
            kl=figures.measure(token.kl),
            reverse=figures.measure(token.reverse_kl),
            js=figures.measure(token.js),
        )
        return "\n".join([*lines, divergences, self.tr("token {place}").format(place=place + 1)])

    def _names(self, pair: ScoredPair) -> tuple[str, str]:
        """Who wrote this text, and who did not."""
        own, other = pair.texts[self._number], pair.texts[1 - self._number]
        return own.request.pinned, other.request.pinned

    def _show_words(self) -> None:
        pair = self._pair
        if pair is None:
            for label in (self._name, self._strategy):
                label.setText("")
            self._places.setText("")
            return
        request = pair.texts[self._number].request
        self._name.setText(request.pinned)
        self._strategy.setText(
            beside(
                (
                    spec_text(request.strategy),
                    self.tr("seed {seed}").format(seed=request.seed),
                    *([name_of(request.precision)] if request.precision != "fp32" else []),
                )
            )
        )
        self._strategy.setToolTip(self._strategy.text())
        self._places.setText(self._places_text(pair))

    def _places_text(self, pair: ScoredPair) -> str:
        """Where the other model departs, and where the texts differ."""
        scored, other = pair.scored[self._number], self._names(pair)[1]
        if scored.departure is None:
            text = self.tr("{model} would have written the same greedily.").format(model=other)
        else:
            token = scored.tokens[scored.departure]
            text = self.tr(
                "From token {place} on (red bar) {model} would go on otherwise: {choice} instead "
                "of {token}."
            ).format(
                place=scored.departure + 1,
                model=other,
                choice=_quoted(by_side(token, scored.writer)[1].choice_text),
                token=_quoted(token.text),
            )
        if pair.difference is not None and pair.difference != scored.departure:
            differ = self.tr("The texts differ from token {place} on (bar).")
            text = f"{text} {differ.format(place=pair.difference + 1)}"
        precision = pair.texts[self._number].request.precision
        if precision != "fp32":
            told = self.tr("It was written in {precision}, and both models score it in fp32.")
            text = f"{text} {told.format(precision=name_of(precision))}"
        if scored.num_windows > 1:
            parts = self.tr("Read in {count} parts, as it was written.")
            text = f"{text} {parts.format(count=scored.num_windows)}"
        if scored.common_pieces:
            common = self.tr("Over the {common} pieces that both have, renormalised. ")
            text = f"{common.format(common=figures.count(scored.common_pieces))}{text}"
        return text

    def _on_clicked(self, place: int) -> None:
        if place >= 0:
            self.chosen.emit(place)


def _hue(measure: CrossMeasure, colours: Colours, *, other: str) -> str:
    """Divergences have a colour of their own; what one model finds has that model's."""
    if measure in (CrossMeasure.KL, CrossMeasure.REVERSE_KL, CrossMeasure.JS):
        return colours.series[3]
    is_teacher = (other == "teacher") != (measure is CrossMeasure.OWN)
    return colours.teacher if is_teacher else colours.student


def _quoted(piece: str) -> str:
    shown = spelled(piece).replace("▁", " ").replace("\n", "⏎")
    return f"“{shown}”"
