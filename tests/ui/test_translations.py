"""Every catalogue is complete and current; the Chinese one reaches what is on the screen."""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QTranslator
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QDockWidget, QLabel

from resources.languages import catalogues, language_codes, language_of
from resources.translations.catalogue import Entry, entries, fill
from resources.translations.engine_texts import engine_texts, hidden_templates
from resources.translations.update import ROOT, collect, release
from ui.forms.form import SpecForm
from ui.i18n import Languages
from ui.main_window import MainWindow
from ui.panels.everything import PANELS
from ui.script_fonts import FONTS_OF_SCRIPT
from ui.session import Session
from ui.shell.messages import Messages, translate
from ui.workspace import Workspace
from workbench.errors import NotFound
from workbench.spec import BadSpec, validate
from workbench.training.optimizing.spec import OptimizerSpec
from workbench.words import Words, words

_QT_PLACEHOLDER = re.compile(r"%(?:\d|n)")
_LOWEST_HAN = "\u4e00"

CATALOGUES = catalogues()
of_every_language = pytest.mark.parametrize("catalogue", CATALOGUES, ids=language_of)

_CATALOGUE_OF_THREE = """<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context><name>Rail</name>
<message><source>Start</source><translation type="unfinished"></translation></message>
<message><source>Runs</source><translation>运行</translation></message>
</context>
<context><name>Panel</name>
<message><source>Runs</source><translation type="unfinished"></translation></message>
</context>
</TS>
"""


@pytest.fixture
def chinese(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Languages]:
    """The window's languages, set to Chinese whether or not a font for it is installed."""
    monkeypatch.setattr("ui.i18n.missing_package", lambda language: "")
    languages = Languages(qapp, "zh_CN")
    yield languages
    languages.set("en")


def test_that_every_catalogue_is_released():
    assert CATALOGUES
    assert language_codes() == ("en", *map(language_of, CATALOGUES))


@of_every_language
def test_that_every_text_is_translated(catalogue: Path):
    assert [entry for entry in entries(catalogue) if not entry.translation] == []


@of_every_language
def test_that_translations_have_the_placeholders_of_their_text(catalogue: Path):
    wrong = [e for e in entries(catalogue) if placeholders(e.source) != placeholders(e.translation)]
    assert wrong == []


@of_every_language
def test_that_translations_can_be_filled_in(catalogue: Path):
    for entry in entries(catalogue):
        names = [name for _, name, _, _ in Formatter().parse(entry.translation) if name]
        assert entry.translation.format(**dict.fromkeys(names, 1))


@pytest.mark.slow
@of_every_language
def test_that_a_catalogue_has_the_texts_of_the_source_and_no_others(
    catalogue: Path, tmp_path: Path
):
    fresh = Path(shutil.copy(catalogue, tmp_path))
    collect(fresh)
    assert entries(fresh) == entries(catalogue), "python -m resources.update refreshes it"


@pytest.mark.slow
@of_every_language
def test_that_no_text_of_the_window_or_engine_is_missed_by_the_collecting_tool(catalogue: Path):
    known = {(entry.context, entry.source) for entry in entries(catalogue)}
    texts = {text for path in (ROOT / "ui").rglob("*.py") for text in texts_of_window(path)}
    assert len(texts) > 400
    assert texts - known == set()
    assert {("engine", text) for text in engine_texts(ROOT / "workbench")} - known == set()


@pytest.mark.slow
def test_that_no_text_of_the_window_is_computed():
    for path in (ROOT / "ui").rglob("*.py"):
        for call in calls(ast.parse(path.read_text(encoding="utf-8")), "tr"):
            assert isinstance(call.args[0], ast.Constant), f"{path}:{call.lineno}"


@pytest.mark.slow
def test_that_a_sentence_is_filled_with_every_way_of_writing_figures_that_the_engine_uses():
    forms = {
        form
        for text in engine_texts(ROOT / "workbench")
        if "{" in text
        for _, _, form, _ in Formatter().parse(text)
        if form
    }
    assert len(forms) > 5
    for form in forms:
        told = str(Words(template=f"{{n:{form}}}", values={"n": 1}))
        assert told == format(1, form)


@pytest.mark.slow
def test_that_every_template_of_the_engine_is_a_literal():
    assert hidden_templates(ROOT / "workbench") == []


@of_every_language
def test_that_the_released_file_is_current(catalogue: Path, tmp_path: Path):
    again = tmp_path / "again.qm"
    release(catalogue, again)
    fresh, committed = QTranslator(), QTranslator()
    assert fresh.load(str(again))
    assert committed.load(str(catalogue.with_suffix(".qm")))
    for entry in entries(catalogue):
        assert fresh.translate(entry.context, entry.source) == entry.translation
        assert committed.translate(entry.context, entry.source) == entry.translation


