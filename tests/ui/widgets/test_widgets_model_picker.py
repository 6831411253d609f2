from pathlib import Path

import pytest
from PySide6.QtWidgets import QComboBox
from screen import enter, said

from ui.widgets.model_picker import ModelPicker
from workbench.store.records import CheckpointRecord, ModelRecord


def checkpoint(step, *, best=False):
    return CheckpointRecord(step, Path(f"step-{step}"), f"{step:064x}", 3.5, is_best=best)


def model(name, *checkpoints):
    return ModelRecord(name, name, "gpt", 1_234_567, "tok", name, Path(name), checkpoints)


@pytest.fixture
def picker(qtbot):
    picker = ModelPicker()
    qtbot.addWidget(picker)
    picker.show()
    picker.set_models([model("big", checkpoint(100, best=True), checkpoint(200)), model("a@b")])
    return picker


def test_that_nothing_is_chosen_until_somebody_chooses(picker):
    assert (picker.reference, picker.choice) == ("", None)


def test_that_a_reference_chooses_its_checkpoint(picker):
    for reference, step in (("big", 100), ("big@best", 100), ("big@last", 200), ("big@200", 200)):
        picker.set_reference(reference)
        assert picker.choice.checkpoint.step == step
    assert picker.reference == "big@200"
    assert said(picker) == "step 200 · 00000000 · 1.23M parameters"


def test_that_what_is_not_there_is_not_chosen(picker):
    picker.set_reference("big@best")
    picker.set_reference("gone@best")
    assert picker.choice is None
    picker.set_reference("a@b")
    assert picker.choice is None, "a model without checkpoints cannot be asked anything"


def test_that_choosing_a_model_takes_its_best_checkpoint(picker, qtbot):
    with qtbot.waitSignal(picker.changed):
        enter(picker, "Model", "big")
    assert picker.reference == "big@best"


def test_that_a_new_checkpoint_leaves_the_choice_alone(picker, qtbot):
    picker.set_reference("big@100")
    with qtbot.assertNotEmitted(picker.changed):
        picker.set_models(
            [model("big", checkpoint(100, best=True), checkpoint(200), checkpoint(300))]
        )
    assert picker.choice.checkpoint.step == 100


def test_that_a_choice_that_disappears_is_dropped_and_told(picker, qtbot):
    picker.set_reference("big@100")
    with qtbot.waitSignal(picker.changed):
        picker.set_models([model("other", checkpoint(1, best=True))])
    assert picker.reference == ""


def test_that_what_does_not_fit_is_greyed_with_the_reason_and_cannot_be_chosen(picker):
    models = [model("big", checkpoint(10, best=True)), model("bert", checkpoint(10, best=True))]
    picker.set_models(models, lambda one: "fills in masks" if one.name == "bert" else "")
    names = picker.findChildren(QComboBox)[0]
    assert [names.itemText(row) for row in range(2)] == ["big", "bert (fills in masks)"]
    enabled = [names.model().item(row).isEnabled() for row in range(2)]
    assert enabled == [True, False]
    picker.set_reference("bert@best")
    assert picker.reference == ""
    picker.set_reference("big@best")
    assert picker.reference == "big@best"
