"""The editors of single settings: each shows one value and says when it was changed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QCheckBox,
    QComboBox,
    QCompleter,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from ui.forms.number_box import NumberBox
from ui.forms.setting_names import name_in
from ui.forms.shapes import (
    ChoiceShape,
    ColumnName,
    FilePath,
    Flag,
    Lines,
    Number,
    Setting,
    SettingName,
    StoredName,
    StoredNames,
    Text,
    TextLines,
    Texts,
)
from ui.shell.messages import engine_text, name_of
from ui.widgets.path_edit import PathEdit
from ui.widgets.row_list import RowList

_LINES = 3
_MOST_FOUND = 15
_SCROLL_BAR_PX = 24
_NEXT_LINE, _LINE_BREAK = "\u2029", "\u2028"
"""How Qt keeps the ends of lines; its plain text has no-break spaces changed as well."""

Choices = Callable[[str], Sequence[str]]
"""From a setting's dotted path to the names that can be chosen there."""

ProblemTexts = Mapping[str, str]
"""From a dotted path below an editor (empty: the editor itself) to a sentence."""


class Editor(QWidget):
    """The editor of one setting; values are plain, as in a spec file."""

    changed = Signal()

    def value(self) -> Any:
        raise NotImplementedError

    def set_value(self, value: Any) -> None:
        """Show a value; `changed` is emitted when it differs from what was shown."""
        raise NotImplementedError

    def show_problems(self, problems: ProblemTexts) -> None:
        """Show what is wrong below this editor; a single editor leaves that to its row."""

    def refresh_choices(self) -> None:
        """Ask again what can be chosen."""

    def retranslate(self) -> None:
        """Set the texts that depend on the language."""


class _Simple(Editor):
    """One input widget filling the editor."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(widget)
        self.setFocusProxy(widget)
        ignore_wheel_without_focus(widget)


class NumberEditor(_Simple):
    """Whole and real numbers."""

    def __init__(self, shape: Number, unit: str, zero: str = "") -> None:
        self._box = NumberBox(shape.whole, shape.least, shape.most)
        self._whole = shape.whole
        self._unit, self._zero = unit, zero
        super().__init__(self._box)
        self._box.valueChanged.connect(self.changed)
        self.retranslate()

    def value(self) -> Any:
        return round(self._box.value()) if self._whole else self._box.value()

    def set_value(self, value: Any) -> None:
        self._box.setValue(0 if value is None else value)

    def retranslate(self) -> None:
        self._box.set_unit(engine_text(self._unit))
        self._box.set_zero(engine_text(self._zero))


class FlagEditor(_Simple):
    """True or false."""

    def __init__(self) -> None:
        self._box = QCheckBox()
        super().__init__(self._box)
        self._box.toggled.connect(self.changed)

    def value(self) -> Any:
        return self._box.isChecked()

    def set_value(self, value: Any) -> None:
        self._box.setChecked(bool(value))


class TextEditor(_Simple):
    """A line of text."""

    def __init__(self) -> None:
        self._line = QLineEdit()
        super().__init__(self._line)
        self._line.textChanged.connect(self.changed)

    def value(self) -> Any:
        return self._line.text()

    def set_value(self, value: Any) -> None:
        self._line.setText(value or "")


class LinesEditor(_Simple):
    """A text of several lines, exact to its last space."""

    def __init__(self) -> None:
        self._text = QPlainTextEdit(tabChangesFocus=True)
        super().__init__(self._text)
        margin = 2 * (self._text.frameWidth() + round(self._text.document().documentMargin()))
        self._text.setFixedHeight(_LINES * self._text.fontMetrics().lineSpacing() + margin)
        self._text.textChanged.connect(self.changed)

    def value(self) -> Any:
        return self._text.toPlainText()

    def set_value(self, value: Any) -> None:
        if value != self.value():
            self._text.setPlainText(value or "")


class TextLinesEditor(LinesEditor):
    """Several texts, one a line, exact to their spaces; an empty line is none."""

    def value(self) -> Any:
        lines = self._text.document().toRawText().replace(_LINE_BREAK, _NEXT_LINE)
        return [line for line in lines.split(_NEXT_LINE) if line]

    def set_value(self, value: Any) -> None:
        if value != self.value():
            self._text.setPlainText("\n".join(text.replace("\n", "\\n") for text in value or ()))

    def retranslate(self) -> None:
        self._text.setPlaceholderText(self.tr("one a line"))


class PathEditor(_Simple):
    """Where a file is: typed, chosen in a dialog, or dropped."""

    def __init__(self) -> None:
        self._path = PathEdit()
        super().__init__(self._path)
        self._path.changed.connect(self.changed)

    def value(self) -> Any:
        return self._path.text

    def set_value(self, value: Any) -> None:
        self._path.set_path(value or "")


class ColumnEditor(_Simple):
    """The name of a table's column: chosen while the table is known, and always free to type."""

    def __init__(self, path: str, choices: Choices) -> None:
        self._combo = QComboBox(editable=True, insertPolicy=QComboBox.InsertPolicy.NoInsert)
        self._path, self._choices = path, choices
        super().__init__(self._combo)
        _let_shrink(self._combo)
        if (completer := self._combo.completer()) is not None:
            # Completing in the line would change the case of what is typed.
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        self.refresh_choices()
        self._combo.editTextChanged.connect(self.changed)

    def value(self) -> Any:
        return self._combo.currentText().strip()

    def set_value(self, value: Any) -> None:
        self._combo.setEditText(value or "")

    def refresh_choices(self) -> None:
        names, shown = list(self._choices(self._path)), self._combo.currentText()
        if names != [self._combo.itemText(i) for i in range(self._combo.count())]:
            self._combo.blockSignals(True)
            self._combo.clear()
            self._combo.addItems(names)
            self._combo.setEditText(shown)
            self._combo.blockSignals(False)


