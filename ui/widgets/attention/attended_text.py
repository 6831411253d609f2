"""The passage itself, coloured by what a token looks at and by what looks at it, in two hues."""

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.i18n import joined
from ui.widgets.attention.attended_map import EMPTY, MOST_NAMED, AttendedMap, strongest
from ui.widgets.maps.amounts import shade
from ui.widgets.maps.colour_scale import ColourScale
from ui.widgets.maps.tiles import Weights
from ui.widgets.numbers import short
from ui.widgets.token_strip import Token, TokenStrip

LINES_SAID = 2
"""What is said below the text has so many lines, so that the text stays where it is."""


LEVELS = 64
"""So many steps there are between the ground and the full colour."""


class AttendedText(QWidget):
    """Grounds say what the chosen token looks at, underlines what looks at it.

    The mouse chooses a token, a click holds it until the next one; so do the arrow keys. `pointed`
    brings the token's index (-1: none).
    """

    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._map = EMPTY
        self._scale = ColourScale()
        self._colour = self._opposite = ""
        self._over = self._held_before = -1
        plain = Qt.TextFormat.PlainText
        self._title = QLabel(textFormat=plain)
        self._looks, self._looked = (QLabel(textFormat=plain, wordWrap=True) for _ in range(2))
        self.strip = TokenStrip()
        area = QScrollArea(widgetResizable=True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setWidget(self.strip)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self._title)
        layout.addWidget(area, 1)
        for label in (self._looks, self._looked):
            label.setMinimumHeight(LINES_SAID * self.fontMetrics().lineSpacing())
            layout.addWidget(label)
        self.strip.hovered.connect(self._on_hovered)
        self.strip.clicked.connect(self._on_clicked)

    def show_map(self, attended: AttendedMap, colour: str, opposite: str) -> None:
        """Show a map of a text on itself: `colour` for looking at, `opposite` for being looked at.

        A map whose queries are not its keys leaves the text without colours, which is said.
        """
        tokens = attended.queries if self._is_whole(attended) else ()
        if tokens != tuple(token.text for token in self.strip.tokens):
            self._over = self._held_before = -1
            self.strip.set_tokens([Token(token, line_break="\n" in token) for token in tokens])
        self._map, self._colour, self._opposite = attended, colour, opposite
        self._recolour()

    @property
    def title(self) -> str:
        """The line above the text."""
        return self._title.text()

    def set_title(self, text: str) -> None:
        """One line above the text, such as the head that looks."""
        self._title.setText(text)
        self.strip.setAccessibleName(text)

    def set_scale(self, scale: ColourScale) -> None:
        """How weights become colours, on a scale of the chosen token's own."""
        self._scale = scale
        self._recolour()

    def set_colours(self, colour: str, opposite: str) -> None:
        """Show the same text in other colours."""
        self._colour, self._opposite = colour, opposite
        self._recolour()

    @property
    def token(self) -> int:
        """The index of the chosen token, -1 without one."""
        return self.strip.selected if self.strip.selected >= 0 else self._over

    def point(self, index: int) -> None:
        """Choose a token as if the mouse stood there, in silence."""
        self._over = index if index < len(self.strip.tokens) else -1
        self._recolour()

    def paint(self, painter: QPainter, box: QRect) -> None:
        """Draw all that is in sight (`box` has the widget's size)."""
        painter.fillRect(box, self.palette().color(QPalette.ColorRole.Window))
        self.render(painter, QPoint(), renderFlags=QWidget.RenderFlag.DrawChildren)

    def retranslate(self) -> None:
        """Say in the present language what the colours mean."""
        self._say()

    def _is_whole(self, attended: AttendedMap) -> bool:
        return attended.query_positions == attended.key_positions

    def _recolour(self) -> None:
        count, token = len(self.strip.tokens), self.token
        ground = self.palette().color(QPalette.ColorRole.Base).name()
        looks: Weights = np.zeros(count)
        looked: Weights = np.zeros(count)
        if 0 <= token < count:
            looks = self._shares(self._map.row(token))
            looked = self._shares(self._map.column(token))
        grounds, bars = (_shades(colour, ground) for colour in (self._colour, self._opposite))
        self.strip.recolour(
            [grounds[level] for level in np.rint(looks * LEVELS).astype(int)],
            [bars[level] if level else "" for level in np.rint(looked * LEVELS).astype(int)],
        )
        self._say()

    def _shares(self, weights: Weights) -> Weights:
        return np.nan_to_num(self._scale.shares(weights, self._scale.top(weights)))

    def _say(self) -> None:
        """What the chosen token looks at and what looks at it, and what the colours stand for."""
        looks, looked = "", ""
        if not self.strip.tokens and self._map.queries:
            looks = self.tr("The queries and the keys of this map are different tokens: see Lines.")
        elif self.strip.tokens and self.token < 0:
            looks = self.tr("Point at a token, or choose one by the arrow keys.")
        elif self.strip.tokens:
            row, column = self._map.row(self.token), self._map.column(self.token)
            keys = [f"{self._map.key_name(i)} {row[i]:.4f}" for i in strongest(row, MOST_NAMED)]
            queries = [
                f"{self._map.query_name(i)} {column[i]:.4f}" for i in strongest(column, MOST_NAMED)
            ]
            name = self._map.query_name(self.token)
            looks = self.tr("Ground, full at {top}: {token} looks at {others}").format(
                top=short(self._scale.top(row)), token=name, others=joined(keys)
            )
            looked = self.tr("Underline, full at {top}: {token} is looked at by {others}").format(
                top=short(self._scale.top(column)), token=name, others=joined(queries)
            )
        self._looks.setText(looks)
        self._looked.setText(looked)
        self.strip.setAccessibleDescription(f"{looks}\n{looked}".strip())

    def _on_hovered(self, index: int) -> None:
        self._over = index
        self._recolour()
        self.pointed.emit(self.token)

    def _on_clicked(self, index: int) -> None:
        """The strip has selected it already."""
        if index == self._held_before:
            self.strip.select(-1)
        self._held_before = self.strip.selected
        self._recolour()
        self.pointed.emit(self.token)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._recolour()


@lru_cache(maxsize=16)
def _shades(colour: str, ground: str) -> tuple[str, ...]:
    """From the ground to the full colour."""
    return tuple(shade(colour, ground, level / LEVELS).name() for level in range(LEVELS + 1))
