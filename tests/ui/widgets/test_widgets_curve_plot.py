import csv
import time

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QDoubleSpinBox
from screen import entry, menu_of, only, press, save_as

from ui.theme import Appearance
from ui.widgets.curves.curve_plot import CurvePlot
from ui.widgets.curves.exports.picture_dialog import PictureDialog


@pytest.fixture
def plot(qtbot):
    plot = CurvePlot()
    qtbot.addWidget(plot)
    plot.resize(600, 400)
    plot.show()
    qtbot.waitExposed(plot)
    return plot


def view_range(plot):
    return only(plot, pg.PlotWidget).viewRange()


def settle(qtbot):
    """What was changed is drawn in the next round of the event loop."""
    qtbot.wait(1)


def ground(plot):
    return only(plot, pg.PlotWidget).backgroundBrush().color()


def test_that_new_data_widens_a_view_nobody_chose(plot, qtbot):
    plot.set_series("a", [0, 1], [0, 1], "#f00", "a")
    settle(qtbot)
    plot.set_series("a", [0, 1, 10], [0, 1, 5], "#f00", "a")
    settle(qtbot)
    (_, right), (_, top) = view_range(plot)
    assert right >= 10
    assert top >= 5


def test_that_new_data_never_changes_a_view_chosen_by_hand(plot, qtbot):
    plot.set_series("a", np.arange(100), np.arange(100), "#f00", "a")
    settle(qtbot)
    view = only(plot, pg.PlotWidget).getViewBox()
    view.setRange(xRange=(10, 20), yRange=(10, 20), padding=0)
    view.sigRangeChangedManually.emit([True, True])
    chosen = view_range(plot)
    plot.set_series("a", np.arange(200), np.arange(200), "#f00", "a")
    settle(qtbot)
    assert view_range(plot) == chosen
    plot.reset_view()
    settle(qtbot)
    assert view_range(plot)[0][1] >= 199


def test_that_the_reference_line_belongs_to_the_view(plot, qtbot):
    plot.set_series("a", [0, 1], [3, 4], "#f00", "a")
    plot.set_reference("floor", 1.5, "#0f0", "floor")
    settle(qtbot)
    assert view_range(plot)[1][0] <= 1.5


def test_that_nothing_is_painted_where_a_curve_has_no_value(plot, qtbot):
    """A line, a gap with a value that stands alone in it, and a line."""
    nan = float("nan")
    values = [1.0, 1.0, nan, nan, nan, 1.0, nan, nan, nan, 1.0, 1.0]
    plot.set_series("loss", range(11), values, "#d50000", "loss")
    settle(qtbot)
    drawing = only(plot, pg.PlotWidget)
    picture, view = drawing.grab().toImage(), drawing.getPlotItem().getViewBox()

    def is_red(x):
        spot = drawing.mapFromScene(view.mapViewToScene(QPointF(x, 1.0)))
        colours = (picture.pixelColor(spot.x(), spot.y() + dy) for dy in (-1, 0, 1))
        return any(colour.red() > 150 > colour.green() for colour in colours)

    assert [x for x in (0.5, 1.5, 3.0, 4.5, 5.0, 5.5, 7.0, 8.5, 9.5) if is_red(x)] == [
        0.5,
        5.0,
        9.5,
    ]


def test_that_the_badge_counts_what_a_log_axis_cannot_show(plot, qtbot):
    plot.set_series("a", [1, 2, 3, 4], [1, -1, 0, np.nan], "#f00", "a")
    settle(qtbot)
    assert plot.badge == "1 NaN or infinite"
    plot.set_log(y=True)
    settle(qtbot)
    assert plot.badge == "2 not above zero, not on this log axis · 1 NaN or infinite"


def test_that_the_badge_counts_ignored_outliers(plot, qtbot):
    y = np.sin(np.arange(1000))
    y[500] = 1e6
    plot.set_series("a", np.arange(1000), y, "#f00", "a")
    plot.set_ignore_outliers(True)
    settle(qtbot)
    assert plot.badge.endswith("points outside")
    assert view_range(plot)[1][1] < 10


