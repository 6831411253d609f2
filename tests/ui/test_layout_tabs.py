"""The tabs of docked panels come and go with their workspace."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDockWidget,
    QMainWindow,
    QPlainTextEdit,
    QStyleOptionDockWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui.main_window import MainWindow
from ui.panel import Panel
from ui.panels.bin import BinPanel
from ui.panels.corpora.panel import CorporaPanel
from ui.panels.corpus_detail import CorpusDetailPanel
from ui.panels.everything import PANELS
from ui.panels.models.panel import ModelsPanel
from ui.panels.report.panel import ReportPanel
from ui.panels.tokenizers import TokenizersPanel
from ui.session import Session
from ui.shell.layouts import PanelDock
from ui.when_seen import WhenSeen, dock_of, is_in_its_window
from ui.workspace import Workspace

DATA = [["Corpora", "Tokenizers"]]
RUNS = [["Report", "Models", "Bin"]]


def tabs(window: MainWindow) -> list[list[str]]:
    directly = Qt.FindChildOption.FindDirectChildrenOnly
    bars = window.findChildren(QTabBar, options=directly)
    texts = [[bar.tabText(n) for n in range(bar.count())] for bar in bars if bar.isVisible()]
    return [titles for titles in texts if titles]


def has_tabs(window: MainWindow, expected: list[list[str]]) -> bool:
    return tabs(window) == expected


@pytest.fixture
def window(qtbot: QtBot, session: Session) -> MainWindow:
    panels = (
        CorporaPanel,
        TokenizersPanel,
        CorpusDetailPanel,
        ReportPanel,
        ModelsPanel,
        BinPanel,
    )
    window = MainWindow(session, panels)
    qtbot.addWidget(window)
    window.show()
    return window


def test_that_the_tabs_of_a_workspace_leave_with_it(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(3):
        window.show_workspace(Workspace.DATA)
        qtbot.waitUntil(lambda: tabs(window) == DATA)
        window.show_workspace(Workspace.RUNS)
        qtbot.waitUntil(lambda: tabs(window) == RUNS)


def test_that_a_dock_does_not_repeat_the_title_that_its_tab_says(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.show_workspace(Workspace.DATA)
    qtbot.waitUntil(lambda: tabs(window) == DATA)
    said = {}
    for dock in window.findChildren(QDockWidget):
        option = QStyleOptionDockWidget()
        dock.initStyleOption(option)
        said[dock.windowTitle()] = option.title
    assert (said["Corpora"], said["Tokenizers"], said["Corpus"]) == ("", "", "Corpus")


class Curious(Panel):
    """Counts how often it asks; it stands where it is told."""

    workspace = Workspace.DATA

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self.asked = 0
        QVBoxLayout(self).addWidget(QPlainTextEdit())  # which covers the panel
        WhenSeen(self, self._ask, session.selection_changed)

    def title(self) -> str:
        return self.name

    def _ask(self) -> None:
        self.asked += 1


class InFront(Curious):
    name = "front"


class Behind(Curious):
    name = "behind"


def test_that_a_panel_behind_anothers_tab_asks_nothing_until_its_tab_is_raised(
    qtbot: QtBot, session: Session
) -> None:
    window = MainWindow(session, (InFront, Behind))
    qtbot.addWidget(window)
    window.show()
    window.show_workspace(Workspace.DATA)
    front, behind = window.findChild(InFront), window.findChild(Behind)
    assert isinstance(front, InFront)
    assert isinstance(behind, Behind)
    qtbot.waitUntil(lambda: front.asked == 1)
    session.select(corpus="novel")
    qtbot.wait(50)
    assert (front.asked, behind.asked) == (2, 0)
    window.show_workspace(Workspace.DATA, "behind")
    qtbot.waitUntil(lambda: behind.asked == 1)
    session.select(corpus="other")
    assert (front.asked, behind.asked) == (2, 2)


def test_that_what_is_done_at_each_show_comes_after_what_fills_the_panel(qtbot: QtBot) -> None:
    window, dock, panel = QMainWindow(), QDockWidget(), QWidget()
    qtbot.addWidget(window)
    dock.setWidget(panel)
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    other = QDockWidget()
    window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, other)
    done: list[str] = []
    WhenSeen(panel, lambda: done.append("filled"), then=lambda: done.append("queried"))
    window.show()
    qtbot.waitUntil(lambda: done == ["filled", "queried"])
    dock.hide()
    dock.show()
    qtbot.waitUntil(lambda: done == ["filled", "queried", "queried"])
    window.tabifyDockWidget(dock, other)
    other.raise_()
    qtbot.waitUntil(lambda: dock.x() < 0)
    qtbot.wait(20)
    assert len(done) == 3
    dock.raise_()
    qtbot.waitUntil(lambda: done == ["filled", "queried", "queried", "queried"])


@pytest.mark.parametrize("key", [Qt.Key.Key_Tab, Qt.Key.Key_Backtab])
def test_that_the_keyboard_reaches_only_what_is_seen(
    qtbot: QtBot, window: MainWindow, key: Qt.Key
) -> None:
    for workspace, expected in ((Workspace.DATA, DATA), (Workspace.RUNS, RUNS)):
        window.show_workspace(workspace)
        qtbot.waitUntil(partial(has_tabs, window, expected))
        reached = set()
        for _ in range(60):
            qtbot.keyClick(window.focusWidget() or window, key)
            focused = window.focusWidget()
            assert focused is not None
            dock = dock_of(focused)
            assert dock is None or is_in_its_window(dock), dock.windowTitle()
            reached.add(focused)
        assert len(reached) > 1


@pytest.mark.slow
def test_that_no_text_field_keeps_the_tab_key(qtbot: QtBot, session: Session) -> None:
    window = MainWindow(session, PANELS)
    qtbot.addWidget(window)
    while any(dock.build() for dock in window.findChildren(PanelDock)):
        pass
    fields = [edit for edit in window.findChildren(QPlainTextEdit) if not edit.isReadOnly()]
    assert len(fields) > 3
    assert [edit.accessibleName() for edit in fields if not edit.tabChangesFocus()] == []


def test_that_tabs_keep_their_whole_titles_in_a_narrow_window(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.resize(420, 400)
    window.show_workspace(Workspace.RUNS)
    qtbot.waitUntil(lambda: tabs(window) == RUNS)
    directly = Qt.FindChildOption.FindDirectChildrenOnly
    bars = window.findChildren(QTabBar, options=directly)
    (bar,) = (bar for bar in bars if bar.isVisible() and bar.count())
    for number in range(bar.count()):
        text = bar.fontMetrics().horizontalAdvance(bar.tabText(number))
        assert bar.tabRect(number).width() >= text
    assert bar.elideMode() == Qt.TextElideMode.ElideNone
