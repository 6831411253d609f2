from dataclasses import dataclass

import pytest
from fake_project import FakeModel, FakeProject, saved_model
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit
from screen import (
    enter,
    field,
    has_content,
    offered,
    only,
    press,
    said,
    shown,
)

from ui.models.filled import filled_text, shared_candidates
from ui.panels.fill_mask.answer import AnswerCard
from ui.panels.fill_mask.panel import FillMaskPanel
from ui.theme import LIGHT
from ui.widgets.charts.share_bars import ShareBars
from ui.widgets.model_picker import ModelPicker
from workbench.errors import BadInput


@dataclass(frozen=True)
class Candidate:
    id: int
    piece: str
    probability: float

    @property
    def text(self):
        return self.piece.removeprefix("▁")

    @property
    def continues(self):
        return not self.piece.startswith("▁")


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
        candidates = tuple(Candidate(i, w, p) for i, (w, p) in enumerate(words))
        return (Position(2, candidates),) * text.count("[MASK]")

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
    assert offered(field(picker, "Model", QComboBox)) == [
        "writer (writes on and has no mask to fill in)",
        "small",
        "big",
    ]
    picker.set_reference("writer@best")
    assert picker.reference == ""


@pytest.mark.parametrize("family", ["", "of a newer version"])
def test_that_a_model_whose_family_is_not_known_is_no_model_with_masks(panel, family):
    session = panel.session
    session.project = FakeProject(
        records=(saved_model("damaged", family=family), saved_model("whole", family="bert"))
    )
    session.catalogue_changed.emit()
    assert offered(field(only(panel, ModelPicker), "Model", QComboBox)) == [
        "damaged (damaged, or of a newer version)",
        "whole",
    ]


def bars_of(panel):
    return shown(panel, ShareBars)


def names(bars):
    return [row.name for row in bars.rows]


def test_that_candidates_stand_side_by_side_and_shared_ones_in_colour(panel, qtbot):
    press(panel, "Add a model")
    enter(shown(panel, ModelPicker)[-1], "Model", "small")
    enter(panel, "Second sentence", "He slept.")
    press(panel, "Fill in")
    qtbot.waitUntil(lambda: len(bars_of(panel)) == 2)
    big, small = bars_of(panel)
    assert (names(big), names(small)) == (["man", "cat"], ["man", "dog"])
    assert [row.share for row in big.rows] == [0.5, 0.25]
    assert [row.colour for row in small.rows] == [LIGHT.good, ""]
    assert [line for line in said(panel).splitlines() if "second sentence follows" in line] == [
        "big@best: the second sentence follows with 75.0\N{NO-BREAK SPACE}%",
        "small@best: the second sentence follows with 75.0\N{NO-BREAK SPACE}%",
    ]


def test_that_a_click_on_a_candidate_fills_it_in(panel, qtbot):
    enter(panel, "Text with [MASK]", "The [MASK] saw a [MASK].")
    press(panel, "Fill in")
    qtbot.waitUntil(lambda: len(bars_of(panel)) == 2)
    card = only(panel, AnswerCard)
    assert card.sentence == "The man saw a man."
    _, second = bars_of(panel)
    below = QPoint(10, second.height() * 3 // 4)
    qtbot.mouseClick(second, Qt.MouseButton.LeftButton, pos=below)
    assert card.sentence == "The man saw a cat."
    qtbot.keyClick(bars_of(panel)[0], Qt.Key.Key_Down)
    assert card.sentence == "The cat saw a cat."
    press(panel, "Copy")
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "big@best\tThe cat saw a cat."
    assert lines[1].split("\t") == ["1", "1", "▁man", "0.500000"]


def test_that_the_text_is_read_without_special_tokens_if_one_wants(panel, qtbot):
    press(panel, "Special tokens")
    press(panel, "Fill in")
    qtbot.waitUntil(lambda: len(bars_of(panel)) == 1)
    assert "bare" in names(bars_of(panel)[0])


def test_that_a_text_without_a_mask_is_answered_with_a_sentence(panel, qtbot):
    enter(panel, "Text with [MASK]", "no mask here")
    press(panel, "Fill in")
    qtbot.waitUntil(lambda: bool(panel.session.messages.history))
    assert "no [MASK]" in panel.session.messages.history[-1].text


def test_that_candidates_of_another_text_are_marked(panel, qtbot):
    press(panel, "Fill in")
    qtbot.waitUntil(lambda: len(bars_of(panel)) == 1)
    assert "These results" not in said(panel)
    enter(panel, "Candidates", 3)
    assert "These results are of other settings than those shown." in said(panel)
    enter(panel, "Text with [MASK]", "The [MASK] sat.")
    sentence = "These results are of “The old [MASK] went home to the village.” (big@best, step 10)"
    assert sentence in said(panel)
    press(panel, "Refresh")
    qtbot.waitUntil(lambda: len(bars_of(panel)) == 1)
    assert "These results" not in said(panel)


def test_that_a_text_without_a_mask_says_what_to_do_and_masks_a_word_by_a_click(panel):
    enter(panel, "Text with [MASK]", "🙂 The old man & I, 山水.")
    assert "No word is masked yet" in said(panel)
    (words,) = [one for one in shown(panel, QLabel) if "<a href" in one.text()]
    assert [words.text().count(f">{word}</a>") for word in ("old", "山", "水", "🙂")] == [
        1,
        1,
        1,
        0,
    ]
    place = words.text().split('">man</a>')[0].rpartition('href="')[2].partition('"')[0]
    words.linkActivated.emit(place)
    text = field(panel, "Text with [MASK]", QPlainTextEdit)
    assert text.toPlainText() == "🙂 The old [MASK] & I, 山水."
    assert "No word is masked yet" not in said(panel)
    assert "Press “Fill in”" in said(panel)


def test_that_the_word_at_the_cursor_is_masked(panel):
    text = field(panel, "Text with [MASK]", QPlainTextEdit)
    text.setPlainText("The old man went home.")
    cursor = text.textCursor()
    cursor.setPosition(len("The old m"), QTextCursor.MoveMode.MoveAnchor)
    text.setTextCursor(cursor)
    press(panel, "Mask this word")
    assert text.toPlainText() == "The old [MASK] went home."


def test_that_masks_that_a_model_lacks_are_shared_by_the_others():
    one = Position(1, (Candidate(1, "▁a", 0.5),))
    assert shared_candidates({"x": (one, one), "y": (one,)}, 0) == {("a", False)}
    assert shared_candidates({"x": (one, one), "y": (one,)}, 1) == frozenset()
    assert shared_candidates({}, 0) == frozenset()


def test_that_what_goes_on_with_a_word_takes_the_space_away():
    follower, word = Candidate(1, "est", 0.5), Candidate(2, "▁cat", 0.5)
    for parts, candidate, wanted in (
        (["The old ", " went"], follower, "The oldest went"),
        (["The old ", " went"], word, "The old cat went"),
    ):
        assert "".join(text for text, _ in filled_text(parts, [candidate])) == wanted


def test_that_without_an_encoder_the_next_step_is_offered(qtbot, session):
    panel = FillMaskPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not has_content(panel)
