"""Colour tables for 8-bit pictures: from the ground to one or two colours, or a colour map's."""

from functools import lru_cache

import numpy as np
from PySide6.QtGui import QColor, QImage

from ui.widgets.colours import blend
from ui.widgets.maps.colour_scale import ColourMap
from ui.widgets.maps.tiles import MASKED, Bytes


def one_colour(ground: QColor | str, colour: QColor | str) -> list[int]:
    """From the ground at 0 to the colour at 254; masked cells are transparent."""
    return _mixed(QColor(ground).name(), QColor(colour).name())


def two_colours(ground: QColor | str, low: QColor | str, high: QColor | str) -> list[int]:
    """From `low` at 0 over the ground at 127 to `high` at 254; masked cells are transparent."""
    return _mixed_both(*(QColor(one).name() for one in (ground, low, high)))


def colours_of(colour_map: ColourMap, ground: QColor | str, colour: QColor | str) -> list[int]:
    """The table of a colour map: its own, or from the ground to a colour."""
    if colour_map is ColourMap.OWN:
        return one_colour(ground, colour)
    return _perceptual(colour_map)


@lru_cache(maxsize=8)
def _perceptual(colour_map: ColourMap) -> list[int]:
    import pyqtgraph  # takes a moment, which only those who choose such colours wait for

    table = pyqtgraph.colormap.get(colour_map.value).getLookupTable(nPts=MASKED, mode="qcolor")
    return [*(colour.rgba() for colour in table), 0]


@lru_cache(maxsize=32)
def _mixed(ground: str, colour: str) -> list[int]:
    return [*(blend(colour, ground, level / 254).rgba() for level in range(MASKED)), 0]


@lru_cache(maxsize=32)
def _mixed_both(ground: str, low: str, high: str) -> list[int]:
    table = [
        blend(low if level < 127 else high, ground, abs(level - 127) / 127).rgba()
        for level in range(MASKED)
    ]
    return [*table, 0]


def picture(levels: Bytes, table: list[int]) -> QImage:
    """An indexed image of the levels (rows, columns); the image owns its pixels."""
    rows, columns = levels.shape
    pixels = np.ascontiguousarray(levels)
    image = QImage(pixels.data, columns, rows, columns, QImage.Format.Format_Indexed8)
    image.setColorTable(table)
    return image.copy()
