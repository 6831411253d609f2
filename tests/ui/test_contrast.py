"""What is read stands out from its ground by 4.5:1, what is seen by 3:1 (WCAG 2), in both themes.

Colours are taken from the code, and measured in pixels of real widgets.
"""

import re
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QSlider,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.panels.tokens.colouring import Measure, colour_at
from ui.theme import DARK, LIGHT, Appearance, Colours, Theme
from ui.widgets.colours import blend, quiet_ink, quiet_line, readable_on
from ui.widgets.drawings.layer_map import GROUND_SHARE as LAYER_SHARE
from ui.widgets.drawings.model_drawing import GROUND_SHARE as BOX_SHARE
from ui.widgets.maps.scales import one_colour, two_colours
from ui.widgets.token_strip import ALTERNATING, ALTERNATING_SHARE
from workbench.activities.pages.role_colours import ROLE_COLOURS

READ, SEEN = 4.5, 3.0
SOURCES = Path(__file__).parents[2] / "ui"
both = pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])


def linear(colour: QColor | str) -> np.ndarray:
    shade = QColor(colour)
    rgb = np.array([shade.redF(), shade.greenF(), shade.blueF()])
    return np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)


def contrast(one: QColor | str, other: QColor | str) -> float:
    """As WCAG 2 defines it, apart from the window's own sum."""
    darker, lighter = sorted(linear(c) @ [0.2126, 0.7152, 0.0722] for c in (one, other))
    return float((lighter + 0.05) / (darker + 0.05))


def grounds(colours: Colours) -> tuple[str, ...]:
    return colours.window, colours.base, colours.alternate, colours.button


@both
@pytest.mark.parametrize("name", ["text", "muted", "accent", "warning", "error", "good"])
def test_that_every_text_can_be_read_on_every_ground(colours: Colours, name: str) -> None:
    ink = getattr(colours, name)
    low = {ground: contrast(ink, ground) for ground in grounds(colours)}
    assert min(low.values()) >= READ, low


@both
def test_that_a_selected_row_can_be_read_whether_it_is_enabled_or_not(colours: Colours) -> None:
    assert contrast(colours.accent_text, colours.accent) >= READ
    assert contrast(colours.text, colours.border) >= READ


@both
def test_that_roles_series_and_outlines_are_seen_on_every_ground(colours: Colours) -> None:
    of_roles = (colours.teacher, colours.student, colours.control, colours.ngram)
    for mark in (*of_roles, *colours.series, colours.outline, colours.accent):
        low = {ground: contrast(mark, ground) for ground in grounds(colours)}
        assert min(low.values()) >= SEEN, (mark, low)
    assert colours.series[:3] == of_roles[:3]


@both
def test_that_what_stands_back_is_still_read_and_seen(colours: Colours) -> None:
    for ground in map(QColor, grounds(colours)):
        assert contrast(quiet_ink(QColor(colours.text), ground), ground) >= READ
        for colour in (colours.text, colours.accent, colours.muted, *colours.series):
            assert contrast(quiet_line(colour, ground), ground) >= SEEN


@both
def test_that_text_can_be_read_on_every_tile_and_token(colours: Colours) -> None:
    base = QColor(colours.base)
    levels = np.linspace(0, 1, 255)
    painted = [colour_at(level, measure, colours) for measure in Measure for level in levels]
    for colour in (*colours.series, colours.accent, colours.good):
        painted += map(QColor, one_colour(base, colour)[:-1])
        painted += [blend(colour, base, share) for share in (LAYER_SHARE, BOX_SHARE, 0.85)]
    painted += map(QColor, two_colours(base, colours.teacher, colours.student)[:-1])
    painted += [blend(colour, base, ALTERNATING_SHARE) for colour in ALTERNATING]
    for ground in {colour.name(): colour for colour in painted}.values():
        ink = readable_on(ground)
        assert min(contrast(ink, ground), contrast(quiet_ink(ink, ground), ground)) >= READ


SEES_NO = {  # Machado, Oliveira & Fernandes 2009, "A physiologically-based model", severity 1
    "red": [[0.1523, 1.0526, -0.2049], [0.1145, 0.7863, 0.0992], [-0.0039, -0.0481, 1.0520]],
    "green": [[0.3673, 0.8607, -0.2280], [0.2801, 0.6725, 0.0474], [-0.0118, 0.0429, 0.9689]],
    "blue": [[1.2555, -0.0767, -0.1788], [-0.0784, 0.9308, 0.1476], [0.0047, 0.6914, 0.3039]],
    "none": np.eye(3),
}


def oklab(rgb: np.ndarray) -> np.ndarray:
    """Where a colour stands for the eye (Ottosson 2020)."""
    lms = np.array([[0.4122, 0.5363, 0.0514], [0.2119, 0.6807, 0.1074], [0.0883, 0.2817, 0.6300]])
    lab = np.array(
        [[0.2105, 0.7936, -0.0041], [1.9780, -2.4286, 0.4506], [0.0259, 0.7828, -0.8087]]
    )
    return lab @ np.cbrt(lms @ np.clip(rgb, 0, 1))


