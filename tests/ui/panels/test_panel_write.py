import json
import math
import threading
from collections import Counter
from dataclasses import replace

import pytest
from fake_project import FakeModel, FakeProject, saved_model
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractScrollArea, QComboBox, QLabel, QPlainTextEdit
from screen import (
    button,
    cells,
    enter,
    entry,
    field,
    has_content,
    menu_of,
    offered,
    only,
    press,
    said,
    save_as,
    shown,
)
from written_tokens import ORDER, token

from ui.forms.setting_names import changed_settings
from ui.models.view import TableView
from ui.panels.write.pane import Pane, State
from ui.panels.write.panel import WritePanel
from ui.panels.write.panes.text import PaneText
from ui.panels.write.strategies.table import StrategyTable
from ui.strategies.edit import StrategyEdit
from ui.texts.generated import (
    GeneratedText,
    first_token_s,
    surprise,
    tokens_per_second,
)
from ui.widgets.model_picker import ModelPicker
from workbench.errors import NotFound
from workbench.generation.spec import (
    STRATEGIES,
    Beam,
    BeamSample,
    ContrastiveDecoding,
    Greedy,
    ModelAverage,
    Sample,
    kind_of,
)
from workbench.generation.texts.ending import Ending, Why
from workbench.generation.texts.written_text import as_json, as_markdown
from workbench.spec import BadSpec

pytestmark = pytest.mark.slow


class RepeatingModel(FakeModel):
    """Repeats its own name; `gate` holds it up."""

    def __init__(self, reference, gate):
        super().__init__(reference)
        self.gate = gate

    @property
    def can_chat(self):
        return self.name == "big"

    def stream(
        self,
        prompt,
        strategy=None,
        *,
        seed,
        max_new_tokens,
        precision="fp32",
    ):
        if prompt.text == "trouble":
            raise NotFound("there is no model {name}", name=self.reference)
        for number in range(max_new_tokens):
            said = " answer" if prompt.chat else f" {self.name}"
            written = token(number, said if prompt.add_special_tokens else " bare")
            is_last = number == max_new_tokens - 1
            yield replace(written, ending=Ending(Why.LENGTH)) if is_last else written
            self.gate.wait(10)


class RepeatingModels(FakeProject):
    def __init__(self):
        super().__init__(records=(saved_model("small", 10), saved_model("big", 100)))
        self.gate = threading.Event()
        self.gate.set()

    def model(self, reference):
        return RepeatingModel(reference, self.gate)


# -- figures


def test_that_the_rate_counts_from_the_first_token():
    tokens = [token(n, "x") for n in range(11)]
    assert tokens_per_second(tokens) == pytest.approx(100)
    assert first_token_s(tokens) == pytest.approx(0.1)
    assert (tokens_per_second(tokens[:1]), first_token_s([])) == (None, None)


def test_that_tokens_that_come_together_are_counted_from_the_next_ones():
    first, second = ([replace(token(0, "x"), elapsed_s=s)] * 5 for s in (1.0, 3.0))
    assert tokens_per_second(first) is None
    assert tokens_per_second([*first, *second]) == pytest.approx(5 / 2.0)


def test_that_surprise_grows_with_unlikeliness_to_one():
    assert [surprise(token(0, "x", p)) for p in (1.0, math.exp(-4), 1e-9)] == [0, 0.5, 1]


def test_that_an_export_says_all_that_is_needed_to_write_again():
    piece = GeneratedText(ORDER, (token(5, " upon"),), is_whole=False)
    (plain,) = json.loads(as_json([piece.written(with_tokens=True)]))
    assert plain["model"] == "big@best"
    assert (plain["step"], plain["digest"]) == (10, "ab" * 32)
    assert (plain["strategy"], plain["seed"]) == ("sample(top_p=0.9)", 7)
    assert (plain["prompt"]["text"], plain["text"], plain["is_whole"]) == ("Once", " upon", False)
    assert plain["tokens"][0]["id"] == 5
    assert "Once" in as_markdown([piece.written()])


# -- a strategy


def test_that_every_strategy_can_be_shown_and_read_back(qtbot):
    edit = StrategyEdit()
    qtbot.addWidget(edit)
    defaults = [strategy_type() for strategy_type in STRATEGIES]
    for strategy in (Sample(temperature=0.3, top_k=5, top_p=0.5), Greedy(), *defaults):
        edit.set_value(strategy)
        assert edit.value() == strategy


@pytest.mark.parametrize(
    ("strategy", "a_line"), [(Sample(), [4]), (Beam(), [3]), (BeamSample(), [4, 3])]
)
def test_that_settings_stand_in_lines_of_equal_length(qtbot, strategy, a_line):
    edit = StrategyEdit()
    qtbot.addWidget(edit)
    edit.set_value(strategy)
    edit.resize(400, 150)
    edit.show()
    labels = (label for label in edit.findChildren(QLabel) if label.isVisible())
    lines = Counter(label.buddy().y() for label in labels if label.buddy() is not None)
    assert list(lines.values()) == a_line


