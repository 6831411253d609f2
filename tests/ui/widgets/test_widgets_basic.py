import itertools
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit
from screen import field, points

from ui.widgets.charts.bars import nice_top
from ui.widgets.charts.histogram import BarChart, Histogram
from ui.widgets.colours import blend, readable_on
from ui.widgets.drop_area import DropArea
from ui.widgets.log_view import LogView, Weight
from ui.widgets.path_edit import PathEdit
from ui.widgets.saving import save_bytes
from ui.widgets.token_strip import Token, TokenStrip, plain, shown


def drop(widget, *urls):
    data = QMimeData()
    data.setUrls(list(urls))
    widget.dropEvent(
        QDropEvent(
            QPointF(5, 5),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )


def show(qtbot, widget, width=300, height=200):
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


# -- tokens


def test_that_tokens_wrap_and_every_token_keeps_a_place(qtbot):
    strip = show(qtbot, TokenStrip(), width=200)
    strip.set_tokens([Token(f"word{i}", below=str(i)) for i in range(40)])
    token_points = points(strip, strip.token_at)
    assert token_points.keys() == {*range(40), -1}
    beyond = itertools.product(range(201, 400), range(0, strip.height(), 4))
    assert {strip.token_at(QPoint(x, y)) for x, y in beyond} == {-1}
    assert strip.heightForWidth(200) > 4 * strip.heightForWidth(20_000)
    for index in range(40):
        assert strip.token_at(token_points[index]) == index


def test_that_appending_lays_out_like_setting(qtbot):
    tokens = [Token(f"w{i}", line_break=i % 7 == 0) for i in range(50)]
    strip = show(qtbot, TokenStrip(), width=200)
    for token in tokens:
        strip.append([token])
    assert points(strip, strip.token_at).keys() == {*range(50), -1}
    grown = strip.grab().toImage()
    strip.set_tokens(tokens)
    assert strip.grab().toImage() == grown


def test_that_a_click_and_the_arrow_keys_choose_a_token(qtbot):
    strip = show(qtbot, TokenStrip())
    strip.set_tokens([Token("a"), Token("b"), Token("c")])
    with qtbot.waitSignal(strip.clicked) as blocker:
        qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=points(strip, strip.token_at)[1])
    assert blocker.args == [1]
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert strip.selected == 2


def test_that_hovering_is_told_once_per_token(qtbot):
    strip = show(qtbot, TokenStrip())
    strip.set_tokens([Token("aaaa"), Token("b")])
    received: list[int] = []
    strip.hovered.connect(received.append)
    token_points = points(strip, strip.token_at)
    qtbot.mouseMove(strip, token_points[0])
    qtbot.mouseMove(strip, token_points[0] + QPoint(1, 0))
    qtbot.mouseMove(strip, token_points[1])
    assert received == [0, 1]


def test_that_invisible_characters_are_shown():
    assert shown("a b\n\t") == "a⋅b⏎⇥"
    assert shown("") == "∅"


def test_that_a_tooltip_is_never_markup():
    assert "<b>" not in plain("<b>x</b>")


# -- colours


def test_that_text_is_readable_on_its_ground():
    assert readable_on(QColor("#ffffff")) == QColor("black")
    assert readable_on(QColor("#202040")) == QColor("white")
    assert blend("#ff0000", "#0000ff", 1.0) == QColor("#ff0000")


# -- charts


def test_that_bars_are_found_under_the_mouse(qtbot):
    chart = show(qtbot, BarChart())
    chart.set_values(["a", "b"], [1, 3])
    middle = chart.height() // 2
    along = [chart.bar_at(QPoint(x, middle)) for x in range(chart.width())]
    assert [bar for bar, _ in itertools.groupby(along)] == [-1, 0, 1, -1]


