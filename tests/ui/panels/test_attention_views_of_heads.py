"""One map of the chosen heads, seen in several ways, taken away and opened again."""

import json
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
from fake_project import FakeModel, FakePair, FakeProject, saved_model
from maps_of import maps_of, random_weights
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QComboBox, QPlainTextEdit
from screen import button, enter, entry, field, menu_of, open_tab, points, press, save_as, shown

from ui.models.role import Role
from ui.panels.attention.maps.map_settings import MapSettings, ShownHeads, heads_of
from ui.panels.attention.panel import AttentionPanel
from ui.shell.panel_frame import PanelFrame
from ui.theme import LIGHT, Appearance
from ui.widgets.attention.attended_text import AttendedText
from ui.widgets.attention.line_view import LineView
from ui.widgets.maps.head_grid import HeadGrid
from ui.widgets.maps.heat_map import HeatMap
from ui.widgets.maps.map_view import NO_CELL
from workbench.inspection.maps.source import AttentionSource
from workbench.inspection.views.view import AttentionView
from workbench.models.layer_map import LayerMapping

TEXT = "a little fox ran"
TOKENS = ("<s>", *TEXT.split())
SOURCE = AttentionSource(special={"<s>": (0,)}, word_starts=(0, 1, 2, 3, 4))
WEIGHTS = {"big": random_weights(4, 5, seed=1), "small": random_weights(2, 5, seed=2)}
FROM = Qt.KeyboardModifier.NoModifier
ADD = Qt.KeyboardModifier.ShiftModifier


class OwnLayers(FakePair):
    def layer_mapping(self):
        return LayerMapping((1, 3), is_own=True)


class SeenModel(FakeModel):
    pair = OwnLayers
    asked: ClassVar[list[tuple[str, str, str]]] = []

    def attention(self, text, *, most_tokens=None, second="", weighting="none", **asked):
        self.asked.append((text, second, weighting))
        return maps_of(WEIGHTS[self.name], TOKENS, source=SOURCE).weighted(weighting)


class Lab(FakeProject):
    model_class = SeenModel

    @property
    def models(self):
        return (saved_model("small", 10), saved_model("big", 100))


class Encoder(SeenModel):
    @property
    def record(self):
        return saved_model(self.name, family="bert")


class Encoders(Lab):
    model_class = Encoder

    @property
    def models(self):
        return (saved_model("small", 10, "bert"), saved_model("big", 100, "bert"))


@pytest.fixture
def lab():
    SeenModel.asked.clear()
    return Lab()


@pytest.fixture
def panel(qtbot, session, lab):
    panel = AttentionPanel(session)
    frame = PanelFrame(panel, session)
    qtbot.addWidget(frame)
    session.project = lab
    session.catalogue_changed.emit()
    frame.resize(1100, 700)
    frame.show()
    qtbot.waitUntil(lambda: len(shown(panel, HeatMap)) == 2)
    qtbot.waitUntil(button(panel, "Look").isEnabled)
    yield panel
    assert panel.parentWidget() is frame


def grid_of(panel, name="Teacher"):
    return field(panel, f"{name}: layers × heads", HeadGrid)


def click(qtbot, panel, head, modifier=FROM, name="Teacher"):
    grid = grid_of(panel, name)
    place = points(grid, grid.head_at, step_px=8)[head]
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, modifier, pos=place)


def teachers(panel):
    """The teacher's map: the left one."""
    return min(shown(panel, HeatMap), key=lambda one: one.mapTo(panel, one.pos()).x())


def values(heat_map):
    """What a map says of its cells."""
    found = {}
    for row in range(5):
        for column in range(row + 1):
            heat_map.point(row, column)
            if text := heat_map.accessibleDescription():
                found[row, column] = float(text.split(": ")[1].split(",")[0])
    heat_map.point(*NO_CELL)
    return found


def expect(heat_map, map_qk):
    assert values(heat_map) == {
        (row, column): pytest.approx(map_qk[row, column], abs=6e-5)
        for row in range(len(map_qk))
        for column in range(row + 1)
    }


def test_that_several_heads_are_shown_as_their_mean_and_it_is_said(panel, qtbot):
    click(qtbot, panel, (1, 2))
    click(qtbot, panel, (3, 0), ADD)
    big = WEIGHTS["big"]
    expect(teachers(panel), (big[1, 2] + big[3, 0]) / 2)
    assert teachers(panel).accessibleName() == "big@best, step 10 · mean of L1 H2 + L3 H0"
    enter(panel, "Shown", "Chosen heads, maximum")
    expect(teachers(panel), np.maximum(big[1, 2], big[3, 0]))
    assert "maximum of L1 H2 + L3 H0" in teachers(panel).accessibleName()


