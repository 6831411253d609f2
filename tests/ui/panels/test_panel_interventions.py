import json
from functools import partial

import pytest
from exported import csv_rows, facts_of_all
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPlainTextEdit, QTableWidgetItem
from screen import (
    cells,
    enter,
    field,
    has_content,
    only,
    open_tab,
    press,
    said,
    shown,
)

from ui.models.view import TableView
from ui.panels.interventions.panel import InterventionsPanel
from ui.panels.interventions.parts_grid import PartsGrid
from ui.strategies.edit import StrategyEdit
from ui.widgets.charts.pair_bars import PairBars
from ui.widgets.model_picker import ModelPicker
from ui.widgets.token_strip import TokenStrip
from workbench.generation.spec import Sample

WITHOUT, WITH = "Without", "With interventions"


@pytest.fixture
def panel(qtbot, session, tiny_folder, monkeypatch):
    monkeypatch.setattr("ui.panels.interventions.computing._TYPED_MS", 40)
    assert session.open_project(tiny_folder)
    panel = InterventionsPanel(session)
    qtbot.addWidget(panel)
    panel.resize(1100, 750)
    session.text.set("Ada had a kite. Ada took the kite")
    panel.show()
    qtbot.waitUntil(lambda: only(panel, PartsGrid).rowCount() == 2, timeout=10_000)
    enter(panel, "New tokens", 4)
    return panel


def part(panel, layer, column) -> QTableWidgetItem:
    item = only(panel, PartsGrid).item(layer, column)
    assert item is not None
    return item


def click_part(qtbot, panel, layer, column):
    grid = only(panel, PartsGrid)
    centre = grid.visualItemRect(part(panel, layer, column)).center()
    qtbot.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=centre)


def wait_for_effect(qtbot, panel):
    qtbot.waitUntil(lambda: "KL(without ‖ with)" in said(panel), timeout=10_000)


def test_that_without_a_model_the_next_step_is_offered(qtbot, session):
    panel = InterventionsPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not has_content(panel)


def test_that_a_click_on_a_head_shows_what_follows_from_it(qtbot, panel):
    assert not shown(panel, TokenStrip)
    click_part(qtbot, panel, 0, 1)
    assert part(panel, 0, 1).text() == "off"
    wait_for_effect(qtbot, panel)
    assert "loss" in said(panel)
    assert len(only(panel, TokenStrip).tokens) > 5
    assert len(only(panel, PairBars).rows) >= 10
    qtbot.waitUntil(lambda: bool(field(panel, WITH, QPlainTextEdit).toPlainText()), timeout=10_000)
    assert field(panel, WITHOUT, QPlainTextEdit).toPlainText()


def test_that_the_last_intervention_taken_back_leaves_nothing_shown(qtbot, panel):
    click_part(qtbot, panel, 0, 1)
    wait_for_effect(qtbot, panel)
    press(panel, "Reset")
    qtbot.waitUntil(lambda: not shown(panel, TokenStrip), timeout=5_000)
    assert "the effect stands here" in said(panel)


def test_that_the_next_step_of_an_empty_effect_brings_one(qtbot, panel):
    assert not shown(panel, PairBars)
    press(panel, "Switch L0 H0 off")
    wait_for_effect(qtbot, panel)
    assert part(panel, 0, 0).text() == "off"


def test_that_without_a_text_or_a_model_the_effect_says_what_is_missing(qtbot, panel, session):
    session.text.set("")
    qtbot.waitUntil(lambda: "Write a text whose loss" in said(panel), timeout=5_000)
    press(panel, "Write a text")
    assert panel.focusWidget().accessibleName() == "Text"
    only(panel, ModelPicker).set_reference("")
    only(panel, ModelPicker).changed.emit()
    assert "Choose the model that is to be changed" in said(panel)
    press(panel, "Choose a model")
    assert panel.focusWidget() in only(panel, ModelPicker).findChildren(QComboBox)


