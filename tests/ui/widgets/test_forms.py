"""A form built from a spec's declaration shows, edits, checks and returns it."""

from typing import Annotated, Literal

import pytest
from pydantic import Field
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLabel, QPlainTextEdit
from pytestqt.qtbot import QtBot

from ui.forms.form import SpecForm
from ui.forms.number_box import NumberBox
from ui.forms.shapes import ChoiceShape, Flag, Number, OneOf, StoredName, settings_to_show
from workbench.distillation.divergence.spec import JensenShannon, LogitMSE, SkewedKL
from workbench.distillation.spec import DistillSpec, StageSpec
from workbench.models.spec import GPTSpec
from workbench.spec import BadSpec, Spec, setting
from workbench.training.optimizing.spec import OptimizerSpec
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.spec import TextLoopSpec


def choices(path: str) -> tuple[str, ...]:
    return {"corpus": ("novel", "poems"), "tokenizer": ("bpe",), "teacher": ("big@best",)}.get(
        path, ()
    )


class Round(Spec):
    kind: Literal["round"] = "round"
    radius: float = setting(1.0, title="Radius", help="", gt=0)


class Square(Spec):
    kind: Literal["square"] = "square"
    side: int = setting(2, title="Side", help="", ge=1, lt=9)


class Drawing(Spec):
    figure: Annotated[Round | Square, Field(discriminator="kind")] = setting(
        Round(), title="Figure", help="What is drawn."
    )
    filled: bool = setting(False, title="Filled", help="")


def test_that_of_several_types_the_chosen_one_alone_is_made_and_keeps_its_values(
    qtbot: QtBot,
) -> None:
    form = SpecForm(Drawing, choices)
    qtbot.addWidget(form)
    kind = form.findChild(QComboBox)
    assert kind is not None
    assert len(form.findChildren(NumberBox)) == 1
    form.set_value({"figure": {"kind": "square", "side": 5}})
    assert len(form.findChildren(NumberBox)) == 2
    kind.setCurrentIndex(0)
    assert form.value() == Drawing()
    kind.setCurrentIndex(1)
    assert form.value() == Drawing(figure=Square(side=5))


def test_that_each_declared_type_gets_its_editor() -> None:
    shapes = {s.name: s.shape for s in settings_to_show(PretrainSpec)}
    assert isinstance(shapes["corpus"], StoredName)
    assert "kind" not in shapes
    drawing = {s.name: s.shape for s in settings_to_show(Drawing)}
    assert drawing["figure"] == OneOf((Round, Square), "kind")
    assert drawing["filled"] == Flag()
    optimizer = {s.name: s.shape for s in settings_to_show(OptimizerSpec)}
    assert optimizer["algorithm"] == ChoiceShape(("adamw", "sgd", "muon"))
    assert optimizer["weight_decay"] == Number(whole=False, least=0.0, most=1.0)
    square = {s.name: s.shape for s in settings_to_show(Square)}
    assert square["side"] == Number(whole=True, least=1.0, most=8.0)


@pytest.mark.parametrize(
    "spec",
    [
        PretrainSpec(corpus="poems", tokenizer="bpe", model=GPTSpec(num_layers=3)),
        DistillSpec(
            corpus="novel",
            teacher="big@best",
            stages=(
                StageSpec(steps=5, alpha=1.0, divergence=JensenShannon(beta=0.9, normalised=True)),
                StageSpec(temperature=3.5, divergence=LogitMSE()),
            ),
            loop=TextLoopSpec(sample_prompt="Once"),
        ),
    ],
)
def test_that_a_form_gives_back_the_spec_it_was_given(
    qtbot: QtBot, spec: PretrainSpec | DistillSpec
) -> None:
    form = SpecForm(type(spec), choices)
    qtbot.addWidget(form)
    form.setValue(spec)
    assert form.value() == spec
    assert form.problems == ()


class Said(Spec):
    stops: tuple[str, ...] = setting((), title="Stops", help="", text="lines")


def test_that_texts_stand_one_a_line_with_their_spaces_and_commas(qtbot: QtBot) -> None:
    form = SpecForm(Said)
    qtbot.addWidget(form)
    said = Said(stops=(" a, b ", "\u00a0", " ", "\\n"))
    form.setValue(said)
    assert form.value() == said
    (box,) = form.findChildren(QPlainTextEdit)
    box.setPlainText("\n one\n\ntwo,\n")
    assert form.value() == Said(stops=(" one", "two,"))


