from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from fake_project import FakeModel, FakePair, FakeProject, FakeRun, saved_model
from maps_of import maps_of
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit
from screen import (
    button,
    cells,
    click_row,
    enter,
    field,
    has_content,
    only,
    open_tab,
    points,
    press,
    said,
)

from ui.models.pairs import default_pair
from ui.models.role import Role
from ui.models.view import TableView
from ui.panels.attention.heads import head_rows
from ui.panels.attention.panel import AttentionPanel
from ui.panels.attention.queries import AttentionResult, query_attention, write_export
from ui.shell.panel_frame import PanelFrame
from ui.widgets.maps.head_grid import HeadGrid
from ui.widgets.maps.heat_map import HeatMap
from ui.widgets.model_picker import ModelPicker
from workbench.errors import BadInput
from workbench.models.layer_map import NONE, LayerMapping
from workbench.store.records import RunRecord, RunStatus


def maps(num_layers, text, seed=0, num_heads=3):
    tokens = tuple(text.split())
    scores = np.random.default_rng(seed).standard_normal(
        (num_layers, num_heads, len(tokens), len(tokens))
    )
    weights = np.tril(np.exp(scores)).astype(np.float32)
    weights /= weights.sum(-1, keepdims=True)
    return maps_of(weights, tokens)


class OwnMapping(FakePair):
    def layer_mapping(self):
        return LayerMapping((1, 3), is_own=True)


class AttentiveModel(FakeModel):
    """Four layers of a big one, two of a small one."""

    pair = OwnMapping

    def attention(self, text, *, most_tokens=None, **asked):
        if "trouble" in text:
            raise BadInput("the text has {count} tokens", count=9)
        return maps(4, text, seed=1) if self.name == "big" else maps(2, text, seed=2)


class TwoModels(FakeProject):
    model_class = AttentiveModel

    @property
    def models(self):
        return (saved_model("small", 10), saved_model("big", 100))


REFERENCES = {Role.TEACHER: "big@best", Role.STUDENT: "small@best"}


def answers(steps):
    return [step for step in steps if isinstance(step, AttentionResult)]


@pytest.fixture
def sight():
    return answers(query_attention(TwoModels(), REFERENCES, "a little fox ran"))[-1]


def test_that_each_answer_is_shown_as_it_comes():
    steps = answers(query_attention(TwoModels(), REFERENCES, "a little fox ran"))
    assert [len(step.seen) for step in steps] == [1, 2, 2]
    assert [step.comparison is None for step in steps] == [True, True, False]


def test_that_partners_point_at_each_other(sight):
    for layer in range(2):
        for head in range(3):
            there = sight.partner(Role.STUDENT, (layer, head))
            assert sight.partner(Role.TEACHER, there) == (layer, head)
            divergence = sight.divergence(Role.STUDENT, (layer, head))
            assert divergence == sight.divergence(Role.TEACHER, there) > 0
    assert sight.partner(Role.TEACHER, (0, 0)) is None, "layer 0 of 4 has no partner among 2"


def test_that_every_head_of_both_models_has_a_row(sight):
    rows = head_rows(sight)
    assert len(rows) == 4 * 3 + 2 * 3
    assert len({row.key for row in rows}) == len(rows)


def test_that_models_with_different_tokens_are_shown_with_the_reason():
    class OtherTokens(AttentiveModel):
        def attention(self, text, *, most_tokens=None, **asked):
            return super().attention(text + " x" * (self.name == "big"))

    class Strangers(TwoModels):
        model_class = OtherTokens

    sight = answers(query_attention(Strangers(), REFERENCES, "a little fox"))[-1]
    assert len(sight.seen) == 2
    assert "different tokens" in str(sight.remark)


def test_that_the_maps_are_exported(sight, tmp_path):
    list(write_export(sight.exportable(), tmp_path / "maps.npz"))
    with np.load(tmp_path / "maps.npz") as data:
        assert data["attention"].shape == (4, 3, 4, 4)
    assert AttentionResult({}).exportable() is None


def test_that_the_largest_model_is_the_teacher_by_default():
    assert default_pair(TwoModels().models) == ("big@best", "small@best")
    assert default_pair([saved_model("only", 1)]) == ("only@best", "")
    assert default_pair([]) == ("", "")


def test_that_the_pair_of_a_distillation_goes_before_larger_models():
    models = [saved_model(name, size) for size, name in enumerate(("s", "t", "huge", "vast"))]
    assert default_pair(models) == ("vast@best", "huge@best")
    assert default_pair(models, [("", "s"), ("gone", "s"), ("t", "s")]) == ("t@best", "s@best")


class Taught(FakeRun):
    def teacher(self):
        return "t"


