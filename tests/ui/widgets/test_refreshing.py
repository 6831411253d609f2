"""Plots out of sight cost nothing, and are up to date when they come into sight."""

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.curves.curve_canvas import CurveCanvas
from ui.widgets.curves.drawing.series import Look

LOOK = Look("#336699", "loss")


def drawn(canvas: CurveCanvas) -> tuple[float, float]:
    """How far the plot reaches upwards."""
    low, high = canvas._view.y_range
    return low, high


def test_that_a_plot_scrolled_out_of_sight_is_drawn_when_it_is_seen(qtbot: QtBot) -> None:
    inside = QWidget()
    layout = QVBoxLayout(inside)
    seen, hidden = CurveCanvas(), CurveCanvas()
    for canvas in (seen, hidden):
        canvas.setFixedHeight(300)
        layout.addWidget(canvas)
    scroll = QScrollArea(widgetResizable=True)
    scroll.setWidget(inside)
    scroll.resize(400, 250)
    qtbot.addWidget(scroll)
    with qtbot.waitExposed(scroll):
        scroll.show()
    for canvas in (seen, hidden):
        canvas.set_series("loss", [0.0, 1.0], [5.0, 50.0], LOOK)
    qtbot.waitUntil(lambda: drawn(seen)[1] >= 50.0)
    assert drawn(hidden)[1] < 50.0
    scroll.ensureWidgetVisible(hidden)
    qtbot.waitUntil(lambda: drawn(hidden)[1] >= 50.0)


def test_that_a_plot_that_is_not_shown_yet_is_drawn_all_the_same(qtbot: QtBot) -> None:
    canvas = CurveCanvas()
    qtbot.addWidget(canvas)
    canvas.set_series("loss", [0.0, 1.0], [5.0, 50.0], LOOK)
    qtbot.waitUntil(lambda: drawn(canvas)[1] >= 50.0)