def test_that_unequal_lengths_are_refused(qtbot):
    chart = show(qtbot, BarChart())
    with pytest.raises(ValueError):
        chart.set_values(["a"], [1, 2])
    histogram = show(qtbot, Histogram())
    with pytest.raises(ValueError):
        histogram.set_counts([0, 1], [1, 2])
    histogram.set_counts([0, 10, 11], [4, 5])
    assert [bar.tooltip for bar in histogram.bars] == ["0 – 9: 4", "10: 5"]


def test_that_empty_and_zero_charts_are_painted(qtbot):
    chart = show(qtbot, BarChart())
    chart.set_title("nothing")
    chart.grab()
    chart.set_values(["a"], [0])
    chart.grab()


def test_that_the_scale_ends_at_a_round_number():
    assert [nice_top(v) for v in (0, 1, 3, 5, 9, 81, 0.03)] == [1, 1, 4, 8, 10, 100, 0.04]


# -- paths


def test_that_dropped_files_arrive_as_paths_and_web_addresses_do_not(qtbot, tmp_path):
    area = show(qtbot, DropArea("Drop text here"))
    with qtbot.waitSignal(area.dropped) as blocker:
        drop(
            area,
            QUrl.fromLocalFile(str(tmp_path / "小说.txt")),
            QUrl("https://example.org/a.txt"),
            QUrl.fromLocalFile(str(tmp_path)),
        )
    assert blocker.args[0] == [tmp_path / "小说.txt", tmp_path]


def test_that_a_path_can_be_typed_or_dropped(qtbot, tmp_path):
    edit = show(qtbot, PathEdit())
    assert edit.path() is None
    with qtbot.waitSignal(edit.changed):
        drop(edit, QUrl.fromLocalFile(str(tmp_path)))
    assert edit.path() == tmp_path
    edit.set_path("~/novel.txt")
    assert edit.path() == Path.home() / "novel.txt"
    edit.set_path("~nobody-is-called-so/novel.txt")
    assert edit.path() == Path("~nobody-is-called-so/novel.txt")


def test_that_a_file_is_saved_whole_or_not_at_all(tmp_path):
    save_bytes(tmp_path / "a.bin", b"123")
    assert (tmp_path / "a.bin").read_bytes() == b"123"
    with pytest.raises(OSError, match="missing"):
        save_bytes(tmp_path / "missing" / "a.bin", b"123")


def test_that_nothing_is_saved_among_what_a_project_keeps_by_itself(tmp_path):
    (tmp_path / "workbench.json").write_text("{}")
    (tmp_path / "runs").mkdir()
    with pytest.raises(OSError, match="'runs' is kept by the project in"):
        save_bytes(tmp_path / "runs" / "a.csv", b"1")
    save_bytes(tmp_path / "a.csv", b"1")


# -- log


def test_that_the_log_filters_and_copies(qtbot):
    log = show(qtbot, LogView())
    log.append("Step 1")
    log.append("warning: slow\nstep 2", Weight.WARNING)
    log.set_filter("STEP")
    assert log.lines() == ["Step 1", "step 2"]
    assert field(log, "Log", QPlainTextEdit).toPlainText() == "Step 1\nstep 2"
    log.copy()
    assert QGuiApplication.clipboard().text() == "Step 1\nstep 2"
    log.set_filter("")
    assert field(log, "Log", QPlainTextEdit).toPlainText().count("\n") == 2


def test_that_the_log_follows_the_end_unless_one_reads_above(qtbot):
    log = show(qtbot, LogView())
    for i in range(200):
        log.append(f"line {i}")
    bar = field(log, "Log", QPlainTextEdit).verticalScrollBar()
    assert bar.value() == bar.maximum()
    bar.setValue(10)
    log.append("one more")
    assert bar.value() == 10


def test_that_lines_are_text_and_never_markup(qtbot):
    log = show(qtbot, LogView())
    log.append("<b>x</b>")
    assert field(log, "Log", QPlainTextEdit).toPlainText() == "<b>x</b>"
