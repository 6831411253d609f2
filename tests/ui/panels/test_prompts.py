"""A file of prompts and blind votes in the window."""

import json
import random

import pytest
from fake_project import FakeProject, saved_model
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from screen import (
    button,
    cells,
    column,
    field,
    has_content,
    headings,
    open_tab,
    press,
    said,
    shown,
)

from ui.models.view import TableView
from ui.panels.prompts.panel import PromptsPanel
from ui.panels.prompts.pool import PoolText, pairs
from ui.widgets.path_edit import PathEdit
from workbench.generation.texts.text_figures import variety
from workbench.project.models.prompt_table import PromptAnswer
from workbench.store.choices.votes import (
    Choice,
    Contender,
    VotedText,
    keep_vote,
    read_votes,
    win_rates,
)


def answer(number, prompt, model, seed, text):
    return PromptAnswer(
        number=number,
        prompt=prompt.prompt,
        expected=prompt.expected,
        model=model.partition("@")[0],
        step=10,
        digest="ab",
        strategy="greedy",
        seed=seed,
        text=text,
        tokens=(1, 2),
        ending="length",
        matches=text == prompt.expected,
        begins=text.startswith(prompt.expected),
        expected_log_probability=-1.5,
        expected_rank=3,
        perplexity=4.0,
        teacher_perplexity=None,
        kl=None,
        variety=variety([1, 2]),
    )


class AnsweringProject(FakeProject):
    """Each model answers with its name; what was asked is in `table`."""

    table = None

    def answers(self, table):
        self.table = table
        for number, prompt in enumerate(table.prompts, 1):
            for model in table.models:
                yield answer(number, prompt, model, 0, f"{model} says {number}")


@pytest.fixture
def panel(qtbot, session, tmp_path):
    panel = PromptsPanel(session)
    qtbot.addWidget(panel)
    session.project = AnsweringProject(
        tmp_path, records=(saved_model("small", 10), saved_model("big", 100))
    )
    session.select(teacher="big@best", student="small@best")
    session.catalogue_changed.emit()
    panel.resize(1000, 700)
    panel.show()
    yield panel
    session.project = None


@pytest.fixture
def answered(qtbot, panel, tmp_path):
    path = tmp_path / "prompts.jsonl"
    rows = [{"prompt": "One", "answer": "big@10 says 1"}, {"prompt": "Two", "answer": "x"}]
    path.write_text("\n".join(map(json.dumps, rows)))
    panel.findChild(PathEdit).findChild(QLineEdit).setText(str(path))
    press(panel, "Write all")
    qtbot.waitUntil(lambda: "4 texts" in said(panel) and button(panel, "Write all").isEnabled())
    return panel


def test_that_without_models_the_next_step_is_offered(qtbot, session):
    panel = PromptsPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not has_content(panel)


def test_that_every_prompt_is_written_by_the_windows_pair(answered, session, tmp_path):
    table = session.project.table
    assert table.models == ("big@10", "small@10")
    assert [one.prompt for one in table.prompts] == ["One", "Two"]
    assert (table.teacher, len(table.strategies), len(table.seeds)) == ("big@best", 2, 3)
    means, texts = (
        field(answered, name, TableView) for name in ("Means over all prompts", "Every text")
    )
    assert column(texts, "Text")[0] == "big@10 says 1"
    assert column(texts, "Exact") == ["✓", "✗", "✗", "✗"]
    assert column(means, "Exact")[0].startswith("50.0")
    assert "By the teacher" not in headings(means)
    assert "expected answers from 'answer'" in said(answered)
    answered._save_to(tmp_path / "texts.csv")
    assert "big@10 says 2" in (tmp_path / "texts.csv").read_text(encoding="utf-8-sig")


def test_that_before_the_first_text_a_sentence_stands_in_place_of_the_tables(panel):
    assert "Choose a file with a prompt a line" in said(panel)
    assert not any(table.isVisible() for table in panel.findChildren(TableView))


def test_that_a_file_without_prompts_is_said(qtbot, panel, session, tmp_path):
    path = tmp_path / "none.txt"
    path.write_text("\n")
    panel.findChild(PathEdit).findChild(QLineEdit).setText(str(path))
    with qtbot.waitSignal(session.messages.shown) as told:
        press(panel, "Write all")
    assert "holds no prompt" in str(told.args)


def test_that_names_are_told_only_after_a_vote(qtbot, answered, tmp_path):
    open_tab(answered, "Blind vote")
    a, b = (field(answered, f"Text {name}", QPlainTextEdit) for name in "AB")
    assert {a.toPlainText().split()[0], b.toPlainText().split()[0]} == {"big@10", "small@10"}
    assert "Greedy, seed 0" not in said(answered)
    assert shown(answered, TableView) == []
    press(answered, "A is better")
    winner = a.toPlainText().split()[0]
    assert f"A: {winner} Greedy, seed 0" in said(answered)
    (kept,) = read_votes(tmp_path).votes
    assert (kept.choice, f"{kept.a.contender.model}@10") == ("a", winner)
    (row,) = cells(shown(answered, TableView)[0])
    assert row[3:] == (["1", "0", "0"] if row[0].startswith(winner) else ["0", "1", "0"])
    press(answered, "Next pair")
    assert not button(answered, "Next pair").isEnabled()
    press(answered, "Tie")
    assert "every pair was voted on" in said(answered)


def voted(model, text="text", seed=0):
    contender = Contender(model=model, step=1, digest="d", strategy="greedy")
    return VotedText(contender=contender, seed=seed, text=text)


def test_that_pairs_are_of_one_prompt_by_two_contenders_and_not_voted_on(tmp_path):
    one, other, third = voted("a", "x"), voted("b", "y"), voted("b", "x ")
    pool = [PoolText("p", one), PoolText("p", other), PoolText("p", third), PoolText("q", other)]
    found = list(pairs(pool, (), random.Random(1)))
    assert [{pair.a, pair.b} for pair in found] == [{one, other}]
    vote = keep_vote(tmp_path, "p", other, one, "b")
    assert list(pairs(pool, [vote], random.Random(1))) == []
    firsts = {next(pairs(pool, (), random.Random(seed))).a for seed in range(20)}
    assert firsts == {one, other}


def test_that_wins_count_for_whoever_wrote_the_text(tmp_path):
    told: list[tuple[Choice, str]] = [("a", "ab"), ("b", "ba"), ("a", "ba"), ("tie", "ab")]
    for choice, pair in told:
        keep_vote(tmp_path, "p", voted(pair[0]), voted(pair[1]), choice)
    (rate,) = win_rates(read_votes(tmp_path).votes)
    assert (rate.one.model, rate.wins, rate.losses, rate.ties) == ("a", 2, 1, 1)
    assert rate.rate is not None
    assert rate.rate.value == pytest.approx(2 / 3)