class Distilled(FakeProject):
    """The two largest models are not those that a distillation has made a pair of."""

    runs = (RunRecord("s", "s", "distill", RunStatus.FINISHED, Path("s"), 1, 1),)

    def saved_run(self, run):
        return Taught(self, run)


def test_that_a_project_opens_with_the_pair_of_its_distillation(session):
    models = [saved_model(name, size) for size, name in enumerate(("s", "t", "huge", "vast"))]
    session.use_project(Distilled(records=models))
    assert (session.selection.teacher, session.selection.student) == ("t@best", "s@best")


def test_that_models_of_other_tasks_and_tokenizers_make_no_pair():
    big = saved_model("big", 3)
    others = [saved_model("bert", 2, "bert"), replace(big, name="other", tokenizer="x")]
    assert default_pair([big, *others]) == ("other@best", "")
    models = [big, *others, saved_model("small", 1)]
    assert default_pair(models) == ("big@best", "small@best")


# -- the panel


@pytest.fixture
def panel(qtbot, session):
    panel = AttentionPanel(session)
    frame = PanelFrame(panel, session)
    qtbot.addWidget(frame)
    session.project = TwoModels()
    session.catalogue_changed.emit()
    frame.resize(900, 600)
    frame.show()
    qtbot.waitUntil(lambda: "Layers, teacher → student" in said(panel))
    qtbot.waitUntil(button(panel, "Look").isEnabled)
    yield panel
    assert panel.parentWidget() is frame


def grid_of(panel, name):
    """The overview of a model's heads."""
    return field(panel, f"{name}: layers × heads", HeadGrid)


def click_head(qtbot, grid, head):
    place = points(grid, grid.head_at, step_px=8)[head]
    qtbot.mouseClick(grid, Qt.MouseButton.LeftButton, pos=place)


def answered(panel):
    """What is to be shown of the text that stands in the panel."""
    text = field(panel, "A sentence to look at", QPlainTextEdit).toPlainText()
    return list(query_attention(TwoModels(), REFERENCES, text))[-1]


def test_that_without_a_model_the_next_step_is_offered(qtbot, session):
    panel = AttentionPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not has_content(panel)


def test_that_both_models_are_looked_at_when_the_panel_is_first_shown(panel):
    assert panel.session.selection.teacher == "big@best"
    grids = [grid_of(panel, name) for name in ("Teacher", "Student")]
    assert [grid.num_layers for grid in grids] == [4, 2]


def test_that_the_panel_says_which_layer_map_it_uses(panel, qtbot):
    remark = "Layers, teacher → student, by the student's own layer map: 1 → 0, 3 → 1"
    assert remark in said(panel).splitlines()

    class Uniform(OwnMapping):
        def layer_mapping(self):
            return LayerMapping((0, NONE))

    class Stranger(AttentiveModel):
        pair = Uniform

    class Strangers(TwoModels):
        model_class = Stranger

    panel.session.project = Strangers()
    press(panel, "Look")
    qtbot.waitUntil(lambda: "uniform" in said(panel))
    remark = "Layers, teacher → student, by a uniform layer map: 0 → 0"
    assert remark in said(panel).splitlines()


def test_that_choosing_a_head_shows_its_partner_on_the_other_side(panel, qtbot):
    student, teacher = grid_of(panel, "Student"), grid_of(panel, "Teacher")
    click_head(qtbot, student, (1, 2))
    partner = answered(panel).partner(Role.STUDENT, (1, 2))
    assert teacher.selection == partner
    press(panel, "Link matched heads")
    click_head(qtbot, student, (0, 1))
    assert teacher.selection == partner


def test_that_the_table_chooses_heads_too(panel, qtbot):
    open_tab(panel, "Table of heads")
    table = only(panel, TableView)
    heads = [row[:3] for row in cells(table)]
    click_row(qtbot, table, heads.index(["Teacher", "3", "1"]))
    assert grid_of(panel, "Teacher").selection == (3, 1)


def test_that_the_difference_is_teacher_minus_student(panel):
    press(panel, "Difference")
    heads = {role: grid_of(panel, role.title()).selection for role in Role}
    teacher, student = (
        answered(panel).seen[role].maps.attention_lhqk[head] for role, head in heads.items()
    )
    heat_map = only(panel, HeatMap)
    for row in range(len(teacher)):
        for key in range(row + 1):
            heat_map.point(row, key)
            difference = f"{teacher[row, key] - student[row, key]:.4f}"
            assert heat_map.accessibleDescription().endswith(f"({key}): {difference}")


