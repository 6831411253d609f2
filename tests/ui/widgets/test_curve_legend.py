"""The legend stands beside the curves, hides and solos them; few points and far views are drawn."""

import time
from collections.abc import Callable

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from screen import only

from ui.widgets.curves.curve_canvas import CurveCanvas
from ui.widgets.curves.drawing.series import Axes, Look
from ui.widgets.curves.readout import Readout

Make = Callable[..., CurveCanvas]


@pytest.fixture
def canvas_of(qtbot: QtBot) -> Make:
    def make(width: int = 700, height: int = 320, **curves: object) -> CurveCanvas:
        canvas = CurveCanvas()
        qtbot.addWidget(canvas)
        canvas.resize(width, height)
        canvas.show()
        for number, (name, y) in enumerate(curves.items()):
            colour = ("#0072b2", "#d55e00", "#009e73")[number]
            canvas.set_series(name, range(len(y)), y, Look(colour, name))  # type: ignore[arg-type]
        qtbot.wait(5)
        return canvas

    return make


def click(qtbot: QtBot, canvas: CurveCanvas, row: int, ctrl: bool = False) -> None:
    readout = only(canvas, Readout)
    modifier = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
    centre = readout.box(row).center()
    qtbot.mouseClick(readout, Qt.MouseButton.LeftButton, modifier, centre)


def painted(canvas: CurveCanvas, colour: str) -> int:
    """How many pixels of the plot itself have a colour."""
    image = only(canvas, pg.PlotWidget).grab().toImage()
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    wanted = QColor(colour).rgb()
    return sum(image.pixel(*at) == wanted for at in places)


@pytest.mark.parametrize("width", [240, 700])
def test_that_the_legend_covers_no_curve(canvas_of: Make, width: int) -> None:
    canvas = canvas_of(width, one=[1, 2, 3], two=[3, 2, 1])
    canvas.set_reference("floor", 1.5, "#009e73", "floor")
    readout, plot = only(canvas, Readout), only(canvas, pg.PlotWidget)
    legend = readout.rect().translated(readout.mapTo(canvas, QPoint()))
    assert not legend.intersects(plot.geometry())
    assert plot.width() > 0.55 * width
    assert plot.height() >= 110


def test_that_a_click_in_the_legend_hides_and_ctrl_solos(qtbot: QtBot, canvas_of: Make) -> None:
    canvas = canvas_of(one=[1, 2, 3], two=[30, 20, 10])
    assert painted(canvas, "#d55e00")
    click(qtbot, canvas, 1)
    assert canvas.hidden == {"two"}
    assert not painted(canvas, "#d55e00")
    assert only(canvas, pg.PlotWidget).viewRange()[1][1] < 5, "the view follows what is shown"
    canvas.set_series("two", [0, 1], [30, 20], Look("#d55e00", "two"))
    qtbot.wait(5)
    assert not painted(canvas, "#d55e00"), "new points do not bring it back"
    click(qtbot, canvas, 1)
    assert not canvas.hidden
    click(qtbot, canvas, 1, ctrl=True)
    assert canvas.hidden == {"one"}
    click(qtbot, canvas, 1, ctrl=True)
    assert not canvas.hidden
    readout = only(canvas, Readout)
    click(qtbot, canvas, 0)
    qtbot.mouseDClick(readout, Qt.MouseButton.LeftButton, pos=readout.box(0).center())
    assert canvas.hidden == {"two"}


def test_that_the_keyboard_reads_values_and_hides(qtbot: QtBot, canvas_of: Make) -> None:
    canvas = canvas_of(one=[1, 2, 3], two=[30, 20, 10])
    heard: list[float] = []
    canvas.hovered.connect(heard.append)
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Escape):
        qtbot.keyClick(canvas, key)
    assert heard[:3] == [2, 1, 2]
    assert np.isnan(heard[3])
    qtbot.keyClick(canvas, Qt.Key.Key_Down)
    qtbot.keyClick(canvas, Qt.Key.Key_Space)
    assert canvas.hidden == {"one"}
    qtbot.keyClick(canvas, Qt.Key.Key_Return)
    assert canvas.hidden == {"two"}


@pytest.mark.parametrize("values", [[2.0], [2.0, 1.0], [5.0, 4.0, 3.0, 3.5]])
def test_that_every_one_of_few_values_is_seen(canvas_of: Make, values: list[float]) -> None:
    canvas = canvas_of(one=values)
    plot = only(canvas, pg.PlotWidget)
    image, view = plot.grab().toImage(), plot.getPlotItem().getViewBox()
    for x, y in enumerate(values):
        at = plot.mapFromScene(view.mapViewToScene(QPointF(x, y)))
        round_it = [(at.x() + dx, at.y() + dy) for dx in (-2, 0, 2) for dy in (-2, 0, 2)]
        inside = [image.pixelColor(*p).name() for p in round_it if image.valid(*p)]
        assert inside.count("#0072b2") >= 3, (x, y)
    if len(values) == 4:
        assert len(canvas.series["one"].drawn.x) == 4


def wheel(plot: pg.PlotWidget, notches: int) -> None:
    viewport = plot.viewport()
    place = QPointF(viewport.rect().center())
    for _ in range(abs(notches)):
        event = QWheelEvent(
            place,
            QPointF(viewport.mapToGlobal(place.toPoint())),
            QPoint(),
            QPoint(0, 120 if notches > 0 else -120),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewport, event)


@pytest.mark.parametrize("notches", [-40, 80])
@pytest.mark.parametrize("axes", [Axes(), Axes(log_x=True, log_y=True)], ids=["linear", "log"])
def test_that_the_wheel_never_loses_the_curve(
    qtbot: QtBot, canvas_of: Make, axes: Axes, notches: int
) -> None:
    canvas = canvas_of(one=[1.0, 1000.0, 10.0, 2.0])
    canvas.set_axes(axes)
    qtbot.wait(5)
    plot = only(canvas, pg.PlotWidget)
    extents = [high - low for low, high in plot.viewRange()]
    wheel(plot, notches)
    plot.grab()
    for (low, high), extent in zip(plot.viewRange(), extents, strict=True):
        assert extent * 1e-7 < high - low < extent * 20


@pytest.mark.parametrize("span", [(1.2, 1.9), (0.0, 3.0), (-4.0, 9.0), (-300.0, 300.0)])
@pytest.mark.parametrize("height", [110, 600])
def test_that_the_labels_of_a_log_axis_do_not_overlap(
    canvas_of: Make, span: tuple[float, float], height: int
) -> None:
    canvas = canvas_of(height=height, one=[1.0, 2.0])
    plot = only(canvas, pg.PlotWidget)
    for side, size, room in (("left", height, 16), ("bottom", 500, 40)):
        axis = plot.getPlotItem().getAxis(side)
        axis.setLogMode(True)
        places = [place for _, level in axis.tickValues(*span, size) for place in level]
        apart = np.diff(np.sort(places)) / (span[1] - span[0]) * size
        assert len(places) >= 2
        assert apart.min() >= room, (side, axis.tickStrings(places, 1.0, 1.0))


@pytest.mark.slow
def test_that_twenty_runs_of_many_points_are_drawn_at_once(canvas_of: Make) -> None:
    canvas = canvas_of(900, 500, none=[1.0])
    noise = np.random.default_rng(0).normal(size=200_000)
    for number in range(20):
        canvas.set_series(
            str(number), np.arange(noise.size), noise + number, Look("#0072b2", "run")
        )
    begin = time.perf_counter()
    canvas.reset_view()
    canvas.grab()
    assert time.perf_counter() - begin < 1.5
