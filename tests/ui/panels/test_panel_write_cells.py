"""What is done with the texts of the Write panel: continued, edited, undone, branched, sampled."""

import threading
from dataclasses import replace

import pytest
from fake_project import FakeModel, FakeProject, saved_model
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton
from screen import button, enter, entry, field, menu_of, only, press, said, shown
from written_tokens import ORDER, token

from ui.panels.write.matrix import Matrix
from ui.panels.write.pane import Pane, State
from ui.panels.write.panel import WritePanel
from ui.panels.write.panes.orders import Failed, Order, Over, Wrote, groups, in_turn, written
from ui.panels.write.panes.text import PaneText
from ui.panels.write.prompt.raw_view import RawView
from workbench.activities.queries.prompt_tokens import LooseEnd, PromptToken, PromptTokens
from workbench.errors import NotFound
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.spec import Greedy, Sample, as_strategy
from workbench.generation.texts.ending import Ending, Why
from workbench.words import words

pytestmark = pytest.mark.slow


class CountingModel(FakeModel):
    """Writes numbers that go on from how many tokens there are behind the prompt."""

    can_chat = True

    def stream(self, prompt, strategy=None, *, seed, max_new_tokens, precision="fp32"):
        if "deleted" in prompt.text:
            yield token(0, " one")
            raise NotFound("there is no model {name}", name=self.reference)
        begin = len(prompt.written)
        for number in range(begin, begin + max_new_tokens):
            is_last = number == begin + max_new_tokens - 1
            told = replace(token(number, f" {number}"), piece=f"▁{number}")
            yield replace(told, ending=Ending(Why.LENGTH)) if is_last else told

    def strategy(self, given):
        return Sample(top_k=50) if given == "own" else as_strategy(given)

    def prompt_as_read(self, prompt):
        tokens = [PromptToken(1, "<s>", is_special=True), PromptToken(9, "▁fox")]
        end = LooseEnd(("▁",), ("▁the",)) if prompt.text.endswith(" ") else None
        tokens += [PromptToken(2, "▁")] if end else []
        return PromptTokens(tuple(tokens), 64, end)


class CountingModels(FakeProject):
    model_class = CountingModel

    def __init__(self):
        super().__init__(records=(saved_model("big", 100), saved_model("small", 10)))
        self.gate = threading.Event()


@pytest.fixture
def panel(qtbot, session):
    panel = WritePanel(session)
    qtbot.addWidget(panel)
    session.project = CountingModels()
    session.catalogue_changed.emit()
    panel.resize(1000, 700)
    panel.show()
    qtbot.waitExposed(panel)
    panel.show_models(["big@best", "small@best"])
    while button(panel, "Remove").isEnabled():
        press(panel, "Remove")
    enter(panel, "Strategy", "Greedy")
    enter(panel, "New tokens", 2)
    enter(panel, "Prompt", "The fox")
    return panel


def panes(panel):
    return shown(panel, Pane)


def write(panel, qtbot, pressed="Write"):
    press(panel, pressed)
    qtbot.waitUntil(lambda: not button(panel, "Stop all").isEnabled())


def texts(panel):
    return [pane.whole_text for pane in panes(panel)]


def choose(pane, text):
    """Choose in a pane's menu."""
    entry(menu_of(pane, "⋯"), text).trigger()


# -- orders


def test_that_texts_are_written_one_by_one_in_turn_or_by_model():
    requests = {n: replace(ORDER, reference=name) for n, name in enumerate(("a@1", "b@1", "a@1"))}
    found = {order: [list(group) for group in groups(requests, order)] for order in Order}
    assert found == {
        Order.ONE_BY_ONE: [[0], [1], [2]],
        Order.INTERLEAVED: [[0, 1, 2]],
        Order.BATCHED: [[0, 2], [1]],
    }


def test_that_in_turn_each_gets_a_token_and_one_that_fails_or_is_stopped_leaves_the_others():
    def text(cell):
        for number in range(3):
            if cell == 1 and number == 1:
                raise NotFound("gone")
            yield Wrote(cell, token(number, ""))

    wanted = {0, 1, 2}
    seen = []
    for told in in_turn({cell: text(cell) for cell in range(3)}, wanted.__contains__):
        seen.append((told.cell, type(told)))
        if len(seen) == 4:
            wanted.discard(2)
    assert seen == [
        *((cell, Wrote) for cell in range(3)),
        (0, Wrote),
        (1, Failed),
        (0, Wrote),
        (0, Over),
    ]


