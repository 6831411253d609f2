"""The set-up of Train: filled by the minutes there are, and kept as it was left."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import tiny_project
from fake_project import CORPUS, FakePreview, FakeProject, saved_model
from PySide6.QtWidgets import QComboBox, QScrollArea
from pytestqt.qtbot import QtBot
from screen import button, called, choose, field, only, press, said

from ui.forms.form import SpecForm
from ui.forms.number_box import NumberBox
from ui.panels.tokenizers import TokenizersPanel
from ui.panels.train_setup.panel import TrainSetupPanel
from ui.panels.train_setup.time_box import TimeBox
from ui.session import Session
from workbench.activities.estimate.mixture import mixture_shares
from workbench.activities.estimate.too_large import NoRoom
from workbench.distillation.spec import DistillSpec
from workbench.jobs import RUNS
from workbench.models.spec import BertSpec, LlamaSpec
from workbench.plans.minutes.minutes_plan import Budget, planned_for
from workbench.plans.minutes.within_minutes import MachineSize, TextSize
from workbench.project import Project
from workbench.spec import to_toml, validate
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.training.pretrain_spec import PretrainSpec
from workbench.words import words

TEXT, MACHINE = TextSize(500, 350_000), MachineSize(1e11)


class PlannedPreview(FakePreview):
    """Plans as the engine does, on a machine that is always as fast."""

    teacher = LlamaSpec(num_layers=4, hidden_size=128, num_heads=4, context=64)

    def mixture(self):
        spec = self._spec
        if not isinstance(spec, PretrainSpec) or not spec.further_corpora:
            return ()
        return mixture_shares(spec.mixture, [350_000] * len(spec.mixture), 10**6)

    def planned(self, minutes, kept=(), *, timed=True):
        spec = self._spec
        if isinstance(spec, DistillSpec):
            teacher = BertSpec() if spec.teacher == "bert" else self.teacher
            budget = Budget(minutes, TEXT, MACHINE, teacher, None, frozenset(kept))
            return planned_for(spec, budget)
        assert isinstance(spec, PretrainSpec)
        return planned_for(spec, Budget(minutes, TEXT, MACHINE, kept=frozenset(kept)))


class PlannedProject(FakeProject):
    def preview(self, spec):
        return PlannedPreview(spec)


Opens = Callable[[], TrainSetupPanel]


@pytest.fixture
def planned(project: FakeProject) -> PlannedProject:
    return PlannedProject(project.folder, project.script, project.records)


@pytest.fixture
def opens(qtbot: QtBot, session: Session, planned: PlannedProject) -> Opens:
    """Opens the project in a set-up that is made anew, as after a restart of the window."""

    def open_() -> TrainSetupPanel:
        session.use_project(planned)
        panel = TrainSetupPanel(session)
        qtbot.addWidget(panel)
        panel.resize(460, 700)
        panel.show()
        return panel

    return open_


def form_of(panel: TrainSetupPanel) -> SpecForm[Any]:
    return only(panel, SpecForm)


def box_of(panel: TrainSetupPanel, name: str) -> NumberBox:
    return field(only(panel, TimeBox), name, NumberBox)


def pretrain_of(panel: TrainSetupPanel) -> PretrainSpec:
    value = form_of(panel).value()
    assert isinstance(value, PretrainSpec)
    return value


def test_that_the_minutes_fill_the_form(opens: Opens) -> None:
    panel = opens()
    short = pretrain_of(panel)
    assert short.model.num_layers < 6
    assert box_of(panel, "Steps").value() == short.loop.steps
    box_of(panel, "I have").setValue(60)
    long = pretrain_of(panel)
    assert long.model.hidden_size > short.model.hidden_size
    assert long.loop.steps > short.loop.steps


def test_that_reasons_of_another_plan_are_not_shown(qtbot: QtBot, opens: Opens) -> None:
    panel = opens()
    qtbot.waitUntil(lambda: "minutes a model" in said(panel))
    box_of(panel, "I have").setValue(60)
    assert "minutes a model" not in said(panel)
    assert "Some steps are being timed." in said(panel)
    qtbot.waitUntil(lambda: "minutes a model" in said(panel))
    assert "being timed" not in said(panel)
    form_of(panel).set_value({"corpus": ""})
    assert "minutes a model" not in said(panel)


def test_that_no_step_is_timed_while_another_process_trains(
    qtbot: QtBot, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []
    planned = PlannedPreview.planned

    def asking(preview, minutes, kept=(), *, timed=True):
        asked.append(timed)
        return planned(preview, minutes, kept)

    monkeypatch.setattr(PlannedPreview, "planned", asking)
    with RUNS.counted():
        panel = opens()
        qtbot.waitUntil(lambda: "minutes a model" in said(panel))
    assert asked
    assert True not in asked


def test_that_steps_and_time_stand_above_what_scrolls(qtbot: QtBot, opens: Opens) -> None:
    panel = opens()
    area = only(panel, QScrollArea)
    top = area.mapTo(panel, area.rect().topLeft()).y()
    qtbot.waitUntil(lambda: "about 2 min" in said(panel))
    for name in ("I have", "Steps"):
        box = box_of(panel, name)
        assert box.mapTo(panel, box.rect().bottomLeft()).y() < top


@pytest.mark.slow
def test_that_what_was_changed_by_hand_stays_and_the_rest_follows(opens: Opens) -> None:
    panel = opens()
    before = pretrain_of(panel)
    form_of(panel).set_value({"model": {"family": before.model.family, "num_layers": 12}})
    after = pretrain_of(panel)
    assert after.model.num_layers == 12
    assert after.loop.steps < before.loop.steps
    box_of(panel, "Steps").setValue(77)
    box_of(panel, "I have").setValue(30)
    assert pretrain_of(panel).loop.steps == 77
    assert pretrain_of(panel).model.num_layers == 12
    assert "Settings of your own: 2" in said(panel)
    press(panel, "Plan anew")
    box_of(panel, "I have").setValue(5)
    assert pretrain_of(panel) == before
    assert "of your own" not in said(panel)


@pytest.mark.slow
def test_that_another_architecture_is_no_change_of_sizes_by_hand(opens: Opens) -> None:
    panel = opens()
    sizes = pretrain_of(panel).model.num_layers, pretrain_of(panel).model.context
    form_of(panel).set_value({"model": {"family": "llama"}})
    assert (pretrain_of(panel).model.num_layers, pretrain_of(panel).model.context) == sizes
    assert "of your own" not in said(panel)


@pytest.mark.slow
def test_that_a_model_that_goes_on_needs_neither_shape_nor_tokenizer(opens: Opens) -> None:
    panel = opens()
    tokenizer = pretrain_of(panel).tokenizer
    assert tokenizer
    choose(field(form_of(panel), "Start from", QComboBox), "big")
    assert (pretrain_of(panel).warm_start, pretrain_of(panel).tokenizer) == ("big", "")
    assert not called(panel, "Layers")
    assert not called(panel, "Tokenizer")
    choose(field(form_of(panel), "Start from", QComboBox), "– none –")
    assert pretrain_of(panel).tokenizer == tokenizer
    assert called(panel, "Layers")


@pytest.mark.slow
def test_that_the_shares_of_a_mixture_stand_above_the_form(qtbot: QtBot, opens: Opens) -> None:
    panel = opens()
    form_of(panel).set_value({"further_corpora": [{"corpus": "news", "weight": 3.0}]})
    qtbot.waitUntil(lambda: "'news' has 75.0" in said(panel))
    assert f"'{CORPUS.name}' has 25.0" in said(panel)
    assert "is seen 2.14 times" in said(panel)


@pytest.mark.slow
@pytest.mark.parametrize("teacher", ["big", "bert"])
def test_that_a_student_opens_with_its_teachers_context_and_family(
    opens: Opens, planned: PlannedProject, teacher: str
) -> None:
    planned.records = (*planned.records, saved_model("bert", family="bert"))
    panel = opens()
    press(panel, "Distil a student")
    form_of(panel).set_value({"teacher": teacher})
    expected = BertSpec() if teacher == "bert" else PlannedPreview.teacher
    student = form_of(panel).value().student
    assert (student.family, student.context) == (expected.family, expected.context)
    assert student.num_layers == expected.num_layers // 2
    assert button(panel, "Start").isEnabled()


@pytest.mark.slow
def test_that_the_set_up_is_there_again_after_a_restart(opens: Opens) -> None:
    panel = opens()
    form_of(panel).set_value({"name": "mine", "model": {"family": "gpt", "num_layers": 7}})
    box_of(panel, "I have").setValue(12)
    left = pretrain_of(panel)
    press(panel, "Distil a student")
    box_of(panel, "Steps").setValue(321)
    again = opens()
    assert box_of(again, "Steps").value() == 321
    press(again, "Train a teacher")
    assert pretrain_of(again) == left
    assert box_of(again, "I have").value() == 12
    assert "Settings of your own: 1" in said(again)
    form_of(again).set_value({"corpus": "novel"})
    assert pretrain_of(again).model.num_layers == 7


@pytest.mark.slow
def test_that_what_was_chosen_in_the_form_stays_when_the_panel_is_left(
    opens: Opens, planned: PlannedProject
) -> None:
    planned.records = (*planned.records, replace(CORPUS, id="0002-songs", name="songs"))
    panel = opens()
    chosen = pretrain_of(panel).corpus
    other = "novel" if chosen == "songs" else "songs"
    form_of(panel).set_value({"corpus": other})
    panel.hide()
    panel.show()
    panel.session.catalogue_changed.emit()
    assert pretrain_of(panel).corpus == other
    panel.session.select(corpus=other)
    panel.session.select(corpus=chosen)
    assert pretrain_of(opens()).corpus == chosen


@pytest.mark.slow
def test_that_another_project_has_its_own_set_up(
    opens: Opens, planned: PlannedProject, session: Session, tmp_path: Path
) -> None:
    panel = opens()
    fresh = pretrain_of(panel)
    form_of(panel).set_value({"model": {"family": "gpt", "num_layers": 7}})
    session.use_project(PlannedProject(tmp_path / "other", None, planned.records))
    assert pretrain_of(panel) == fresh
    assert "of your own" not in said(panel)


@pytest.mark.slow
def test_that_names_count_up_and_a_second_start_joins_the_queue(
    qtbot: QtBot, session: Session, endless_project: FakeProject
) -> None:
    session.use_project(endless_project)
    panel = TrainSetupPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    press(panel, "Start")
    assert pretrain_of(panel).name == "teacher 2"
    press(panel, "Add to queue")
    assert list(session.runner.queued) == ["teacher 2"]
    assert pretrain_of(panel).name == "teacher 3"
    press(panel, "Distil a student")
    press(panel, "Add with control")
    assert list(session.runner.queued)[1:] == ["student control", "student"]
    assert form_of(panel).plain()["name"] == "student 2"


@pytest.mark.slow
def test_that_a_loaded_file_is_kept_as_it_is(opens: Opens, tmp_path: Path) -> None:
    spec = PretrainSpec(corpus="novel", tokenizer="bpe", name="from a file")
    (tmp_path / "a.toml").write_text(to_toml(spec))
    panel = opens()
    panel.load(tmp_path / "a.toml")
    assert pretrain_of(panel) == spec
    box_of(panel, "I have").setValue(99)
    assert pretrain_of(panel) == spec


def test_that_a_plan_in_a_real_project_can_be_started(
    qtbot: QtBot, session: Session, tiny: Project
) -> None:
    session.use_project(tiny)
    panel = TrainSetupPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    press(panel, "Distil a student")
    qtbot.waitUntil(lambda: field(form_of(panel), "Teacher", QComboBox).currentText() == "big")
    assert form_of(panel).problems == ()
    assert form_of(panel).value().student.context == tiny.model("big").spec.context
    assert button(panel, "Start").isEnabled()


def test_that_a_vocabulary_suits_the_corpus_until_somebody_chooses_another(
    qtbot: QtBot, session: Session, tiny: Project
) -> None:
    session.use_project(tiny)
    panel = TokenizersPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    form = only(panel, SpecForm)
    size = form.plain()["vocabulary_size"]
    assert size == tiny.plans.vocabulary_size(form.plain()["corpus"]) < 2_000
    form.set_value({"vocabulary_size": 777})
    session.catalogue_changed.emit()
    assert form.plain()["vocabulary_size"] == 777
    suited = {**form.plain(), "name": "suited", "vocabulary_size": size}
    tiny_project.perform(tiny, validate(TrainTokenizerSpec, suited))


def test_that_what_cannot_fit_is_not_started_and_what_fits_is_taken(
    opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_large(preview: FakePreview) -> NoRoom | None:
        spec = preview._spec
        large = isinstance(spec, PretrainSpec) and spec.loop.micro_batch_size > 2
        return NoRoom(words("needs 333 GB"), {"loop": {"micro_batch_size": 2}}) if large else None

    monkeypatch.setattr(FakePreview, "too_large", too_large)
    panel = opens()
    assert "needs 333 GB" in said(panel)
    assert not button(panel, "Start").isEnabled()
    press(panel, "Take what fits")
    assert form_of(panel).value().loop.micro_batch_size == 2
    assert "needs 333 GB" not in said(panel)
    assert button(panel, "Start").isEnabled()
