import json
from dataclasses import replace

import numpy as np
import pytest
from exported import facts_of_all
from fake_project import FakeModel, FakeProject, saved_model
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QPlainTextEdit
from pytestqt.qtbot import QtBot
from screen import (
    button,
    called,
    choose,
    enter,
    field,
    has_content,
    offered,
    open_tab,
    points,
    press,
    said,
    shown,
)

from ui.panels.attribution.panel import AttributionPanel
from ui.session import Session
from ui.widgets.charts.signed_bars import SignedBars
from ui.widgets.maps.signed_amounts import SignedScale
from ui.widgets.model_picker import ModelPicker
from ui.widgets.token_strip import TokenStrip
from workbench.errors import BadInput
from workbench.inspection.attribution.parts import LogitAttribution, LogitParts, TargetToken
from workbench.inspection.attribution.spec import DEFAULT_STEPS
from workbench.inspection.attribution.token_saliency import SaliencyProgress, TokenSaliency

CANDIDATES = tuple(TargetToken(n, f"▁t{n}", 2.0 - n, 0.5 / (n + 1), n + 1) for n in range(3))


def target(token):
    return CANDIDATES[token] if isinstance(token, int) else CANDIDATES[0]


def attribution(text, position, token, versus):
    tokens = tuple(text.split())
    place = position % len(tokens)
    sources = np.zeros((2, 2, place + 1))
    sources[1, 0, 0], sources[0, 1, -1] = 1.5, -0.5
    ends = np.array([0.0, 0.25]), np.array([2.0, -1.0])
    logit = 0.5 + float(sources.sum()) + sum(float(one.sum()) for one in ends)
    parts = LogitParts(
        embedding=0.5,
        position=None,
        segment=None,
        embedding_norm_bias=0.0,
        sources_lhk=sources,
        attention_bias_l=ends[0],
        feed_forward_l=ends[1],
        norm_bias_l=np.zeros(2),
        final_norm_bias=0.0,
        head_bias=0.0,
        logit=logit,
        is_linear="[MASK]" not in text,
    )
    other = None if versus is None else target(versus)
    return LogitAttribution(tokens, place, target(token), other, CANDIDATES, parts)


def saliency(text, position, token, settings, gap):
    tokens = tuple(text.split())
    values = tuple(2.0 - n for n in range(len(tokens)))
    score = sum(values) * (1 + gap)
    place = (len(tokens) - 1) if position is None else position
    told = target(token)
    return TokenSaliency(tokens, values, place, told, None, CANDIDATES, score, 0.0, settings, 16)


class ExplainedModel(FakeModel):
    """Notes in `queries` what it is asked."""

    def __init__(self, reference, queries, seconds):
        super().__init__(reference)
        self.queries, self.seconds = queries, seconds

    def attribution(
        self, prompt, *, position=None, token=None, versus=None, second="", most_tokens=None
    ):
        self.seconds.append(second)
        position = -1 if position is None else position
        self.queries.append((self.name, prompt, position, token, versus))
        if "trouble" in prompt:
            raise BadInput("there is trouble with {text}", text=prompt)
        return attribution(prompt, position, token, versus)

    def saliency_steps(
        self,
        prompt,
        *,
        position=None,
        token=None,
        versus=None,
        settings=None,
        second="",
        most_tokens=None,
    ):
        self.queries.append((self.name, prompt, position, token, settings))
        yield SaliencyProgress(16, 64)
        yield saliency(prompt, position, token, settings, 0.2 if self.name == "small" else 0.0)


class ExplainedModels(FakeProject):
    def __init__(self):
        super().__init__(records=(saved_model("small", 10), saved_model("big", 100)))
        self.queries, self.seconds = [], []

    def model(self, reference):
        return ExplainedModel(reference, self.queries, self.seconds)