class SettingNameEditor(_Simple):
    """The dotted name of a setting: searched for among the lines of `setting_lines`, or typed."""

    def __init__(self, path: str, choices: Choices) -> None:
        self._combo = QComboBox(editable=True, insertPolicy=QComboBox.InsertPolicy.NoInsert)
        self._path, self._choices = path, choices
        super().__init__(self._combo)
        _let_shrink(self._combo)
        self._completer = QCompleter(self._combo.model(), self._combo)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setMaxVisibleItems(_MOST_FOUND)
        self._combo.setCompleter(self._completer)
        self._combo.setMaxVisibleItems(_MOST_FOUND)
        self.refresh_choices()
        self._combo.activated.connect(self._show_name)
        self._combo.editTextChanged.connect(self.changed)

    def value(self) -> Any:
        return name_in(self._combo.currentText())

    def set_value(self, value: Any) -> None:
        self._combo.setEditText(value or "")

    def refresh_choices(self) -> None:
        lines, shown = list(self._choices(self._path)), self._combo.currentText()
        self._combo.blockSignals(True)
        self._combo.clear()
        self._combo.addItems(lines)
        self._combo.setEditText(shown)
        self._combo.blockSignals(False)
        width = self._combo.view().sizeHintForColumn(0) + _SCROLL_BAR_PX
        self._combo.view().setMinimumWidth(width)
        if (found := self._completer.popup()) is not None:
            found.setMinimumWidth(width)

    def _show_name(self) -> None:
        """A line says more than has room in the form."""
        self._combo.setEditText(self.value())


class TextsEditor(_Simple):
    """Several texts or whole numbers in one line, separated by commas."""

    def __init__(self, shape: Texts) -> None:
        self._line = QLineEdit()
        self._whole = shape.whole
        super().__init__(self._line)
        self._line.textChanged.connect(self.changed)

    def value(self) -> Any:
        parts = [part.strip() for part in self._line.text().split(",") if part.strip()]
        if self._whole:
            return [int(part) if part.lstrip("-").isdigit() else part for part in parts]
        return parts

    def set_value(self, value: Any) -> None:
        self._line.setText(", ".join(str(item) for item in value or ()))


class ChoiceEditor(_Simple):
    """One of a few fixed values."""

    def __init__(self, shape: ChoiceShape) -> None:
        self._combo = QComboBox()
        self._options = shape.options
        super().__init__(self._combo)
        _let_shrink(self._combo)
        self._combo.addItems([""] * len(shape.options))
        self._combo.currentIndexChanged.connect(self.changed)
        self.retranslate()

    def value(self) -> Any:
        return self._options[self._combo.currentIndex()]

    def set_value(self, value: Any) -> None:
        if value in self._options:
            self._combo.setCurrentIndex(self._options.index(value))

    def retranslate(self) -> None:
        for index, option in enumerate(self._options):
            self._combo.setItemText(index, name_of(option))


