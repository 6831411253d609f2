import numpy as np
import pytest
from exported import facts_of_all
from PySide6.QtWidgets import QCheckBox
from screen import button, enter, has_content, press, said, shown

from ui.panels.patching.panel import PatchingPanel
from ui.widgets.maps.heat_map import HeatMap

CLEAN, CORRUPTED = "Ada had a kite.", "Ada had a lamp."


@pytest.fixture
def panel(qtbot, session, tiny_folder):
    assert session.open_project(tiny_folder)
    panel = PatchingPanel(session)
    qtbot.addWidget(panel)
    panel.resize(1100, 750)
    session.text.set(CLEAN)
    panel.show()
    enter(panel, "Target token", "#20")
    enter(panel, "Other token", "#21")
    return panel


def wait_for_all(qtbot, panel):
    qtbot.waitUntil(lambda: not button(panel, "Stop").isEnabled(), timeout=20_000)


def test_that_without_a_model_the_next_step_is_offered(qtbot, session):
    panel = PatchingPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert not has_content(panel)


def test_that_the_texts_lengths_are_counted_as_they_are_typed(qtbot, panel):
    enter(panel, "Corrupted text", CORRUPTED)
    qtbot.waitUntil(lambda: "corrupted text: 13" in said(panel), timeout=5_000)
    assert "They must be equally many" not in said(panel)
    enter(panel, "Corrupted text", "Ada")
    qtbot.waitUntil(lambda: "They must be equally many" in said(panel), timeout=5_000)


def test_that_nothing_can_be_patched_without_a_second_text(panel):
    assert not button(panel, "Patch").isEnabled()
    enter(panel, "Corrupted text", CORRUPTED)
    assert button(panel, "Patch").isEnabled()


@pytest.mark.slow
def test_that_a_map_is_shown_for_each_place_that_is_asked_for(qtbot, panel, tmp_path):
    enter(panel, "Corrupted text", CORRUPTED)
    press(panel, "Attention output")
    press(panel, "Patch")
    wait_for_all(qtbot, panel)
    names = [one.accessibleName() for one in shown(panel, HeatMap)]
    assert names == ["Residual stream", "Feed-forward output", "Heads, at all positions"]
    assert "in the clean run" in said(panel)
    for about in facts_of_all(panel, qtbot, tmp_path).values():
        assert about["settings"]["corrupted"] == CORRUPTED
        assert about["models"]["teacher"]["digest"]
    with np.load(tmp_path / "numbers.npz") as arrays:
        assert arrays["recovered_stream"].shape == (3, 13)
        assert arrays["recovered_heads"].shape == (2, 2)
        assert "Ada had a kite." in str(arrays["about"])


def test_that_texts_of_unequal_length_get_a_sentence_and_leave_nothing_shown(qtbot, panel, session):
    enter(panel, "Corrupted text", CORRUPTED)
    press(panel, "Patch")
    wait_for_all(qtbot, panel)
    enter(panel, "Corrupted text", "Ada")
    assert "other settings than those shown" in said(panel)
    press(panel, "Patch")
    wait_for_all(qtbot, panel)
    sentences = [str(one.sentence) for one in session.messages.history]
    assert any("a patch needs texts of equal length" in sentence for sentence in sentences)
    assert not shown(panel, HeatMap)


def test_that_a_student_needs_no_second_text_and_has_heads_to_patch(panel):
    enter(panel, "Patch", "a student's run with its teacher's")
    heads = [one for one in shown(panel, QCheckBox) if one.text() == "Heads, at all positions"]
    assert [one.isEnabled() for one in heads] == [True]
    assert "the student's head of the same number" in heads[0].toolTip()
    assert "Corrupted text" not in said(panel)
