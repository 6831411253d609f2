"""What a person reads: names and not keys, words for zero, one way to write numbers and lists."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QComboBox
from pytestqt.qtbot import QtBot

from resources.translations.update import ROOT
from ui.forms.form import SpecForm
from ui.forms.number_box import NumberBox
from ui.forms.setting_names import choice_text, setting_title, spec_text
from ui.models.facts import facts_text
from ui.shell.messages import name_of, translate
from ui.widgets.numbers import count, in_form
from workbench.distillation.spec import DistillSpec
from workbench.generation.spec import Greedy, Sample
from workbench.metrics import METRICS, REPORT
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.spec import LoopSpec
from workbench.words import words

SPECS = (PretrainSpec, FinetuneSpec, DistillSpec, TrainTokenizerSpec)
KEY = re.compile(
    r"[a-z]+_[a-z_]+|\b(?:bpe|gpt|bert|llama|adamw|sgd|kl|mlm|nsp|cpu|cuda|relu|gelu)\b"
)


@pytest.mark.parametrize("spec_type", SPECS)
def test_that_a_form_offers_names_and_no_keys(qtbot: QtBot, spec_type: type[PretrainSpec]) -> None:
    form = SpecForm(spec_type)
    qtbot.addWidget(form)
    boxes = form.findChildren(QComboBox)
    offered = {box.itemText(row) for box in boxes for row in range(box.count())}
    assert len(offered) > 5
    assert [text for text in offered if KEY.search(text)] == []


def test_that_zero_is_shown_as_what_it_means_and_can_be_typed_over(qtbot: QtBot) -> None:
    form = SpecForm(LoopSpec)
    qtbot.addWidget(form)
    shown = {box.text() for box in form.findChildren(QAbstractSpinBox)}
    assert {"no limit", "off"} <= shown
    assert not {text for text in shown if text.split()[0] == "0"}
    box = NumberBox(whole=True, least=0, most=None, unit="steps")
    qtbot.addWidget(box)
    box.set_zero("off")
    assert box.text() == "off"
    line = box.lineEdit()
    line.setCursorPosition(3)
    qtbot.keyClicks(box, "12000")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert (box.value(), box.text()) == (12000, f"{count(12000)} steps")
    line.selectAll()
    qtbot.keyClicks(box, "off")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert (box.value(), box.text()) == (0, "off")
    line.selectAll()
    qtbot.keyClicks(box, "1,500")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert box.value() == 1500


def test_that_settings_and_their_values_are_named() -> None:
    assert (
        setting_title(DistillSpec, "stages.0.temperature")
        == "Stages 1 › Distillation temperature τ"
    )
    assert choice_text(DistillSpec, "stages.0.divergence.kind", "forward_kl") == "Forward KL"
    assert choice_text(PretrainSpec, "loop.minutes", "0") == "no limit"
    assert choice_text(PretrainSpec, "loop.steps", "200") == "200"
    assert spec_text(Greedy()) == "Greedy"
    assert spec_text(Sample(temperature=0.8, top_k=40)) == (
        "Sampling (Sampling temperature 0.8 · Top-k 40)"
    )


def test_that_a_key_without_a_name_is_its_words() -> None:
    assert (name_of("bpe"), name_of("blank_lines")) == ("BPE", "blank lines")


def test_that_facts_are_told_with_names_and_units() -> None:
    facts: dict[str, str | int | float] = {
        "tokens": 18739,
        "bytes": 26020,
        "skipped": 0,
        "kept_mass": 0.9283,
        "device": "cpu",
    }
    assert facts_text(facts) == (
        "18\u2009739 tokens, 26.0\u00a0kB, 92.83\u00a0% of the probability kept, CPU"
    )


def test_that_sentences_write_numbers_as_tables_do() -> None:
    told = translate(words("{n} of {m:,} are {share:.1%}", n=12345, m=2_000_000, share=0.25))
    assert told == f"{count(12345)} of {count(2_000_000)} are 25.0\u00a0%"
    assert (in_form("a,b", ""), in_form(True, ""), in_form(0.5, ".2f")) == ("a,b", "True", "0.50")


def test_that_no_text_of_the_window_writes_thousands_or_per_cent_by_itself() -> None:
    by_hand = re.compile(r":,[.d}]|:\.\d%\}|\{100 \* ")
    found = [
        f"{path.name}:{number}"
        for path in (ROOT / "ui").rglob("*.py")
        if path.name != "numbers.py"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if by_hand.search(line)
    ]
    assert found == []


def test_that_no_text_of_the_window_joins_names_by_an_english_comma() -> None:
    allowed = {"i18n.py", "editors.py", "setting_names.py"}
    """What is to be typed so, as in a spec file."""
    found = [
        path.name
        for path in (ROOT / "ui").rglob("*.py")
        if path.name not in allowed and '", ".join' in path.read_text(encoding="utf-8")
    ]
    assert found == []


@pytest.mark.slow
def test_that_every_column_of_every_table_explains_its_heading() -> None:
    columns = [(path, call) for path in (ROOT / "ui").rglob("*.py") for call in _columns(path)]
    assert len(columns) > 60
    bare = [
        f"{path.name}:{call.lineno}"
        for path, call in columns
        if not any(keyword.arg == "help" for keyword in call.keywords)
    ]
    assert bare == []
    for metric in (*METRICS, *REPORT):
        assert translate(metric.explained)


def _columns(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Column":
            yield node
