import math
from dataclasses import dataclass

import pytest
from fake_project import FakeModel, FakeProject, saved_model
from PySide6.QtWidgets import QComboBox, QPlainTextEdit
from screen import button, field, has_content, only, press, said

from ui.panels.trees.panel import TreesPanel
from ui.texts.generated import GeneratedText, GenerationRequest
from ui.texts.written_texts import TokenPlace
from ui.widgets.trees.tree_view import TreeView
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.spec import Beam, Greedy, Sample
from workbench.generation.trees.beam_nodes import BeamNode, BeamTree, Fate
from workbench.generation.trees.mass_nodes import MassNode, MassTree, Reach
from workbench.generation.trees.paths import ShownTree

WORDS = {1: " cat", 2: " dog", 3: " sat", 4: " ran", 5: " hid"}
PROMPT = PromptSpec(text="The")


@dataclass(frozen=True)
class WordToken:
    id: int
    text: str
    log_probability: float = math.log(0.5)
    shown: str = ""
    piece: str = ""


def tokens(*ids):
    return tuple(WordToken(number, WORDS[number]) for number in ids)


def text(*ids, written=(), strategy=Greedy(), seed=0, digest="ab" * 32):  # noqa: B008
    prompt = PROMPT.model_copy(update={"written": written})
    request = GenerationRequest(prompt, "big@best", 10, digest, strategy, seed, 6)
    return GeneratedText(request, tokens(*ids), is_whole=True)


MASSES = ShownTree(
    MassTree(
        (
            MassNode(1, -1, 0.6, 0.6, Reach.OPENED),
            MassNode(2, -1, 0.3, 0.3, Reach.SMALL),
            MassNode(None, -1, 0.1, 0.1, Reach.REST),
            MassNode(3, 0, 1.0, 0.6, Reach.ENDED),
        ),
        2,
        left_out=7,
    ),
    (" cat", " dog", "", " sat"),
    (" cat", " dog", "", " sat"),
)
BEAMS = ShownTree(
    BeamTree(
        (
            BeamNode(1, -1, -0.5, -0.5, Fate.KEPT, is_best=True),
            BeamNode(2, -1, -0.9, -0.9, Fate.DROPPED),
            BeamNode(3, 0, -0.5, -1.0, Fate.ENDED, -0.5, 1, is_best=True, is_over=True),
        ),
        2,
        is_whole=True,
    ),
    (" cat", " dog", " sat"),
    (" cat", " dog", " sat"),
)


class GrowingModel(FakeModel):
    asked: list[tuple] = []  # noqa: RUF012

    def mass_tree(self, prompt, strategy=None, *, least_mass, most_nodes, max_new_tokens):
        self.asked.append((self.reference, prompt, strategy, least_mass, max_new_tokens))
        yield MASSES

    def beam_tree(self, prompt, strategy, *, seed, max_new_tokens):
        self.asked.append((self.reference, prompt, strategy, seed, max_new_tokens))
        yield BEAMS

    def begun_tokens(self, prompt):
        self.asked.append((self.reference, prompt))
        return tokens(*prompt.written)


class GrowingModels(FakeProject):
    model_class = GrowingModel


@pytest.fixture
def panel(qtbot, session):
    panel = TreesPanel(session)
    qtbot.addWidget(panel)
    GrowingModel.asked.clear()
    session.use_project(GrowingModels(records=(saved_model("big", 100),)))
    session.text.set("The")
    panel.resize(1100, 700)
    panel.show()
    yield panel
    session.project = None


def labels(panel):
    return [(node.label, node.parent) for node in only(panel, TreeView).nodes]


def whole_text(panel):
    return field(panel, "The text up to the chosen node", QPlainTextEdit).toPlainText()


def choose(panel, label):
    """Choose the first node of this label, as with the keyboard."""
    view = only(panel, TreeView)
    number = next(n for n, node in enumerate(view.nodes) if node.label == label)
    view.select(number)
    view.chosen.emit(number)


def kind(panel, name):
    box = field(panel, "Tree", QComboBox)
    box.setCurrentText(name)
    assert box.currentText() == name