def test_that_titles_helps_units_choices_names_and_sentences_of_the_engine_are_found(
    tmp_path: Path,
):
    (tmp_path / "spec.py").write_text(
        "Rule = Literal['auto', 'blank_lines']\n"
        "class Lost(NotFound): pass\n"
        "class WorkbenchError(Exception): pass\n"
        "class NotFound(WorkbenchError): pass\n"
        "class ASpec(Spec):\n"
        "    kind: Literal['a'] = 'a'\n"
        "    rule: Rule = setting('auto', title='Rule', help='What ' 'counts.', unit='lines')\n"
        "SMALL = ModelPreset('small', ASpec())\n"
        "def look(found, path):\n"
        "    raise Lost('no {what}', what=1)\n"
        "    words('many' if found else 'few')\n"
        "    words(path)\n"
    )
    of_spec = ["auto", "blank lines", "Rule", "What counts.", "lines", "small"]
    assert engine_texts(tmp_path) == [*of_spec, "no {what}", "many", "few"]
    assert hidden_templates(tmp_path) == ["spec.py:12"]


def test_that_filling_keeps_translations_and_uses_them_again(tmp_path: Path):
    path = tmp_path / "three.ts"
    path.write_text(_CATALOGUE_OF_THREE, encoding="utf-8")
    fill(path, {"Start": "开始"})
    assert entries(path) == [
        Entry("Rail", "Start", "开始"),
        Entry("Rail", "Runs", "运行"),
        Entry("Panel", "Runs", "运行"),
    ]
    fill(path, {"Panel|Runs": "各次运行"})
    assert entries(path)[1:] == [Entry("Rail", "Runs", "运行"), Entry("Panel", "Runs", "各次运行")]


@pytest.mark.usefixtures("chinese")
def test_that_a_sentence_of_the_engine_is_translated_before_it_is_filled():
    error = NotFound("there is no run '{name}' in this project", name="0007-小猫")
    assert translate(error.words) == "本项目中没有运行“0007-小猫”"


@pytest.mark.usefixtures("chinese")
def test_that_a_sentence_within_a_sentence_is_translated_too():
    inner = words("{file} is empty", file="空.txt")
    outer = words("no text found in {places}: {reason}", places="空.txt", reason=inner)
    again = Words.model_validate_json(outer.model_dump_json())
    assert str(again) == "no text found in 空.txt: 空.txt is empty"
    assert translate(again) == "在 空.txt 中没有找到文本：空.txt 是空的"


@pytest.mark.usefixtures("chinese")
def test_that_each_problem_of_a_spec_file_is_said_in_chinese(qapp: QApplication):
    messages = Messages(qapp)
    with pytest.raises(BadSpec) as caught:
        validate(OptimizerSpec, {"learning_rate": -1, "speed": 2}, where="a.toml")
    messages.error(caught.value)
    assert messages.history[-1].text == (
        "a.toml：learning_rate：应大于 0.0，而不是 -1；speed：这里没有这个设置；请检查拼写"
    )


@pytest.mark.usefixtures("chinese")
def test_that_qts_own_buttons_are_translated():
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert buttons.button(QDialogButtonBox.StandardButton.Cancel).text() == "取消"


@pytest.mark.slow
def test_that_a_visible_form_and_the_panels_follow_the_language(session: Session, qtbot, chinese):
    window = MainWindow(session, PANELS)
    for workspace in Workspace:
        window.show_workspace(workspace)
    form = SpecForm(OptimizerSpec)
    qtbot.addWidget(window)
    qtbot.addWidget(form)
    window.show()
    form.show()
    assert "学习率" in labels(form)
    chinese.set("en")
    QCoreApplication.processEvents()
    english = titles(window)
    assert "Learning rate" in labels(form)
    chinese.set("zh_CN")
    QCoreApplication.processEvents()
    assert "学习率" in labels(form)
    assert not any(has_han(title) for title in english)
    assert all(has_han(title) for title in titles(window))


def test_that_chinese_has_a_font_with_the_chinese_forms_of_characters(chinese, qapp):
    preferred = set(FONTS_OF_SCRIPT[QLocale("zh_CN").script()].families)
    installed = set(QFontDatabase.families()) & preferred
    assert not installed or qapp.font().family() in installed
    chinese.set("en")
    assert qapp.font().family() not in preferred


def placeholders(text: str) -> list[str]:
    """`{name:spec}`, `%1` and `%n` of a text, in alphabetical order, each once."""
    named = {f"{name}:{spec}" for _, name, spec, _ in Formatter().parse(text) if name is not None}
    return sorted({*named, *_QT_PLACEHOLDER.findall(text)})


def texts_of_window(path: Path) -> Iterator[tuple[str, str]]:
    """Context and text of each `self.tr` and `translate` with literals in a file of the window."""
    module = ast.parse(path.read_text(encoding="utf-8"))
    for scope in ast.walk(module):
        if isinstance(scope, ast.ClassDef):
            for call in calls(scope, "tr"):
                yield scope.name, ast.literal_eval(call.args[0])
    for name in ("translate", "QT_TRANSLATE_NOOP"):
        for call in calls(module, name):
            if all(isinstance(argument, ast.Constant) for argument in call.args[:2]):
                yield ast.literal_eval(call.args[0]), ast.literal_eval(call.args[1])


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            called = function.attr if isinstance(function, ast.Attribute) else None
            if name in (called, function.id if isinstance(function, ast.Name) else None):
                yield node


def labels(form: SpecForm[OptimizerSpec]) -> list[str]:
    return [label.text() for label in form.findChildren(QLabel)]


def titles(window: MainWindow) -> list[str]:
    return [dock.windowTitle() for dock in window.findChildren(QDockWidget)]


def has_han(text: str) -> bool:
    return any(character >= _LOWEST_HAN for character in text)
