import json
from dataclasses import replace

import pytest
from exported import csv_rows, facts_of_all
from fake_project import CORPUS, FakeModel, FakePair, FakeProject, saved_model
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit, QSpinBox, QTableView
from screen import (
    button,
    cells,
    choose,
    click_row,
    column,
    double_click_row,
    field,
    has_content,
    headings,
    offered,
    only,
    open_tab,
    press,
    said,
    shown,
)

from ui.panels.heads.panel import HeadsPanel
from ui.theme import LIGHT
from ui.widgets.charts.scatter import Scatter
from ui.widgets.token_strip import TokenStrip
from ui.workspace import Workspace
from workbench.errors import BadInput
from workbench.inspection.heads.spec import HeadStage
from workbench.inspection.heads.table import (
    HardestPassage,
    HeadMeasurements,
    HeadsProgress,
    MeasuredHead,
    StrongestOfHead,
    TokenCount,
)
from workbench.words import words


def strongest(layer, head):
    passages = tuple(
        HardestPassage(n, f"text {n}", ("<s>", "▁a", "b", f"c{layer}{head}"), 3, 1, 0.9 - 0.1 * n)
        for n in range(2)
    )
    return StrongestOfHead(passages, (TokenCount("b", 3),), (TokenCount("▁a", 5),), 5)


def measured_head(layer, head):
    values = {
        "entropy": 1.0 + layer,
        "distance": 2.0 + head,
        "normalised_entropy": 0.5,
        "previous": 0.9 if (layer, head) == (1, 0) else 0.1,
        "first": 0.6 if layer == 0 else 0.0,
        "copying": -0.5 if head else 0.5,
        "divergence": None if layer == 0 else 0.25,
    }
    return MeasuredHead(layer, head, values, strongest(layer, head))


MEASUREMENTS = HeadMeasurements(
    model="small@best",
    step=10,
    source="novel",
    is_corpus=True,
    num_passages=2,
    passage_tokens=4,
    heads=tuple(measured_head(layer, head) for layer in range(2) for head in range(2)),
    teacher="big@best",
    notes=(words("the validation part has {count} passages", count=2),),
)


class MeasuringModel(FakeModel):
    def __init__(self, reference, asked):
        super().__init__(reference)
        self.asked = asked

    def heads(self, text="", *, corpus="", passages=100, tokens=256, measures=()):
        return self.measure("", self.reference, text, corpus, passages, tokens, measures)

    def measure(self, *asked):
        self.asked.append(asked)
        if "trouble" in asked[2]:
            raise BadInput("the text has a single token")
        yield HeadsProgress(HeadStage.ATTENTION, 0, 2)
        yield HeadsProgress(HeadStage.ATTENTION, 2, 2)
        yield replace(MEASUREMENTS, teacher=asked[0])

    def versus(self, student):
        return MeasuringPair(self.reference, student.reference, self)


class MeasuringPair(FakePair):
    def __init__(self, teacher, student, model):
        super().__init__(teacher, student)
        self.model = model

    def heads(self, text="", *, corpus="", passages=100, tokens=256, measures=()):
        pair = (self.teacher, self.student)
        return self.model.measure(*pair, text, corpus, passages, tokens, measures)


class MeasuringProject(FakeProject):
    def __init__(self):
        super().__init__(records=(saved_model("small", 10), saved_model("big", 100), CORPUS))
        self.asked = []

    def model(self, reference):
        return MeasuringModel(reference, self.asked)


@pytest.fixture
def panel(qtbot, session):
    panel = HeadsPanel(session)
    qtbot.addWidget(panel)
    session.project = MeasuringProject()
    session.catalogue_changed.emit()
    panel.resize(1200, 700)
    panel.show()
    yield panel
    session.project = None


@pytest.fixture
def measured(panel, qtbot):
    """The panel once it has measured."""
    press(panel, "Measure")
    qtbot.waitUntil(lambda: button(panel, "Export").isEnabled())
    return panel


def table(panel):
    return field(panel, "Heads", QTableView)