def test_that_written_texts_are_joined_where_they_begin_alike(panel, session, qtbot):
    assert "There are no texts yet" in said(panel)
    drawn = text(1, 4, strategy=Sample(top_k=5), seed=7)
    session.written.set((text(1, 3), drawn, text(2, 3), text(1, 3, digest="cd" * 32)))
    qtbot.waitUntil(lambda: "3 texts, joined" in said(panel))
    assert labels(panel) == [
        ("The", -1),
        ("⋅cat", 0),
        ("⋅dog sat", 0),
        ("Greedy, seed 0", 2),
        ("⋅sat", 1),
        ("Greedy, seed 0", 4),
        ("⋅ran", 1),
        ("Sampling (Top-k 5), seed 7", 6),
    ]
    choose(panel, "⋅ran")
    assert whole_text(panel) == "The cat ran"
    assert "log-probability -0.693 · in 1 of 3 texts" in said(panel)
    wanted: list[GenerationRequest] = []
    session.written.requested.connect(wanted.append)
    press(panel, "Write on from here")
    (request,) = wanted
    assert (request.prompt.written, request.begun) == ((1, 4), " cat ran")
    assert (request.strategy, request.seed) == (Sample(top_k=5), 7)
    assert request.max_new_tokens == 4, "as long as the whole text was to be"
    press(panel, "Look at this token")
    assert session.written.chosen == TokenPlace(drawn, 1)


def test_that_a_branch_stands_with_the_text_that_it_was_begun_with(panel, session, qtbot):
    session.written.set((text(1, 3), text(5, written=(1, 4))))
    qtbot.waitUntil(lambda: "2 texts, joined" in said(panel))
    stretches = [label for label, _ in labels(panel) if "seed" not in label]
    assert stretches == ["The", "⋅cat", "⋅sat", "⋅ran hid"]
    choose(panel, "⋅ran hid")
    assert not button(panel, "Look at this token").isEnabled(), "its first token was given"
    assert GrowingModel.asked == [("big@10", PROMPT.model_copy(update={"written": (1, 4)}))]


def test_that_continuations_above_a_mass_are_drawn_with_what_is_left(panel, session, qtbot):
    session.written.set((text(1, 3),))
    kind(panel, "Continuations above a mass")
    press(panel, "Draw the tree")
    qtbot.waitUntil(lambda: "3 continuations · 2 tokens deep" in said(panel))
    assert GrowingModel.asked[-1] == ("big@10", PROMPT, Sample(), 0.01, 10)
    assert "7 more have the mass and are left out" in said(panel)
    assert labels(panel) == [("The", -1), ("⋅cat", 0), ("⋅dog", 0), ("rest", 0), ("⋅sat", 1)]
    choose(panel, "rest")
    assert "10.0\N{NO-BREAK SPACE}% of the probability together" in said(panel)
    assert not button(panel, "Write on from here").isEnabled()
    choose(panel, "⋅sat")
    assert whole_text(panel) == "The cat sat"
    assert not button(panel, "Write on from here").isEnabled(), "the text ends with it"
    press(panel, "Look at this token")
    assert session.written.chosen == TokenPlace(session.written.texts[0], 1)
    session.text.set("Another")
    assert button(panel, "Refresh").isEnabled(), "it is of another prompt"


def test_that_the_best_of_a_beam_search_is_marked_and_what_was_dropped_stands_back(
    panel, session, qtbot
):
    kind(panel, "Beam search")
    press(panel, "Draw the tree")
    qtbot.waitUntil(lambda: "2 steps · 1 text kept · 1 dropped, 1 over" in said(panel))
    assert GrowingModel.asked[-1] == ("big@10", PROMPT, Beam(), 0, 20)
    nodes = only(panel, TreeView).nodes
    assert [node.label for node in nodes if node.is_strong] == ["The", "⋅cat", "⋅sat"]
    assert [node.label for node in nodes if node.is_faint] == ["⋅dog"]
    assert "★" in nodes[-1].mark
    wanted: list[GenerationRequest] = []
    session.written.requested.connect(wanted.append)
    choose(panel, "⋅dog")
    press(panel, "Write on from here")
    assert (wanted[0].prompt.written, wanted[0].begun) == ((2,), " dog")
    assert isinstance(wanted[0].strategy, Beam)
    lines = only(panel, TreeView).accessibleDescription().splitlines()
    assert lines[-4:] == ["The", "  -0.50 · ⋅cat", "    -0.50 · ⋅sat ■★", "  -0.90 · ⋅dog"]


def test_that_another_kind_shows_nothing_of_the_one_before(panel, qtbot):
    kind(panel, "Beam search")
    press(panel, "Draw the tree")
    kind(panel, "Continuations above a mass")
    qtbot.wait(150)
    assert not [view for view in panel.findChildren(TreeView) if view.nodes]
    assert "the least mass stands here" in said(panel)


def test_that_without_a_model_the_next_step_is_offered(qtbot, session):
    panel = TreesPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not has_content(panel)
