"""Small sums with colours; the colours themselves come from the palette or from who calls."""

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QPainter, QPalette, QPen

READ, SEEN = 4.5, 3.0
"""The least contrast of text, and of lines and marks, with their ground (WCAG 2)."""
FAINT = 0.15
"""The share of grid lines and grounds, which only lead the eye."""


def blend(colour: QColor | str, ground: QColor | str, share: float) -> QColor:
    """An opaque mix of `share` parts of `colour` and the rest of `ground`."""
    a, b = QColor(colour), QColor(ground)
    return QColor.fromRgbF(
        *(
            _clamp(share * x + (1 - share) * y)
            for x, y in (
                (a.redF(), b.redF()),
                (a.greenF(), b.greenF()),
                (a.blueF(), b.blueF()),
            )
        )
    )


def readable_on(ground: QColor) -> QColor:
    """Black or white, whichever stands out more."""
    return max((QColor("black"), QColor("white")), key=lambda ink: contrast(ink, ground))


def contrast(one: QColor | str, other: QColor | str) -> float:
    """From 1 to 21, by the relative luminance of WCAG 2."""
    darker, lighter = sorted(map(_luminance, (QColor(one), QColor(other))))
    return (lighter + 0.05) / (darker + 0.05)


def quiet_ink(ink: QColor, ground: QColor) -> QColor:
    """The ink of words that stand back, paled as far as they can be read."""
    return _paled(ink, ground, READ, 0.7)


def quiet_line(colour: QColor | str, ground: QColor) -> QColor:
    """The colour of a line or a bar that stands back, paled as far as it can be seen."""
    return _paled(QColor(colour), ground, SEEN, 0.5)


def paint_focus(painter: QPainter, box: QRect, palette: QPalette) -> None:
    """A ring that shows where the keyboard is: the accent within a line of the ground, so that it
    is seen on whatever is painted there."""
    role = QPalette.ColorRole
    painter.setBrush(QColor(0, 0, 0, 0))
    for inset, colour, width in ((0, role.Highlight, 2), (2, role.Base, 1)):
        painter.setPen(QPen(palette.color(colour), width))
        edge = inset + width // 2
        painter.drawRect(box.adjusted(edge, edge, -edge - 1, -edge - 1))


def _paled(ink: QColor, ground: QColor, least: float, share: float) -> QColor:
    paled = (blend(ink, ground, part / 20) for part in range(round(20 * share), 20))
    return next((colour for colour in paled if contrast(colour, ground) >= least), ink)


def _luminance(colour: QColor) -> float:
    red, green, blue = map(_linear, (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    """Undo the gamma of sRGB."""
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _clamp(value: float) -> float:
    return min(max(value, 0.0), 1.0)
