"""The drawing of a model: it follows the form, keeps the last possible one, and can be saved."""

import itertools
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QScrollArea
from pytestqt.qtbot import QtBot
from screen import only, press, said

from ui.forms.form import SpecForm
from ui.panels.model_drawing.panel import ModelDrawingPanel
from ui.panels.train_setup.panel import TrainSetupPanel
from ui.session import Session
from ui.widgets.drawings.model_drawing import ModelDrawing
from workbench.models.size.estimate import count_parameters
from workbench.training.pretrain_spec import PretrainSpec

VOCABULARY = 500
"""The pieces of the tokenizers of the fake project."""


def shown(qtbot: QtBot, session: Session) -> tuple[TrainSetupPanel, ModelDrawingPanel]:
    setup, panel = TrainSetupPanel(session), ModelDrawingPanel(session)
    for widget in (setup, panel):
        qtbot.addWidget(widget)
        widget.show()
    panel.resize(500, 900)
    return setup, panel


def drawings(panel: ModelDrawingPanel) -> list[ModelDrawing]:
    return [one for one in panel.findChildren(ModelDrawing) if not one.isHidden()]


def digits(text: str) -> int:
    return int("".join(filter(str.isdigit, text)))


def spec_of(session: Session) -> PretrainSpec:
    assert isinstance(session.edited.spec, PretrainSpec)
    return session.edited.spec


def test_that_the_drawing_follows_the_form(qtbot: QtBot, lab_session: Session) -> None:
    setup, panel = shown(qtbot, lab_session)
    (drawing,) = drawings(panel)
    for family in ("gpt", "bert", "llama"):
        only(setup, SpecForm).set_value({"model": {"family": family, "num_layers": 3}})
        spec = spec_of(lab_session)
        wanted = count_parameters(spec.model, VOCABULARY)
        assert digits(drawing.drawing.title) == wanted
        (block,) = (frame for frame in drawing.drawing.frames if frame.label)
        assert "× 3" in block.label
        assert sum(share.share for share in drawing.drawing.shares) == pytest.approx(1)


def test_that_an_impossible_model_leaves_the_last_one_and_a_sentence(
    qtbot: QtBot, lab_session: Session
) -> None:
    setup, panel = shown(qtbot, lab_session)
    (drawing,) = drawings(panel)
    before = drawing.drawing
    only(setup, SpecForm).set_value({"model": {"hidden_size": 100, "num_heads": 3}})
    assert drawing.drawing == before
    assert "cannot be divided among 3 heads" in said(panel)
    only(setup, SpecForm).set_value({"model": {"hidden_size": 102}})
    assert said(panel) == ""
    assert drawing.drawing != before


@pytest.mark.slow
def test_that_teacher_and_student_stand_side_by_side(qtbot: QtBot, lab_session: Session) -> None:
    setup, panel = shown(qtbot, lab_session)
    press(setup, "Distil a student")
    teacher, student = drawings(panel)
    assert teacher.drawing.title.startswith("Teacher")
    assert student.drawing.title.startswith("Student")


def test_that_each_box_explains_itself(qtbot: QtBot, lab_session: Session) -> None:
    _, panel = shown(qtbot, lab_session)
    (drawing,) = drawings(panel)
    drawing.grab()
    tooltips = {
        box.title: box.tooltip
        for y in range(0, drawing.height(), 5)
        if (box := drawing.box_at(QPoint(drawing.width() // 2, y)))
    }
    assert {"Token embedding", "Attention", "Feed-forward", "Output layer"} <= set(tooltips)
    assert all(tooltip.count("\n") == 2 for tooltip in tooltips.values())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("family", "num_sums"), [("gpt", 2), ("bert", 2), ("neox", 1), ("gemma", 2)]
)
def test_that_each_sum_of_a_residual_connection_is_drawn_and_explained(
    qtbot: QtBot, lab_session: Session, family: str, num_sums: int
) -> None:
    setup, panel = shown(qtbot, lab_session)
    (drawing,) = drawings(panel)
    only(setup, SpecForm).set_value({"model": {"family": family, "num_layers": 3}})
    drawing.grab()
    x = drawing.width() // 2
    said_at = [drawing.tip_at(QPoint(x, y)) for y in range(drawing.height())]
    tips = [tip.startswith("A residual connection") for tip in said_at]
    assert sum(one for one, _ in itertools.groupby(tips)) == num_sums


@pytest.mark.slow
def test_that_the_drawing_fits_its_pane(qtbot: QtBot, lab_session: Session) -> None:
    setup, panel = shown(qtbot, lab_session)
    panel.resize(640, 420)
    for family in ("gpt", "bert", "llama", "neox", "gemma"):
        only(setup, SpecForm).set_value({"model": {"family": family}})
        panel.grab()  # lays everything out
        assert panel.findChildren(QScrollArea)[0].verticalScrollBar().maximum() == 0
        (drawing,) = drawings(panel)
        drawing.grab()
        places = [QPoint(x, y) for x in (300, 500) for y in range(drawing.height())]
        titles = {box.title for place in places if (box := drawing.box_at(place))}
        assert {"Token embedding", "Output layer"} <= titles


@pytest.mark.slow
def test_that_the_drawing_is_saved_as_a_picture(
    qtbot: QtBot, lab_session: Session, tmp_path: Path
) -> None:
    _, panel = shown(qtbot, lab_session)
    for name, beginning in (("model.svg", b"<?xml"), ("model.png", b"\x89PNG")):
        panel.save(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(beginning)