def test_that_layers_and_all_heads_are_put_together(panel, qtbot):
    click(qtbot, panel, (2, 1))
    big = WEIGHTS["big"]
    enter(panel, "Shown", "Layer, mean over heads")
    expect(teachers(panel), big[2].mean(0))
    enter(panel, "Shown", "All layers, maximum")
    qtbot.waitUntil(lambda: "maximum over all layers" in teachers(panel).accessibleName())
    expect(teachers(panel), big.max((0, 1)))


def test_that_rollout_goes_up_to_the_chosen_layer(panel, qtbot):
    """Against its definition: half the mean over heads, half the residual stream."""
    click(qtbot, panel, (1, 0))
    enter(panel, "Shown", "Rollout")
    qtbot.waitUntil(lambda: "rollout up to L1" in teachers(panel).accessibleName())
    steps = [(layer.mean(0) + np.eye(5)) / 2 for layer in WEIGHTS["big"]]
    expect(teachers(panel), steps[1] @ steps[0])


def test_that_hidden_tokens_lose_their_row_and_column_and_rows_add_up_again_if_asked(panel):
    enter(panel, "Hide", "First token")
    left = WEIGHTS["big"][0, 0][1:, 1:]
    expect(teachers(panel), left / left.sum(1, keepdims=True))
    assert teachers(panel).accessibleName().endswith("\nwithout the first token · renormalised")
    teachers(panel).point(1, 0)
    assert teachers(panel).accessibleDescription().startswith("little (2) → a (1):")
    press(panel, "Renormalise")
    expect(teachers(panel), left)
    assert teachers(panel).accessibleName().endswith("not renormalised")


def test_that_a_threshold_shows_smaller_weights_as_0(panel):
    enter(panel, "Threshold", "By value")
    enter(panel, "Threshold's value", "0.3")
    head = WEIGHTS["big"][0, 0]
    expect(teachers(panel), np.where(head >= 0.3, head, 0))
    assert "weights below 0.3 as 0" in teachers(panel).accessibleName()


def test_that_lines_and_text_show_the_same_map_and_both_sides_point_alike(panel, qtbot):
    open_tab(panel, "Lines")
    left, right = sorted(shown(panel, LineView), key=lambda one: one.mapTo(panel, one.pos()).x())
    left.point(2, -1)
    strongest = int(WEIGHTS["big"][0, 0][2].argmax())
    assert left.lines()[0] == (2, strongest)
    qtbot.keyClick(left, Qt.Key.Key_Down)
    assert right.cell == (3, -1)
    open_tab(panel, "Text")
    texts = sorted(shown(panel, AttendedText), key=lambda one: one.mapTo(panel, one.pos()).x())
    assert [token.text for token in texts[0].strip.tokens] == list(TOKENS)
    qtbot.keyClick(texts[0].strip, Qt.Key.Key_Right)
    assert texts[1].token == texts[0].token == 0


def test_that_one_head_is_seen_alone_and_escape_brings_all_back(panel, qtbot):
    grid = grid_of(panel)
    place = points(grid, grid.head_at, step_px=8)[1, 1]
    qtbot.mouseDClick(grid, Qt.MouseButton.LeftButton, pos=place)
    assert not shown(panel, HeadGrid)
    assert len(shown(panel, HeatMap)) == 1
    qtbot.keyClick(teachers(panel), Qt.Key.Key_Escape)
    assert len(shown(panel, HeadGrid)) == len(shown(panel, HeatMap)) == 2


def test_that_another_weighting_does_not_read_the_text_again(panel, qtbot):
    before = list(SeenModel.asked)
    enter(panel, "Weights", "× size of the value")
    qtbot.waitUntil(lambda: "size of the value" in teachers(panel).accessibleName())
    assert SeenModel.asked == before
    expect(teachers(panel), WEIGHTS["big"][0, 0])  # all values have the size 1


def test_that_a_second_text_is_offered_where_a_model_reads_pairs(panel, qtbot, session):
    texts = [one.accessibleName() for one in shown(panel, QPlainTextEdit)]
    assert texts == ["A sentence to look at"]
    session.project = Encoders()
    session.catalogue_changed.emit()
    enter(panel, "Second text", "she slept")
    press(panel, "Look")
    qtbot.waitUntil(lambda: (session.text.text, "she slept", "none") in SeenModel.asked)


