import threading
from dataclasses import replace

import pytest
from fake_project import FakeModel, FakePair, FakeProject, saved_model

from ui.panels.what_if.asking import Move
from ui.panels.what_if.panel import WhatIfPanel
from ui.widgets.number_slider import STEPS, NumberSlider
from workbench.activities.queries.token_queries import Distributions, ExpectedToken, WhatIfAnswer
from workbench.distillation.divergence.spec import ForwardKL, JensenShannon, SkewedKL
from workbench.errors import BadInput


class FakeWhatIf:
    """Answers with the question in its figures; waits while its gate is shut."""

    def __init__(self, text):
        self.tokens = tuple(text.split())
        self.asked = []
        self.gate = threading.Event()
        self.gate.set()

    def ask(self, *, alpha, temperature, squared, position, divergence):
        self.asked.append(Move(alpha, temperature, squared, position, divergence))
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


class QuestionedPair(FakePair):
    def what_if(self, text):
        if "trouble" in text:
            raise BadInput("that does not go")
        return FakeWhatIf(text)


class QuestionedModel(FakeModel):
    pair = QuestionedPair


class QuestionedModels(FakeProject):
    model_class = QuestionedModel


@pytest.fixture
def panel(qtbot, session):
    panel = WhatIfPanel(session)
    qtbot.addWidget(panel)
    session.project = QuestionedModels(records=(saved_model("small", 10), saved_model("big", 100)))
    session.catalogue_changed.emit()
    panel.resize(1000, 600)
    panel.show()
    qtbot.waitUntil(lambda: panel._effects._answered is not None)
    yield panel
    session.project = None


def test_that_without_a_model_the_next_step_is_offered(qtbot, session):
    panel = WhatIfPanel(session)
    qtbot.addWidget(panel)
    assert panel._swap._stack.currentWidget() is panel._swap.empty


def test_that_the_settings_at_first_are_the_classic_ones(panel):
    first = Move(0.5, 2.0, squared=True, position=0, divergence=ForwardKL())
    assert panel._what_if.asked == [first]
    assert panel._effects._values["soft"].text() == "2"
    assert panel._effects._values["soft_gradient_norm"].text() == "3"
    assert "75" in panel._effects._said.text(), "0.5 · 3 of 0.5 · 3 + 0.5 · 1"
    assert panel._bars.rows[0].marked


def test_that_a_move_changes_every_number_and_the_words(panel, qtbot):
    panel._temperature._box.setValue(0.5)
    qtbot.waitUntil(lambda: panel._effects._values["soft"].text() == "0.5")
    assert "sharpens" in panel._effects._said.text()
    panel._squared.setChecked(False)
    panel._temperature._box.setValue(4.0)
    qtbot.waitUntil(lambda: "shrinks as τ grows" in panel._effects._said.text())
    assert "τ²" not in panel._effects._labels["soft"].text()


def test_that_a_divergence_brings_its_own_slider_and_is_asked_with_it(panel, qtbot):
    choice = panel._divergence
    assert not choice._beta.isVisible()
    choice.choose("jsd")
    assert choice._beta.isVisible()
    choice._beta._box.setValue(0.9)
    qtbot.waitUntil(lambda: panel._what_if.asked[-1].divergence == JensenShannon(beta=0.9))
    choice.choose("skewed_kl")
    assert choice._skew.isVisible()
    assert not choice._beta.isVisible()
    qtbot.waitUntil(lambda: panel._what_if.asked[-1].divergence == SkewedKL(skew=0.1))
    choice.choose("logit_mse")
    qtbot.waitUntil(lambda: "minds neither τ" in panel._effects._said.text())


def test_that_of_many_moves_only_the_last_is_asked_after_the_one_under_way(panel, qtbot):
    what_if = panel._what_if
    what_if.gate.clear()
    before = len(what_if.asked)
    for alpha in (0.1, 0.2, 0.3, 0.4, 0.9):
        panel._alpha._box.setValue(alpha)
    qtbot.waitUntil(lambda: len(what_if.asked) == before + 1)
    what_if.gate.set()
    qtbot.waitUntil(lambda: panel._effects._values["total"].text() == "0.9")
    assert [move.alpha for move in what_if.asked[before:]] == [0.1, 0.9]


def test_that_a_token_chooses_the_place_that_is_shown(panel, qtbot):
    panel._strip.clicked.emit(3)
    qtbot.waitUntil(lambda: panel._what_if.asked[-1].position == 3)
    qtbot.waitUntil(lambda: panel._bars.rows[0].label == panel._what_if.tokens[3])


def test_that_another_text_is_taken_and_one_that_cannot_be_is_explained(panel, qtbot):
    before = panel._what_if
    panel._text.setText("other words")
    panel.load()
    qtbot.waitUntil(lambda: panel._what_if is not before)
    assert [token.text for token in panel._strip.tokens] == ["other", "words"]
    panel._text.setText("trouble ahead")
    panel.load()
    qtbot.waitUntil(lambda: bool(panel.session.messages.history))
    assert "does not go" in panel.session.messages.history[-1].text


def test_that_an_answer_about_a_text_that_is_gone_is_not_shown(panel, qtbot):
    old, before = panel._what_if, panel._effects._answered
    move = panel._move()
    new = FakeWhatIf("new text")
    panel._what_if = new
    panel._on_answer(old, move, replace(before[1], soft=77.0))
    assert panel._effects._values["soft"].text() != "77"
    qtbot.waitUntil(lambda: len(new.asked) == 1)


# -- the slider


def test_that_slider_and_box_show_the_same_number(qtbot):
    slider = NumberSlider(0.25, 16.0, 2.0, logarithmic=True)
    qtbot.addWidget(slider)
    assert slider._slider.value() == STEPS // 2, "2 is midway between ¼ and 16 on this scale"
    said: list[float] = []
    slider.changed.connect(said.append)
    slider._slider.setValue(STEPS)
    slider._box.setValue(0.25)
    slider.set_value(1.0)
    assert said == [16.0, 0.25]
    assert (slider.value, slider._slider.value()) == (1.0, STEPS // 3)
