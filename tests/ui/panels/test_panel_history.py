"""The panel of texts that were written, and the menu of presets."""

import json
from pathlib import Path

import pytest
from fake_project import FakeProject
from PySide6.QtWidgets import (
    QInputDialog,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPlainTextEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot
from screen import (
    click_row,
    column,
    enter,
    entry,
    field,
    has_content,
    menu_of,
    only,
    press,
    said,
    save_as,
)

from ui.panels.history.panel import HistoryPanel
from ui.session import Session
from ui.strategies.presets import PresetButton
from ui.texts.generated import GeneratedText, GenerationRequest
from workbench.activities.queries.model_queries import GeneratedToken
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.spec import Sample
from workbench.project.presets import Presets
from workbench.store.folders import ProjectFolder

REQUEST = GenerationRequest(
    PromptSpec(text="Once"), "big@best", 10, "ab" * 32, Sample(top_p=0.9), 7, 3, precision="int8"
)


def text_of(word: str, *, is_over: bool = True) -> GeneratedText:
    token = GeneratedToken(1, f" {word}", -1.0, 1.0, 1, 0.1, 1)
    return GeneratedText(REQUEST, (token,), is_whole=is_over, is_over=is_over)


@pytest.fixture
def panel(qtbot: QtBot, session: Session, tmp_path: Path) -> HistoryPanel:
    (tmp_path / "lab").mkdir()
    session.use_project(FakeProject(tmp_path / "lab"))
    panel = HistoryPanel(session)
    qtbot.addWidget(panel)
    panel.resize(900, 700)
    panel.show()
    return panel


def beginnings(panel: HistoryPanel) -> list[str]:
    return column(only(panel, QTableView), "Prompt and text") if has_content(panel) else []


def test_that_each_text_that_has_ended_is_kept_once_and_found(panel: HistoryPanel, qtbot: QtBot):
    session, moon, fox = panel.session, text_of("明月光"), text_of("fox")
    assert "kept with its settings" in said(panel)
    session.written.set([moon, text_of("half", is_over=False)])
    session.written.set([moon, fox])
    qtbot.waitUntil(lambda: beginnings(panel) == ["Once fox", "Once 明月光"])
    enter(panel, "Search", "月光")
    qtbot.waitUntil(lambda: beginnings(panel) == ["Once 明月光"])
    assert only(panel, QPlainTextEdit).toPlainText() == "Once 明月光"
    assert "seed 7" in said(panel)


def test_that_a_note_is_kept_as_typed_and_a_text_is_written_again(
    panel: HistoryPanel, qtbot: QtBot
):
    asked: list[object] = []
    panel.session.written.requested.connect(asked.append)
    panel.session.written.set([text_of("fox")])
    qtbot.waitUntil(lambda: beginnings(panel) == ["Once fox"])
    note = field(panel, "Note", QLineEdit)
    qtbot.keyClicks(note, "the best")
    note.editingFinished.emit()
    qtbot.waitUntil(lambda: column(only(panel, QTableView), "Note") == ["the best"])
    press(panel, "Write again")
    assert asked == [REQUEST]
    press(panel, "Use the prompt")
    assert panel.session.text.text == "Once"


def test_that_texts_of_another_project_are_never_left_where_its_history_is_damaged(
    panel: HistoryPanel, qtbot: QtBot, tmp_path: Path
):
    panel.session.written.set([text_of("fox")])
    qtbot.waitUntil(lambda: beginnings(panel) == ["Once fox"])
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "history.db").write_bytes(b"damaged" * 100)
    with qtbot.waitSignal(panel.session.messages.shown) as told:
        panel.session.use_project(FakeProject(tmp_path / "other"))
        assert beginnings(panel) == []
    assert "is damaged" in told.args[0].text
    assert beginnings(panel) == []


def test_that_chosen_texts_are_exported_and_deleted(
    panel: HistoryPanel, qtbot: QtBot, tmp_path: Path
):
    panel.session.written.set([text_of("fox"), text_of("hen")])
    qtbot.waitUntil(lambda: len(beginnings(panel)) == 2)
    view = only(panel, QTableView)
    click_row(qtbot, view, 1)
    press(panel, "Export…")
    save_as(panel, tmp_path / "out.json")
    qtbot.waitUntil((tmp_path / "out.json").exists)
    (plain,) = json.loads((tmp_path / "out.json").read_text())
    press(panel, "Delete")
    (left,) = [text for text in beginnings(panel) if plain["text"] not in text]
    (question,) = panel.findChildren(QMessageBox)
    press(question, "Delete")
    qtbot.waitUntil(lambda: beginnings(panel) == [left])


def test_that_a_preset_is_kept_chosen_and_deleted_from_its_menu(
    qtbot: QtBot, session: Session, tmp_path: Path
):
    class WithPresets(FakeProject):
        @property
        def presets(self) -> Presets:
            return Presets(ProjectFolder.open(tmp_path / "lab", create=True))

    session.use_project(WithPresets(tmp_path / "lab"))
    place = QWidget()
    qtbot.addWidget(place)
    presets = PresetButton(session, lambda: Sample(top_k=5))
    QVBoxLayout(place).addWidget(presets)
    place.show()
    chosen: list[object] = []
    presets.chosen.connect(chosen.append)
    entry(menu_of(place, "Presets"), "Keep this strategy as…").trigger()
    dialog = only(place, QInputDialog)
    dialog.setTextValue("mine & yours")
    dialog.accept()
    entry(menu_of(place, "Presets"), "mine && yours").trigger()
    assert chosen == [Sample(top_k=5)]
    menus = menu_of(place, "Presets").findChildren(QMenu)
    (deleted,) = [menu for menu in menus if menu.title() == "Delete"]
    entry(deleted, "mine && yours").trigger()
    press(only(place, QMessageBox), "Delete")
    assert WithPresets(tmp_path / "lab").presets.names() == ()
