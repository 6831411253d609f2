"""Choosing one decoding strategy: the usual settings in a line or two, the others folded away."""

import math
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QSizePolicy, QWidget

from ui.forms.editors import Choices, Editor, ignore_wheel_without_focus, simple_editor
from ui.forms.fields import Fields
from ui.forms.form import no_choices
from ui.forms.shapes import Setting, StoredName, StoredNames, settings_to_show
from ui.shell.messages import engine_text, name_of
from ui.strategies.steps_line import StepsLine
from ui.strategies.tips import ExampleTip, ItemExampleTip
from workbench.errors import BadInput, WorkbenchError
from workbench.generation.own_strategy import OWN
from workbench.generation.penalties.spec import Penalties
from workbench.generation.spec import STRATEGIES, STRATEGY, Greedy, Strategy, kind_of
from workbench.spec import BadSpec, to_plain, validate

NARROWEST_PX = 78
"""Room for a number with its unit and the arrows beside it."""
MOST_A_LINE = 4
"""More settings are spread over lines of equal length; models that are named have their own."""

Examples = Callable[[Strategy, str], str]
"""From a strategy and the name of a setting of it to what that does on the prompt."""


def no_examples(strategy: Strategy, name: str) -> str:
    """What is told where there is no prompt."""
    return ""


