"""The search panel: hits of every place as they come, and the way to them."""

from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTableView
from pytestqt.qtbot import QtBot
from screen import cells, field, said

from ui.panels.search.panel import SearchPanel
from ui.session import Session
from ui.workspace import Workspace
from workbench.project import Project
from workbench.store.runs.notes.remarks import RemarksChange


def test_that_what_is_found_can_be_gone_to(
    qtbot: QtBot, session: Session, tiny_folder: Path
) -> None:
    with Project.open(tiny_folder) as project:
        project.run_table.remark("0003-big", RemarksChange(note="像教师一样的 kite"))
    assert session.open_project(tiny_folder)
    panel = SearchPanel(session)
    qtbot.addWidget(panel)
    panel.resize(900, 400)
    panel.show()
    assert "two characters of Chinese are enough" in said(panel)
    line = field(panel, "Search", QLineEdit)
    line.setText("教师")
    line.returnPressed.emit()
    qtbot.waitUntil(lambda: said(panel).startswith("1 found") and "still" not in said(panel))
    view = field(panel, "What was found", QTableView)
    assert [row[1:3] for row in cells(view)] == [["Run", "big"]]
    places: list[tuple[Workspace, str]] = []
    session.workspace_requested.connect(lambda *place: places.append(place))
    view.selectRow(0)
    view.activated.emit(view.model().index(0, 0))
    assert places == [(Workspace.RUNS, "runs")]
    assert session.selection.run == "0003-big"
    line.setText("KITE hill")
    line.returnPressed.emit()
    qtbot.waitUntil(
        lambda: "only the first 100 are shown" in said(panel) or "still" not in said(panel)
    )
    qtbot.waitUntil(lambda: any(row[1] == "Corpus" for row in cells(view)))
    qtbot.waitUntil(lambda: "still" not in said(panel))
    place = next(n for n, row in enumerate(cells(view)) if row[1] == "Corpus")
    view.selectRow(place)
    qtbot.waitUntil(lambda: "Document" in said(panel))
    document = field(panel, "The document that was found", QPlainTextEdit)
    assert "kite" in document.toPlainText().casefold()
    marked = {one.cursor.selectedText().casefold() for one in document.extraSelections()}
    assert marked == {"kite", "hill"}
    line.setText("")
    line.returnPressed.emit()
    qtbot.waitUntil(lambda: not document.isVisible())
