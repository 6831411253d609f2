"""Names beside bars, and numbers under them, are read as a whole."""

import itertools

import pytest
from PySide6.QtGui import QFontMetrics, QPainter, QPixmap
from pytestqt.qtbot import QtBot

from ui.widgets.charts.histogram import Histogram
from ui.widgets.charts.share_bars import ShareBars


def drawn(widget, monkeypatch: pytest.MonkeyPatch) -> list[tuple]:
    """What a widget writes while it paints itself: the arguments of each text."""
    texts: list[tuple] = []
    with monkeypatch.context() as patched:
        patched.setattr(QPainter, "drawText", lambda _, *args: texts.append(args))
        widget.render(QPixmap(widget.size()))
    return texts


@pytest.mark.parametrize("points", [9.0, 9.5, 10.0, 11.0, 12.0, 13.0])
def test_that_a_name_with_room_is_not_cut(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, points: float
):
    names = ["…ad", "the", "…ing", "lamp"]
    for name in names:
        bars = ShareBars()
        qtbot.addWidget(bars)
        font = bars.font()
        font.setPointSizeF(points)
        bars.setFont(font)
        bars.resize(600, 40)
        bars.set_shares({name: 0.5})
        assert name in [args[-1] for args in drawn(bars, monkeypatch)]


@pytest.mark.parametrize("width", range(180, 420, 20))
def test_that_the_edges_of_ranges_do_not_touch(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, width: int
):
    histogram = Histogram()
    qtbot.addWidget(histogram)
    histogram.resize(width, 150)
    edges = [2048, 4096, 8192, 16384, 32768, 65536]
    histogram.set_counts(edges, [4, 0, 0, 1, 4])
    written = [args for args in drawn(histogram, monkeypatch) if len(args) == 3]
    lowest = max(base for _, base, _ in written)
    across = QFontMetrics(histogram.font()).horizontalAdvance
    places = sorted((x, x + across(text)) for x, base, text in written if base == lowest)
    assert len(places) > 1
    assert all(end <= begin for (_, end), (begin, _) in itertools.pairwise(places))
