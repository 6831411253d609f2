"""A panel without anything to show says what it is for, and offers the next step."""

from pathlib import Path

import pytest
from fake_project import CORPUS, FakeProject
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot
from screen import shown

from ui.panel import EmptyState, Panel
from ui.panels.everything import PANELS
from ui.session import Session

NEVER_EMPTY = {"welcome", "help"}


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("panel_type", PANELS, ids=lambda panel_type: panel_type.name)
def test_that_a_panel_of_a_new_project_says_what_to_do_next(
    qtbot: QtBot, session: Session, tmp_path: Path, panel_type: type[Panel]
) -> None:
    panel = panel_type(session)
    qtbot.addWidget(panel)
    panel.show()
    for records in ((), (CORPUS,)):
        session.use_project(FakeProject(tmp_path, records=records))
        for empty in shown(panel, EmptyState):
            assert any(label.text() for label in shown(empty, QLabel))
            assert [button.text() for button in shown(empty, QAbstractButton)]
        assert shown(panel, EmptyState) or records or panel.name in NEVER_EMPTY
