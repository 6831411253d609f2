"""The colours of a map beside it, with the weights that they stand for."""

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QFontMetrics, QPainter

from ui.widgets.maps.axis_labels import PAD_PX
from ui.widgets.maps.colour_scale import ColourScale
from ui.widgets.maps.scales import picture
from ui.widgets.numbers import short

BAR_PX = 12
LONGEST_BAR_PX = 240


@dataclass(frozen=True)
class ScaleBar:
    """A scale in force, up to its top, and what it is called; larger weights may be `cut`."""

    scale: ColourScale
    top: float
    name: str
    cut: bool = False
    two_sided: bool = False

    def width_px(self, metrics: QFontMetrics) -> int:
        """With the room to its left and right."""
        labels = [label for _, label in self.ticks(with_middle=True)]
        numbers = BAR_PX + PAD_PX + max(map(metrics.horizontalAdvance, ("≥ 0.0000", *labels)))
        return max(numbers, metrics.horizontalAdvance(self.name)) + 3 * PAD_PX

    def paint(self, painter: QPainter, box: QRect, table: list[int]) -> None:
        """The name, and below it the colours from the largest weight to the smallest."""
        metrics = painter.fontMetrics()
        line = metrics.height()
        painter.drawText(box.left(), box.top() + metrics.ascent(), self.name)
        top = box.top() + line + PAD_PX
        bar = QRect(box.left(), top, BAR_PX, min(box.bottom() - top, LONGEST_BAR_PX))
        ramp = np.linspace(254, 0, 255).astype(np.uint8)[:, None]
        painter.drawImage(bar, picture(ramp, table))
        painter.drawRect(bar.adjusted(0, 0, -1, -1))
        for place, label in self.ticks(with_middle=bar.height() > 4 * line):
            y = bar.top() + (1 - place) * (bar.height() - line)
            painter.drawText(QRectF(bar.right() + PAD_PX, y, 200, line), 0, label)

    def ticks(self, *, with_middle: bool) -> list[tuple[float, str]]:
        """Places on the bar, from 0 (its bottom) to 1, with their weights."""
        places = (0.0, 0.5, 1.0) if with_middle else (0.0, 1.0)
        return [(place, self._label(place)) for place in places]

    def _label(self, place: float) -> str:
        share = 2 * place - 1 if self.two_sided else place
        weight = 0.0 if share == 0 and self.two_sided else self.scale.weight(share, self.top)
        beyond = place == 1 and self.cut
        below = place == 0 and (self.cut if self.two_sided else weight > 0)
        return f"{'≥ ' * beyond}{'≤ ' * below}{short(weight)}"