def test_that_a_model_that_can_reads_once_for_all_its_strategies():
    class Together(CountingModel):
        def stream_together(self, prompt, rows, *, max_new_tokens, precision="fp32"):
            for row, _ in enumerate(rows):
                yield row, replace(token(0, f" {row}"), ending=Ending(Why.LENGTH))

    class Models(FakeProject):
        model_class = Together

    requests = {5: ORDER, 7: replace(ORDER, seed=9)}
    told = list(written(Models(), requests, Order.BATCHED, requests.__contains__))
    assert [(one.cell, type(one)) for one in told] == [(5, Wrote), (5, Over), (7, Wrote), (7, Over)]


@pytest.mark.parametrize("order", ["one after the other", "interleaved: a token of each in turn"])
def test_that_a_model_that_goes_away_is_said_in_its_pane(panel, qtbot, order):
    enter(panel, "Order", order)
    enter(panel, "Prompt", "deleted")
    write(panel, qtbot)
    for pane in panes(panel):
        assert pane.state is State.FAILED
        assert f"there is no model {pane.request.pinned}" in said(pane)
    assert texts(panel) == [" one", " one"]


# -- seeds and samples


def test_that_samples_rows_and_cells_count_up_from_the_seed(panel, qtbot):
    press(panel, "Add")
    enter(panel, "Samples a cell", 2)
    enter(panel, "Seed", 10)
    expected = {
        "one for all": [10, 10, 10, 10, 11, 11],
        "one a row": [10, 10, 12, 12, 13, 13],
        "one a cell": [10, 12, 14, 16, 15, 17],
    }
    for spread, seeds in expected.items():
        enter(panel, "Seeds", spread)
        write(panel, qtbot)
        assert [pane.request.seed for pane in panes(panel)] == seeds


def test_that_an_unlocked_seed_is_drawn_anew_but_where_a_cell_keeps_its_own(panel, qtbot):
    write(panel, qtbot)
    choose(panes(panel)[0], "Keep this seed")
    field(panel, "Keep the seed", QToolButton).click()
    write(panel, qtbot)
    kept, drawn = (pane.request.seed for pane in panes(panel))
    assert (kept, drawn != 0) == (0, True)
    assert "(kept)" in said(panes(panel)[0])


@pytest.mark.parametrize(("seed", "told"), [("x", "“x” is no seed"), (str(2**70), "64 bits")])
def test_that_a_seed_that_is_none_is_refused_with_a_sentence(panel, seed, told):
    enter(panel, "Seed", seed)
    press(panel, "Write")
    assert told in panel.session.messages.history[-1].text
    assert not panes(panel)


def test_that_each_models_own_strategy_is_offered_with_what_it_is(panel, qtbot):
    enter(panel, "Strategy", "The model's own")
    assert "big@best: Sampling (Top-k 50)" in said(panel)
    write(panel, qtbot)
    assert [pane.request.strategy for pane in panes(panel)] == [Sample(top_k=50)] * 2


# -- one text


def test_that_a_text_goes_on_from_where_it_stands_and_back(panel, qtbot):
    write(panel, qtbot)
    pane = panes(panel)[0]
    write(panel, qtbot, "Write all on")
    assert texts(panel) == [" 0 1 2 3"] * 2
    assert pane.request.prompt.written == (0, 1)
    assert pane.request.begun == " 0 1"
    press(panel, "Undo in all")
    assert texts(panel) == [" 0 1"] * 2
    press(panel, "Redo in all")
    assert texts(panel) == [" 0 1 2 3"] * 2
    assert only(pane, PaneText).raw_text() == "The fox 0 1 2 3"


def test_that_undo_and_redo_are_offered_only_where_there_is_something_to_bring_back(panel, qtbot):
    def offered():
        return [button(panel, f"{name} in all").isEnabled() for name in ("Undo", "Redo")]

    write(panel, qtbot)
    assert offered() == [False, False]
    write(panel, qtbot, "Write all on")
    assert offered() == [True, False]
    press(panel, "Undo in all")
    assert offered() == [False, True]
    press(panel, "Redo in all")
    assert offered() == [True, False]
    write(panel, qtbot)
    assert offered() == [False, False]


def test_that_what_a_stopped_query_still_brings_is_not_taken_for_the_new_text(panel, qtbot):
    enter(panel, "Order", "batched: one pass of a model for all its strategies")
    write(panel, qtbot)
    pane, matrix = panes(panel)[0], only(panel, Matrix)
    pane.begin()
    matrix._take({0: pane}, set(), Wrote(0, token(9, " old")))
    assert pane.whole_text == ""


def test_that_a_seed_too_great_for_all_samples_is_said_before_the_first_text(panel):
    enter(panel, "Strategy", "Sampling")
    enter(panel, "Samples a cell", 3)
    enter(panel, "Seed", str(2**64 - 1))
    press(panel, "Write")
    assert f"begin at {2**64 - 3} or below" in panel.session.messages.history[-1].text
    assert not panes(panel)


