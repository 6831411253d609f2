"""What the keys do in a drawing of curves.

Left and right move the crosshair, up and down go through the legend, Space hides, Enter shows
alone, Home resets the view, End follows the newest points, plus and minus zoom, Shift and an arrow
move the view, Escape takes the crosshair away, and N asks what there is to do at its place, as a
right click does.
"""

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from ui.widgets.curves.plot_view import Follow, PlotView
from ui.widgets.curves.readout import Readout

if TYPE_CHECKING:
    from ui.widgets.curves.curve_canvas import CurveCanvas

_ACROSS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_UPWARDS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_ZOOM = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}


def press(canvas: "CurveCanvas", view: PlotView, legend: Readout, event: QKeyEvent) -> bool:
    """Do what a key asks for; says whether it asks for anything."""
    key = Qt.Key(event.key())
    if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and key in {**_ACROSS, **_UPWARDS}:
        view.move(_ACROSS.get(key, 0), _UPWARDS.get(key, 0))
    elif key in _ACROSS:
        _step(canvas, _ACROSS[key])
    elif key in _UPWARDS:
        legend.move_current(-_UPWARDS[key])
    elif key in _ZOOM:
        view.zoom(_ZOOM[key])
    elif key == Qt.Key.Key_Home:
        canvas.reset_view()
    elif key == Qt.Key.Key_End:
        canvas.set_follow(Follow.NEWEST)
    elif key == Qt.Key.Key_N and not math.isnan(canvas.crosshair):
        canvas.place_asked.emit(canvas.crosshair)
    elif key == Qt.Key.Key_Escape and not math.isnan(canvas.crosshair):
        canvas.point_at(float("nan"))
    else:
        return _press_in_legend(canvas, legend.current, key)
    return True


def _step(canvas: "CurveCanvas", step: int) -> None:
    """To the next point of the curve that has most of them; from nowhere to the last one."""
    longest = canvas.longest
    if longest is None:
        return
    at = longest.nearest(canvas.crosshair)
    place = longest.x.size - 1 if at is None else min(max(at + step, 0), longest.x.size - 1)
    canvas.point_at(float(longest.x[place]))


def _press_in_legend(canvas: "CurveCanvas", current: str, key: Qt.Key) -> bool:
    if not current:
        return False
    if key == Qt.Key.Key_Space:
        canvas.toggle(current)
    elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
        canvas.solo(current)
    else:
        return False
    return True