@pytest.mark.slow
def test_that_both_texts_are_drawn_by_the_chosen_strategy_from_one_seed(qtbot, panel, session):
    only(panel, StrategyEdit).set_value(Sample(temperature=1.5))
    enter(panel, "Seed", 7)
    click_part(qtbot, panel, 0, 1)
    wait_for_effect(qtbot, panel)
    model, drawn = session.project.model("big"), Sample(temperature=1.5)
    changed = model.changed(["head(layer=0,head=1)"])
    for name, writer in ((WITHOUT, model), (WITH, changed)):
        text = writer.generate(session.text.text, drawn, seed=7, max_new_tokens=4)
        qtbot.waitUntil(partial(shows, panel, name, text), timeout=10_000)
    assert "Sampling temperature 1.5" in said(panel)
    assert "seed 7" in said(panel)


def shows(panel, name, text):
    return field(panel, name, QPlainTextEdit).toPlainText() == text


def test_that_an_impossible_setting_of_the_strategy_is_said_and_nothing_is_computed(qtbot, panel):
    only(panel, StrategyEdit).set_value(Sample())
    enter(panel, "Sampling temperature", 0.0)
    assert "greedy" in said(panel)
    click_part(qtbot, panel, 0, 1)
    qtbot.waitUntil(lambda: "strategy is impossible" in said(panel), timeout=5_000)
    assert not shown(panel, TokenStrip)


def test_that_the_keyboard_switches_and_the_slider_scales(qtbot, panel):
    grid = only(panel, PartsGrid)
    grid.setFocus()
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    qtbot.keyClick(grid, Qt.Key.Key_Space)
    assert part(panel, 0, 1).text() == "off"
    enter(panel, "Scale of L0 H1", 0.5)
    assert part(panel, 0, 1).text() == "0.5"
    assert part(panel, 0, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "L0 H1: 0.5"


def test_that_steering_waits_for_both_texts(qtbot, panel):
    enter(panel, "Toward", "Ada")
    qtbot.wait(120)
    assert "the effect stands here" in said(panel)
    enter(panel, "Away from", "Bo")
    wait_for_effect(qtbot, panel)


def test_that_a_neuron_that_is_not_there_is_named_and_nothing_is_shown(qtbot, panel, session):
    press(panel, "Add a neuron")
    enter(panel, "Neuron", 100_000)
    qtbot.waitUntil(
        lambda: any("there is no neuron" in text for text in messages(session)), timeout=10_000
    )
    assert not shown(panel, TokenStrip)


def messages(session):
    return [str(message.sentence) for message in session.messages.history]


def test_that_the_importance_of_every_head_is_measured_and_a_row_chooses_its_head(qtbot, panel):
    open_tab(panel, "Importance of heads")
    press(panel, "Measure")
    qtbot.waitUntil(lambda: "rank correlation" in said(panel), timeout=15_000)
    rows = cells(only(panel, TableView))
    assert {row[0] for row in rows} == {"L0 H0", "L0 H1", "L1 H0", "L1 H1"}
    view = only(panel, TableView)
    number = [row[0] for row in rows].index("L1 H1")
    qtbot.mouseClick(
        view.viewport(),
        Qt.MouseButton.LeftButton,
        pos=view.visualRect(view.model().index(number, 0)).center(),
    )
    assert only(panel, PartsGrid).current_name() == "L1 H1"


@pytest.mark.slow
def test_that_what_is_shown_is_exported_with_its_model(qtbot, panel, tmp_path):
    click_part(qtbot, panel, 1, 0)
    wait_for_effect(qtbot, panel)
    for about in facts_of_all(panel, qtbot, tmp_path).values():
        assert about["models"]["model"]["name"] == "big"
        assert about["models"]["model"]["digest"]
        assert about["settings"]["interventions"][0]["layer"] == 1
    plain = json.loads((tmp_path / "numbers.json").read_text())
    assert plain["interventions"] == ["head(layer=1,head=0)"]
    rows = csv_rows(tmp_path / "numbers.csv")
    assert list(rows[0]) == ["measure", "id", "token", "without", "with", "about"]


@pytest.mark.slow
def test_that_another_text_marks_or_renews_what_is_shown(qtbot, panel, session):
    click_part(qtbot, panel, 0, 0)
    wait_for_effect(qtbot, panel)
    before = len(only(panel, TokenStrip).tokens)
    session.text.set("Bo")
    qtbot.waitUntil(lambda: len(only(panel, TokenStrip).tokens) != before, timeout=10_000)
    assert len(shown(panel, TokenStrip)) == 1
