"""Next token: sliders, the funnel of a strategy, the place that is looked at, and what is asked."""

import threading
from dataclasses import replace
from typing import ClassVar

import numpy as np
import pytest
from fake_project import FakeModel, FakeProject, saved_model
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QTableView
from screen import button, called, cells, click_row, column, enter, has_content, only, press, said

from ui.panels.next_token.panel import NextTokenPanel
from ui.texts.generated import GeneratedText, GenerationRequest
from ui.texts.written_texts import TokenPlace
from ui.widgets.charts.filtered_bars import FilteredBars
from workbench.activities.queries.model_queries import GeneratedToken
from workbench.generation.candidates.funnel import (
    OWN,
    FunnelStage,
    TokenCandidate,
    TokenCandidates,
)
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.spec import Greedy, Sample, parse_strategy

SHARES = np.array([0.5, 0.25, 0.15, 0.1])
TEXTS = ("▁cat", "▁dog", "⟨E4⟩", "</s>")


def candidates(strategy, prompt):
    """The model's own distribution; XTC takes the likeliest away at times."""
    stages = [FunnelStage(OWN, 4, 1.0, 4, 1.0)]
    shares = [SHARES]
    if getattr(strategy, "xtc_probability", 0.0):
        stages.append(FunnelStage("xtc_probability", 4, 1.0, 3, 0.5))
        shares.append(np.array([0.25, 0.375, 0.225, 0.15]))
    if isinstance(strategy, Greedy):
        stages.append(FunnelStage("greedy", 1, 0.5, 1, 0.5))
        shares.append(np.array([1.0, 0.0, 0.0, 0.0]))
    found = tuple(
        TokenCandidate(
            id=number,
            text=text,
            logit=float(np.log(SHARES[number])),
            rank=number + 1,
            stages=tuple(float(one[number]) for one in shares),
            removed_by="greedy" if isinstance(strategy, Greedy) and number else "",
            ends=text == "</s>",
        )
        for number, text in enumerate(TEXTS)
    )
    logits_v = np.log(SHARES).astype(np.float32)
    length = len(prompt.text.split()) + len(prompt.written)
    final_v = shares[-1].astype(np.float32)
    return TokenCandidates(length, 1.2, tuple(stages), found, logits_v, final_v)


class QueriedModel(FakeModel):
    asked: ClassVar[list]
    gate: ClassVar[threading.Event]

    def candidates(self, prompt, strategy, *, top=20, also=()):
        self.asked.append((self.reference, prompt, strategy))
        if "slow" in prompt.text:
            self.gate.wait(5)
        return candidates(strategy, prompt)


class QueriedProject(FakeProject):
    model_class = QueriedModel


FUNNEL, TABLE = "What each step leaves", "Candidates"


@pytest.fixture
def panel(qtbot, session):
    QueriedModel.asked, QueriedModel.gate = [], threading.Event()
    session.project = QueriedProject(records=(saved_model("small", 10), saved_model("big", 100)))
    session.select(teacher="big@best", student="small@best")
    panel = NextTokenPanel(session)
    qtbot.addWidget(panel)
    session.catalogue_changed.emit()
    session.text.set("Ada had a")
    panel.resize(1200, 760)
    panel.show()
    qtbot.waitUntil(lambda: "What may follow “Ada had a”." in said(panel))
    yield panel
    session.project = None


def table(panel, name):
    (view,) = (one for one in called(panel, name) if isinstance(one, QTableView))
    return view


def bars(panel):
    return {row.label: row.sides for row in only(panel, FilteredBars).rows}


def asked_of(panel):
    return [(reference, strategy) for reference, _, strategy in QueriedModel.asked]


def written(strategy, reference="small@best", length=3):
    request = GenerationRequest(
        PromptSpec(text="Ada had a"), reference, 10, "ab" * 32, strategy, 7, 40
    )
    tokens = tuple(GeneratedToken(n, f" w{n}", -0.5, 1.0, 1, 0.1, 1) for n in range(length))
    return GeneratedText(request, tokens, is_whole=True)


def test_that_the_prompt_s_end_is_looked_at_though_a_text_went_on_from_an_edited_one(
    panel, session, qtbot
):
    text = written(Greedy())
    prompt = text.request.prompt.model_copy(update={"prefill": " zebra", "written": (2,)})
    edited = replace(text, request=replace(text.request, prompt=prompt, begun=" zebra fox"))
    session.written.set([edited])
    session.written.choose(TokenPlace(edited, 1))
    qtbot.waitUntil(lambda: "Ada had a zebra fox w0" in said(panel))
    session.written.choose(None)
    qtbot.waitUntil(lambda: "What may follow “Ada had a”." in said(panel))
    assert [one.prefill for _, one, _ in QueriedModel.asked[-2:]] == ["", ""]
    assert [one.written for _, one, _ in QueriedModel.asked[-2:]] == [(), ()]


def test_that_without_a_model_the_next_step_is_offered(qtbot, session):
    panel = NextTokenPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not has_content(panel)


