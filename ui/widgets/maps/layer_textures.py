"""The small pictures of all heads, a texture a layer, drawn once for each size and colour.

Shapes: l layers, h heads, s tile side.
"""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap

from ui.widgets.maps.colour_scale import ColourScale, ScaleKind
from ui.widgets.maps.scales import picture
from ui.widgets.maps.tiles import MASKED, Bytes, Weights, quantise

BoxOf = Callable[[tuple[int, int]], QRect]
"""Where the tile of a layer and a head stands."""


def scaled_tiles(tiles_lhss: Bytes, tops_lh: Weights | None, scale: ColourScale) -> Bytes:
    """The tiles' levels, each from 0 to its head's largest weight, on another scale.

    `tops_lh` are those largest weights, which a fixed scale needs; without them they are 1.
    """
    if (scale.kind, scale.upper) == (ScaleKind.LINEAR, 1.0):
        return tiles_lhss
    result = np.empty_like(tiles_lhss)
    for head in np.ndindex(*tiles_lhss.shape[:2]):
        tile_ss = tiles_lhss[head]
        top = float(tops_lh[head]) if tops_lh is not None else 1.0
        weights_ss = np.where(tile_ss == MASKED, np.nan, tile_ss * (top / (MASKED - 1)))
        result[head] = quantise(scale.shares(weights_ss, scale.top(weights_ss)), 0.0, 1.0)
    return result


class LayerTextures:
    """Tiles side by side in one 8-bit image a layer, and the picture of all of them.

    A repaint copies that picture: the mouse moves over 144 heads without one being drawn again.
    """

    def __init__(self) -> None:
        self._layers: list[QImage] = []
        self._side = 0
        self._picture: QPixmap | None = None

    def set_tiles(self, tiles_lhss: Bytes | None, table: list[int]) -> None:
        """Replace the textures."""
        self._picture = None
        self._layers = []
        if tiles_lhss is not None:
            self._side = int(tiles_lhss.shape[-1])
            self._layers = [picture(np.hstack(list(layer)), table) for layer in tiles_lhss]

    def forget_picture(self) -> None:
        """The tiles stand elsewhere, or their surroundings have other colours."""
        self._picture = None

    def paint(
        self, painter: QPainter, size: QSize, box_of: BoxOf, ground: QColor, outline: QColor
    ) -> None:
        """Draw all tiles, from the picture of the last time if nothing has changed."""
        ratio = painter.device().devicePixelRatioF()
        if self._picture is None or self._picture.size() != size * ratio:
            self._picture = self._drawn(size, ratio, box_of, ground, outline)
        painter.drawPixmap(0, 0, self._picture)

    def _drawn(
        self, size: QSize, ratio: float, box_of: BoxOf, ground: QColor, outline: QColor
    ) -> QPixmap:
        pixmap = QPixmap(size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(0, 0, 0, 0))
        painter = QPainter(pixmap)
        painter.setPen(outline)
        for layer, texture in enumerate(self._layers):
            for head in range(texture.width() // self._side):
                box = box_of((layer, head))
                shrinks = self._side > box.width() * ratio
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, shrinks)
                painter.fillRect(box, ground)
                source = QRectF(head * self._side, 0, self._side, self._side)
                painter.drawImage(QRectF(box), texture, source)
                painter.drawRect(box.adjusted(-1, -1, 0, 0))
        painter.end()
        return pixmap
