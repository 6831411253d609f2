"""What a sweep varies is searched for in a list, and need not be guessed."""

from functools import reduce
from pathlib import Path
from typing import Any

import pytest
from fake_project import CORPUS, TOKENIZER, FakePlans, FakeProject, saved_model
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot
from screen import button, enter, field, headings, offered, only, said, shown

from ui.forms.form import SpecForm
from ui.forms.setting_names import name_in, setting_lines, setting_title
from ui.models.view import TableView
from ui.panels.sweep.panel import SweepPanel
from ui.session import Session
from workbench.distillation.spec import DistillSpec
from workbench.plans.sweep import SweepSettings, SweepSpec
from workbench.spec import Spec, to_plain, validate
from workbench.training.pretrain_spec import PretrainSpec

DISTILLATION = DistillSpec(name="small", corpus="novel", teacher="big")
SPECS: list[Spec] = [
    DISTILLATION,
    validate(
        DistillSpec,
        {
            "name": "small",
            "corpus": "novel",
            "teacher": "big",
            "stages": [{"steps": 3}, {"divergence": {"kind": "skewed_kl"}}],
        },
    ),
    PretrainSpec(corpus="novel", tokenizer="bpe"),
]


@pytest.mark.parametrize("spec", SPECS)
def test_that_every_setting_of_a_spec_file_stands_in_the_list_with_its_value(spec: Spec) -> None:
    plain = to_plain(spec)

    def at(path: str) -> Any:
        parts = path.split(".")
        return reduce(lambda v, key: v[int(key) if isinstance(v, list) else key], parts, plain)

    def leaves(value: Any, path: str) -> set[str]:
        below = value.items() if isinstance(value, dict) else enumerate(value)
        return {
            leaf
            for key, one in below
            for leaf in (
                leaves(one, f"{path}{key}.")
                if isinstance(one, dict)
                or (isinstance(one, list) and one and one[0].__class__ is dict)
                else {f"{path}{key}"}
            )
        }

    lines = setting_lines(spec)
    names = [name_in(line) for line in lines]
    assert len(set(names)) == len(names)
    for name in names:
        value = at(name)
        if isinstance(value, int) and not isinstance(value, bool):
            assert f" = {value} " in lines[names.index(name)]
    missing = leaves(plain, "") - set(names) - {"name", "kind"}
    assert not {name for name in missing if at(name) not in ([], None)}


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_that_a_setting_is_found_by_a_part_of_its_title(
    qtbot: QtBot, session: Session, tmp_path: Path
) -> None:
    session.use_project(FakeProject(tmp_path, records=(CORPUS, TOKENIZER, saved_model("big"))))
    panel = SweepPanel(session)
    qtbot.addWidget(panel)
    panel.resize(900, 600)
    panel.show()
    session.edit(DISTILLATION)
    form = panel.findChild(SpecForm)
    assert form is not None
    combo = next(one for one in shown(panel, QComboBox) if one.isEditable())
    assert combo.currentText() == "stages.0.temperature"
    assert any(
        line.startswith("Stages 1 › ") and line.endswith("stages.0.alpha")
        for line in offered(combo)
    )
    line = combo.lineEdit()
    assert line is not None
    line.selectAll()
    qtbot.keyClicks(line, "hidden")
    completer = combo.completer()
    assert completer is not None
    found = completer.popup()
    assert found is not None
    qtbot.waitUntil(found.isVisible)
    texts = [found.model().index(row, 0).data() for row in range(found.model().rowCount())]
    assert [name_in(text) for text in texts] == ["student.hidden_size"]
    qtbot.keyClick(found, Qt.Key.Key_Down)
    qtbot.keyClick(found, Qt.Key.Key_Return)
    assert combo.currentText() == "student.hidden_size"
    assert form.plain()["varied"][0]["name"] == "student.hidden_size"


def test_that_a_varied_setting_is_told_by_its_titles() -> None:
    assert setting_title(DistillSpec, "stages.0.temperature") == (
        "Stages 1 › Distillation temperature τ"
    )
    assert setting_title(DistillSpec, "no.such") == "no.such"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_that_a_new_sweep_of_nothing_says_what_to_set_up_first(
    qtbot: QtBot, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    varied = [{"name": "stages.0.temperature", "values": ["1", "2"]}]
    settings = validate(SweepSettings, {"name": "tau", "varied": varied})
    kept = SweepSpec.of(settings, DISTILLATION)
    monkeypatch.setattr(FakePlans, "sweeps", lambda _: (kept,))
    session.use_project(FakeProject(tmp_path, records=(CORPUS, TOKENIZER, saved_model("big"))))
    panel = SweepPanel(session)
    qtbot.addWidget(panel)
    panel.show()
    assert field(panel, "Sweep", QComboBox).currentText() == "tau"
    assert headings(only(panel, TableView))[1] == "Stages 1 › Distillation temperature τ"
    enter(panel, "Sweep", "New sweep")
    assert "set one up first" in said(panel)
    assert not button(panel, "Start the sweep").isEnabled()
    session.edit(DISTILLATION)
    assert "set one up first" not in said(panel)