def test_that_a_union_keeps_the_chosen_type(qtbot: QtBot) -> None:
    form = SpecForm(Drawing)
    qtbot.addWidget(form)
    form.setValue(Drawing(figure=Square(side=5), filled=True))
    assert form.value() == Drawing(figure=Square(side=5), filled=True)


def test_that_only_the_settings_of_the_chosen_divergence_are_shown(qtbot: QtBot) -> None:
    form = SpecForm(StageSpec)
    qtbot.addWidget(form)
    form.show()

    def shown() -> set[str]:
        labels = {label.text() for label in form.findChildren(QLabel) if label.isVisible()}
        return labels & {"Share of the teacher β", "Divide by β(1−β)", "Skew a"}

    assert shown() == set()
    form.setValue(StageSpec(divergence=JensenShannon()))
    assert shown() == {"Share of the teacher β", "Divide by β(1−β)"}
    form.setValue(StageSpec(divergence=SkewedKL(skew=0.2)))
    assert shown() == {"Skew a"}


def test_that_each_divergence_says_when_to_use_it(qtbot: QtBot) -> None:
    form = SpecForm(StageSpec)
    qtbot.addWidget(form)
    (combo,) = (c for c in form.findChildren(QComboBox) if c.accessibleName() == "Divergence")
    helps = {
        combo.itemText(i): combo.itemData(i, Qt.ItemDataRole.ToolTipRole)
        for i in range(combo.count())
    }
    assert len(helps) == len(set(helps.values())) == 9
    assert combo.toolTip() == helps["Forward KL"]
    form.set_value({"divergence": {"kind": "reverse_kl"}})
    assert combo.toolTip() == helps["Reverse KL"]
    assert "KL(student ‖ teacher)" in combo.toolTip()


def test_that_an_impossible_combination_is_named_and_refused(qtbot: QtBot) -> None:
    form = SpecForm(PretrainSpec, choices)
    qtbot.addWidget(form)
    form.set_value({"tokenizer": "bpe", "model": {"hidden_size": 100, "num_heads": 3}})
    assert [problem.path for problem in form.problems] == ["model"]
    with pytest.raises(BadSpec):
        form.value()
    form.set_value({"model": {"hidden_size": 102}})
    assert form.problems == ()


def test_that_a_form_without_names_to_choose_says_what_is_missing(qtbot: QtBot) -> None:
    form = SpecForm(PretrainSpec)
    qtbot.addWidget(form)
    assert [problem.path for problem in form.problems] == ["corpus"]
    form = SpecForm(PretrainSpec, choices)
    qtbot.addWidget(form)
    (problem,) = form.problems
    assert str(problem.words).startswith("choose a tokenizer, or a model to start from")


def test_that_a_change_is_told_once_when_a_whole_spec_is_set(qtbot: QtBot) -> None:
    form = SpecForm(GPTSpec)
    qtbot.addWidget(form)
    received: list[bool] = []
    form.changed.connect(lambda: received.append(True))
    form.setValue(GPTSpec(num_layers=2, context=64))
    assert len(received) == 1


def test_that_a_preset_replaces_its_section_alone(qtbot: QtBot) -> None:
    form = SpecForm(PretrainSpec, choices)
    qtbot.addWidget(form)
    form.set_value({"name": "mine", "tokenizer": "bpe"})
    form.set_value({"model": {"num_layers": 12, "hidden_size": 768, "num_heads": 12}})
    assert form.value().name == "mine"
    assert form.value().model.num_layers == 12


def test_that_a_hidden_setting_keeps_what_it_was_given(qtbot: QtBot) -> None:
    form = SpecForm(GPTSpec, hidden=("context",))
    qtbot.addWidget(form)
    form.setValue(GPTSpec(context=77))
    assert form.value().context == 77


@pytest.mark.parametrize(
    ("value", "text"), [(1e-8, "1e-08"), (0.0003, "0.0003"), (2.5, "2.5"), (0.1, "0.1")]
)
def test_that_small_numbers_are_shown_and_read_back_exactly(
    qtbot: QtBot, value: float, text: str
) -> None:
    box = NumberBox(whole=False, least=0, most=None, unit="s")
    qtbot.addWidget(box)
    box.setValue(value)
    assert box.cleanText() == text
    assert box.value() == value


def test_that_a_step_changes_the_leading_digit(qtbot: QtBot) -> None:
    box = NumberBox(whole=False, least=0, most=10)
    qtbot.addWidget(box)
    box.setValue(0.001)
    box.stepBy(1)
    assert box.value() == pytest.approx(0.002)
    box.stepBy(-1)
    box.stepBy(-1)
    assert box.value() == pytest.approx(0.0009)