class StoredNameEditor(_Simple):
    """The name of something in the project, chosen from what is there; or nothing."""

    def __init__(self, path: str, choices: Choices, *, optional: bool = False) -> None:
        self._combo = QComboBox()
        self._optional = optional
        self._path = path
        self._choices = choices
        super().__init__(self._combo)
        _let_shrink(self._combo)
        self.refresh_choices()
        self._combo.currentIndexChanged.connect(self.changed)

    def value(self) -> Any:
        return self._combo.currentData() or ""

    def set_value(self, value: Any) -> None:
        """A name that is not there is kept and shown, so that its problem can be."""
        index = self._combo.findData(value or "")
        if index < 0 and value:
            self._combo.addItem(value, value)
            index = self._combo.count() - 1
        self._combo.setCurrentIndex(index)

    def refresh_choices(self) -> None:
        before = self.value()
        names = [*([""] if self._optional else []), *self._choices(self._path)]
        if before not in names and before.rpartition("@")[0] in names:
            names.append(before)  # a checkpoint of something that is there
        if names == [self._combo.itemData(i) for i in range(self._combo.count())]:
            return
        self._combo.blockSignals(True)
        self._combo.clear()
        for name in names:
            self._combo.addItem(name or self._none(), name)
        kept = names.index(before) if before in names else 0
        self._combo.setCurrentIndex(kept if names else -1)
        self._combo.blockSignals(False)
        if self.value() != before:
            self.changed.emit()

    def retranslate(self) -> None:
        if self._optional:
            self._combo.setItemText(0, self._none())

    def _none(self) -> str:
        return self.tr("– none –")


class StoredNamesEditor(_Simple):
    """The names of several things in the project, a row each; a row may stay empty."""

    def __init__(self, path: str, choices: Choices) -> None:
        self._path, self._choices = path, choices
        self._list: RowList[StoredNameEditor] = RowList(self._new_row)
        super().__init__(self._list)
        self._list.add()
        self._list.changed.connect(self.changed)

    def value(self) -> Any:
        return [name for row in self._list.rows if (name := row.value())]

    def set_value(self, value: Any) -> None:
        names = list(value or ()) or [""]
        while len(self._list.rows) < len(names):
            self._list.add()
        for surplus in self._list.rows[len(names) :]:
            self._list.remove(surplus)
        for row, name in zip(self._list.rows, names, strict=True):
            row.set_value(name)

    def refresh_choices(self) -> None:
        for row in self._list.rows:
            row.refresh_choices()

    def retranslate(self) -> None:
        self._list.set_add_text(self.tr("Add one more"))
        for row in self._list.rows:
            row.retranslate()

    def _new_row(self) -> StoredNameEditor:
        row = StoredNameEditor(self._path, self._choices, optional=True)
        row.changed.connect(self.changed)
        return row


def simple_editor(setting: Setting, path: str, choices: Choices) -> Editor | None:
    """The editor of a setting that holds a single value; None when it holds specs."""
    match setting.shape:
        case Number() as shape:
            return NumberEditor(shape, setting.unit, setting.zero)
        case Flag():
            return FlagEditor()
        case Text():
            return TextEditor()
        case Lines():
            return LinesEditor()
        case FilePath():
            return PathEditor()
        case ColumnName():
            return ColumnEditor(path, choices)
        case SettingName():
            return SettingNameEditor(path, choices)
        case StoredName(optional=optional):
            return StoredNameEditor(path, choices, optional=optional)
        case StoredNames():
            return StoredNamesEditor(path, choices)
        case ChoiceShape() as shape:
            return ChoiceEditor(shape)
        case Texts() as shape:
            return TextsEditor(shape)
        case TextLines():
            return TextLinesEditor()
        case _:
            return None


def _let_shrink(combo: QComboBox) -> None:
    """A long name must not widen the whole form."""
    policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
    combo.setSizeAdjustPolicy(policy)
    combo.setMinimumContentsLength(8)
    combo.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)


class _WheelGuard(QObject):
    """Lets the wheel scroll the form instead of changing the value below the pointer."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_wheel = event.type() == QEvent.Type.Wheel
        if is_wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return False


def ignore_wheel_without_focus(widget: QWidget) -> None:
    """A spin box or combo box takes the wheel only after it was clicked."""
    if isinstance(widget, QAbstractSpinBox | QComboBox):
        widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        widget.installEventFilter(_WheelGuard(widget))