def test_that_sliders_change_all_that_is_shown_and_ask_nothing(panel):
    assert asked_of(panel) == [("big@10", Sample()), ("small@10", Sample())]
    assert cells(table(panel, FUNNEL)) == [
        ["The model's own", "4", "100.0\N{NO-BREAK SPACE}%"],
    ]
    enter(panel, "Top-k", 2)
    assert column(table(panel, FUNNEL), "Tokens left") == ["4", "2"]
    assert column(table(panel, FUNNEL), "Mass left")[-1] == "75.0\N{NO-BREAK SPACE}%"
    assert bars(panel)["▁cat"] == (pytest.approx((0.5, 2 / 3)),) * 2
    assert bars(panel)["⟨E4⟩"][0][1] == 0.0
    assert column(table(panel, TABLE), "Final")[2:] == ["–", "–"]
    enter(panel, "Min-p", 0.6)
    assert column(table(panel, FUNNEL), "Tokens left") == ["4", "2", "1"]
    press(panel, "All off")
    assert column(table(panel, FUNNEL), "Tokens left") == ["4"]
    assert len(asked_of(panel)) == 2


def test_that_a_chosen_token_is_looked_at_by_its_own_strategy_and_left_again(panel, session, qtbot):
    strategy = parse_strategy("sample(temperature=0.5,top_p=0.9,xtc_probability=0.5)")
    text = written(strategy)
    session.written.set((text,))
    session.written.choose(TokenPlace(text, 2))
    qtbot.waitUntil(lambda: "Token 3 of small@best" in said(panel))
    assert "behind “Ada had a w0 w1”" in said(panel)
    references, prompts, strategies = zip(*QueriedModel.asked[2:], strict=True)
    assert references == ("small@10", "big@10"), "who wrote it, and its teacher beside it"
    assert {prompt.written for prompt in prompts} == {(0, 1)}
    assert set(strategies) == {strategy}
    assert column(table(panel, FUNNEL), "Tokens left")[-1] == "3 or 4"
    assert [row.label for row in only(panel, FilteredBars).rows if row.marked] == ["⟨E4⟩"]
    assert column(table(panel, TABLE), "Token")[2] == "◆ ⟨E4⟩"
    enter(panel, "Top-k", 1)
    assert column(table(panel, FUNNEL), "Tokens left")[-1] == "1", "the sliders decide"
    assert column(table(panel, FUNNEL), "Processor")[1] == "Sampling temperature 0.5"
    press(panel, "To the prompt's end")
    qtbot.waitUntil(lambda: "What may follow “Ada had a”." in said(panel))
    assert QueriedModel.asked[-1][1].written == ()


def test_that_a_text_of_fewer_bits_says_that_its_candidates_are_those_in_fp32(
    panel, session, qtbot
):
    text = written(Greedy())
    text = replace(text, request=replace(text.request, precision="int8"))
    session.written.set((text,))
    session.written.choose(TokenPlace(text, 1))
    qtbot.waitUntil(lambda: "The text was written in int8; these candidates" in said(panel))


def test_that_a_stale_answer_never_replaces_a_newer_one(panel, session, qtbot):
    enter(panel, "Prompt", "slow words")
    qtbot.waitUntil(lambda: QueriedModel.asked[-1][1].text == "slow words")
    text = written(Greedy())
    session.written.set((text,))
    session.written.choose(TokenPlace(text, 1))
    QueriedModel.gate.set()
    qtbot.waitUntil(lambda: "Token 2 of small@best, Greedy" in said(panel))
    qtbot.wait(120)
    assert "slow words" not in said(panel).partition("behind")[0]
    assert column(table(panel, FUNNEL), "Tokens left") == ["4", "1"]


def test_that_a_candidate_becomes_a_branch_a_ban_or_a_favour(panel, session, qtbot):
    requests: list[GenerationRequest] = []
    session.written.requested.connect(requests.append)
    text = written(parse_strategy('greedy(token_bias=["#1=1"])'))
    session.written.set((text,))
    session.written.choose(TokenPlace(text, 1))
    qtbot.waitUntil(lambda: "Token 2 of" in said(panel))
    click_row(qtbot, table(panel, TABLE), 1)
    for name in ("Branch here", "Ban", "Favour"):
        press(panel, name)
    branch, ban, favour = requests
    assert branch.prompt.written == (0, 1)
    assert (branch.reference, branch.step, branch.seed) == ("small@best", 10, 7)
    assert (ban.prompt.written, ban.strategy.bad_words) == ((0,), ("#1",))
    assert favour.strategy.token_bias == ("#1=3",)
    for _ in range(4):  # from none to the last
        qtbot.keyClick(only(panel, FilteredBars), Qt.Key.Key_Down)
    for name, reason in (("Branch here", "ends the text"), ("Ban", "minimum of new tokens")):
        blocked = button(panel, name)
        assert isinstance(blocked, QAbstractButton)
        assert not blocked.isEnabled()
        assert reason in blocked.toolTip()
    assert button(panel, "Favour").isEnabled()
