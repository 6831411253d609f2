import threading
from typing import ClassVar

import pytest
from fake_project import FakeModel, FakePair, FakeProject, saved_model
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QSlider
from screen import beside, enter, has_content, only, points, press, said, shown

from ui.panels.what_if.panel import WhatIfPanel
from ui.panels.what_if.queries import Move
from ui.widgets.charts.pair_bars import PairBars
from ui.widgets.number_slider import STEPS, NumberSlider
from ui.widgets.token_strip import TokenStrip
from workbench.activities.queries.token_queries import Distributions, ExpectedToken, WhatIfAnswer
from workbench.distillation.divergence.spec import ForwardKL, JensenShannon, SkewedKL
from workbench.errors import BadInput


class FakeWhatIf:
    """Answers with the move in its figures; waits while its gate is shut."""

    def __init__(self, text):
        self.tokens = tuple(text.split())
        self.left_out = 0
        self.common_pieces = 384 if "padded" in text else 0
        self.moves = []
        self.gate = threading.Event()
        self.gate.set()

    def answer(self, *, alpha, temperature, squared, position, divergence):
        self.moves.append(Move(alpha, temperature, squared, position, divergence))
        self.gate.wait(5)
        expected = (ExpectedToken(1, self.tokens[position], 0.5, 0.25, True),)
        return WhatIfAnswer(
            soft=temperature,
            hard=1.0,
            total=alpha,
            soft_gradient_norm=3.0,
            hard_gradient_norm=1.0,
            gradient_norm=0.5,
            teacher_entropy=2.0,
            student_entropy=2.5,
            distributions=Distributions(expected, 1.0, 2.0),
        )


class QueriedPair(FakePair):
    def what_if(self, text):
        if "trouble" in text:
            raise BadInput("that does not go")
        return FakeWhatIf(text)


class RememberingPair(QueriedPair):
    """Keeps what it answers with; while it is not open, what it answers with waits."""

    answers: ClassVar[list[FakeWhatIf]]
    is_open: ClassVar[bool]

    def what_if(self, text):
        answer = super().what_if(text)
        if not self.is_open:
            answer.gate.clear()
        self.answers.append(answer)
        return answer


class QueriedModel(FakeModel):
    pair = RememberingPair


class QueriedProject(FakeProject):
    model_class = QueriedModel


SOFT = "Soft loss, τ² · divergence of the softened distributions"
TOTAL = "Total loss α · soft + (1 − α) · hard"
TAU, ALPHA, BETA = "Distillation temperature τ", "Weight of the teacher α", "Share of the teacher β"
TEXT = "A text; its first 64 tokens count"


@pytest.fixture
def panel(qtbot, session):
    panel = WhatIfPanel(session)
    qtbot.addWidget(panel)
    RememberingPair.answers, RememberingPair.is_open = [], True
    session.project = QueriedProject(records=(saved_model("small", 10), saved_model("big", 100)))
    session.catalogue_changed.emit()
    panel.resize(1000, 600)
    panel.show()
    qtbot.waitUntil(lambda: "of the pull on the student" in said(panel))
    yield panel
    session.project = None


def moves():
    """The moves that were queried on the newest text."""
    return RememberingPair.answers[-1].moves


def numbers(panel):
    """What the numbers that can be set are called."""
    return [box.accessibleName() for box in shown(panel, QDoubleSpinBox)]


def test_that_nothing_is_computed_with_a_model_that_was_deleted(panel, session):
    before = len(moves())
    session.project.records = (saved_model("big", 100),)
    session.catalogue_changed.emit()
    enter(panel, TAU, 3.5)
    assert len(moves()) == before
    assert not only(panel, TokenStrip).tokens


def test_that_without_a_model_the_next_step_is_offered(qtbot, session):
    panel = WhatIfPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not has_content(panel)


def test_that_the_settings_at_first_are_the_classic_ones(panel):
    first = Move(0.5, 2.0, squared=True, position=0, divergence=ForwardKL())
    assert moves() == [first]
    assert beside(panel, SOFT) == "2"
    assert beside(panel, "Gradient norm of the soft loss") == "3"
    assert "75\N{NO-BREAK SPACE}% of the pull" in said(panel), "0.5 · 3 of 0.5 · 3 + 0.5 · 1"
    assert only(panel, PairBars).rows[0].marked