@pytest.fixture
def panel(qtbot: QtBot, session: Session):
    panel = AttributionPanel(session)
    qtbot.addWidget(panel)
    session.project = ExplainedModels()
    session.text.set("one two three")
    session.select(teacher="big@best", student="small@best")
    session.catalogue_changed.emit()
    panel.resize(1000, 700)
    panel.show()
    qtbot.waitUntil(lambda: len([bars for bars in shown(panel, SignedBars) if bars.rows]) == 2)
    yield panel
    session.project = None


def queries(panel):
    return panel.session.project.queries


def test_that_without_a_model_the_next_step_is_offered(qtbot, session):
    panel = AttributionPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not has_content(panel)


def test_that_both_models_are_asked_of_the_token_that_the_teacher_was_asked_of(panel):
    assert queries(panel)[:2] == [
        ("big", "one two three", -1, None, None),
        ("small", "one two three", -1, 0, None),
    ]
    assert "sum of the parts 2.750, logit 2.750" in said(panel)
    assert "These results are of" not in said(panel)
    labels = [row.label for row in shown(panel, SignedBars)[0].rows]
    assert labels[:3] == ["L0 feed-forward", "L1 head 0", "L1 feed-forward"]


def test_that_parts_are_shown_in_the_order_that_is_chosen(panel):
    choose(field(panel, "Show", QComboBox), "By layer, heads summed")
    bars = shown(panel, SignedBars)[0]
    assert [(row.label, row.value) for row in bars.rows] == [
        ("Token embedding", 0.5),
        ("L0 attention", -0.5),
        ("L0 feed-forward", 2.0),
        ("L1 attention", 1.75),
        ("L1 feed-forward", -1.0),
    ]
    choose(field(panel, "Show", QComboBox), "The strongest heads")
    assert {row.label.split()[1] for row in bars.rows} == {"head"}


def test_that_a_chosen_head_colours_the_tokens_that_it_takes_from(panel):
    assert "All heads: what they add" in said(panel)
    bars = shown(panel, SignedBars)[0]
    bars.choose(1)
    assert "L1 head 0: what it adds, by the token that it takes it from" in said(panel)
    text = shown(panel, TokenStrip)[1]
    tips = [token.tooltip for token in text.tokens]
    assert tips == ["0 · one: 1.5000", "1 · two: 0.0000", "2 · three: 0.0000"]
    assert text.tokens[0].colour != text.tokens[1].colour


def test_that_a_click_on_a_token_explains_what_stands_behind_it(panel, qtbot):
    strip = shown(panel, TokenStrip)[0]
    assert strip.selected == 2
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=points(strip, strip.token_at)[1])
    qtbot.waitUntil(lambda: ("big", "one two three", 1, None, None) in queries(panel))
    qtbot.waitUntil(lambda: "behind place 1" in said(panel))


def test_that_another_token_is_chosen_or_written_and_compared(panel, qtbot):
    token, versus = field(panel, "Token", QComboBox), field(panel, "rather than", QComboBox)
    assert offered(versus)[0] == "– none –"
    token.setCurrentIndex(2)
    token.activated.emit(2)
    qtbot.waitUntil(lambda: ("big", "one two three", -1, 2, None) in queries(panel))
    versus.setCurrentIndex(2)
    versus.activated.emit(2)
    qtbot.waitUntil(lambda: ("small", "one two three", -1, 2, 1) in queries(panel))
    qtbot.waitUntil(lambda: "difference of the logits" in said(panel))
    token.setEditText("#17")
    qtbot.keyClick(token.lineEdit(), Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: ("big", "one two three", -1, "#17", 1) in queries(panel))


def test_that_the_panel_fits_into_a_small_window(panel: AttributionPanel) -> None:
    lines = panel.minimumSizeHint().height() / panel.fontMetrics().lineSpacing()
    assert lines < 32


