"""Tooltips of a strategy's settings tell what each does on the prompt, read once when needed."""

from types import SimpleNamespace
from typing import ClassVar

import numpy as np
import pytest
from fake_project import FakeModel, FakeProject, saved_model
from PySide6.QtCore import QEvent, QPoint, QPointF
from PySide6.QtGui import QEnterEvent, QHelpEvent
from PySide6.QtWidgets import QApplication, QComboBox, QWidget
from screen import called, enter, only, press

from ui.panels.write.panel import WritePanel
from ui.strategies import tips
from ui.strategies.edit import StrategyEdit
from workbench.errors import NotFound
from workbench.generation.candidates.funnel import (
    OWN,
    FunnelStage,
    TokenCandidate,
    TokenCandidates,
)
from workbench.generation.spec import Greedy, Sample

SHARES = np.array([0.5, 0.3, 0.15, 0.05])
TEXTS = ("▁the", "<b>", "▁her", "▁cat")


class ReadOnceModel(FakeModel):
    asked: ClassVar[list]

    def prompt_tokens(self, prompt):
        return [0, 3]

    def candidates(self, prompt, strategy, *, top=20, also=()):
        self.asked.append((self.reference, prompt.text, strategy))
        if prompt.text == "trouble":
            raise NotFound("there is no model {name}", name=self.reference)
        found = tuple(
            TokenCandidate(number, text, float(np.log(SHARES[number])), number + 1, (share,))
            for number, (text, share) in enumerate(zip(TEXTS, SHARES, strict=True))
        )
        own = FunnelStage(OWN, 4, 1.0, 4, 1.0)
        return TokenCandidates(2, 1.0, (own,), found, np.log(SHARES), SHARES)


class ReadOnceProject(FakeProject):
    model_class = ReadOnceModel


class Told:
    """In the place of Qt's tooltips: the window system of tests has none."""

    text = ""

    @classmethod
    def show(cls, place, text, widget):
        cls.text = text


@pytest.fixture
def panel(qtbot, session, monkeypatch):
    monkeypatch.setattr(tips, "QToolTip", SimpleNamespace(showText=Told.show))
    ReadOnceModel.asked = []
    session.project = ReadOnceProject(records=(saved_model("small", 10), saved_model("big", 100)))
    session.select(teacher="big@best", student="small@best")
    panel = WritePanel(session)
    qtbot.addWidget(panel)
    session.catalogue_changed.emit()
    session.text.set("Ada had")
    panel.resize(1000, 700)
    panel.show()
    only(panel, StrategyEdit).set_value(Sample(top_k=2))
    yield panel
    session.project = None


def point_at(panel):
    edit, place = only(panel, StrategyEdit), QPointF(5, 5)
    QApplication.sendEvent(edit, QEnterEvent(place, place, place))


def leave(panel):
    QApplication.sendEvent(only(panel, StrategyEdit), QEvent(QEvent.Type.Leave))


def tip(widget: QWidget) -> str:
    """What is shown where somebody rests the pointer on a widget."""
    Told.text = ""
    event = QHelpEvent(QEvent.Type.ToolTip, QPoint(3, 3), widget.mapToGlobal(QPoint(3, 3)))
    QApplication.sendEvent(widget, event)
    return Told.text


def setting(panel, name):
    return called(only(panel, StrategyEdit), name)[0]


def read(qtbot, panel, count=1):
    point_at(panel)
    qtbot.waitUntil(lambda: len(ReadOnceModel.asked) == count)
    qtbot.waitUntil(lambda: "On your prompt" in tip(setting(panel, "Top-k")))


def test_that_a_tooltip_tells_what_the_value_in_the_editor_leaves(panel, qtbot):
    assert "On your prompt" not in tip(setting(panel, "Top-k")), "the help alone at first"
    read(qtbot, panel)
    assert ReadOnceModel.asked == [("big@10", "Ada had", Sample())]
    told = tip(setting(panel, "Top-k"))
    assert "Only the k most likely tokens may be drawn" in told
    assert "(big@best) this alone leaves 2 of 4 tokens with 80.0\N{NO-BREAK SPACE}%" in told
    assert "“⋅the” 50.0\N{NO-BREAK SPACE}% → 62.5\N{NO-BREAK SPACE}%" in told
    assert "“&lt;b&gt;”" in told, "a token is no markup"
    enter(panel, "Top-k", 1)
    assert "leaves 1 of 4 tokens" in tip(setting(panel, "Top-k"))
    assert "leaves all 4 tokens" in tip(setting(panel, "Top-p"))
    only(panel, StrategyEdit).set_value(Sample(repetition_penalty=1.5))
    press(only(panel, StrategyEdit), "Advanced")
    penalty = tip(setting(panel, "Repetition penalty"))
    assert "changes 2 of 4 tokens" in penalty
    assert "“⋅cat” 5.0" in penalty
    assert "On your prompt" not in tip(setting(panel, "Stop strings"))
    assert len(ReadOnceModel.asked) == 1


def test_that_the_prompt_is_read_anew_only_for_who_points_at_the_settings(panel, session, qtbot):
    qtbot.wait(50)
    leave(panel)  # a window may open where the pointer is
    ReadOnceModel.asked.clear()
    session.text.set("Ada")
    qtbot.wait(300)
    assert not ReadOnceModel.asked, "nobody points there"
    read(qtbot, panel)
    leave(panel)
    for text in ("B", "Be", "Ben"):
        session.text.set(text)
    qtbot.wait(300)
    assert len(ReadOnceModel.asked) == 1
    assert "On your prompt" not in tip(setting(panel, "Top-k")), "it was of another prompt"
    read(qtbot, panel, 2)
    for text in ("Cl", "Cleo"):
        session.text.set(text)
    qtbot.waitUntil(lambda: [text for _, text, _ in ReadOnceModel.asked] == ["Ada", "Ben", "Cleo"])


def test_that_what_cannot_be_read_leaves_the_help_alone(panel, session, qtbot):
    session.text.set("trouble")
    point_at(panel)
    qtbot.waitUntil(lambda: len(ReadOnceModel.asked) == 1)
    qtbot.wait(100)
    told = tip(setting(panel, "Top-k"))
    assert "may be drawn" in told
    assert "On your prompt" not in told


def test_that_kinds_tell_what_they_take_now(panel, qtbot):
    read(qtbot, panel)
    edit = only(panel, StrategyEdit)
    kinds = next(one for one in edit.findChildren(QComboBox) if one.parent() is edit)
    assert "the likeliest of 4 tokens: “⋅the”" in tip(kinds)
    edit.set_value(Greedy())
    assert "the likeliest token is “⋅the”" in tip(kinds)
