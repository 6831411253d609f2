from dataclasses import dataclass

import pytest
from fake_project import FakeModel, FakeProject, saved_model
from PySide6.QtGui import QTextCursor

from ui.models.filled import filled_rows
from ui.panels.fill_mask import FillMaskPanel
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

    def fill_mask(self, text, *, top_k):
        if "[MASK]" not in text:
            raise BadInput("there is no [MASK] in the text")
        own = "▁cat" if self.name == "big" else "▁dog"
        words = [("▁man", 0.5), (own, 0.25)][:top_k]
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
    (picker,) = panel._models.rows
    assert picker.reference == "big@best"
    assert [picker._name.itemText(i) for i in range(picker._name.count())] == ["small", "big"]


def test_that_candidates_stand_side_by_side_and_shared_ones_in_colour(panel, qtbot):
    panel._models.add().set_reference("small@best")
    panel._second.setText("He slept.")
    panel.fill()
    qtbot.waitUntil(lambda: len(panel._answers) == 2)
    rows = panel._table.rows
    assert [(row.mask, row.rank) for row in rows] == [(1, 1), (1, 2)]
    assert rows[0].fillings["big@best"].is_shared
    assert not rows[1].fillings["small@best"].is_shared
    assert "▁man" in panel._table.index(0, 2).data()
    assert panel._follows.text().splitlines() == [
        "big@best: the second sentence follows with 75.0\N{NO-BREAK SPACE}%",
        "small@best: the second sentence follows with 75.0\N{NO-BREAK SPACE}%",
    ]


def test_that_a_text_without_a_mask_is_answered_with_a_sentence(panel, qtbot):
    panel._text.setPlainText("no mask here")
    panel.fill()
    qtbot.waitUntil(lambda: bool(panel.session.messages.history))
    assert "no [MASK]" in panel.session.messages.history[-1].text


def test_that_the_word_at_the_cursor_is_masked(panel):
    panel._text.setPlainText("The old man went home.")
    cursor = panel._text.textCursor()
    cursor.setPosition(len("The old m"), QTextCursor.MoveMode.MoveAnchor)
    panel._text.setTextCursor(cursor)
    panel.mask_word()
    assert panel._text.toPlainText() == "The old [MASK] went home."


def test_that_models_with_fewer_masks_leave_cells_empty():
    one = Position(1, (Candidate(1, "a", 0.5),))
    rows = filled_rows({"x": (one, one), "y": (one,)})
    assert [set(row.fillings) for row in rows] == [{"x", "y"}, {"x"}]
    assert filled_rows({}) == []


def test_that_without_an_encoder_the_next_step_is_offered(qtbot, session):
    panel = FillMaskPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert panel._swap._stack.currentWidget() is panel._swap.empty
