"""The one text of Attention, Token by token, What if and Write."""

from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from fake_project import CORPUS, FakeModel, FakePair, FakeProject, saved_model
from maps_of import maps_of
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QMenu, QPlainTextEdit
from pytestqt.qtbot import QtBot
from screen import button, entry, field, press, said

from ui.i18n import Languages
from ui.panel import Panel
from ui.panels.attention.panel import AttentionPanel
from ui.panels.tokens.panel import TokensPanel
from ui.panels.what_if.panel import WhatIfPanel
from ui.panels.write.panel import WritePanel
from ui.running.run_view import RunView
from ui.running.runner import Runner
from ui.session import Session
from ui.settings import Settings
from ui.texts.passage_button import PassageButton
from ui.texts.results_of import OutdatedMark
from ui.texts.shared_text import SharedText
from workbench.activities.queries.token_queries import (
    ComparedText,
    ComparedToken,
    Distributions,
    WhatIfAnswer,
)
from workbench.corpora.passages import SPREAD, CorpusPassage
from workbench.errors import NotFound
from workbench.models.layer_map import LayerMapping
from workbench.models.spec import GPTSpec
from workbench.store.records import ModelRecord

SAMPLE = "Once upon a time, a little fox lost her way"
ASKS = (AttentionPanel, TokensPanel, WhatIfPanel)
BUTTONS: dict[type[Panel], str] = {
    TokensPanel: "Compare",
    WhatIfPanel: "Take this text",
    WritePanel: "Write",
}
FIELDS: dict[type[Panel], str] = {
    AttentionPanel: "A sentence to look at",
    TokensPanel: "Text to compare the models on",
    WhatIfPanel: "A text; its first 64 tokens count",
    WritePanel: "Prompt",
}
CONTEXT = 4


class FakeWhatIf:
    common_pieces = 0

    def __init__(self, words):
        self.tokens, self.left_out = tuple(words[:CONTEXT]), max(len(words) - CONTEXT, 0)

    def answer(self, **_):
        losses = tuple(float(n) for n in range(len(self.tokens)))
        return WhatIfAnswer(1, 1, 1, 1, 1, 1, 1, 1, Distributions((), 1.0, 1.0), losses)


def evenly(words, most_tokens):
    """Maps of heads that look everywhere alike."""
    read = tuple(words[:most_tokens])
    even = np.tril(np.ones((2, 3, len(read), len(read)), np.float32))
    even /= even.sum(-1, keepdims=True)
    return maps_of(even, read, left_out=len(words) - len(read))


class ReadingPair(FakePair):
    def layer_mapping(self):
        return LayerMapping((0, 1))

    def tokens(self, text, *, add_special_tokens=True):
        ASKED.append(text)
        words = text.split()
        tokens = tuple(
            ComparedToken(n, one, 0.1, 1.0, 1.0, 1, 1, 2.0, 2.0, agrees=True)
            for n, one in enumerate(words)
        )
        return ComparedText((9, *range(len(words))), tokens, 0.1, 1.0, 1.0, 0.5, context=CONTEXT)

    def distributions(self, ids):
        ASKED.append((self.teacher, self.student))
        return Distributions((), 1.0, 1.0)

    def what_if(self, text):
        ASKED.append(text)
        return FakeWhatIf(text.split())


class ReadingModel(FakeModel):
    """Reads four words; its checkpoint is whatever step the project says."""

    pair = ReadingPair

    @property
    def spec(self):
        return GPTSpec(context=CONTEXT)

    @property
    def record(self):
        return STATE["models"][0]

    def attention(self, text, *, most_tokens=None, **asked):
        ASKED.append(text)
        return evenly(text.split(), most_tokens)

    def stream(self, prompt, strategy=None, **_):
        ASKED.append(prompt.text)
        return iter(())

    def passages(self, shares, *, otherwise=""):
        if otherwise == "deleted":
            raise NotFound("the corpus 'novel' is in the bin; restore it")
        return tuple(CorpusPassage("novel", n + 1, f"Passage & {s}") for n, s in enumerate(shares))


ASKED: list[object] = []
STATE: dict[str, tuple[ModelRecord, ...]] = {}


class ReadingProject(FakeProject):
    model_class = ReadingModel

    @property
    def models(self):
        return STATE["models"]


@pytest.fixture
def lab(session: Session, tmp_path: Path):
    """A session with two models."""
    ASKED.clear()
    STATE["models"] = (saved_model("small", 10), saved_model("big", 100))
    session.use_project(ReadingProject(tmp_path / "lab", records=(CORPUS,)))
    return session


def opened(qtbot: QtBot, session: Session, kind, *, shown=True):
    panel = kind(session)
    qtbot.addWidget(panel)
    panel.resize(1100, 700)
    panel.setVisible(shown)
    return panel