def test_that_the_seldom_needed_settings_are_folded_away_and_kept_from_strategy_to_strategy(qtbot):
    edit = StrategyEdit()
    qtbot.addWidget(edit)
    edit.show()
    edit.set_value(Sample(stop_strings=("###",), typical_p=0.9))
    assert "Stop strings" not in said(edit)
    press(edit, "Advanced")
    assert "Stop strings" in said(edit)
    kinds = [kind_of(strategy_type) for strategy_type in STRATEGIES]
    shown(edit, QComboBox)[0].setCurrentIndex(kinds.index("greedy"))
    assert "Stop strings" in said(edit)
    assert edit.value() == Greedy(stop_strings=("###",))


@pytest.mark.parametrize(
    "strategy", [ContrastiveDecoding(amateur="small@10"), ModelAverage(models=("big", "small@10"))]
)
def test_that_a_strategy_names_models_of_the_project(qtbot, strategy):
    models = ["big", "small", "small@10"]
    edit = StrategyEdit(lambda path: models)
    qtbot.addWidget(edit)
    edit.show()
    edit.set_value(strategy)
    assert edit.value() == strategy
    assert offered(shown(edit, QComboBox)[-1]) == ["– none –", *models]
    models.remove("small@10")
    models.remove("small")
    edit.refresh_choices()
    assert "small@10" not in str(edit.value())


def test_that_an_impossible_setting_is_refused(qtbot):
    edit = StrategyEdit()
    qtbot.addWidget(edit)
    edit.show()
    edit.set_value(Sample())
    enter(edit, "Sampling temperature", 0.0)
    with pytest.raises(BadSpec, match="greedy"):
        edit.value()


# -- the table of strategies


def test_that_strategies_are_added_duplicated_edited_and_removed(qtbot):
    table = StrategyTable((Greedy(), Sample(top_p=0.9)), 100, lambda: 4)
    qtbot.addWidget(table)
    table.show()
    view = only(table, TableView)
    assert cells(view) == [["Greedy", "", ""], ["Sampling", "Top-p 0.9", ""]]
    view.selectRow(1)
    enter(table, "Sampling temperature", 0.5)
    press(table, "Duplicate")
    assert cells(view)[1:] == [
        ["Sampling", "Sampling temperature 0.5, Top-p 0.9", ""],
        ["Sampling", "Sampling temperature 0.5, Top-p 0.9", "5"],
    ]
    enter(table, "Its own seed", 7)
    view.selectRow(0)
    press(table, "Remove")
    press(table, "Add")
    sampled = Sample(temperature=0.5, top_p=0.9)
    chosen = [(row.strategy, row.seed) for row in table.rows]
    assert chosen == [(sampled, None), (sampled, 7), (Sample(), None)]


def test_that_an_impossible_setting_changes_no_row_and_is_said(qtbot):
    table = StrategyTable((Sample(),), 100, lambda: 4)
    qtbot.addWidget(table)
    table.show()
    enter(table, "Sampling temperature", 0.0)
    assert "greedy" in said(table)
    assert table.rows[0].strategy == Sample()
    with pytest.raises(BadSpec):
        table.check()


def test_that_settings_are_told_by_their_titles():
    assert changed_settings(Beam(num_beams=7)) == ["Beams 7"]
    assert changed_settings(ContrastiveDecoding(amateur="a_b@10")) == ["Amateur a_b@10"]
    assert changed_settings(Greedy(stop_strings=("a_b", "c"))) == ["Stop strings a_b, c"]


# -- the panel


@pytest.fixture
def project():
    return RepeatingModels()


@pytest.fixture
def panel(qtbot, session, project):
    panel = WritePanel(session)
    qtbot.addWidget(panel)
    session.project = project
    session.catalogue_changed.emit()
    panel.resize(900, 600)
    panel.show()
    qtbot.waitExposed(panel)
    enter(panel, "New tokens", 3)
    yield panel
    project.gate.set()


def panes(panel):
    return shown(panel, Pane)


def idle(panel):
    return not button(panel, "Stop all").isEnabled()


def references(panel):
    return [picker.reference for picker in shown(panel, ModelPicker)]


def remove_all_but_one(table):
    """Press Remove as long as it can be pressed."""
    while button(table, "Remove").isEnabled():
        press(table, "Remove")


def wait_for_the_lane(panel, qtbot):
    """Queries are answered one after another: once this one is, those before it are over."""
    answers: list[str] = []
    panel.session.query(lambda: iter(["over"]), answers.append, owner=panel)
    qtbot.waitUntil(lambda: bool(answers))


