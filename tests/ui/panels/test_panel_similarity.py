"""The matrix of layers, the heads of a pair, and where it is of a text or of passages."""

import threading
from typing import ClassVar

import numpy as np
import pytest
from exported import csv_rows, facts_of_all
from fake_project import FakeModel, FakePair, FakeProject, saved_model
from maps_of import random_weights
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from screen import (
    button,
    cells,
    choose,
    click_row,
    column,
    enter,
    field,
    has_content,
    only,
    points,
    press,
    said,
)

from ui.models.view import TableView
from ui.panels.similarity.layer_matrix import LayerMatrix
from ui.panels.similarity.panel import SimilarityPanel
from ui.widgets.maps.heat_map import HeatMap
from workbench.errors import BadInput
from workbench.inspection.comparison.divergence import jensen_shannon
from workbench.inspection.comparison.similarity import (
    LayerAttention,
    Similarity,
    SimilarityProgress,
)
from workbench.models.layer_map import LayerMapping

THEIRS, OURS = random_weights(3, 4, seed=1), random_weights(2, 4, seed=2)


def similarity(text, passages=1):
    divergence = np.array([[jensen_shannon(one, other) for other in OURS] for one in THEIRS])
    cka = np.linspace(-0.05, 0.95, 12, dtype=np.float32).reshape(4, 3)
    cka[0, 0] = np.nan
    return Similarity(
        cka_xy=cka,
        plain_cka_xy=(cka / 2 + 0.5).astype(np.float32),
        head_divergence_lmij=divergence,
        mapping=LayerMapping((0, 2), is_own=True),
        text=text,
        passages=passages,
        tokens=4 * passages,
        queries=4 * passages,
        too_short=passages // 2,
    )


class LayeredPair(FakePair):
    """A teacher of three layers and a student of two."""

    gate: ClassVar[threading.Event]
    asked: ClassVar[list[object]]

    def similarity(self, text):
        self.asked.append(text)
        if "trouble" in text:
            raise BadInput("the text has {count} tokens", count=3)
        return similarity(text)

    def corpus_similarity(self, corpus="", *, most_passages, otherwise=""):
        self.asked.append(most_passages)
        for number in range(most_passages):
            yield SimilarityProgress(number, most_passages)
            self.gate.wait(5)
        answer = similarity("the first passage", most_passages)
        yield SimilarityProgress(most_passages, most_passages, answer)

    def layer_attention(self, text, teacher_layer, student_layer):
        match = similarity(text).layers[teacher_layer, student_layer]
        maps = THEIRS[teacher_layer], OURS[student_layer]
        return LayerAttention(tuple("abcd"), *maps, match, causal=True)


class LayeredModel(FakeModel):
    pair = LayeredPair

    def versus(self, student):
        return LayeredPair(self.reference, student.reference)


class LayeredProject(FakeProject):
    model_class = LayeredModel


@pytest.fixture
def panel(qtbot, session):
    LayeredPair.gate, LayeredPair.asked = threading.Event(), []
    LayeredPair.gate.set()
    panel = SimilarityPanel(session)
    qtbot.addWidget(panel)
    session.project = LayeredProject(records=(saved_model("small", 10), saved_model("big", 100)))
    session.text.set("a b c d")
    session.catalogue_changed.emit()
    session.select(teacher="big@best", student="small@best")
    panel.resize(1100, 800)
    panel.show()
    qtbot.waitUntil(lambda: "Teacher L2 ↔ student L1" in said(panel))
    yield panel
    session.project = None


def test_that_the_matrix_has_the_embeddings_and_a_table_has_every_pair_of_layers(panel):
    matrix = only(panel, LayerMatrix)
    assert matrix.values.shape == (4, 3)
    pairs = [row[:2] for row in cells(only(panel, TableView))]
    assert sorted(pairs) == [[str(i), str(j)] for i in range(3) for j in range(2)]
    assert column(only(panel, TableView), "Layer map")[:3] == ["✓", "✓", ""]
    choose(field(panel, "By measure", QComboBox), "Divergence of attention")
    assert matrix.values.shape == (3, 2)
    assert "the student's own layer map" in said(panel)


def test_that_a_cell_and_a_row_show_the_heads_of_their_layers(panel, qtbot):
    matrix = only(panel, LayerMatrix)
    places = points(matrix, lambda place: matrix.cell_at(place.toPointF()), step_px=4)
    qtbot.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=places[2, 1])
    qtbot.waitUntil(lambda: "Teacher L1 ↔ student L0" in said(panel))
    heads = field(panel, "Heads", QComboBox)
    assert heads.count() == 3
    divergences = [float(heads.itemText(n).partition("(")[2].rstrip(")")) for n in range(3)]
    assert divergences == sorted(divergences)
    click_row(qtbot, only(panel, TableView), 0)
    qtbot.waitUntil(lambda: "Teacher L0 ↔ student L0" in said(panel))


def test_that_the_map_is_the_difference_or_either_head(panel):
    (shown,) = (one for one in panel.findChildren(HeatMap) if not isinstance(one, LayerMatrix))
    teacher, student = field(panel, "Heads", QComboBox).currentData()
    expected = {
        "Teacher minus student": THEIRS[2][teacher] - OURS[1][student],
        "Teacher's head": THEIRS[2][teacher],
        "Student's head": OURS[1][student],
    }
    for name, values in expected.items():
        choose(field(panel, "Show", QComboBox), name)
        assert f"H{teacher} ↔ L1 H{student}" in shown.accessibleName()
        shown.point(3, 1)
        assert f"{values[3, 1]:.4f}" in shown.accessibleDescription()


def test_that_passages_are_compared_when_asked_and_can_be_stopped(panel, qtbot):
    choose(field(panel, "Compare on", QComboBox), "passages of the corpus")
    enter(panel, "Passages", 5)
    assert 5 not in LayeredPair.asked
    LayeredPair.gate.clear()
    press(panel, "Compare layers")
    qtbot.waitUntil(lambda: "0 of 5 passages" in said(panel))
    press(panel, "Stop")
    LayeredPair.gate.set()
    assert "4 tokens" in said(panel), "what was shown stays"
    press(panel, "Compare layers")
    qtbot.waitUntil(lambda: "5 passages · 20 tokens · 2 passages too short" in said(panel))
    qtbot.waitUntil(lambda: "maps of the first passage" in said(panel))


def test_that_what_fails_leaves_nothing_that_could_be_taken_for_the_answer(panel, qtbot, session):
    session.text.set("trouble")
    press(panel, "Compare layers")
    qtbot.waitUntil(lambda: not cells(only(panel, TableView)))
    assert only(panel, LayerMatrix).values.size == 0
    assert not button(panel, "Export").isEnabled()


def test_that_results_of_another_text_say_so(panel, session):
    assert "These results are of" not in said(panel)
    session.text.set("something else")
    assert "These results are of “a b c d”" in said(panel)


@pytest.mark.slow
def test_that_the_table_is_exported(panel, qtbot, tmp_path):
    for about in facts_of_all(panel, qtbot, tmp_path).values():
        assert about["text"] == "a b c d"
    rows = csv_rows(tmp_path / "numbers.csv")
    assert len(rows) == 6
    assert list(rows[0])[:3] == ["teacher_layer", "student_layer", "cka"]


def test_that_without_models_the_next_step_is_offered(qtbot, session):
    panel = SimilarityPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not has_content(panel)
