"""The rows and sections of a form, for specs inside specs to any depth."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from ui.forms.compound import ListEditor, UnionEditor, below
from ui.forms.editors import (
    Choices,
    Editor,
    ProblemTexts,
    simple_editor,
)
from ui.forms.section import Section
from ui.forms.shapes import Nested, OneOf, Setting, Several, constants, settings_to_show
from ui.shell.messages import engine_text
from ui.widgets.elided_label import ElidedLabel
from workbench.spec import Spec, to_plain


class Fields(Editor):
    """The rows and sections of one spec type, at some depth of a form."""

    def __init__(
        self,
        spec_type: type[Spec],
        choices: Choices,
        *,
        path: str = "",
        folded: Collection[str] = (),
        hidden: Collection[str] = (),
        upfront: Collection[str] = (),
    ) -> None:
        super().__init__()
        self._constants = constants(spec_type)
        self._path, self._choices = path, choices
        self._folded, self._hidden, self._upfront = folded, hidden, upfront
        self._rows: dict[str, _Row] = {}
        self._sections: dict[str, tuple[Section, Setting, Editor]] = {}
        self._kept: dict[str, Any] = {}
        self._headings: dict[str, QLabel] = {}
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._problem = _problem_label()
        self._layout.addWidget(self._problem)
        settings = settings_to_show(spec_type)
        advanced = [
            s for s in settings if s.advanced and _without_numbers(f"{path}{s.name}") not in upfront
        ]
        self._add_rows([setting for setting in settings if setting not in advanced])
        self.advanced = self._add_advanced(advanced)
        """The section of the settings that are seldom needed, if there are some."""
        for setting in settings:
            self._add_section(setting)
        self.retranslate()

    def value(self) -> dict[str, Any]:
        edited = {name: row.editor.value() for name, row in self._rows.items()}
        nested = {name: editor.value() for name, (_, _, editor) in self._sections.items()}
        return self._constants | self._kept | edited | nested

    def set_value(self, value: Any) -> None:
        for name, row in self._rows.items():
            if name in value:
                row.editor.set_value(value[name])
        for name, (_, _, editor) in self._sections.items():
            if name in value:
                editor.set_value(value[name])
        self._kept |= {name: value[name] for name in self._kept if name in value}

    def show_problems(self, problems: ProblemTexts) -> None:
        self._problem.setText(problems.get("", ""))
        self._problem.setVisible("" in problems)
        for name, row in self._rows.items():
            row.show_problem(below(problems, name))
        for name, (section, _, editor) in self._sections.items():
            below_name = below(problems, name)
            editor.show_problems(below_name)
            if below_name:
                section.unfold()

    def section(self, path: str) -> Section:
        """The section at a path relative to these fields."""
        name, _, rest = path.partition(".")
        section, _, editor = self._sections[name]
        return editor.section(rest) if rest and isinstance(editor, Fields) else section

    def show_setting(self, path: str, shown: bool) -> None:
        """Show or hide the row of the setting at a path relative to these fields."""
        name, _, rest = path.partition(".")
        if not rest:
            self._rows[name].set_visible(shown)
            return
        _, _, editor = self._sections[name]
        assert isinstance(editor, Fields)
        editor.show_setting(rest, shown)

    def helped(self) -> Iterator[tuple[str, QWidget]]:
        """The widgets that have the help on a setting of these rows as a tooltip, by its name."""
        for name, row in self._rows.items():
            yield from ((name, widget) for widget in row.helped)

    def refresh_choices(self) -> None:
        for row in self._rows.values():
            row.editor.refresh_choices()
        for _, _, editor in self._sections.values():
            editor.refresh_choices()

    def retranslate(self) -> None:
        for row in self._rows.values():
            row.retranslate()
        for group, heading in self._headings.items():
            heading.setText(engine_text(group))
        for section, setting, editor in self._sections.values():
            section.set_title(engine_text(setting.title), engine_text(setting.help))
            editor.retranslate()
        if self.advanced is not None:
            self.advanced.set_title(self.tr("Advanced"))

    def _add_rows(self, settings: Sequence[Setting]) -> None:
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setVerticalSpacing(3)
        for setting in settings:
            path = f"{self._path}{setting.name}"
            if _without_numbers(path) in self._hidden:
                self._kept[setting.name] = setting.default
                continue
            editor = simple_editor(setting, path, self._choices)
            if editor is not None:
                self._head(setting.group, grid)
                self._rows[setting.name] = _Row(setting, editor, grid)
                editor.changed.connect(self.changed)
        self._layout.addLayout(grid)

    def _head(self, group: str, grid: QGridLayout) -> None:
        """A heading above the first setting of a group."""
        if group and group not in self._headings:
            self._headings[group] = QLabel(textFormat=Qt.TextFormat.PlainText)
            font = self._headings[group].font()
            font.setBold(True)
            self._headings[group].setFont(font)
            grid.addWidget(self._headings[group], grid.rowCount(), 0, 1, 2)

    def _add_advanced(self, settings: Sequence[Setting]) -> Section | None:
        simple = [s for s in settings if not isinstance(s.shape, Nested | OneOf | Several)]
        if not simple:
            return None
        outer = self._layout
        body = QWidget()
        self._layout = QVBoxLayout(body)
        self._layout.setContentsMargins(12, 0, 0, 0)
        groups = list(dict.fromkeys(setting.group for setting in simple))
        self._add_rows(sorted(simple, key=lambda setting: groups.index(setting.group)))
        self._layout = outer
        section = Section(body, folded=True)
        outer.addWidget(section)
        return section

    def _add_section(self, setting: Setting) -> None:
        path = f"{self._path}{setting.name}"
        editor = self._section_editor(setting, path)
        if editor is None or _without_numbers(path) in self._hidden:
            return
        body = QWidget()
        inner = QVBoxLayout(body)
        inner.setContentsMargins(12, 2, 0, 2)
        inner.addWidget(editor)
        section = Section(body, folded=_without_numbers(path) in self._folded)
        self._layout.addWidget(section)
        self._sections[setting.name] = (section, setting, editor)
        editor.changed.connect(self.changed)
        if setting.default is not None:
            editor.set_value(_plain_default(setting.default))

    def _section_editor(self, setting: Setting, path: str) -> Editor | None:
        match setting.shape:
            case Nested(spec_type):
                return self._member(spec_type, f"{path}.")
            case OneOf() as shape:
                return UnionEditor(shape, path, self._member)
            case Several() as shape:
                return ListEditor(shape, path, self._member)
            case _:
                return None

    def _member(self, spec_type: type[Spec], path: str) -> Editor:
        return Fields(
            spec_type,
            self._choices,
            path=path,
            folded=self._folded,
            hidden=self._hidden,
            upfront=self._upfront,
        )


class _Row:
    """A label, an editor, and a line for its problem, in a grid."""

    def __init__(self, setting: Setting, editor: Editor, grid: QGridLayout) -> None:
        self._setting = setting
        self.editor = editor
        self._label = ElidedLabel()
        self._label.setBuddy(editor)
        self._problem = _problem_label()
        row = grid.rowCount()
        grid.addWidget(self._label, row, 0)
        grid.addWidget(editor, row, 1)
        grid.addWidget(self._problem, row + 1, 1)
        if setting.default is not None:
            editor.set_value(_plain_default(setting.default))

    @property
    def helped(self) -> tuple[QWidget, ...]:
        return self._label, self.editor

    def show_problem(self, problems: ProblemTexts) -> None:
        self._problem.setText("\n".join(problems.values()))
        self._problem.setVisible(bool(problems))

    def set_visible(self, shown: bool) -> None:
        self._label.setVisible(shown)
        self.editor.setVisible(shown)
        self._problem.setVisible(shown and bool(self._problem.text()))

    def retranslate(self) -> None:
        self._label.setText(engine_text(self._setting.title))
        tooltip = engine_text(self._setting.help)
        self._label.setToolTip(tooltip)
        self.editor.setToolTip(tooltip)
        self.editor.setAccessibleName(self._label.text())
        self.editor.retranslate()


def _problem_label() -> QLabel:
    label = QLabel(wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setForegroundRole(QPalette.ColorRole.BrightText)
    label.hide()
    return label


def _without_numbers(path: str) -> str:
    """A path without the places in lists: what holds for one item holds for all."""
    return ".".join(part for part in path.split(".") if not part.isdigit())


def _plain_default(default: Any) -> Any:
    if isinstance(default, Spec):
        return to_plain(default)
    if isinstance(default, tuple | list):
        return [_plain_default(item) for item in default]
    return default