class StrategyEdit(QWidget):
    """A strategy and its settings, all read from their declarations.

    `choices` gives the models that a strategy can name beside the one that writes; `examples` are
    told in the tooltips.
    """

    changed = Signal()

    def __init__(
        self,
        choices: Choices = no_choices,
        examples: Examples = no_examples,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._choices, self._examples = choices, examples
        self._kind = QComboBox()
        ignore_wheel_without_focus(self._kind)
        self._kind.addItems([*(kind_of(strategy_type) for strategy_type in STRATEGIES), OWN])
        self._editors: list[tuple[Setting, QLabel, Editor]] = []
        self._layout = QGridLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setVerticalSpacing(1)
        self._kind.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._kind.currentIndexChanged.connect(self._on_kind)
        ExampleTip(self._kind, lambda: self._kind_example(self._kind.currentIndex()))
        ItemExampleTip(self._kind, self._kind_example)
        self._steps = StepsLine()
        self.changed.connect(self._show_steps)
        self._more = self._build()
        self._retranslate()
        self._show_steps()

    @property
    def is_own(self) -> bool:
        """Whether each model's own strategy is chosen, which is another for each."""
        return self._kind.currentIndex() == len(STRATEGIES)

    def value(self) -> Strategy:
        """The strategy; raises BadSpec while a setting is impossible, BadInput for `is_own`."""
        if self.is_own:
            raise BadInput("each model's own strategy is another one; choose one that has settings")
        usual = {setting.name: editor.value() for setting, _, editor in self._editors}
        return validate(STRATEGY, self._more.value() | usual)

    def set_value(self, strategy: Strategy) -> None:
        """Show a strategy, in silence."""
        with QSignalBlocker(self._kind):
            self._kind.setCurrentIndex(STRATEGIES.index(type(strategy)))
        self._rebuild(to_plain(strategy))

    def _show_steps(self) -> None:
        try:
            self._steps.set_strategy(None if self.is_own else self.value())
        except BadSpec:
            self._steps.set_strategy(None)

    def set_own(self) -> None:
        """Show that each model's own strategy is chosen, in silence."""
        with QSignalBlocker(self._kind):
            self._kind.setCurrentIndex(len(STRATEGIES))
        self._rebuild({})

    def refresh_choices(self) -> None:
        """Ask again which models there are."""
        for _, _, editor in self._editors:
            editor.refresh_choices()

    def _type(self) -> type[Strategy]:
        return Greedy if self.is_own else STRATEGIES[self._kind.currentIndex()]

    def _on_kind(self) -> None:
        """What every strategy can be told is kept."""
        before = self._more.value()
        self._rebuild({name: before[name] for name in Penalties.model_fields})
        self.changed.emit()

    def _rebuild(self, plain: Mapping[str, Any]) -> None:
        """Editors for the settings of the chosen strategy, which show these values, in silence."""
        was_open = self._more.advanced is not None and not self._more.advanced.is_folded
        for widget in (self._more, *(one for _, *pair in self._editors for one in pair)):
            widget.hide()
            widget.deleteLater()
        self._more = self._build()
        if was_open and self._more.advanced is not None:
            self._more.advanced.unfold()
        for setting, _, editor in self._editors:
            if setting.name in plain:
                with QSignalBlocker(editor):
                    editor.set_value(plain[setting.name])
        with QSignalBlocker(self._more):
            self._more.set_value(plain)
        self._more.setVisible(not self.is_own)
        self._retranslate()
        self._show_steps()

    def _build(self) -> Fields:
        """The usual settings of the chosen strategy, each under its title, and the others."""
        usual = [setting for setting in settings_to_show(self._type()) if not setting.advanced]
        models = [one for one in usual if isinstance(one.shape, StoredName | StoredNames)]
        others = [setting for setting in usual if setting not in models]
        num_lines = max(1, math.ceil(len(others) / MOST_A_LINE))
        a_line = max(1, math.ceil(len(others) / num_lines))
        for column in range(MOST_A_LINE):
            self._layout.setColumnStretch(column, int(column < a_line))
        self._layout.addWidget(self._kind, 0, 0, 1, a_line)
        self._editors = [
            *(self._add(one, line, 0, a_line) for line, one in enumerate(models)),
            *(
                self._add(one, len(models) + number // a_line, number % a_line)
                for number, one in enumerate(others)
            ),
        ]
        more = Fields(self._type(), self._choices, hidden=[setting.name for setting in usual])
        more.changed.connect(self.changed)
        below = 1 + 2 * (len(models) + num_lines)
        self._layout.addWidget(self._steps, below, 0, 1, a_line)
        self._layout.addWidget(more, below + 1, 0, 1, a_line)
        shown = [(one.name, widget) for one, *pair in self._editors for widget in pair]
        for name, widget in (*shown, *more.helped()):
            ExampleTip(widget, partial(self._example, name))
        return more

    def _example(self, name: str) -> str:
        """What a setting does on the prompt; nothing while the settings are impossible."""
        try:
            return self._examples(self.value(), name)
        except WorkbenchError:
            return ""

    def _kind_example(self, number: int) -> str:
        is_kind = number < len(STRATEGIES)
        return self._examples(STRATEGIES[number](), "kind") if is_kind else ""

    def _add(
        self, setting: Setting, line: int, column: int, columns: int = 1
    ) -> tuple[Setting, QLabel, Editor]:
        """An editor that shows a setting's default, and its title above it."""
        editor = simple_editor(setting, setting.name, self._choices)
        assert editor is not None
        editor.set_value(setting.default)
        editor.changed.connect(self.changed)
        label = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignBottom)
        label.setBuddy(editor)
        for row, widget in enumerate((label, editor), start=1 + 2 * line):
            widget.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            widget.setMinimumWidth(NARROWEST_PX)
            self._layout.addWidget(widget, row, column, 1, columns)
        return setting, label, editor

    def _retranslate(self) -> None:
        for index, strategy_type in enumerate(STRATEGIES):
            self._kind.setItemText(index, name_of(kind_of(strategy_type)))
            help_ = engine_text(strategy_type.model_fields["kind"].description or "")
            self._kind.setItemData(index, help_, Qt.ItemDataRole.ToolTipRole)
        self._kind.setItemText(len(STRATEGIES), self.tr("The model's own"))
        self._kind.setItemData(
            len(STRATEGIES),
            self.tr("What each model's generation_config.json asks for; greedy where it has none"),
            Qt.ItemDataRole.ToolTipRole,
        )
        self._kind.setToolTip(self._kind.currentData(Qt.ItemDataRole.ToolTipRole))
        self._kind.setAccessibleName(engine_text(self._type().model_fields["kind"].title or ""))
        for setting, label, editor in self._editors:
            label.setText(engine_text(setting.title))
            for widget in (label, editor):
                widget.setToolTip(engine_text(setting.help))
            editor.retranslate()
        self._more.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
