"""Choosing one decoding strategy in a line or two."""

import math
from typing import Any

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QSizePolicy, QWidget

from ui.forms.editors import Editor, simple_editor
from ui.forms.shapes import Setting, settings_to_show
from ui.shell.messages import engine_text, name_of
from workbench.generation.spec import STRATEGIES, STRATEGY, Strategy, kind_of
from workbench.spec import to_plain, validate

NARROWEST_PX = 78
"""Room for a number with its unit and the arrows beside it."""
MOST_A_LINE = 3
"""More settings are spread over lines of equal length."""


class StrategyEdit(QWidget):
    """A strategy and its settings, all read from their declarations."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind = QComboBox()
        self._kind.addItems([kind_of(strategy_type) for strategy_type in STRATEGIES])
        self._editors: list[tuple[Setting, QLabel, Editor]] = []
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setVerticalSpacing(1)
        self._kind.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._layout.addWidget(self._kind, 1, 0, Qt.AlignmentFlag.AlignLeft)
        self._kind.currentIndexChanged.connect(self._on_kind)
        self._build()

    def value(self) -> Strategy:
        """The strategy; raises BadSpec while a setting is impossible."""
        values = {setting.name: editor.value() for setting, _, editor in self._editors}
        return validate(STRATEGY, {"kind": kind_of(self._type()), **values})

    def set_value(self, strategy: Strategy) -> None:
        """Show a strategy, in silence."""
        with QSignalBlocker(self._kind):
            self._kind.setCurrentIndex(STRATEGIES.index(type(strategy)))
        self._build()
        plain: dict[str, Any] = to_plain(strategy)
        for setting, _, editor in self._editors:
            with QSignalBlocker(editor):
                editor.set_value(plain[setting.name])

    def _type(self) -> type[Strategy]:
        return STRATEGIES[self._kind.currentIndex()]

    def _on_kind(self) -> None:
        self._build()
        self.changed.emit()

    def _build(self) -> None:
        """One editor for each setting of the chosen strategy, under its title."""
        for _, label, old in self._editors:
            label.deleteLater()
            old.deleteLater()
        self._editors = []
        settings = settings_to_show(self._type())
        lines = max(1, math.ceil(len(settings) / MOST_A_LINE))
        a_line = math.ceil(len(settings) / lines)
        for column in range(1, MOST_A_LINE + 1):
            self._layout.setColumnStretch(column, int(column <= a_line))
        for setting in settings:
            editor = simple_editor(setting, setting.name, lambda _: ())
            assert editor is not None
            editor.set_value(setting.default)
            editor.changed.connect(self.changed)
            line, column = divmod(len(self._editors), a_line)
            label = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignBottom)
            label.setBuddy(editor)
            for widget in (label, editor):
                widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
                widget.setMinimumWidth(NARROWEST_PX)
            self._layout.addWidget(label, 2 * line, column + 1)
            self._layout.addWidget(editor, 2 * line + 1, column + 1)
            self._editors.append((setting, label, editor))
        self._retranslate()

    def _retranslate(self) -> None:
        for index, strategy_type in enumerate(STRATEGIES):
            self._kind.setItemText(index, name_of(kind_of(strategy_type)))
        self._kind.setToolTip(engine_text(self._type().model_fields["kind"].description or ""))
        for setting, label, editor in self._editors:
            label.setText(engine_text(setting.title))
            for widget in (label, editor):
                widget.setToolTip(engine_text(setting.help))
            editor.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