def test_that_an_edited_text_is_gone_on_from_in_one_pane_or_in_all(panel, qtbot):
    write(panel, qtbot)
    first, second = panes(panel)
    press(first, "Edit")
    text = only(first, PaneText)
    text.selectAll()
    text.insertPlainText(" jumps\xa0over")
    press(first, "Edit")
    assert "edited: Write on goes on from it" in said(first)
    assert text.raw_text() == "The fox jumps\xa0over"
    press(first, "Write on")
    qtbot.waitUntil(lambda: not first.is_busy)
    assert first.whole_text == " jumps\xa0over 0 1"
    assert first.request.prompt == PromptSpec(text="The fox", prefill=" jumps\xa0over")
    assert second.whole_text == " 0 1"
    choose(first, "Let all go on from this text")
    qtbot.waitUntil(lambda: not second.is_busy and not first.is_busy)
    assert second.whole_text == " jumps\xa0over 0 1 0 1"
    choose(second, "Back to the text of before")
    assert second.whole_text == " 0 1"


def test_that_a_token_is_chosen_by_a_click_and_a_branch_stands_beside_it(panel, qtbot):
    session = panel.session
    write(panel, qtbot)
    pane = panes(panel)[1]
    text = only(pane, PaneText)
    cursor = text.textCursor()
    cursor.setPosition(len("The fox 0 "))
    qtbot.mouseClick(
        text.viewport(), Qt.MouseButton.LeftButton, pos=text.cursorRect(cursor).center()
    )
    chosen = session.written.chosen
    assert (chosen.text.request.reference, chosen.place) == ("small@best", 1)
    branch = pane.request.prompt.model_copy(update={"written": (0, 77)})
    session.written.request(replace(pane.request, prompt=branch))
    qtbot.waitUntil(lambda: not button(panel, "Stop all").isEnabled())
    added = panes(panel)[-1]
    assert len(panes(panel)) == 3
    assert "branch of Greedy, seed 0, at token 2" in said(added)
    assert added.whole_text == " 0 77 2 3"
    assert len(session.written.texts) == 3


def test_that_answers_become_turns_of_the_chat(panel, qtbot):
    press(panel, "As a chat")
    enter(panel, "System", "Be brief.")
    write(panel, qtbot)
    choose(panes(panel)[0], "Take the answer into the chat")
    enter(panel, "Prompt", "And?")
    write(panel, qtbot)
    asked = panes(panel)[0].request.prompt
    assert (asked.system, asked.history) == ("Be brief.", ("The fox", " 0 1"))
    press(panel, "Drop the last")
    write(panel, qtbot)
    assert panes(panel)[0].request.prompt.history == ()


# -- tokens as people see them


def test_that_bytes_stand_there_until_their_character_is_complete(qtbot):
    pane = Pane(ORDER, "#000000")
    qtbot.addWidget(pane)
    pane.show()
    pane.begin()
    text = only(pane, PaneText)
    for number, byte in enumerate(("E4", "B8")):
        pane.append(replace(token(number, ""), piece=f"⟨{byte}⟩"))
    assert text.raw_text() == "Once⟨E4⟩⟨B8⟩"
    pane.append(replace(token(2, "中"), piece="⟨AD⟩"))
    pane.append(replace(token(3, "<b>"), piece="<b>", slid=True, is_drafted=True))
    assert text.raw_text() == "Once中<b>"
    assert "the context was full" in text.tooltip_of(3)
    assert "drafted" in text.tooltip_of(3)
    assert pane.written.tokens == tuple(text.tokens)


def test_that_the_prompt_is_shown_as_the_models_read_it(panel, qtbot):
    raw = only(panel, RawView)
    enter(panel, "Prompt", "fox ")
    qtbot.waitUntil(lambda: "before a word" in said(raw))
    assert "read as “⋅”, but before a word it would be “⋅the”" in said(raw)
    press(raw, "As the models read it: 3 tokens")
    (strip,) = raw.strips
    assert [one.text for one in strip.tokens] == ["<s>", "▁fox", "▁"]
    assert strip.tokens[0].tooltip == "special token, id 1"


def test_that_greedy_writes_one_sample(panel, qtbot):
    enter(panel, "Samples a cell", 3)
    write(panel, qtbot)
    assert [pane.request.strategy for pane in panes(panel)] == [Greedy()] * 2


def test_that_fewer_bits_are_asked_for_and_what_they_change_is_said(panel, qtbot, monkeypatch):
    class Deviation:
        words = words("half a nat")

    monkeypatch.setattr(CountingModel, "precision_deviation", lambda *_: Deviation())
    enter(panel, "Precision", "int8")
    write(panel, qtbot)
    assert {pane.request.precision for pane in panes(panel)} == {"int8"}
    qtbot.waitUntil(lambda: "big@best: half a nat" in said(panel))
    assert panes(panel)[0].written.written().precision == "int8"
    assert all("seed 0 · int8" in said(pane) for pane in panes(panel))
