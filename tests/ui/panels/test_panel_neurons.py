import json

import numpy as np
import pytest
from exported import csv_rows, export_as, facts_of_all
from fake_project import CORPUS, FakeModel, FakeProject, saved_model
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QSpinBox
from screen import (
    button,
    cells,
    click_row,
    column,
    field,
    has_content,
    only,
    open_tab,
    press,
    said,
    shown,
)

from ui.models.view import TableView
from ui.panels.neurons.model_side import ModelNeurons
from ui.panels.neurons.panel import NeuronsPanel
from ui.theme import LIGHT
from ui.widgets.colours import contrast
from ui.widgets.token_strip import TokenStrip
from workbench.errors import BadInput
from workbench.inspection.neurons.reading import (
    NeuronActivations,
    NeuronPassage,
    NeuronPassages,
    NeuronTokens,
    WeighedToken,
)
from workbench.models.spec import GPTSpec

ONE_NEURON = "The chosen neuron: its tokens, activations and passages…"


class NeuronModel(FakeModel):
    """Neuron n of four is strongest at token n; in layer 1 they are the other way round."""

    def __init__(self, reference, queries):
        super().__init__(reference)
        self.queries = queries

    @property
    def spec(self):
        return GPTSpec(num_layers=2, num_heads=2, hidden_size=8)

    def neurons(self, text, layer, *, most_tokens=None):
        self.queries.append(("neurons", text, layer))
        if "trouble" in text:
            raise BadInput("no neurons today")
        tokens = tuple(text.split())
        sizes_n = np.array([1, -4, 2, 3], np.float32) * (np.array([9, 1, 1, 1]) ** layer)
        sizes_n = sizes_n[: 3 if self.name == "small" else 4]
        activations_tn = np.eye(len(tokens), len(sizes_n), dtype=np.float32) * sizes_n
        return NeuronActivations(tokens, layer, activations_tn, left_out=5 * ("long" in text))

    def neuron(self, layer, number):
        self.queries.append(("neuron", layer, number))
        if number == 2:
            raise BadInput("this one promotes nothing")
        up, down = WeighedToken(7, "▁up", 0.5), WeighedToken(8, "down", -0.25)
        return NeuronTokens(layer, number, (up,), (down,), 1.0, is_direct=number != 3)

    def neuron_passages(self, layer, number, corpus, *, most_passages, most_tokens):
        self.queries.append(("passages", layer, number, corpus, most_passages, most_tokens))
        passage = NeuronPassage(40, ("▁some", "▁where"), (-1.5, 0.5), 0)
        yield NeuronPassages(layer, number, 32, 64, ())
        yield NeuronPassages(layer, number, 64, 64, (passage,))


class NeuronModels(FakeProject):
    def __init__(self):
        super().__init__(records=(saved_model("big"), saved_model("small"), CORPUS))
        self.queries = []

    def model(self, reference):
        return NeuronModel(reference, self.queries)


@pytest.fixture
def panel(qtbot, session):
    panel = NeuronsPanel(session)
    qtbot.addWidget(panel)
    session.use_project(NeuronModels())
    session.text.set("a b c d")
    session.select(teacher="big@best")
    panel.resize(1000, 700)
    panel.show()
    qtbot.waitUntil(lambda: ("neuron", 0, 1) in session.project.queries)
    qtbot.waitUntil(lambda: "What an activation of 1 adds" in said(panel))
    yield panel
    session.project = None


def layer_view(panel):
    return field(panel, "Neurons of the layer", TableView)


def test_that_without_a_model_the_next_step_is_offered(qtbot, session):
    panel = NeuronsPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not has_content(panel)


def test_that_the_strongest_neuron_comes_first_and_is_shown(panel):
    view = layer_view(panel)
    assert column(view, "Neuron") == ["1", "3", "2", "0"]
    assert column(view, "Strongest at") == ["b", "d", "c", "a"]
    assert column(view, "Peak")[0] == "-4.000"
    assert field(panel, "Neuron", QSpinBox).value() == 1
    assert "The 4 strongest of the 4 neurons of layer 0." in said(panel)
    assert cells(field(panel, "Promotes", TableView)) == [["⋅up", "0.500"]]
    assert cells(field(panel, "Suppresses", TableView)) == [["down", "-0.250"]]


def test_that_the_text_has_the_colours_of_the_activations(panel, qtbot):
    grounds = [QColor(token.colour) for token in only(panel, TokenStrip).tokens]
    assert [ground == QColor(LIGHT.base) for ground in grounds] == [True, False, True, True]
    negative = grounds[1]
    field(panel, "Neuron", QSpinBox).setValue(3)
    positive = QColor(only(panel, TokenStrip).tokens[3].colour)
    assert contrast(negative, positive) > 1.05
    qtbot.waitUntil(lambda: "the figures say an order, no more" in said(panel))


def test_that_another_layer_is_asked_for_and_its_strongest_chosen(panel, qtbot):
    layer = field(panel, "Layer", QSpinBox)
    assert layer.maximum() == 1
    layer.setValue(1)
    qtbot.waitUntil(lambda: ("neuron", 1, 0) in panel.session.project.queries)
    assert column(layer_view(panel), "Neuron")[0] == "0"
    assert field(panel, "Neuron", QSpinBox).value() == 0


