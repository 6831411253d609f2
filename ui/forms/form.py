"""A form for any spec, derived from its declaration."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QEvent
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QToolButton, QVBoxLayout, QWidget

from ui.forms.editors import Choices, Editor
from ui.forms.fields import Fields
from ui.shell.messages import name_of, translate
from workbench.spec import BadSpec, Problem, Spec, to_plain, validate

S = TypeVar("S", bound=Spec)


def no_choices(path: str) -> Sequence[str]:
    """What a form without a project can choose from."""
    return ()


def no_problems(spec: Any) -> Sequence[Problem]:
    """What is wrong with a spec beside what its type says: nothing."""
    return ()


class SpecForm(Editor, Generic[S]):
    """Edits a spec of one type.

    `choices` gives the names that can be chosen at a dotted path; sections whose path is in
    `folded` start folded; settings in `hidden` keep the value they were given and are not shown;
    those in `upfront` stand among the others though they are advanced. `check` tells what is wrong
    with a spec that is possible by itself, such as a name that is not there.
    """

    def __init__(
        self,
        spec_type: type[S],
        choices: Choices = no_choices,
        *,
        folded: Collection[str] = (),
        hidden: Collection[str] = (),
        upfront: Collection[str] = (),
        check: Callable[[S], Sequence[Problem]] = no_problems,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.spec_type = spec_type
        self._check_spec = check
        self._fields = Fields(spec_type, choices, folded=folded, hidden=hidden, upfront=upfront)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._fields)
        layout.addStretch()
        self.problems: tuple[Problem, ...] = ()
        self.is_possible = False
        """Whether the settings make a spec; what `check` says of it may still stand against it."""
        self._fields.changed.connect(self._on_change)
        self._check()

    def value(self) -> S:
        """The spec as edited; raises BadSpec while something is impossible."""
        return validate(self.spec_type, self._fields.value())

    def plain(self) -> dict[str, Any]:
        """The values as edited, whether possible or not."""
        return self._fields.value()

    def setValue(self, spec: S) -> None:
        """Show a spec."""
        self.set_value(to_plain(spec))

    def set_value(self, value: Any) -> None:
        """Show plain values; what is missing keeps what it shows."""
        self._fields.blockSignals(True)
        self._fields.set_value(value)
        self._fields.blockSignals(False)
        self._on_change()

    def add_presets(self, path: str, presets: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        """Offer named sets of values in the header of the section at a path."""
        self.add_to_header(path, _PresetButton(self, path, presets))

    def add_to_header(self, path: str, button: QWidget) -> None:
        """Put a button into the header of the section at a path."""
        self._fields.section(path).add_to_header(button)

    def add_to_section(self, path: str, widget: QWidget) -> None:
        """Put a widget below the settings of the section at a path."""
        self._fields.section(path).add_to_body(widget)

    def show_section(self, path: str, shown: bool) -> None:
        """Show or hide the section at a path; hidden, it keeps its values."""
        self._fields.section(path).setVisible(shown)

    def show_setting(self, path: str, shown: bool) -> None:
        """Show or hide the row of the setting at a path; hidden, it keeps its value."""
        self._fields.show_setting(path, shown)

    def refresh_choices(self) -> None:
        """Ask again what can be chosen, and whether all is well."""
        self._fields.refresh_choices()
        self._check()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._fields.retranslate()
            self._check()

    def _on_change(self) -> None:
        self._check()
        self.changed.emit()

    def _check(self) -> None:
        try:
            spec = self.value()
            self.is_possible, self.problems = True, tuple(self._check_spec(spec))
        except BadSpec as error:
            self.is_possible, self.problems = False, error.problems
        texts = {problem.path: translate(problem.words) for problem in self.problems}
        self._fields.show_problems(texts)


class _PresetButton(QToolButton):
    """A menu of named values for one section."""

    def __init__(
        self, form: SpecForm[Any], path: str, presets: Sequence[tuple[str, Mapping[str, Any]]]
    ) -> None:
        super().__init__()
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        self._names: list[tuple[QAction, str]] = []
        for name, values in presets:
            nested: Mapping[str, Any] = values
            for key in reversed(path.split(".")):
                nested = {key: nested}
            self._names.append((menu.addAction(name, partial(form.set_value, nested)), name))
        self.setMenu(menu)
        self._retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setText(self.tr("Presets"))
        for action, name in self._names:
            action.setText(name_of(name))
