"""The tabs of docked panels come and go with their workspace."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar
from pytestqt.qtbot import QtBot

from ui.main_window import MainWindow
from ui.panels.bin import BinPanel
from ui.panels.corpora.panel import CorporaPanel
from ui.panels.corpus_detail import CorpusDetailPanel
from ui.panels.models import ModelsPanel
from ui.panels.report.panel import ReportPanel
from ui.panels.tokenizers import TokenizersPanel
from ui.session import Session
from ui.workspace import Workspace

DATA = [["Corpora", "Tokenizers"]]
RUNS = [["Report", "Models", "Bin"]]


def tabs(window: MainWindow) -> list[list[str]]:
    directly = Qt.FindChildOption.FindDirectChildrenOnly
    bars = window.findChildren(QTabBar, options=directly)
    texts = [[bar.tabText(n) for n in range(bar.count())] for bar in bars if bar.isVisible()]
    return [titles for titles in texts if titles]


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
