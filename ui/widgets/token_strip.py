"""Text as coloured tokens that wrap like words."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.widgets.colours import blend, paint_focus, quiet_ink, readable_on
from ui.widgets.token_layout import EDGE_PX, TokenLayout

PAD_PX = 3
MARK_PX = 3
UNDERLINE_PX = 5
ALTERNATING = ("#56b4e9", "#e69f00", "#009e73", "#cc79a7")
"""Colours of neighbouring tokens that were given none (Okabe and Ito's)."""
ALTERNATING_SHARE = 0.4
SUB_SCALE = 0.75
SPACE_SHOWN = "⋅"
"""The dot operator: fonts of Chinese draw the middle dot as wide as a character."""
_BYTE_PIECE = re.compile("<0x([0-7][0-9A-F])>")


@dataclass(frozen=True)
class Token:
    """One token: its text as shown, what is written below it, its tooltip, its ground colour.

    An empty colour takes one that differs from the neighbours'; a `line_break` behind the token
    starts a new line. A `mark` is the colour of a bar before it, for a place that is spoken of;
    an `underline` that of a bar along its foot, for a second figure.
    """

    text: str
    below: str = ""
    tooltip: str = ""
    colour: str = ""
    line_break: bool = False
    mark: str = ""
    underline: str = ""


class TokenStrip(QWidget):
    """Tokens side by side, wrapped to the width, as high as they need (put it in a scroll area).

    `hovered` and `clicked` tell a token's index (-1: none). The arrow keys move the selected
    token, which stays outlined.
    """

    hovered = Signal(int)
    clicked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens: tuple[Token, ...] = ()
        self._boxes: list[QRect] = []
        self._layout = TokenLayout()
        self._laid_out_for = -1
        self._hover = -1
        self._selected = -1
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFont(_even_font(self.font()))

    def set_tokens(self, tokens: Sequence[Token]) -> None:
        """Replace all tokens; the selection is dropped."""
        self._tokens = tuple(tokens)
        self._hover = self._selected = -1
        self._layout.forget()
        self._relayout()

    def append(self, tokens: Sequence[Token]) -> None:
        """Add tokens at the end, as a text is written; the boxes before them stay as they are."""
        begin = len(self._boxes)
        self._tokens += tuple(tokens)
        if self._laid_out_for == self.width() and begin:
            self._extend_layout()
            self._apply_height()
            self.update()
        else:
            self._relayout()

    def recolour(self, colours: Sequence[str], underlines: Sequence[str]) -> None:
        """Give every token another ground and underline; their places and the selection stay."""
        self._tokens = tuple(
            token
            if (token.colour, token.underline) == (colour, underline)
            else replace(token, colour=colour, underline=underline)
            for token, colour, underline in zip(self._tokens, colours, underlines, strict=True)
        )
        self.update()

    @property
    def tokens(self) -> tuple[Token, ...]:
        return self._tokens

    @property
    def selected(self) -> int:
        """The index of the selected token, -1 without one."""
        return self._selected

    def select(self, index: int) -> None:
        """Outline a token; -1 none."""
        self._selected = index
        self.update()

    def text(self) -> str:
        """All tokens' texts as one."""
        return "".join(token.text + "\n" * token.line_break for token in self._tokens)

    def box_of(self, index: int) -> QRect:
        """Where a token stands; nowhere before it is laid out."""
        return self._boxes[index] if 0 <= index < len(self._boxes) else QRect()

    def token_at(self, position: QPoint) -> int:
        """The index of the token under a position, -1 without one."""
        return next((i for i, box in enumerate(self._boxes) if box.contains(position)), -1)

    # -- layout

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._measured().height(width, self._row_height())

    def sizeHint(self) -> QSize:
        width = self.width() if self._laid_out_for > 0 else 320
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self._row_height() + 2 * EDGE_PX)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != self._laid_out_for:
            self._relayout()

    def _relayout(self) -> None:
        self._laid_out_for = self.width()
        self._boxes = self._measured().boxes(self.width(), self._row_height())
        self._apply_height()
        self.update()

    def _extend_layout(self) -> None:
        self._boxes = self._measured().boxes(self.width(), self._row_height(), self._boxes)

    def _apply_height(self) -> None:
        bottom = self._boxes[-1].bottom() if self._boxes else self._row_height()
        if bottom + EDGE_PX != self.minimumHeight():
            self.setMinimumHeight(bottom + EDGE_PX)
            self.updateGeometry()

    def _measured(self) -> TokenLayout:
        """The layout of all tokens; those that are new are measured."""
        metrics, below = self.fontMetrics(), QFontMetrics(self._below_font())
        for token in self._tokens[len(self._layout) :]:
            wide = metrics.horizontalAdvance(shown(token.text))
            wide = max(wide, below.horizontalAdvance(token.below)) + 2 * PAD_PX
            self._layout.add(wide, ends_line=token.line_break)
        return self._layout

    def _row_height(self) -> int:
        height = self.fontMetrics().height() + 2 * PAD_PX
        if any(token.below for token in self._tokens[:1]):
            height += QFontMetrics(self._below_font()).height()
        return height

    def _below_font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(max(font.pointSizeF() * SUB_SCALE, 6.0))
        return font

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        for index, box in enumerate(self._boxes):
            if box.intersects(event.rect()):
                self._paint_token(painter, index, box)
        if self.hasFocus():
            paint_focus(painter, self.rect(), self.palette())

    def _paint_token(self, painter: QPainter, index: int, box: QRect) -> None:
        token = self._tokens[index]
        ground = self._ground(index)
        painter.fillRect(box, ground)
        if token.mark:
            painter.fillRect(box.left(), box.top(), MARK_PX, box.height(), QColor(token.mark))
        if token.underline:
            foot = QRect(box.left(), box.bottom() - UNDERLINE_PX + 1, box.width(), UNDERLINE_PX)
            painter.fillRect(foot, QColor(token.underline))
        ink = readable_on(ground)
        if index in (self._hover, self._selected):
            painter.setPen(QPen(ink, 2 if index == self._selected else 1))
            painter.drawRect(box.adjusted(1, 1, -1, -1))
        painter.setPen(ink)
        painter.setFont(self.font())
        upper = box.adjusted(0, PAD_PX, 0, 0)
        upper.setHeight(self.fontMetrics().height())
        painter.drawText(upper, Qt.AlignmentFlag.AlignCenter, shown(token.text))
        if token.below:
            painter.setFont(self._below_font())
            painter.setPen(quiet_ink(ink, ground))
            lower = box.adjusted(0, upper.height() + PAD_PX, 0, -PAD_PX)
            painter.drawText(lower, Qt.AlignmentFlag.AlignCenter, token.below)

    def _ground(self, index: int) -> QColor:
        if colour := self._tokens[index].colour:
            return QColor(colour)
        base = self.palette().color(QPalette.ColorRole.Base)
        return blend(ALTERNATING[index % len(ALTERNATING)], base, ALTERNATING_SHARE)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._layout.forget()
            self._relayout()

    # -- mouse and keys

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            index = self.token_at(event.pos())
            tooltip = self._tokens[index].tooltip if index >= 0 else ""
            QToolTip.showText(event.globalPos(), plain(tooltip), self)
            return True
        return super().event(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._set_hover(self.token_at(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        self._set_hover(-1)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._choose(self.token_at(event.position().toPoint()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step = steps.get(Qt.Key(event.key()))
        if step is None or not self._tokens:
            super().keyPressEvent(event)
            return
        self._choose(min(max(self._selected + step, 0), len(self._tokens) - 1))

    def _choose(self, index: int) -> None:
        self.select(index)
        self.clicked.emit(index)

    def _set_hover(self, index: int) -> None:
        if index != self._hover:
            self._hover = index
            self.update()
            self.hovered.emit(index)


def shown(text: str) -> str:
    """A token's text with what is invisible made visible; SentencePiece's mark is a space."""
    for invisible, mark in (
        (" ", SPACE_SHOWN),
        ("▁", SPACE_SHOWN),
        ("\n", "⏎"),
        ("\t", "⇥"),
        ("\r", "␍"),
    ):
        text = text.replace(invisible, mark)
    return text or "∅"


def spelled(piece: str) -> str:
    """A piece of the vocabulary, or several in a row, as text: bytes of ASCII as characters."""
    return _BYTE_PIECE.sub(lambda byte: chr(int(byte[1], 16)), piece)


def plain(text: str) -> str:
    """A tooltip that Qt cannot take for markup, with its lines kept."""
    return f"<p style='white-space:pre'>{escape(text)}</p>" if text else ""


def _even_font(font: QFont) -> QFont:
    fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    fixed.setPointSizeF(font.pointSizeF())
    return fixed