# -- taken away


def pick(panel, name):
    entry(menu_of(panel, "Export"), name).trigger()


@pytest.mark.parametrize(
    ("suffix", "begins"), [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")]
)
@pytest.mark.parametrize("tab", ["Maps", "Lines", "Text"])
def test_that_what_is_shown_is_saved_as_a_picture(panel, tmp_path, suffix, begins, tab):
    open_tab(panel, tab)
    pick(panel, "Picture of what is shown…")
    save_as(panel, tmp_path / f"attention{suffix}")
    assert (tmp_path / f"attention{suffix}").read_bytes().startswith(begins)


@pytest.mark.slow
def test_that_a_picture_is_as_on_paper_and_says_what_it_is_of(panel, tmp_path, session, qtbot):
    session.theme.set_appearance(Appearance.DARK)
    qtbot.waitUntil(lambda: panel.palette() == QGuiApplication.palette())
    before = panel.grab().toImage()
    pick(panel, "Picture of what is shown…")
    save_as(panel, tmp_path / "attention.png")
    image = QImage(str(tmp_path / "attention.png"))
    assert image.pixelColor(2, image.height() - 2) == QColor(LIGHT.base)
    assert "big@best, step 10 · L0 H0" in image.text("Description")
    assert json.dumps(session.text.text) in image.text("Description")
    assert panel.grab().toImage() == before, "the window looks as it did"
    pick(panel, "Pictures as on paper")
    pick(panel, "Copy as a picture")
    copied = QGuiApplication.clipboard().image()
    assert copied.pixelColor(2, copied.height() - 2) == QColor(session.theme.colours.base)
    session.theme.set_appearance(Appearance.LIGHT)


@pytest.mark.slow
def test_that_a_saved_view_opens_again_as_it_was(panel, tmp_path, qtbot, session):
    click(qtbot, panel, (3, 1))
    press(panel, "Link matched heads")
    click(qtbot, panel, (1, 2), name="Student")
    click(qtbot, panel, (0, 0), ADD, name="Student")
    enter(panel, "Hide", "Special tokens")
    enter(panel, "Scale", "Fixed, 0 to 1")
    enter(panel, "Colour map", "Viridis")
    open_tab(panel, "Lines")
    path = tmp_path / "one.view.json"
    pick(panel, "Save this view…")
    save_as(panel, path)
    qtbot.waitUntil(path.exists)
    told = json.loads(path.read_text())
    assert told["models"]["teacher"]["name"] == "big"
    assert told["student_settings"]["heads"] == [[1, 2], [0, 0]]
    click(qtbot, panel, (0, 0))
    click(qtbot, panel, (0, 1), name="Student")
    enter(panel, "Hide", "Nothing")
    enter(panel, "Scale", "Linear")
    open_tab(panel, "Maps")
    session.text.set("something else")
    panel._file.read(str(path))
    qtbot.waitUntil(lambda: grid_of(panel, "Student").heads == ((1, 2), (0, 0)))
    assert grid_of(panel).heads == ((3, 1),)
    assert session.text.text == told["text"]
    assert field(panel, "Hide", QComboBox).currentText() == "Special tokens"
    assert field(panel, "Scale", QComboBox).currentText() == "Fixed, 0 to 1"
    assert len(shown(panel, LineView)) == 2


def test_that_a_view_of_a_model_that_is_gone_says_so(panel, tmp_path, qtbot, session):
    about = {
        "format": "attention view",
        "version": 1,
        "text": "a fox",
        "models": {"model": {"name": "lost", "step": 3, "digest": "ab"}},
        "settings": {},
    }
    path = Path(tmp_path / "lost.view.json")
    path.write_text(json.dumps(about))
    before = session.text.text, session.selection
    panel._file.read(str(path))
    qtbot.waitUntil(lambda: bool(session.messages.history))
    assert "lost@3 is not in this project" in session.messages.history[-1].text
    assert (session.text.text, session.selection) == before


@pytest.mark.parametrize("how", ShownHeads)
def test_that_settings_and_heads_come_back_from_the_view_that_they_make(how):
    settings = MapSettings(how, AttentionView(words=True, hide="both"))
    view = settings.of(((2, 3), (1, 0)))
    assert MapSettings.from_view(view) == settings
    if how.is_of_chosen:
        assert heads_of(view) == ((2, 3), (1, 0))
    elif view.layer is not None:
        assert heads_of(view) == ((1, 0),)
    assert Role.TEACHER.other is Role.STUDENT