def test_that_a_move_changes_every_number_and_the_words(panel, qtbot):
    enter(panel, TAU, 0.5)
    qtbot.waitUntil(lambda: beside(panel, SOFT) == "0.5")
    assert "sharpens" in said(panel)
    press(panel, "Scale the soft loss by τ²")
    enter(panel, TAU, 4.0)
    qtbot.waitUntil(lambda: "shrinks as τ grows" in said(panel))
    (name,) = (line for line in said(panel).splitlines() if line.startswith("Soft loss"))
    assert "τ²" not in name


def test_that_a_divergence_brings_its_own_slider_and_is_asked_with_it(panel, qtbot):
    assert numbers(panel) == [TAU, ALPHA]
    enter(panel, "Divergence", "Jensen–Shannon")
    assert numbers(panel) == [TAU, ALPHA, BETA]
    enter(panel, BETA, 0.9)
    qtbot.waitUntil(lambda: moves()[-1].divergence == JensenShannon(beta=0.9))
    enter(panel, "Divergence", "Skewed KL")
    assert numbers(panel) == [TAU, ALPHA, "Skew a"]
    qtbot.waitUntil(lambda: moves()[-1].divergence == SkewedKL(skew=0.1))
    enter(panel, "Divergence", "Logit MSE")
    qtbot.waitUntil(lambda: "minds neither τ" in said(panel))


def test_that_of_many_moves_only_the_last_is_asked_after_the_one_under_way(panel, qtbot):
    (what_if,) = RememberingPair.answers
    what_if.gate.clear()
    before = len(what_if.moves)
    for alpha in (0.1, 0.2, 0.3, 0.4, 0.9):
        enter(panel, ALPHA, alpha)
    qtbot.waitUntil(lambda: len(what_if.moves) == before + 1)
    what_if.gate.set()
    qtbot.waitUntil(lambda: beside(panel, TOTAL) == "0.9")
    assert [move.alpha for move in what_if.moves[before:]] == [0.1, 0.9]


def test_that_a_token_chooses_the_place_that_is_shown(panel, qtbot):
    strip, bars = only(panel, TokenStrip), only(panel, PairBars)
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=points(strip, strip.token_at)[3])
    qtbot.waitUntil(lambda: moves()[-1].position == 3)
    qtbot.waitUntil(lambda: bars.rows[0].label == strip.tokens[3].text)


def test_that_another_text_is_taken_and_one_that_cannot_be_is_explained(panel, qtbot):
    enter(panel, TEXT, "other words")
    press(panel, "Take this text")
    qtbot.waitUntil(lambda: len(RememberingPair.answers) == 2)
    tokens = only(panel, TokenStrip)
    qtbot.waitUntil(lambda: [token.text for token in tokens.tokens] == ["other", "words"])
    enter(panel, TEXT, "trouble ahead")
    press(panel, "Take this text")
    qtbot.waitUntil(lambda: bool(panel.session.messages.history))
    assert "does not go" in panel.session.messages.history[-1].text


def test_that_it_is_said_where_only_the_common_pieces_are_compared(panel, qtbot):
    assert "both have" not in said(panel)
    enter(panel, TEXT, "padded words")
    press(panel, "Take this text")
    qtbot.waitUntil(lambda: "Over the 384 pieces that both have, renormalised." in said(panel))


def test_that_an_answer_about_a_text_that_is_gone_is_not_shown(panel, qtbot):
    RememberingPair.is_open = False
    enter(panel, TEXT, "new text")
    press(panel, "Take this text")
    for tau in (7.75, 3.0):
        enter(panel, TAU, tau)
    qtbot.waitUntil(lambda: len(RememberingPair.answers) == 2)
    old, new = RememberingPair.answers
    qtbot.waitUntil(lambda: [move.temperature for move in new.moves] == [3.0])
    assert old.moves[-1].temperature == 7.75
    assert beside(panel, SOFT) == "2", "what was answered before"
    new.gate.set()
    qtbot.waitUntil(lambda: beside(panel, SOFT) == "3")
    assert len(new.moves) == 1


# -- the slider


def test_that_slider_and_box_show_the_same_number(qtbot):
    number = NumberSlider(0.25, 16.0, 2.0, logarithmic=True)
    qtbot.addWidget(number)
    number.show()
    slider, box = only(number, QSlider), only(number, QDoubleSpinBox)
    assert slider.value() == STEPS // 2, "2 is midway between ¼ and 16 on this scale"
    received: list[float] = []
    number.changed.connect(received.append)
    slider.setValue(STEPS)
    box.setValue(0.25)
    number.set_value(1.0)
    assert received == [16.0, 0.25]
    assert (number.value, slider.value()) == (1.0, STEPS // 3)
