"""Two written texts, each as the other's model finds it, in the window."""

from dataclasses import dataclass, replace
from typing import Any

import pytest
from fake_project import FakeModel, FakePair, FakeProject, saved_model
from PySide6.QtWidgets import QCheckBox, QComboBox
from screen import button, cells, choose, column, field, has_content, offered, said

from ui.models.view import TableView
from ui.panels.texts_compared.comparing import default_pair
from ui.panels.texts_compared.panel import TextsComparedPanel
from ui.texts.generated import GeneratedText, GenerationRequest
from ui.widgets.token_strip import TokenStrip
from workbench.activities.queries.text_queries import (
    CrossScoredText,
    CrossScoredToken,
    JudgedToken,
)
from workbench.corpora.copied.index import CopiedPassage, IndexProgress
from workbench.errors import BadInput
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.spec import Greedy, Sample
from workbench.generation.texts.text_figures import variety


@dataclass(frozen=True)
class Written:
    """The engine's own token, without its torch."""

    id: int
    text: str
    ending: None = None


def text(model, ids, strategy=None, prompt="Once"):
    request = GenerationRequest(
        PromptSpec(text=prompt), f"{model}@best", 10, "ab" * 32, strategy or Greedy(), 7, 3
    )
    tokens: Any = tuple(Written(n, f" w{n}") for n in ids)
    return GeneratedText(request, tokens, is_whole=True)


def judged(log_probability, choice):
    return JudgedToken(log_probability, 1.0, 1 + choice, choice, f"▁c{choice}")


class ScoringPair(FakePair):
    """Each model would have chosen the number of the place."""

    def written(self, prompt, ids, writer):
        if self.student.startswith("foreign"):
            raise BadInput("they read text with other tokenizers")
        tokens = tuple(
            CrossScoredToken(
                i, f"▁w{i}", judged(-0.5, place), judged(-2.0, place), 0.1 * i, 0.2, 0.05
            )
            for place, i in enumerate(ids)
        )
        departure = next((n for n, i in enumerate(ids) if i != n), None)
        return CrossScoredText(
            writer, tokens, departure, 3.0, 4.0, 0.1, 0.2, 0.05, 0.5, variety(ids), (9, 9), 1
        )


class ScoringModel(FakeModel):
    pair = ScoringPair

    def copied(self, texts, *, otherwise=""):
        yield IndexProgress("novel", 0.5)
        yield CopiedPassage("novel", texts[0].strip()[:2], 0, 8, 12, 1)


class ScoringProject(FakeProject):
    model_class = ScoringModel


@pytest.fixture
def panel(qtbot, session):
    panel = TextsComparedPanel(session)
    qtbot.addWidget(panel)
    session.project = ScoringProject(records=(saved_model("small", 10), saved_model("big", 100)))
    session.select(teacher="big@best", student="small@best")
    panel.resize(1000, 700)
    panel.show()
    yield panel
    session.project = None


TEXTS = (
    text("small", [0, 5, 2], Sample()),
    text("big", [0, 1, 8], Sample()),
    text("small", [0, 5, 2]),
    text("big", [0, 1, 8]),
)


@pytest.fixture
def compared(qtbot, session, panel):
    session.written.set(TEXTS)
    qtbot.waitUntil(lambda: bool(strips(panel)[0].tokens))
    return panel


def strips(panel):
    return [field(panel, f"{one} text as tokens", TokenStrip) for one in ("First", "Second")]


def tables(panel):
    return [field(panel, one, TableView) for one in ("Figures of both texts", "Worst tokens")]


def test_that_the_teachers_and_the_students_text_of_one_strategy_are_compared():
    assert default_pair(TEXTS, "big@best", "small@best") == (1, 0)
    assert default_pair(TEXTS[1:], "big@best", "small@best") == (2, 1)
    assert default_pair(TEXTS[2:], "other@best", "") == (0, 1)
    assert default_pair(TEXTS[:1], "big@best", "small@best") == (-1, -1)


def test_that_without_two_texts_the_panel_leads_to_writing(qtbot, panel, session):
    assert not has_content(panel)
    with qtbot.waitSignal(session.workspace_requested):
        button(panel, "Go to Write").click()
    session.written.set(TEXTS[:1])
    assert not has_content(panel)


def test_that_both_texts_are_marked_where_the_models_part(compared):
    theirs, ours = strips(compared)
    assert [token.text for token in theirs.tokens] == ["▁w0", "▁w1", "▁w8"]
    assert [bool(token.mark) for token in theirs.tokens] == [False, True, True]
    assert [bool(token.mark) for token in ours.tokens] == [False, True, False]
    assert "From token 3 on (red bar) small@10 would go on otherwise: “ c2”" in said(compared)
    assert "The texts differ from token 2 on (bar)." in said(compared)


def test_that_texts_of_fewer_bits_say_that_they_are_scored_in_fp32(compared, session, qtbot):
    assert "score it in fp32" not in said(compared)
    rounded = [replace(one, request=replace(one.request, precision="int8")) for one in TEXTS]
    session.written.set(tuple(rounded))
    qtbot.waitUntil(lambda: said(compared).count("written in int8, and both models score it") == 2)


def test_that_figures_stand_side_by_side_and_worst_tokens_lead_to_their_place(compared, session):
    figures, worst = tables(compared)
    rows = {row[0]: row[1:] for row in cells(figures)}
    assert rows["Perplexity by big@10"] == ["3.00", "3.00"]
    assert rows["Tokens"] == ["3", "3"]
    assert rows["Distinct-2"][0].startswith("100.0")
    assert column(worst, "Place")[:3] == ["3", "2", "3"]
    assert column(worst, "Written by")[:2] == ["big@10", "small@10"]
    worst.selectRow(1)
    assert session.written.chosen.text == TEXTS[0]
    assert session.written.chosen.place == 1
    assert [strip.selected for strip in strips(compared)] == [-1, 1]


def test_that_copied_passages_are_looked_for_when_asked(qtbot, compared):
    assert "document 12" not in said(compared)
    compared.findChild(QCheckBox).setChecked(True)
    qtbot.waitUntil(lambda: said(compared).count("document 12 of novel: “w0”") == 2)
    rows = {row[0]: row[1:] for row in cells(tables(compared)[0])}
    assert rows["Longest copied passage"] == ["2", "2"]


def test_that_models_of_other_tokenizers_say_why_they_cannot_score(qtbot, compared, session):
    session.written.set((*TEXTS, text("foreign", [1])))
    second = field(compared, "Second text", QComboBox)
    assert len(offered(second)) == 5
    choose(second, offered(second)[-1])
    qtbot.waitUntil(lambda: "they read text with other tokenizers" in said(compared))
    assert strips(compared)[0].tokens == ()