def wait_for_the_lane(qtbot: QtBot, session: Session) -> None:
    """Queries are answered one after another: once this one is, those before it are over, and once
    the second is, what was asked about their answers."""
    for _ in range(2):
        answers: list[str] = []
        session.query(lambda: iter(["over"]), answers.append, owner=session)
        qtbot.waitUntil(partial(bool, answers))


def edit_of(panel) -> QPlainTextEdit:
    return field(panel, FIELDS[type(panel)], QPlainTextEdit)


@pytest.mark.parametrize("kind", FIELDS)
def test_that_what_is_typed_in_one_panel_stands_in_all_and_hidden_ones_ask_nothing(
    qtbot: QtBot, lab: Session, kind
):
    panels = [opened(qtbot, lab, one, shown=one is kind) for one in FIELDS]
    wait_for_the_lane(qtbot, lab)
    ASKED.clear()
    (typed,) = (one for one in panels if one.isVisible())
    edit = edit_of(typed)
    edit.selectAll()
    qtbot.keyClicks(edit, "The owl and the mouse")
    qtbot.wait(50)
    assert ASKED == []
    for panel in panels:
        panel.show()
        assert edit_of(panel).toPlainText() == "The owl and the mouse"
    edit_of(panels[0]).undo()
    assert edit_of(panels[1]).toPlainText() == edit_of(panels[0]).toPlainText()


def test_that_one_step_undoes_what_was_typed_here_and_one_what_was_typed_elsewhere(
    qtbot: QtBot, lab: Session
):
    here, there = (edit_of(opened(qtbot, lab, one)) for one in (AttentionPanel, TokensPanel))
    for edit, typed in ((there, " Once"), (here, " more")):
        edit.moveCursor(QTextCursor.MoveOperation.End)
        qtbot.keyClicks(edit, typed)
    steps = (f"{SAMPLE} Once more", f"{SAMPLE} Once", SAMPLE)
    assert lab.text.text == steps[0]
    for expected in (*steps[1:], SAMPLE):
        here.undo()
        assert lab.text.text == there.toPlainText() == expected
    for expected in (*steps[1::-1], steps[0]):
        here.redo()
        assert lab.text.text == there.toPlainText() == expected


@pytest.mark.parametrize("kind", ASKS)
def test_that_what_is_not_asked_beside_a_run_is_offered(
    qtbot: QtBot, lab: Session, monkeypatch: pytest.MonkeyPatch, kind
):
    offer = "Nothing is computed unasked while a run is under way."
    with monkeypatch.context() as running:
        running.setattr(Runner, "active", property(lambda _: RunView("0001-run")))
        panel = opened(qtbot, lab, kind)
        qtbot.waitUntil(lambda: offer in said(panel))
        assert ASKED == []
        press(panel, "Refresh")
        assert offer not in said(panel)
        qtbot.waitUntil(lambda: SAMPLE in ASKED)
        wait_for_the_lane(qtbot, lab)
        assert offer not in said(panel)


def test_that_the_text_is_remembered_with_its_project(
    lab: Session, settings: Settings, tmp_path: Path
):
    for name in ("lab", "other"):
        (tmp_path / name).mkdir()
    lab.text.set("The owl")
    lab.use_project(ReadingProject(tmp_path / "other"))
    assert lab.text.text == SAMPLE
    lab.text.set("x" * 100_000)
    lab.close_project()
    again = SharedText(settings, lab.language)
    again.open(tmp_path / "other")
    assert again.text == SAMPLE, "too long to be remembered"
    again.open(tmp_path / "lab")
    assert again.text == "The owl"


def test_that_the_sample_follows_the_language_until_something_is_shown_of_it(
    session: Session,
):
    text, language = session.text, session.language
    assert isinstance(language, Languages)
    language.set("zh_CN")
    assert text.text.startswith("从前")
    text.hold()
    language.set("en")
    assert text.text.startswith("从前")


@pytest.mark.parametrize("kind", ASKS)
def test_that_a_sample_that_results_are_shown_of_stays_in_another_language(qtbot: QtBot, lab, kind):
    opened(qtbot, lab, kind)
    qtbot.waitUntil(lambda: SAMPLE in ASKED)
    wait_for_the_lane(qtbot, lab)
    lab.language.set("zh_CN")
    assert lab.text.text == SAMPLE


@pytest.mark.parametrize("kind", ASKS)
def test_that_results_of_something_else_are_marked_and_refreshed(qtbot: QtBot, lab, kind):
    panel = opened(qtbot, lab, kind)
    qtbot.waitUntil(lambda: SAMPLE in ASKED)
    wait_for_the_lane(qtbot, lab)
    assert "These results" not in said(panel)
    lab.text.set("another text")
    assert f"These results are of “{SAMPLE}” (big@best, step 10 · " in said(panel)
    press(panel, "Refresh")
    qtbot.waitUntil(lambda: "These results" not in said(panel))
    assert "another text" in ASKED
    later = tuple(
        replace(one, checkpoints=(replace(one.checkpoints[0], step=90, digest="cd" * 32),))
        for one in STATE["models"]
    )
    STATE["models"] = later
    lab.catalogue_changed.emit()
    assert "These results are of “another text” (big@best, step 10 ·" in said(panel)
    press(panel, "Refresh")
    qtbot.waitUntil(lambda: "These results" not in said(panel))


