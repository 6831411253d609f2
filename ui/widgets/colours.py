"""Small sums with colours; the colours themselves come from the palette or from who calls."""

from PySide6.QtGui import QColor


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
    """Black or white, whichever stands out more (relative luminance of WCAG 2)."""
    light = 0.2126 * _linear(ground.redF()) + 0.7152 * _linear(ground.greenF())
    light += 0.0722 * _linear(ground.blueF())
    return QColor("black") if light > 0.179 else QColor("white")


def _linear(channel: float) -> float:
    """Undo the gamma of sRGB."""
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def _clamp(value: float) -> float:
    return min(max(value, 0.0), 1.0)