def test_that_a_neuron_that_is_picked_stays_when_the_text_changes(panel, qtbot):
    click_row(qtbot, layer_view(panel), 1)
    assert field(panel, "Neuron", QSpinBox).value() == 3
    panel.session.text.set("d c b a long")
    press(panel, "Look")
    qtbot.waitUntil(lambda: "The last 5 of 10 tokens are not read" in said(panel))
    assert field(panel, "Neuron", QSpinBox).value() == 3


def test_that_a_model_that_promotes_nothing_says_why_beside_its_activations(panel, qtbot):
    field(panel, "Neuron", QSpinBox).setValue(2)
    qtbot.waitUntil(lambda: "this one promotes nothing" in said(panel))
    assert len(only(panel, TokenStrip).tokens) == 4


def test_that_passages_are_searched_and_shown_in_colours(panel, qtbot):
    open_tab(panel, "Strongest passages")
    press(panel, "Search")
    qtbot.waitUntil(lambda: "64 of 64 tokens read" in said(panel))
    asked = ("passages", 0, 1, "novel", 20, 20_000)
    assert asked in panel.session.project.queries
    view = field(panel, "Passages where the neuron is strongest", TableView)
    assert cells(view) == [["some where", "-1.500", "40"]]
    qtbot.waitUntil(lambda: button(panel, "Search").isEnabled())
    click_row(qtbot, view, 0)
    assert [token.text for token in only(panel, TokenStrip).tokens] == ["▁some", "▁where"]
    assert "from token 40" in said(panel)
    field(panel, "Neuron", QSpinBox).setValue(0)
    assert "These results are of other settings" in said(panel)


def test_that_without_a_corpus_it_is_said_what_to_do_before_a_search(panel, session):
    open_tab(panel, "Strongest passages")
    assert "Reads the validation text" in said(panel)
    session.project.records = (saved_model("big"),)
    session.tell_catalogue_changed()
    assert "add one in Data" in said(panel)
    assert not button(panel, "Search").isEnabled()


@pytest.fixture
def sides(panel, qtbot):
    """The teacher's neurons and the student's, which has three."""
    panel.session.select(teacher="big@best", student="small@best")
    press(panel, "Look")
    qtbot.waitUntil(lambda: button(panel, "Look").isEnabled())
    qtbot.waitUntil(lambda: [one.isVisible() for one in panel.findChildren(ModelNeurons)] == [1, 1])
    return sorted(shown(panel, ModelNeurons), key=lambda one: one.x())


def test_that_a_students_neurons_stand_beside_the_teachers_and_nothing_is_matched(sides, qtbot):
    assert ["big@best, step 10" in said(side) for side in sides] == [True, False]
    assert ["small@best, step 10" in said(side) for side in sides] == [False, True]
    assert "The 4 strongest of the 4 neurons of layer 0." in said(sides[0])
    assert "The 3 strongest of the 3 neurons of layer 0." in said(sides[1])
    field(sides[1], "Neuron", QSpinBox).setValue(2)
    assert [field(side, "Neuron", QSpinBox).value() for side in sides] == [1, 2]
    field(sides[0], "Layer", QSpinBox).setValue(1)
    qtbot.waitUntil(lambda: column(layer_view(sides[0]), "Neuron")[0] == "0")
    assert [field(side, "Layer", QSpinBox).value() for side in sides] == [1, 0]
    assert column(layer_view(sides[1]), "Neuron") == ["1", "2", "0"]


def test_that_both_models_have_room_beside_each_other_in_a_small_window(panel, sides):
    for side in sides:
        open_tab(side, "Strongest passages")
    characters = panel.minimumSizeHint().width() / panel.fontMetrics().averageCharWidth()
    assert characters < 172


def test_that_the_student_is_left_out_where_nobody_wants_it(panel, sides):
    press(panel, "Student")
    assert only(panel, ModelNeurons) is sides[0]
    assert "big@best, step 10" not in said(sides[0])
    press(panel, "Student")
    assert set(shown(panel, ModelNeurons)) == set(sides)


def test_that_each_side_exports_its_own_model(sides, qtbot, tmp_path):
    for side, name, count in zip(sides, ("big", "small"), (4, 3), strict=True):
        rows = csv_rows(export_as(side, qtbot, tmp_path / f"{name}.csv"))
        assert len(rows) == count
        about = json.loads(rows[0]["about"])
        assert about["models"]["model"]["name"] == name


def test_that_an_error_leaves_no_activations(panel, qtbot):
    panel.session.text.set("trouble")
    press(panel, "Look")
    qtbot.waitUntil(lambda: not only(panel, TokenStrip).tokens)
    assert cells(layer_view(panel)) == []
    assert button(panel, "Look").isEnabled()


@pytest.mark.slow
def test_that_all_neurons_and_the_chosen_one_are_exported(panel, qtbot, tmp_path):
    for about in facts_of_all(panel, qtbot, tmp_path).values():
        assert "layer" in about["settings"]
    one = export_as(panel, qtbot, tmp_path / "one.csv", ONE_NEURON)
    assert {"promoted", "activation"} <= {row["kind"] for row in csv_rows(one)}
    rows = csv_rows(tmp_path / "numbers.csv")
    assert [row["neuron"] for row in rows] == ["1", "3", "2", "0"]
    assert rows[0]["token"] == "b"