def test_that_without_a_model_the_next_step_is_offered(qtbot, session):
    panel = WritePanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not has_content(panel)


def test_that_a_model_that_does_not_write_is_greyed_with_the_reason(panel, project):
    project.records = (*project.records, saved_model("bert", 1000, "bert"))
    panel.session.catalogue_changed.emit()
    for picker in shown(panel, ModelPicker):
        names = field(picker, "Model", QComboBox)
        assert offered(names) == ["small", "big", "bert (fills in masks and does not write)"]
        assert not names.model().flags(names.model().index(2, 0)) & Qt.ItemFlag.ItemIsEnabled
    assert references(panel) == ["big@best", "small@best"]


def test_that_before_the_first_text_it_is_said_what_comes_where(panel):
    hint = "A column for each model, a row for each strategy: press Write to fill them."
    assert hint in said(panel)
    press(panel, "Write")
    assert hint not in said(panel)


def test_that_every_model_writes_under_every_strategy(panel, qtbot):
    press(panel, "Write")
    qtbot.waitUntil(lambda: idle(panel))
    assert [pane.request.reference for pane in panes(panel)] == ["big@best", "small@best"] * 4
    assert {pane.state for pane in panes(panel)} == {State.DONE}
    assert [pane.written.text for pane in panes(panel)][:2] == [
        " big big big",
        " small small small",
    ]
    first = panes(panel)[0]
    assert (
        only(first, QPlainTextEdit).toPlainText()
        == "Once upon a time, a little fox lost her way big big big"
    )
    assert said(first).splitlines() == [
        "big@best",
        "step 10 · abababab · Greedy · seed 0",
        "full length · 3 tokens · 100 tokens/s ★ · first after 100 ms",
    ]


def test_that_the_prompt_is_begun_without_special_tokens_if_one_wants(panel, qtbot):
    press(panel, "Special tokens")
    press(panel, "Write")
    qtbot.waitUntil(lambda: idle(panel))
    assert panes(panel)[0].written.text == " bare bare bare"


def test_that_models_are_asked_as_in_a_chat_if_every_one_brings_a_template(panel, qtbot):
    assert not button(panel, "As a chat").isEnabled()
    panel.show_models(["big@best"])
    press(panel, "As a chat")
    assert not button(panel, "Special tokens").isEnabled()
    press(panel, "Write")
    qtbot.waitUntil(lambda: idle(panel))
    assert panes(panel)[0].written.text == " answer answer answer"
    assert json.loads(as_json([panes(panel)[0].written.written()]))[0]["prompt"]["chat"] is True
    panel.show_models(["big@best", "small@best"])
    press(panel, "Write")
    qtbot.waitUntil(lambda: idle(panel))
    assert panes(panel)[0].written.text == " big big big"


@pytest.mark.parametrize(
    ("ending", "text"),
    [
        (Ending(Why.END_TOKEN), "ended by the model"),
        (Ending(Why.LENGTH), "full length"),
        (Ending(Why.STOP_TEXT, "\n#"), "ended at “\\n#”"),
    ],
)
def test_that_a_pane_says_why_its_text_is_over(qtbot, ending, text):
    pane = Pane(ORDER, "#000000")
    qtbot.addWidget(pane)
    pane.show()
    pane.begin()
    pane.append(replace(token(0, "x"), ending=ending, loop=8))
    pane.set_state(State.DONE)
    assert f"{text} · repeats itself · 1 token" in said(pane)
    assert json.loads(as_json([pane.written.written()]))[0]["ending"] == ending.why


def test_that_one_pane_is_stopped_and_the_others_go_on(panel, project, qtbot):
    project.gate.clear()
    press(panel, "Write")
    first = panes(panel)[0]
    qtbot.waitUntil(lambda: first.state is State.WRITING)
    press(first, "Stop")
    project.gate.set()
    qtbot.waitUntil(lambda: idle(panel))
    assert first.state is State.STOPPED
    assert first.written.text == " big"
    assert {pane.state for pane in panes(panel)[1:]} == {State.DONE}


def test_that_all_are_stopped_at_once(panel, project, qtbot):
    project.gate.clear()
    press(panel, "Write")
    qtbot.waitUntil(lambda: panes(panel)[0].state is State.WRITING)
    assert not idle(panel)
    press(panel, "Stop all")
    assert idle(panel)
    assert not any(pane.is_busy for pane in panes(panel))
    project.gate.set()
    wait_for_the_lane(panel, qtbot)
    assert panes(panel)[1].written.text == ""


def test_that_a_pane_is_written_again(panel, qtbot):
    press(panel, "Write")
    qtbot.waitUntil(lambda: idle(panel))
    press(panes(panel)[2], "Again")
    assert panes(panel)[2].is_busy
    qtbot.waitUntil(lambda: idle(panel))
    assert panes(panel)[2].written.text == " big big big"


