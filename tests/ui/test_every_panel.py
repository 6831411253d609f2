"""What holds for every panel: Tab follows reading order, and a switched theme leaves nothing."""

import gc
import shutil
from collections.abc import Iterator
from functools import cmp_to_key
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect, QSettings, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from ui.i18n import Languages
from ui.panel import Panel
from ui.panels.everything import PANELS
from ui.session import Session
from ui.settings import Settings
from ui.theme import DARK, LIGHT, Appearance, Theme
from ui.widgets.maps.scales import one_colour

TRACES = 80
"""So many pixels may be of a colour of the other theme by the smoothing of letters."""


@pytest.fixture(scope="module")
def session(
    qapp: QApplication, tiny_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Session]:
    """One for the whole file, with a project that has a trained model."""
    folder = tmp_path_factory.mktemp("every panel")
    settings = Settings(QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat))
    session = Session(Theme(qapp, Appearance.LIGHT), Languages(qapp, "en"), settings)
    assert session.open_project(Path(shutil.copytree(tiny_template, folder / "lab")))
    yield session
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gc, "unfreeze", lambda: None)
        session.close()


@pytest.fixture(scope="module")
def panels(session: Session) -> Iterator[list[Panel]]:
    """All of them, made and filled once: no test leaves them another way than it found them."""
    assert session.project is not None
    session.select(run=session.project.runs[-1].id)
    panels = [panel(session) for panel in PANELS]
    for panel in panels:
        panel.resize(900, 700)
        panel.show()
    QTest.qWait(1500)  # what the panels ask for arrives
    yield panels
    for panel in panels:
        panel.close()
        panel.deleteLater()


def colours_in(image: QImage) -> dict[str, int]:
    """How many pixels are of each colour."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32) & 0xFFFFFF
    return {
        f"#{value:06x}": int(n)
        for value, n in zip(*np.unique(pixels, return_counts=True), strict=True)
    }


def only_light() -> set[str]:
    """The colours of the light theme that the dark one has not; white is ink there too."""
    light, dark = (
        {value for value in vars(theme).values() if isinstance(value, str)} | set(theme.series)
        for theme in (LIGHT, DARK)
    )
    return light - dark - {LIGHT.accent_text}


def shades_of_maps() -> set[str]:
    """What weights make of the dark ground: one may be as a colour of the light theme by chance."""
    colours = (DARK.teacher, DARK.student, DARK.accent)
    return {QColor(one).name() for colour in colours for one in one_colour(DARK.base, colour)}


@pytest.mark.slow
def test_that_a_switched_theme_leaves_nothing_of_the_other(
    session: Session, panels: list[Panel], qtbot: QtBot
) -> None:
    lit = {panel.name: colours_in(panel.grab().toImage()) for panel in panels}
    session.theme.set_appearance(Appearance.DARK)
    qtbot.wait(300)
    try:
        for panel in panels:
            painted = colours_in(panel.grab().toImage())
            assert lit[panel.name].get(LIGHT.window, 0) + lit[panel.name].get(LIGHT.base, 0) > 1000
            of_maps = shades_of_maps() if panel.name == "attention" else set()
            left = {c: painted[c] for c in only_light() - of_maps if painted.get(c, 0) > TRACES}
            assert not left, (panel.name, left)
            assert painted.get(LIGHT.base, 0) < 0.01 * panel.width() * panel.height(), panel.name
    finally:
        session.theme.set_appearance(Appearance.LIGHT)


def beside(one: QWidget, other: QWidget) -> tuple[QRect, QRect]:
    """The places of two widgets, or of what holds them, in what holds both."""
    above = [one]
    while (parent := above[-1].parentWidget()) is not None:
        above.append(parent)
    inner = other
    while (parent := inner.parentWidget()) is not None and parent not in above:
        inner = parent
    outer = next((a for a in above if a.parentWidget() is inner.parentWidget()), one)
    return outer.geometry(), inner.geometry()


def read_before(one: QWidget, other: QWidget) -> int:
    """Below 0 where one widget, or what holds it, stands left of the other, or else above it."""
    here, there = beside(one, other)
    is_row = min(here.bottom(), there.bottom()) - max(here.top(), there.top()) > 4
    return here.left() - there.left() if is_row else here.top() - there.top()


def walked(qtbot: QtBot, panel: Panel) -> list[QWidget]:
    """Where the Tab key goes, from the first widget that it reaches as one reads."""
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    by_tab = Qt.FocusPolicy.TabFocus
    stops = [
        one
        for one in panel.findChildren(QWidget)
        if one.isVisible() and one.isEnabled() and one.focusPolicy() & by_tab == by_tab
    ]
    if not stops:
        return []
    first = min(stops, key=cmp_to_key(read_before))
    first.setFocus()
    reached: list[QWidget] = []
    while (at := panel.focusWidget()) is not None and at not in reached:
        reached.append(at)
        qtbot.keyClick(at, Qt.Key.Key_Tab)
    return reached


@pytest.mark.slow
def test_that_tab_follows_reading_order_and_stops_at_no_mere_holder(
    panels: list[Panel], qtbot: QtBot
) -> None:
    for panel in panels:
        stops = walked(qtbot, panel)
        assert not [one for one in stops if isinstance(one, QScrollArea) and _holds(one, stops)]
        for before, after in pairwise(stops):
            one, next_one = beside(before, after)
            is_above = next_one.bottom() <= one.top() + 4
            same_row = abs(next_one.center().y() - one.center().y()) < 6
            goes_back = is_above and next_one.left() < one.right()
            goes_back |= same_row and next_one.right() <= one.left()
            assert not goes_back, (panel.name, before, one, after, next_one)


def _holds(area: QScrollArea, stops: list[QWidget]) -> bool:
    return any(area.isAncestorOf(stop) for stop in stops)


@pytest.mark.slow
def test_that_no_sentence_takes_a_token_for_markup(panels: list[Panel]) -> None:
    """`<s>` is a piece, and strikes through the rest of a label that guesses what its text is."""
    guessing = [
        (panel.name, label.text())
        for panel in panels
        for label in panel.findChildren(QLabel)
        if label.wordWrap() and label.textFormat() == Qt.TextFormat.AutoText
    ]
    assert guessing == []