def test_that_without_a_model_the_next_step_is_offered(qtbot, session):
    panel = HeadsPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not has_content(panel)


def test_that_nothing_is_measured_unasked(panel, qtbot):
    qtbot.wait(50)
    assert panel.session.project.asked == []
    assert not shown(panel, QTableView)
    assert not button(panel, "Export").isEnabled()


def test_that_a_students_heads_are_measured_beside_its_teachers_on_a_corpus(measured):
    (asked,) = measured.session.project.asked
    assert asked == ("big@best", "small@best", "", CORPUS.name, 100, 256, ("induction", "copying"))
    assert column(table(measured), "Head") == ["L0 H0", "L0 H1", "L1 H0", "L1 H1"]
    assert column(table(measured), "Label") == [
        "copying head, first-token sink",
        "first-token sink",
        "previous-token head, copying head",
        "",
    ]
    header = table(measured).model()
    told = header.headerData(1, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert "copying head: Copying of at least 0.5" in told
    assert column(table(measured), "Divergence") == ["–", "–", "0.250", "0.250"]
    assert "the validation part has 2 passages" in said(measured)
    assert "teacher big@best" in said(measured)


def test_that_the_next_step_of_heads_that_are_not_measured_measures_them(panel, qtbot):
    assert not shown(panel, QTableView)
    press(panel, "Measure all heads")
    qtbot.waitUntil(lambda: bool(shown(panel, QTableView)))
    assert column(table(panel), "Head") == ["L0 H0", "L0 H1", "L1 H0", "L1 H1"]


def test_that_without_a_teacher_a_model_is_measured_alone(panel, qtbot):
    button(panel, "Teacher").click()
    button(panel, "Ablation").click()
    choose(field(panel, "Read", QComboBox), "The text")
    only(panel, QPlainTextEdit).setPlainText("a fox")
    press(panel, "Measure")
    qtbot.waitUntil(lambda: button(panel, "Export").isEnabled())
    (asked,) = panel.session.project.asked
    measures = ("induction", "copying", "ablation")
    assert asked == ("", "small@best", "a fox", "", 1, 2, measures)


def test_that_other_settings_mark_the_measures_as_outdated(measured):
    assert "These results are of" not in said(measured)
    button(measured, "Ablation").click()
    assert "These results are of other settings" in said(measured)
    button(measured, "Ablation").click()
    assert "These results are of" not in said(measured)


def test_that_heads_are_filtered_by_label_and_by_layer(measured):
    wanted = field(measured, "Filter of the heads", QLineEdit)
    wanted.setText("SINK")
    assert column(table(measured), "Head") == ["L0 H0", "L0 H1"]
    assert "2 of 4 heads" in said(measured)
    assert [point.name for point in only(measured, Scatter).points] == ["L0 H0", "L0 H1"]
    wanted.setText("")
    choose(field(measured, "Layer", QComboBox), "Layer 1")
    assert column(table(measured), "Head") == ["L1 H0", "L1 H1"]


def test_that_the_largest_values_have_the_strongest_ground(measured):
    view = table(measured)
    model, number = view.model(), headings(view).index("Entropy")
    grounds = [
        QColor(model.index(row, number).data(Qt.ItemDataRole.BackgroundRole)).lightness()
        for row in range(4)
    ]
    assert grounds[0] == grounds[1] > grounds[2] == grounds[3]
    copying = headings(view).index("Copying")
    hues = [
        QColor(model.index(row, copying).data(Qt.ItemDataRole.BackgroundRole)).hue()
        for row in range(2)
    ]
    assert hues[0] != hues[1]


def test_that_table_plot_and_passages_show_the_same_head(measured, qtbot):
    click_row(qtbot, table(measured), 2)
    scatter = only(measured, Scatter)
    open_tab(measured, "Strongest attention")
    assert "L1 H0 · previous-token head" in said(measured)
    assert only(measured, TokenStrip).tokens[3].text == "c10"
    open_tab(measured, "Two measures")
    (point,) = (one for one in scatter.points if one.name == "L0 H1")
    scatter.chosen.emit(point.name)
    assert [row.row() for row in table(measured).selectionModel().selectedRows()] == [1]
    open_tab(measured, "Strongest attention")
    assert "L0 H1" in said(measured)


def test_that_any_two_measures_stand_against_each_other(measured):
    choose(field(measured, "Across", QComboBox), "Entropy")
    choose(field(measured, "Upwards", QComboBox), "Divergence")
    points = only(measured, Scatter).points
    assert [(one.name, one.x, one.y) for one in points] == [("L1 H0", 2, 0.25), ("L1 H1", 2, 0.25)]
    assert "2 heads have no value" in said(measured)
    assert {one.colour for one in points} == {LIGHT.series[4]}


def test_that_both_tokens_of_the_hardest_place_are_marked_and_tokens_counted(measured):
    open_tab(measured, "Strongest attention")
    strip = only(measured, TokenStrip)
    plain = {strip.tokens[0].colour, strip.tokens[2].colour}
    assert plain == {LIGHT.base}
    assert strip.tokens[3].colour not in plain
    assert strip.tokens[1].colour not in {*plain, strip.tokens[3].colour}
    assert (strip.tokens[3].tooltip, strip.tokens[1].tooltip) == ("query", "key")
    assert cells(field(measured, "Frequent keys", QTableView)) == [["⋅a", "5"]]
    assert cells(field(measured, "Frequent queries", QTableView)) == [["b", "3"]]


def test_that_a_head_is_opened_where_its_attention_is_shown(measured, qtbot):
    session, gone = measured.session, []
    session.workspace_requested.connect(lambda *place: gone.append(place))
    with qtbot.waitSignal(session.head_requested) as requested:
        double_click_row(qtbot, table(measured), 2)
    assert requested.args == ["small@best", 1, 0]
    assert gone == [(Workspace.INSPECT, "attention")]
    open_tab(measured, "Strongest attention")
    with qtbot.waitSignal(session.head_requested):
        press(measured, "Open passage in Attention")
    assert session.text.text == "text 0"


def test_that_a_failure_is_said_and_the_measures_stay(measured, qtbot):
    choose(field(measured, "Read", QComboBox), "The text")
    only(measured, QPlainTextEdit).setPlainText("trouble")
    press(measured, "Measure")
    qtbot.waitUntil(lambda: button(measured, "Measure").isEnabled())
    assert table(measured).model().rowCount() == 4


def test_that_measuring_can_be_stopped(panel, qtbot):
    press(panel, "Measure")
    assert not button(panel, "Measure").isEnabled()
    press(panel, "Stop")
    assert button(panel, "Measure").isEnabled()
    assert not shown(panel, QTableView)


@pytest.mark.slow
def test_that_measures_are_exported(measured, qtbot, tmp_path):
    for about in facts_of_all(measured, qtbot, tmp_path).values():
        assert about["text"] == ""
        assert about["settings"]["corpus"] == CORPUS.name
        assert set(about["models"]) == {"student", "teacher"}
    rows = csv_rows(tmp_path / "numbers.csv")
    assert rows[2]["labels"] == "previous-token head, copying head"
    assert (rows[2]["layer"], rows[2]["head"], rows[2]["previous"]) == ("1", "0", "0.9")
    assert rows[0]["divergence"] == ""
    whole = json.loads((tmp_path / "numbers.json").read_text())
    assert (whole["model"], whole["step"], whole["corpus"]) == ("small@best", 10, "novel")
    assert whole["heads"][2]["strongest"]["passages"][0]["key"] == 1


def test_that_a_text_has_no_number_of_passages(panel):
    source = field(panel, "Read", QComboBox)
    assert offered(source) == ["The text", f"Corpus {CORPUS.name}"]
    assert field(panel, "Passages", QSpinBox).isEnabled()
    choose(source, "The text")
    assert not field(panel, "Passages", QSpinBox).isEnabled()
