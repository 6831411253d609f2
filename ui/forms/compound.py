"""Editors of settings that hold specs: one of several types, or a list."""

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.forms.editors import Editor, ProblemTexts, ignore_wheel_without_focus
from ui.forms.shapes import OneOf, Several, constants
from ui.shell.messages import engine_text, name_of
from workbench.spec import Spec

MakeFields = Callable[[type[Spec], str], Editor]
"""From a type of spec and its dotted path, with a dot at its end, to its rows and sections."""


class UnionEditor(Editor):
    """A combo of spec types, and the form of the chosen one, made when it is chosen first."""

    def __init__(self, shape: OneOf, path: str, make: MakeFields) -> None:
        super().__init__()
        self._tag = shape.tag
        self._names = [str(constants(member)[shape.tag]) for member in shape.spec_types]
        tags = [member.model_fields[shape.tag] for member in shape.spec_types]
        self._title, self._helps = tags[0].title or "", [tag.description or "" for tag in tags]
        self._combo = QComboBox()
        ignore_wheel_without_focus(self._combo)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self._combo)
        self._make = [partial(make, member, f"{path}.") for member in shape.spec_types]
        self._members: dict[int, Editor] = {}
        self._combo.addItems(self._names)
        self._combo.currentIndexChanged.connect(self._choose)
        self._show_chosen()

    @property
    def chosen_text(self) -> str:
        """What the chosen type is called."""
        return self._combo.currentText()

    def value(self) -> Any:
        return self._chosen().value()

    def set_value(self, value: Any) -> None:
        shown = self._names[self._combo.currentIndex()]
        index = self._names.index(str(value.get(self._tag, shown)))
        self._combo.setCurrentIndex(index)
        self._chosen().set_value(value)

    def show_problems(self, problems: ProblemTexts) -> None:
        self._chosen().show_problems(problems)

    def refresh_choices(self) -> None:
        for member in self._members.values():
            member.refresh_choices()

    def retranslate(self) -> None:
        for index, (name, help_) in enumerate(zip(self._names, self._helps, strict=True)):
            self._combo.setItemText(index, name_of(name))
            self._combo.setItemData(index, engine_text(help_), Qt.ItemDataRole.ToolTipRole)
        self._combo.setAccessibleName(engine_text(self._title))
        for member in self._members.values():
            member.retranslate()
        self._show_chosen()

    def _chosen(self) -> Editor:
        index = self._combo.currentIndex()
        if index not in self._members:
            member = self._members[index] = self._make[index]()
            member.refresh_choices()
            member.changed.connect(self.changed)
            self._layout.addWidget(member)
        return self._members[index]

    def _choose(self) -> None:
        self._show_chosen()
        self.changed.emit()

    def _show_chosen(self) -> None:
        """Only the chosen type takes room, and its own help is the combo's tooltip."""
        self._combo.setToolTip(engine_text(self._helps[self._combo.currentIndex()]))
        chosen = self._chosen()
        for member in self._members.values():
            member.setVisible(member is chosen)


class ListEditor(Editor):
    """Several specs, a tab each; where none is needed, a button adds the first."""

    def __init__(self, shape: Several, path: str, make: MakeFields) -> None:
        super().__init__()
        self._shape, self._path, self._make = shape, path, make
        self._tabs = QTabWidget()
        self._first, self._add, self._remove = QToolButton(), QToolButton(), QToolButton()
        self._first.clicked.connect(self._append)
        self._add.setText("+")
        self._add.clicked.connect(self._append)
        self._remove.setText("−")
        self._remove.clicked.connect(self._remove_current)
        corner = QWidget()
        buttons = QHBoxLayout(corner)
        buttons.setContentsMargins(0, 0, 0, 0)
        buttons.addWidget(self._add)
        buttons.addWidget(self._remove)
        self._tabs.setCornerWidget(corner)
        self._tabs.setUsesScrollButtons(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._first)
        layout.addWidget(self._tabs)
        self.retranslate()
        self._name_tabs()

    def value(self) -> Any:
        return [self._item(index).value() for index in range(self._tabs.count())]

    def set_value(self, value: Any) -> None:
        while self._tabs.count() > len(value):
            self._drop(self._tabs.count() - 1)
        while self._tabs.count() < len(value):
            self._insert()
        for index, item in enumerate(value):
            self._item(index).set_value(item)
        self.changed.emit()

    def show_problems(self, problems: ProblemTexts) -> None:
        for index in range(self._tabs.count()):
            self._item(index).show_problems(below(problems, str(index)))

    def refresh_choices(self) -> None:
        for index in range(self._tabs.count()):
            self._item(index).refresh_choices()

    def retranslate(self) -> None:
        self._first.setText(self.tr("Add"))
        self._add.setToolTip(self.tr("Add one more, like the present one"))
        self._remove.setToolTip(self.tr("Remove the present one"))
        for index in range(self._tabs.count()):
            self._item(index).retranslate()
        self._name_tabs()

    def _item(self, index: int) -> Editor:
        item = self._tabs.widget(index)
        assert isinstance(item, Editor)
        return item

    def _insert(self) -> Editor:
        path = f"{self._path}.{self._tabs.count()}"
        item = self._new_item(path)
        item.retranslate()
        item.setContentsMargins(6, 6, 6, 6)
        item.changed.connect(self._on_item_changed)
        self._tabs.addTab(item, "")
        self._name_tabs()
        return item

    def _new_item(self, path: str) -> Editor:
        if isinstance(self._shape.item, OneOf):
            return UnionEditor(self._shape.item, path, self._make)
        return self._make(self._shape.item.spec_type, f"{path}.")

    def _on_item_changed(self) -> None:
        self._name_tabs()
        self.changed.emit()

    def _append(self) -> None:
        current = self._tabs.currentIndex()
        item = self._insert()
        if current >= 0:
            item.set_value(self._item(current).value())
        self._tabs.setCurrentWidget(item)
        self.changed.emit()

    def _remove_current(self) -> None:
        if self._tabs.count() > self._shape.least:
            self._drop(self._tabs.currentIndex())
            self.changed.emit()

    def _drop(self, index: int) -> None:
        item = self._item(index)
        self._tabs.removeTab(index)
        item.deleteLater()
        self._name_tabs()

    def _name_tabs(self) -> None:
        """A number, or what the item's type is called."""
        for index in range(self._tabs.count()):
            item = self._item(index)
            text = item.chosen_text if isinstance(item, UnionEditor) else str(index + 1)
            if self._tabs.tabText(index) != text:
                self._tabs.setTabText(index, text)
        self._remove.setEnabled(self._tabs.count() > self._shape.least)
        self._tabs.setVisible(self._tabs.count() > 0)
        self._first.setVisible(self._tabs.count() == 0)


def below(problems: ProblemTexts, name: str) -> ProblemTexts:
    """The problems at or below a setting, their paths relative to it."""
    prefix = f"{name}."
    below_name = {
        path.removeprefix(prefix): text
        for path, text in problems.items()
        if path.startswith(prefix)
    }
    if name in problems:
        below_name[""] = problems[name]
    return below_name