@both
@pytest.mark.parametrize("missing", SEES_NO)
def test_that_series_differ_for_every_eye(colours: Colours, missing: str) -> None:
    seen = {c: oklab(np.array(SEES_NO[missing]) @ linear(c)) for c in colours.series}
    apart = {
        pair: float(np.linalg.norm(seen[pair[0]] - seen[pair[1]])) for pair in combinations(seen, 2)
    }
    assert min(apart.values()) >= 0.065, min(apart, key=apart.__getitem__)


def test_that_colours_stand_in_the_theme_and_shares_of_them_have_names() -> None:
    """So that the tests above see all of them."""
    own = re.compile(r'"#[0-9a-fA-F]{3,8}"|blend\([^()]*, [01]?\.\d+\)')
    found = {
        (path.name, match.group())
        for path in SOURCES.rglob("*.py")
        for match in own.finditer(path.read_text(encoding="utf-8"))
        if path.name not in ("theme.py", "token_strip.py")
    }
    assert not found


# -- measured in pixels


@pytest.fixture(params=[Appearance.LIGHT, Appearance.DARK])
def theme(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[Theme]:
    theme = Theme(qapp, request.param)
    yield theme
    theme.set_appearance(Appearance.LIGHT)


def placed(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    """A bare window with these widgets; the focus is elsewhere."""
    host = QWidget()
    qtbot.addWidget(host)
    layout = QVBoxLayout(host)
    layout.addWidget(QPushButton("focus"))
    for widget in widgets:
        layout.addWidget(widget)
    host.resize(220, 60 + 100 * len(widgets))
    host.show()
    host.setFocus()
    return host


def best(widget: QWidget, columns: range, ground: str) -> float:
    """The largest contrast with a ground along some pixels of a widget's middle row."""
    image = widget.grab().toImage()
    row = image.height() // 2
    return max(contrast(image.pixelColor(x, row), ground) for x in columns)


OUTLINED: dict[str, Callable[[], QWidget]] = {
    "check box": QCheckBox,
    "radio button": QRadioButton,
    "line": QLineEdit,
    "number": QDoubleSpinBox,
    "choice": QComboBox,
    "text": QPlainTextEdit,
    "button": lambda: QPushButton("press"),
    "progress": QProgressBar,
}


@pytest.mark.parametrize("name", OUTLINED)
def test_that_the_outline_of_an_input_is_seen(qtbot: QtBot, theme: Theme, name: str) -> None:
    widget = OUTLINED[name]()
    host = placed(qtbot, widget)
    for ground in (theme.colours.window, theme.colours.base):
        assert best(widget, range(5), ground) >= SEEN
    host.close()


def test_that_a_tick_a_handle_and_a_bar_are_seen(qtbot: QtBot, theme: Theme) -> None:
    colours = theme.colours
    check, radio = QCheckBox(), QRadioButton()
    slider, bar = QSlider(Qt.Orientation.Horizontal), QProgressBar()
    bar.setValue(50)
    bar.setTextVisible(False)
    host = placed(qtbot, check, radio, slider, bar)
    for box in (check, radio):
        box.setChecked(True)
        assert best(box, range(4, 11), colours.base) >= SEEN
    assert best(slider, range(14), colours.window) >= SEEN
    assert best(bar, range(5, 60), colours.base) >= SEEN
    host.close()


def test_that_the_focus_is_seen(qtbot: QtBot, theme: Theme) -> None:
    inputs: tuple[QWidget, ...] = (
        *(QLineEdit(), QDoubleSpinBox(), QComboBox(), QPushButton("x"), QCheckBox("x")),
    )
    host = placed(qtbot, *inputs)
    host.activateWindow()
    qtbot.waitUntil(host.isActiveWindow)
    for widget in inputs:
        plain = widget.grab().toImage()
        while not widget.hasFocus():  # a mouse leaves no ring
            qtbot.keyClick(host.focusWidget(), Qt.Key.Key_Tab)
        focused = widget.grab().toImage()
        places = [(x, y) for x in range(plain.width()) for y in range(plain.height())]
        ring = [focused.pixelColor(*at) for at in places if focused.pixel(*at) != plain.pixel(*at)]
        seen = [ink for ink in ring if contrast(ink, theme.colours.window) >= SEEN]
        assert len(seen) >= plain.width() // 2, type(widget)
    host.close()


def test_that_a_selected_row_is_seen(qtbot: QtBot, theme: Theme) -> None:
    table = QTableWidget(2, 1)
    table.setItem(0, 0, QTableWidgetItem(""))
    host = placed(qtbot, table)
    table.selectRow(0)
    cell = table.visualRect(table.model().index(0, 0)).center()
    image = table.viewport().grab().toImage()
    assert contrast(image.pixelColor(cell), theme.colours.base) >= SEEN
    assert contrast(image.pixelColor(cell + QPoint(0, table.rowHeight(0))), theme.colours.base) < 2
    host.close()


def test_that_the_text_of_a_disabled_input_can_be_read(qtbot: QtBot, theme: Theme) -> None:
    line = QLineEdit("\N{FULL BLOCK}" * 20)
    line.setEnabled(False)
    host = placed(qtbot, line)
    assert best(line, range(20, 40), theme.colours.base) >= READ
    host.close()


def test_that_roles_have_the_colours_of_the_window_on_a_reports_page_too() -> None:
    of_window = {role: getattr(LIGHT, role) for role in ("teacher", "student", "control", "ngram")}
    of_window["model"] = LIGHT.accent
    assert {role: ROLE_COLOURS[role] for role in of_window} == of_window