def test_that_saliency_tells_its_gap_and_warns_of_a_wide_one(panel, qtbot):
    open_tab(panel, "Saliency of tokens")
    qtbot.waitUntil(lambda: "completeness gap" in said(panel))
    qtbot.waitUntil(lambda: "miss more than 1 %" in said(panel))
    assert said(panel).count("miss more than 1 %") == 1
    settings = queries(panel)[-1][-1]
    assert (settings.method, settings.baseline, settings.steps) == (
        *("integrated_gradients", "mean"),
        DEFAULT_STEPS,
    )
    choose(field(panel, "Method", QComboBox), "Gradient × input")
    qtbot.waitUntil(lambda: queries(panel)[-1][-1].method == "gradient_x_input")
    assert not field(panel, "Baseline", QComboBox).isEnabled()


def test_that_a_model_that_fills_in_masks_is_asked_of_a_pair_and_says_how_it_is_split(panel, qtbot):
    project = panel.session.project
    project.records = (*project.records, saved_model("bert", 1, "bert"))
    panel.session.catalogue_changed.emit()
    names = field(field(panel, "Student", ModelPicker), "Model", QComboBox)
    assert "bert (is not of the teacher's kind and tokenizer)" in offered(names)
    assert not called(panel, "Second text")
    choose(field(field(panel, "Teacher", ModelPicker), "Model", QComboBox), "bert")
    qtbot.waitUntil(lambda: "The token at place 2 is explained" in said(panel))
    second = field(panel, "Second text", QPlainTextEdit)
    assert "is not linear" not in said(panel)
    second.setPlainText("four five")
    assert "These results are" in said(panel)
    enter(panel, "A text whose tokens are explained", "one [MASK] three")
    qtbot.waitUntil(button(panel, "Look").isEnabled)
    press(panel, "Look")
    qtbot.waitUntil(lambda: panel.session.project.seconds[-1] == "four five")
    qtbot.waitUntil(lambda: "is not linear" in said(panel))


def test_that_what_hinders_is_said_and_nothing_old_stays(panel, qtbot):
    enter(panel, "A text whose tokens are explained", "trouble ahead")
    assert "These results are of “one two three”" in said(panel)
    qtbot.waitUntil(button(panel, "Look").isEnabled)
    press(panel, "Look")
    qtbot.waitUntil(button(panel, "Look").isEnabled)
    assert "there is trouble" in panel.session.messages.history[-1].text
    assert shown(panel, SignedBars)[0].rows == ()
    assert shown(panel, TokenStrip)[0].tokens == ()
    assert offered(field(panel, "Token", QComboBox)) == []


@pytest.mark.slow
def test_that_numbers_and_picture_are_exported(panel, qtbot, tmp_path):
    for about in facts_of_all(panel, qtbot, tmp_path).values():
        assert about["text"] == "one two three"
        assert [model["name"] for model in about["models"].values()] == ["big", "small"]
        assert about["settings"]["position"] is None
    plain = json.loads((tmp_path / "numbers.json").read_text())["explanations"]
    assert [one["model"] for one in plain] == ["big", "small"]


def test_that_bars_are_walked_by_keys_and_told_to_screen_readers(panel, qtbot):
    bars = shown(panel, SignedBars)[0]
    bars.setFocus()
    qtbot.keyClick(bars, Qt.Key.Key_Down)
    qtbot.keyClick(bars, Qt.Key.Key_Down)
    assert bars.current == 1
    assert "L1 feed-forward: -1.000" in bars.accessibleDescription()
    assert points(bars, bars.row_at)[1].y() > points(bars, bars.row_at)[0].y()


def test_that_a_signed_scale_has_a_colour_on_either_side_of_the_ground():
    scale = SignedScale.of([3.0, -1.0], "#0000ff", "#ff0000", "#ffffff")
    assert scale.colour(0.0).name() == "#ffffff"
    assert scale.colour(3.0).blue() > scale.colour(3.0).red()
    assert scale.colour(-3.0).red() > scale.colour(-3.0).blue()
    assert [tick.label for tick in scale.ticks()] == ["−4", "0", "+4"]
    assert replace(scale, clips=True).ticks()[0].label == "≤ −4"
