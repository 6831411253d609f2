"""The text as tokens, one of which is the place that is explained."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout, QWidget

from ui.widgets.token_strip import Token, TokenStrip, spelled
from workbench.inspection.attribution.written import Explanation

_FEWEST_LINES, _MOST_LINES = 1, 3


class PlaceStrip(QWidget):
    """`clicked` tells the place that a person chose."""

    clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._about = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._strip = TokenStrip()
        self._strip.clicked.connect(self.clicked)
        area = QScrollArea(widgetResizable=True)
        area.setBackgroundRole(QPalette.ColorRole.Base)
        area.setWidget(self._strip)
        line = self._strip.fontMetrics().height() + 8
        area.setMinimumHeight(_FEWEST_LINES * line + 8)
        area.setMaximumHeight(_MOST_LINES * line + 8)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._about)
        layout.addWidget(area)

    def show_place(self, found: Explanation | None, *, fills_masks: bool) -> None:
        """Show what an explanation is of; where masks are filled in, the token at the place."""
        self._strip.setAccessibleName(self.tr("The place in the text"))
        tokens = () if found is None else tuple(map(spelled, found.tokens))
        if tuple(token.text for token in self._strip.tokens) != tokens:
            self._strip.set_tokens([Token(token) for token in tokens])
        position = None if found is None else found.position
        self._strip.select(-1 if position is None else position)
        self._strip.setEnabled(position is not None)
        if found is None:
            text = self.tr("Press Enter or “Look”: the end of the text is explained.")
        elif position is None:
            text = self.tr("The class of the whole text is explained.")
        elif fills_masks:
            text = self.tr("The token at place {place} is explained; click another one.")
        else:
            text = self.tr("The token behind place {place} is explained; click another one.")
        self._about.setText(text.format(place=position))