def test_that_a_token_is_asked_of_the_checkpoints_that_are_shown(qtbot: QtBot, lab: Session):
    opened(qtbot, lab, TokensPanel)
    qtbot.waitUntil(lambda: ("big@10", "small@10") in ASKED)


@pytest.mark.slow
def test_that_texts_of_other_settings_are_marked_where_models_write(qtbot: QtBot, lab: Session):
    panel = opened(qtbot, lab, WritePanel)
    press(panel, "Write")
    wait_for_the_lane(qtbot, lab)
    assert "These results" not in said(panel)
    press(panel, "Special tokens")
    assert "These results are of other settings than those shown." in said(panel)
    press(panel, "Special tokens")
    assert "These results" not in said(panel)
    lab.text.set("Other")
    assert f"These results are of “{SAMPLE}”" in said(panel)


@pytest.mark.parametrize("kind", FIELDS)
def test_that_no_text_is_said_at_once(qtbot: QtBot, lab: Session, kind):
    panel = opened(qtbot, lab, kind)
    lab.text.set("  ")
    sentence = "There is no text: write one, or take a passage."
    if kind is WritePanel:
        sentence = "The prompt is empty: each model begins a text of its own."
    assert sentence in said(panel)
    if kind is WritePanel:
        press(panel, "Write")
        qtbot.waitUntil(lambda: "" in ASKED)
    lab.text.set("The owl")
    assert sentence not in said(panel)


@pytest.mark.parametrize(
    ("kind", "note"),
    [
        (WritePanel, "big@best: the first 2 of 6 tokens are not read: the model reads at most 4"),
        (WhatIfPanel, "The last 2 of 6 tokens are not read: at most 4 are looked at."),
        (TokensPanel, "at most 4 tokens at once: these 7 are read in 2 parts"),
    ],
)
def test_that_what_is_cut_is_counted(qtbot: QtBot, lab: Session, kind, note):
    lab.text.set("one two three four five six")
    panel = opened(qtbot, lab, kind)
    if kind is WritePanel:
        press(panel, "Write")
    qtbot.waitUntil(lambda: note in said(panel))
    wait_for_the_lane(qtbot, lab)
    lab.text.set("one two")
    assert note not in said(panel), "of a text that stands there no more"
    press(panel, BUTTONS[kind])
    qtbot.waitUntil(lambda: "pieces" not in said(panel))


def test_that_maps_are_of_what_all_models_read_and_the_rest_is_counted(qtbot: QtBot, lab: Session):
    lab.text.set("one two three four five six")
    panel = opened(qtbot, lab, AttentionPanel)
    note = "The last 2 of 6 tokens are not read: at most 4 are looked at."
    qtbot.waitUntil(lambda: said(panel).count(note) == 1)


def test_that_passages_of_the_corpus_are_offered(
    qtbot: QtBot, lab: Session, monkeypatch: pytest.MonkeyPatch
):
    panel = opened(qtbot, lab, WritePanel)
    monkeypatch.setattr("ui.texts.passage_button.random.random", lambda: 0.25)
    monkeypatch.setattr(QMenu, "popup", lambda *_: None)
    menu = panel.findChild(PassageButton).findChild(QMenu)
    press(panel, "Passage…")
    qtbot.waitUntil(lambda: len(menu.actions()) == len(SPREAD) + 2)
    entry(menu, "novel, document 2: Passage && 0.2").trigger()
    assert edit_of(panel).toPlainText() == "Passage & 0.2"
    entry(menu, "Another at random").trigger()
    qtbot.waitUntil(lambda: edit_of(panel).toPlainText() == "Passage & 0.25")
    lab.select(corpus="deleted")
    press(panel, "Passage…")
    qtbot.waitUntil(lambda: any("is in the bin" in one.text for one in lab.messages.history))
    assert edit_of(panel).toPlainText() == "Passage & 0.25"


def test_that_enter_asks_where_the_text_is_a_sentence(qtbot: QtBot, lab: Session):
    panel = opened(qtbot, lab, WhatIfPanel)
    qtbot.waitUntil(lambda: SAMPLE in ASKED)
    edit = edit_of(panel)
    edit.selectAll()
    qtbot.keyClicks(edit, "an owl")
    qtbot.keyClick(edit, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "an owl" in ASKED)
    assert edit.toPlainText() == "an owl"
    assert panel.findChild(OutdatedMark) is not None
    assert button(panel, "Take this text").isEnabled()