def test_that_a_pane_is_as_high_as_its_text(panel, qtbot):
    panel.show_models(["big@best"])
    enter(panel, "New tokens", 120)
    press(panel, "Write")
    qtbot.waitUntil(lambda: idle(panel))
    for _ in range(2):
        for pane in panes(panel):
            bar = only(pane, QAbstractScrollArea).verticalScrollBar()
            qtbot.waitUntil(lambda bar=bar: bar.maximum() == 0)
        enter(panel, "Colour by", "probability")


def test_that_tokens_are_coloured_with_their_probability_at_hand(panel, qtbot):
    press(panel, "Write")
    enter(panel, "Colour by", "probability")
    qtbot.waitUntil(lambda: idle(panel))
    text = only(panes(panel)[0], PaneText)
    assert [one.text for one in text.tokens] == [" big"] * 3
    assert text.tooltip_of(0).startswith("probability 50.0\N{NO-BREAK SPACE}%\nrank 1")
    for measure, is_coloured in (("nothing", False), ("surprisal", True)):
        enter(panel, "Colour by", measure)
        assert [text.ground_of(number).isValid() for number in range(3)] == [is_coloured] * 3


def test_that_what_hinders_is_said_and_the_rest_is_asked(panel, qtbot):
    enter(panel, "Prompt", "trouble")
    press(panel, "Write")
    qtbot.waitUntil(lambda: idle(panel))
    assert {pane.state for pane in panes(panel)} == {State.FAILED}
    assert "no model" in panel.session.messages.history[-1].text


def test_that_earlier_prompts_come_back_newest_first(panel, qtbot):
    remove_all_but_one(only(panel, StrategyTable))
    for prompt in ("one", "two & three", "one"):
        enter(panel, "Prompt", prompt)
        press(panel, "Write")
        qtbot.waitUntil(lambda: idle(panel))
    actions = menu_of(panel, "Earlier prompts").actions()
    assert [action.text() for action in actions] == ["one", "two && three"]
    actions[1].trigger()
    assert field(panel, "Prompt", QPlainTextEdit).toPlainText() == "two & three"


def test_that_all_texts_are_copied_and_saved_with_their_settings(panel, qtbot, tmp_path):
    enter(panel, "Seed", 11)
    press(panel, "Write")
    qtbot.waitUntil(lambda: idle(panel))
    entry(menu_of(panel, "Export"), "Copy all texts").trigger()
    assert QGuiApplication.clipboard().text().count("- Seed: `11`") == 8
    save = entry(menu_of(panel, "Export"), "Texts with all settings…")
    save.trigger()
    save_as(panel, tmp_path / "texts.json")
    assert len(json.loads((tmp_path / "texts.json").read_text())) == 8
    save.trigger()
    save_as(panel, tmp_path / "missing" / "texts.json")
    assert "cannot be written" in panel.session.messages.history[-1].text


def test_that_models_and_strategies_come_and_go_but_one_stays(panel, qtbot):
    press(panel, "Add a model")
    added = shown(panel, ModelPicker)[-1]
    enter(added, "Model", "big")
    enter(added, "Checkpoint", "last (step 10), loss 3")
    strategies = only(panel, StrategyTable)
    remove_all_but_one(strategies)
    assert len(strategies.rows) == 1
    press(panel, "Write")
    qtbot.waitUntil(lambda: idle(panel))
    assert [pane.request.reference for pane in panes(panel)] == [
        "big@best",
        "small@best",
        "big@last",
    ]


def test_that_a_hidden_panel_rebuilds_nothing_until_it_is_seen_again(panel, project):
    panel.hide()
    project.records += (saved_model("third", 5),)
    panel.session.catalogue_changed.emit()
    combos = [one for one in panel.findChildren(QComboBox) if one.accessibleName() == "Model"]
    assert len(combos) == 2
    assert all(combo.count() == 2 for combo in combos)
    panel.show()
    assert all(combo.count() == 3 for combo in combos)


def test_that_models_can_be_put_side_by_side_from_elsewhere(panel):
    for wanted in (["small@last", "big@best", "big@last"], ["big@10"]):
        panel.show_models(wanted)
        assert references(panel) == wanted


def test_that_another_language_leaves_a_prompt_that_was_handed_over_alone(panel):
    panel.show_models(["big@best"], "A prompt of the journey")
    panel.retranslate()
    assert field(panel, "Prompt", QPlainTextEdit).toPlainText() == "A prompt of the journey"


def test_that_closing_the_project_takes_the_texts_away(panel, qtbot):
    press(panel, "Write")
    panel.session.close_project()
    assert panel.findChildren(Pane) == []
    assert not has_content(panel)
