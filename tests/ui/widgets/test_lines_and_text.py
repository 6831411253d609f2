"""The line view and the text view of a map of attention, against the map read by hand."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor
from screen import points

from ui.widgets.attention.attended_map import AttendedMap, strongest_cells
from ui.widgets.attention.attended_text import AttendedText
from ui.widgets.attention.line_view import LineView
from ui.widgets.attention.weighted_lines import WeightedLines
from ui.widgets.maps.map_view import NO_CELL
from ui.widgets.token_strip import spelled

TOKENS = ("a", "little", "fox", "ran")
CAUSAL = AttendedMap.of(
    np.array([[1, 0, 0, 0], [0.25, 0.75, 0, 0], [0.5, 0.2, 0.3, 0], [0.1, 0.2, 0.6, 0.1]]),
    TOKENS,
    causal=True,
)


@pytest.fixture
def lines(qtbot):
    view = LineView()
    qtbot.addWidget(view)
    view.show_map(CAUSAL, "#0000ff")
    view.resize(400, 300)
    view.show()
    qtbot.waitExposed(view)
    return view


def tokens_at(view):
    return points(view.viewport(), lambda point: view.token_at(QPointF(point)))


def test_that_the_strongest_weights_are_those_of_a_full_sort():
    values = np.random.default_rng(0).random((30, 20)).astype(np.float32)
    order = np.argsort(-values, axis=None)[:7]
    assert strongest_cells(values, 7) == [divmod(int(i), 20) for i in order]
    assert len(strongest_cells(values, 10_000)) == 600
    assert strongest_cells(np.zeros((0, 0)), 5) == []
    assert strongest_cells(np.full((2, 2), np.nan), 5) == []


def test_that_lines_are_those_of_the_token_under_the_mouse(lines, qtbot):
    places = tokens_at(lines)
    qtbot.mouseMove(lines.viewport(), places[2, -1])
    assert lines.lines() == [(2, 0), (2, 2), (2, 1)]
    assert lines.accessibleDescription() == (
        "fox (2) looks at a (0) 0.5000, fox (2) 0.3000, little (1) 0.2000"
    )
    qtbot.mouseMove(lines.viewport(), places[-1, 2])
    assert lines.lines() == [(3, 2), (2, 2)], "what looks at a key"
    assert "fox (2) is looked at by ran (3) 0.6000" in lines.accessibleDescription()


def test_that_without_a_token_the_strongest_lines_are_drawn(lines):
    lines.set_strongest(2)
    assert lines.lines() == [(0, 0), (1, 1)]
    assert lines.accessibleDescription() == "The 2 strongest weights"


def test_that_a_click_holds_a_token_and_the_keys_walk(lines, qtbot):
    received = []
    lines.pointed.connect(lambda row, column: received.append((row, column)))
    places = tokens_at(lines)
    qtbot.mouseClick(lines.viewport(), Qt.MouseButton.LeftButton, pos=places[1, -1])
    qtbot.mouseMove(lines.viewport(), places[3, -1])
    assert lines.cell == (1, -1)
    qtbot.keyClick(lines, Qt.Key.Key_Down)
    assert lines.held == (2, -1)
    qtbot.keyClick(lines, Qt.Key.Key_Right)
    assert lines.held == (-1, 2)
    qtbot.keyClick(lines, Qt.Key.Key_Escape)
    assert lines.held == NO_CELL
    assert received[0] == (1, -1)


def test_that_a_stronger_weight_is_a_fuller_line(lines):
    lines.point(2, -1)
    lines_of = WeightedLines(CAUSAL)
    shares = lines_of.token_shares((2, -1))[1]
    assert shares.argsort().tolist() == [3, 1, 2, 0]
    before = lines.grab().toImage()
    lines.set_colours("#ff0000")
    assert lines.grab().toImage() != before


def test_that_a_long_text_scrolls_to_the_token_that_the_keys_reach(lines, qtbot):
    tokens = tuple(f"t{number}" for number in range(200))
    lines.show_map(AttendedMap.of(np.eye(200), tokens), "#0000ff")
    lines.point(150, -1)
    qtbot.keyClick(lines, Qt.Key.Key_Down)
    assert (151, -1) in tokens_at(lines)


@pytest.fixture
def text(qtbot):
    view = AttendedText()
    qtbot.addWidget(view)
    view.show_map(CAUSAL, "#0000ff", "#ff00ff")
    view.resize(400, 200)
    view.show()
    qtbot.waitExposed(view)
    return view


def test_that_grounds_say_what_a_token_looks_at_and_underlines_what_looks_at_it(text, qtbot):
    place = points(text.strip, text.strip.token_at)[2]
    qtbot.mouseMove(text.strip, place)
    blues = [QColor(token.colour).red() for token in text.strip.tokens]
    assert sorted(range(4), key=blues.__getitem__) == [0, 2, 1, 3], "the fuller, the less red"
    assert [bool(token.underline) for token in text.strip.tokens] == [False, False, True, True]
    said = text.strip.accessibleDescription()
    assert "fox (2) looks at a (0) 0.5000, fox (2) 0.3000, little (1) 0.2000" in said
    assert "fox (2) is looked at by ran (3) 0.6000, fox (2) 0.3000" in said


def test_that_a_click_holds_a_token_of_the_text_and_a_second_one_releases_it(text, qtbot):
    places = points(text.strip, text.strip.token_at)
    qtbot.mouseClick(text.strip, Qt.MouseButton.LeftButton, pos=places[1])
    qtbot.mouseMove(text.strip, places[3])
    assert text.token == 1
    qtbot.mouseClick(text.strip, Qt.MouseButton.LeftButton, pos=places[1])
    assert text.token == 3


def test_that_a_map_between_different_tokens_is_not_shown_as_a_text(text):
    part = AttendedMap(np.ones((1, 2)), ("a",), ("fox", "ran"), (0,), (2, 3))
    text.show_map(part, "#0000ff", "#ff00ff")
    assert text.strip.tokens == ()
    assert "see Lines" in text.strip.accessibleDescription()


@pytest.mark.parametrize(
    ("piece", "text"),
    [("<0x41>", "A"), ("▁<0x53>he", "▁She"), ("<0xE9>", "<0xE9>"), ("fox", "fox")],
)
def test_that_bytes_of_ascii_are_read_as_characters(piece, text):
    assert spelled(piece) == text