def test_that_what_hinders_is_said_and_the_button_works_again(panel, qtbot):
    enter(panel, "A sentence to look at", "trouble ahead")
    press(panel, "Look")
    qtbot.waitUntil(button(panel, "Look").isEnabled)
    assert "9 tokens" in panel.session.messages.history[-1].text


def test_that_no_maps_stay_where_the_query_failed(panel, qtbot):
    """And why it failed is said once, at the panel's foot."""
    frame = panel.parentWidget()
    enter(panel, "A sentence to look at", "trouble ahead")
    press(panel, "Look")
    qtbot.waitUntil(lambda: said(frame).count("the text has 9 tokens") == 1)
    assert "9 tokens" not in said(panel)
    assert grid_of(panel, "Teacher").num_layers == 0
    open_tab(panel, "Table of heads")
    assert cells(only(panel, TableView)) == []
    open_tab(panel, "Maps")
    enter(panel, "A sentence to look at", "a little fox")
    press(panel, "Look")
    qtbot.waitUntil(lambda: "Layers, teacher → student" in said(frame))
    qtbot.waitUntil(lambda: "9 tokens" not in said(frame))


def test_that_maps_of_something_else_than_what_is_chosen_say_so(panel, qtbot):
    sentence = field(panel, "A sentence to look at", QPlainTextEdit).toPlainText()
    title = field(panel, "Student: layers × heads", HeadGrid)
    earlier = f"These results are of “{sentence}” (big@best, step 10 · small@best, step 10)"
    assert title.num_layers == 2
    assert earlier not in said(panel)
    panel.session.language.set("zh_CN")
    qtbot.waitUntil(lambda: panel.windowTitle() != "Attention")
    panel.session.language.set("en")
    qtbot.waitUntil(lambda: panel.windowTitle() == "Attention")
    assert field(panel, "A sentence to look at", QPlainTextEdit).toPlainText() == sentence
    enter(panel, "A sentence to look at", "another text")
    assert earlier in said(panel)
    enter(panel, "A sentence to look at", sentence)
    assert earlier not in said(panel)

    class Later(TwoModels):
        """Both models were trained further: the best checkpoint is another one."""

        @property
        def models(self):
            return tuple(
                replace(one, checkpoints=(replace(one.checkpoints[0], step=90, digest="cd" * 32),))
                for one in super().models
            )

    panel.session.project = Later()
    panel.session.catalogue_changed.emit()
    assert "step 90" in said(panel)
    assert earlier in said(panel)


def test_that_a_hidden_panel_asks_nothing_until_it_is_seen_again(panel, qtbot):
    project, teacher = panel.session.project, field(panel, "Teacher", ModelPicker)
    queries = []

    class Queried(AttentiveModel):
        def attention(self, text, *, most_tokens=None, **asked):
            queries.append("attention")
            return super().attention(text)

    class Fewer(TwoModels):
        model_class = Queried

        @property
        def models(self):
            queries.append("models")
            return (saved_model("small", 10),)

    panel.session.project = Fewer()
    panel.hide()
    panel.session.catalogue_changed.emit()
    panel.session.select(teacher="small@best", student="")
    qtbot.wait(100)
    assert queries == []
    assert teacher.reference == "big@best"
    panel.show()
    qtbot.waitUntil(lambda: "attention" in queries)
    assert teacher.reference == "small@best"
    panel.session.project = project


def test_that_another_checkpoint_is_looked_at_at_once(panel, qtbot):
    enter(field(panel, "Student", ModelPicker), "Model", "big")
    qtbot.waitUntil(lambda: grid_of(panel, "Student").num_layers == 4)
    assert panel.session.selection.student == "big@best"


def test_that_the_axes_of_the_maps_are_named_in_the_language_that_is_chosen(panel, session):
    session.language.set("zh_CN")
    panel.retranslate()
    names = {heat_map.axis_names for heat_map in panel.findChildren(HeatMap)}
    assert names == {("查询：正在看的词元", "键：被看的词元")}


def test_that_a_requested_head_is_shown_once_its_model_has_answered(qtbot, session):
    panel = AttentionPanel(session)
    qtbot.addWidget(panel)
    session.project = TwoModels()
    session.catalogue_changed.emit()
    session.select(teacher="big@best", student="small@best")
    session.text.set("a little fox ran")
    session.head_requested.emit("small@best", 1, 2)
    panel.show()
    qtbot.waitUntil(lambda: button(panel, "Look").isEnabled() and len(shown_heads(panel)) == 2)
    assert (1, 2) in shown_heads(panel)
    session.head_requested.emit("big@best", 2, 0)
    assert (2, 0) in shown_heads(panel)
    session.project = None


def shown_heads(panel):
    return [grid.selection for grid in panel.findChildren(HeadGrid) if grid.selection != (-1, -1)]
