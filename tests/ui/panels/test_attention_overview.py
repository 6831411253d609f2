import time

import numpy as np
import pytest
from fake_project import FakeModel, FakeProject, saved_model
from maps_of import maps_of
from PySide6.QtWidgets import QComboBox, QProgressBar
from screen import button, choose, field, only, press, said, shown

from ui.panels.attention.maps import overview
from ui.panels.attention.panel import AttentionPanel
from ui.widgets.maps.head_grid import HeadGrid
from workbench.inspection.maps.progress import AttentionProgress
from workbench.inspection.views.view_tiles import view_tiles

TEXT = "once upon a time there was a fox"


class OneModel(FakeModel):
    def attention(self, text, **asked):
        tokens = tuple(text.split())
        weights = np.random.default_rng(0).random((3, 2, len(tokens), len(tokens)))
        weights = np.tril(weights).astype(np.float32)
        weights[..., 0] += 2
        return maps_of(weights / weights.sum(-1, keepdims=True), tokens)


class EndlessModel(OneModel):
    def attention_steps(self, text, **asked):
        while True:
            yield AttentionProgress(1, 4)
            time.sleep(0.01)


class OneProject(FakeProject):
    model_class = OneModel

    @property
    def models(self):
        return (saved_model("big", 10),)


class EndlessProject(OneProject):
    model_class = EndlessModel


def opened(qtbot, session, project):
    panel = AttentionPanel(session)
    qtbot.addWidget(panel)
    session.project = project
    session.text.set(TEXT)
    session.select(teacher="big@best")
    session.catalogue_changed.emit()
    panel.resize(1000, 700)
    panel.show()
    return panel


@pytest.fixture
def panel(qtbot, session):
    panel = opened(qtbot, session, OneProject())
    qtbot.waitUntil(lambda: bool(tiles_of(panel).num_layers), timeout=5_000)
    qtbot.waitUntil(button(panel, "Look").isEnabled)
    return panel


def tiles_of(panel):
    return field(panel, "Teacher: layers × heads", HeadGrid)


def picture_of(panel):
    return tiles_of(panel).grab().toImage().copy(0, 0, 220, 320)


def wait_for_tiles(qtbot, panel):
    qtbot.waitUntil(lambda: "the tiles follow" not in said(panel), timeout=5_000)


@pytest.mark.parametrize(
    ("name", "choice"),
    [("Hide", "First token"), ("Threshold", "By value"), ("Threshold", "By mass")],
)
def test_that_the_tiles_follow_a_setting_and_come_back_without_it(qtbot, panel, name, choice):
    before = picture_of(panel)
    choose(field(panel, name, QComboBox), choice)
    wait_for_tiles(qtbot, panel)
    assert picture_of(panel) != before
    choose(field(panel, name, QComboBox), "Nothing" if name == "Hide" else "None")
    wait_for_tiles(qtbot, panel)
    assert picture_of(panel) == before


def test_that_an_aggregate_leaves_the_tiles_as_they_are_and_that_is_said(panel):
    before = picture_of(panel)
    assert "Each tile is a head by itself" not in said(panel)
    choose(field(panel, "Shown", QComboBox), "Rollout")
    assert "Each tile is a head by itself" in said(panel)
    assert picture_of(panel) == before


def test_that_another_map_goes_before_tiles_that_are_computed(qtbot, panel, monkeypatch):
    asked = []

    def slow(maps, view, known):
        asked.append(len(known.layers) if known is not None else 0)
        for tiles in view_tiles(maps, view, known):
            yield tiles
            time.sleep(0.2)

    monkeypatch.setattr(overview, "view_tiles", slow)
    choose(field(panel, "Threshold", QComboBox), "By mass")  # its maps are computed in the lane
    qtbot.waitUntil(lambda: "1 of 3 layers" in said(panel), timeout=5_000)
    grid = tiles_of(panel)
    grid.select(2, 1)
    grid.selected.emit(2, 1)
    wait_for_tiles(qtbot, panel)
    assert asked[0] == 0
    assert asked[-1] > 0, "goes on behind the layers that are done"


def test_that_reading_shows_how_far_it_is_and_can_be_stopped(qtbot, session):
    panel = opened(qtbot, session, EndlessProject())
    qtbot.waitUntil(lambda: bool(shown(panel, QProgressBar)), timeout=5_000)
    bar = only(panel, QProgressBar)
    assert (bar.value(), bar.maximum()) == (1, 4)
    assert not button(panel, "Look").isEnabled()
    press(panel, "Stop")
    assert not shown(panel, QProgressBar)
    assert button(panel, "Look").isEnabled()
    assert not button(panel, "Stop").isEnabled()