def test_that_the_mouse_tells_where_it_is(plot, qtbot):
    plot.set_series("a", np.arange(100), np.arange(100), "#f00", "a")
    settle(qtbot)
    viewport = only(plot, pg.PlotWidget).viewport()
    with qtbot.waitSignal(plot.hovered) as blocker:
        qtbot.mouseMove(viewport, QPoint(viewport.width() // 2, viewport.height() // 2))
        qtbot.mouseMove(viewport, QPoint(viewport.width() // 2 + 3, viewport.height() // 2))
    assert 30 < blocker.args[0] < 70


def test_that_csv_holds_every_point_and_what_was_smoothed(plot, tmp_path):
    plot.set_series("a", [1, 2, 3], [1, 0.5, 0], "#f00", "loss, 训练")
    plot.set_smoothing(0.6 * 0.999)
    plot.save(tmp_path / "curves.csv")
    rows = list(csv.reader((tmp_path / "curves.csv").read_text("utf-8-sig").splitlines()))
    assert rows[0] == ["series", "x", "value", "smoothed", "low", "high", "band", "of"]
    assert [row[:3] for row in rows[1:]] == [
        ["loss, 训练", "1.0", "1.0"],
        ["loss, 训练", "2.0", "0.5"],
        ["loss, 训练", "3.0", "0.0"],
    ]
    assert float(rows[2][3]) == pytest.approx(0.6875, abs=1e-3)


@pytest.mark.slow
def test_that_a_picture_for_a_paper_has_its_size_in_centimetres(plot, tmp_path, qtbot):
    plot.setWindowTitle("Loss")
    plot.set_series("a", np.arange(500), np.arange(500), "#d50000", "a")
    plot.set_reference("b", 100.0, "#009e73", "floor")
    settle(qtbot)
    view = only(plot, pg.PlotWidget).getViewBox()
    view.setRange(xRange=(100, 200), yRange=(100, 200), padding=0)
    view.sigRangeChangedManually.emit([True, True])
    entry(menu_of(plot, "Export"), "Picture for a paper…").trigger()
    dialog = plot.findChild(PictureDialog)
    width, height = dialog.findChildren(QDoubleSpinBox)
    width.setValue(8.0)
    height.setValue(6.0)
    press(dialog, "Save…")
    save_as(plot, tmp_path / "loss.pdf")
    document = QPdfDocument()
    document.load(str(tmp_path / "loss.pdf"))
    points = document.pagePointSize(0)
    assert points.width() == pytest.approx(8 / 2.54 * 72, abs=1.5)
    assert points.height() == pytest.approx(6 / 2.54 * 72, abs=1.5)
    assert "floor" in document.getAllText(0).text(), "the legend stands in it as text"
    plot.save(tmp_path / "loss.png", dialog.picture_size)
    image = QImage(str(tmp_path / "loss.png"))
    assert image.width() == pytest.approx(8 / 2.54 * 300, abs=5)
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(60)}
    assert "#ffffff" in colours
    assert "#d50000" in {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }
    assert view.viewRange() == [[100, 200], [100, 200]]


def test_that_a_picture_is_copied(plot, qtbot):
    plot.set_series("a", [1, 2], [1, 2], "#d50000", "a")
    settle(qtbot)
    entry(menu_of(plot, "Export"), "Copy picture").trigger()
    assert QGuiApplication.clipboard().image().width() == 2 * plot.canvas.width()


@pytest.mark.slow
@pytest.mark.parametrize("suffix", [".png", ".svg", ".pdf"])
def test_that_a_picture_is_exported_on_white_in_the_dark_theme_too(
    qtbot, plot, session, tmp_path, suffix
):
    session.theme.set_appearance(Appearance.DARK)
    qtbot.waitUntil(lambda: ground(plot).lightness() < 60)
    plot.set_series("a", [1, 2, 3], [1, 0.5, 0], "#f00", "loss")
    plot.save(tmp_path / f"curves{suffix}")
    if suffix == ".pdf":
        document = QPdfDocument()
        document.load(str(tmp_path / "curves.pdf"))
        image = document.render(0, plot.canvas.size())
    else:
        image = QImage(str(tmp_path / f"curves{suffix}"))
    assert image.width() >= 0.9 * plot.canvas.width()  # Qt reads an SVG's inch as 90 pixels, not 96
    assert image.pixelColor(image.width() // 2, image.height() // 2).lightness() > 200
    assert ground(plot).lightness() < 60


def test_that_an_export_that_cannot_be_written_is_told(plot, qtbot, tmp_path):
    entry(menu_of(plot, "Export"), "Points as CSV…").trigger()
    with qtbot.waitSignal(plot.failed) as blocker:
        save_as(plot, tmp_path / "missing" / "curves.csv")
    assert "curves.csv could not be written" in blocker.args[0]


def test_that_a_removed_curve_is_gone(plot, qtbot):
    plot.set_series("a", [1], [1], "#f00", "a")
    plot.remove("a")
    plot.remove("never there")
    settle(qtbot)
    assert plot.canvas.series == {}


def test_that_a_hundred_thousand_points_are_taken_in_quickly(plot, qtbot):
    x = np.arange(100_000)
    plot.set_smoothing(0.9)
    begin = time.perf_counter()
    plot.set_series("a", x, np.random.default_rng(0).standard_normal(x.size), "#f00", "a")
    settle(qtbot)
    assert time.perf_counter() - begin < 0.5
