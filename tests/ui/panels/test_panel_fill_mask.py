from dataclasses import dataclass

import pytest
from fake_project import FakeModel, FakeProject, saved_model
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QTextCursor
from PySide6.QtWidgets import QComboBox, QPlainTextEdit
from screen import (
    cells,
    column,
    enter,
    field,
    has_content,
    headings,
    offered,
    only,
    press,
    said,
    shown,
)

from ui.models.filled import filled_rows
from ui.models.view import TableView
from ui.panels.fill_mask import FillMaskPanel
from ui.theme import LIGHT
from ui.widgets.model_picker import ModelPicker
from workbench.errors import BadInput


@dataclass(frozen=True)
class Candidate:
    id: int
    piece: str
    probability: float


@dataclass(frozen=True)
class Position:
    position: int
    candidates: tuple[Candidate, ...]


class FillingModel(FakeModel):
    """Two of them agree on one word."""

    def fill_mask(self, text, *, top_k, add_special_tokens=True):
        if "[MASK]" not in text:
            raise BadInput("there is no [MASK] in the text")
        own = "▁cat" if self.name == "big" else "▁dog"
        words = [("▁man" if add_special_tokens else "▁bare", 0.5), (own, 0.25)][:top_k]
        return (Position(2, tuple(Candidate(i, w, p) for i, (w, p) in enumerate(words))),)

    def next_sentence(self, first, second):
        return 0.75


class FillingModels(FakeProject):
    """Two BERTs and a GPT."""

    model_class = FillingModel

    def __init__(self):
        super().__init__(
            records=(
                saved_model("writer"),
                saved_model("small", family="bert"),
                saved_model("big", family="bert"),
            )
        )


@pytest.fixture
def panel(qtbot, session):
    panel = FillMaskPanel(session)
    qtbot.addWidget(panel)
    session.project = FillingModels()
    panel.show()
    qtbot.waitExposed(panel)
    session.catalogue_changed.emit()
    return panel


def test_that_only_models_with_masks_are_offered(panel):
    picker = only(panel, ModelPicker)
    assert picker.reference == "big@best"
    assert offered(field(picker, "Model", QComboBox)) == ["small", "big"]


@pytest.mark.parametrize("family", ["", "of a newer version"])
def test_that_a_model_whose_family_is_not_known_is_no_model_with_masks(panel, family):
    session = panel.session
    session.project = FakeProject(
        records=(saved_model("damaged", family=family), saved_model("whole", family="bert"))
    )
    session.catalogue_changed.emit()
    assert offered(field(only(panel, ModelPicker), "Model", QComboBox)) == ["whole"]


def test_that_candidates_stand_side_by_side_and_shared_ones_in_colour(panel, qtbot):
    press(panel, "Add a model")
    enter(shown(panel, ModelPicker)[-1], "Model", "small")
    enter(panel, "Second sentence", "He slept.")
    press(panel, "Fill in")
    table = only(panel, TableView)
    qtbot.waitUntil(lambda: headings(table) == ["Mask", "Rank", "big@best", "small@best"])
    assert [row[:2] for row in cells(table)] == [["1", "1"], ["1", "2"]]
    ink = Qt.ItemDataRole.ForegroundRole
    assert table.model().index(0, 2).data(ink) == QColor(LIGHT.good)
    assert table.model().index(1, 3).data(ink) is None
    assert "▁man" in column(table, "big@best")[0]
    assert [line for line in said(panel).splitlines() if "second sentence follows" in line] == [
        "big@best: the second sentence follows with 75.0\N{NO-BREAK SPACE}%",
        "small@best: the second sentence follows with 75.0\N{NO-BREAK SPACE}%",
    ]


def test_that_the_text_is_read_without_special_tokens_if_one_wants(panel, qtbot):
    press(panel, "Special tokens")
    press(panel, "Fill in")
    table = only(panel, TableView)
    qtbot.waitUntil(lambda: headings(table) == ["Mask", "Rank", "big@best"])
    assert "▁bare" in column(table, "big@best")[0]


def test_that_a_text_without_a_mask_is_answered_with_a_sentence(panel, qtbot):
    enter(panel, "Text with [MASK]", "no mask here")
    press(panel, "Fill in")
    qtbot.waitUntil(lambda: bool(panel.session.messages.history))
    assert "no [MASK]" in panel.session.messages.history[-1].text


def test_that_candidates_of_another_text_are_marked_and_none_stay_where_the_query_failed(
    panel, qtbot
):
    press(panel, "Fill in")
    table = only(panel, TableView)
    qtbot.waitUntil(lambda: headings(table) == ["Mask", "Rank", "big@best"])
    assert "These results" not in said(panel)
    enter(panel, "Candidates", 3)
    assert "These results are of other settings than those shown." in said(panel)
    enter(panel, "Text with [MASK]", "no mask here")
    sentence = "These results are of “The old [MASK] went home to the village.” (big@best, step 10)"
    assert sentence in said(panel)
    press(panel, "Refresh")
    qtbot.waitUntil(lambda: headings(table) == ["Mask", "Rank"])
    assert "These results" not in said(panel)


def test_that_the_word_at_the_cursor_is_masked(panel):
    text = field(panel, "Text with [MASK]", QPlainTextEdit)
    text.setPlainText("The old man went home.")
    cursor = text.textCursor()
    cursor.setPosition(len("The old m"), QTextCursor.MoveMode.MoveAnchor)
    text.setTextCursor(cursor)
    press(panel, "Mask this word")
    assert text.toPlainText() == "The old [MASK] went home."


def test_that_models_with_fewer_masks_leave_cells_empty():
    one = Position(1, (Candidate(1, "a", 0.5),))
    rows = filled_rows({"x": (one, one), "y": (one,)})
    assert [set(row.fillings) for row in rows] == [{"x", "y"}, {"x"}]
    assert filled_rows({}) == []


def test_that_without_an_encoder_the_next_step_is_offered(qtbot, session):
    panel = FillMaskPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not has_content(panel)
