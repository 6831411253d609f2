"""How both texts are written: a strategy with its settings, a seed, and how many tokens."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from ui.forms.editors import ignore_wheel_without_focus
from ui.models.fitness import why_not_write
from ui.panels.interventions.queries import AskedWriting
from ui.session import Session
from ui.shell.messages import translate
from ui.strategies.edit import StrategyEdit
from ui.strategies.presets import PresetButton
from workbench.errors import WorkbenchError
from workbench.generation.own_strategy import OWN
from workbench.generation.spec import Greedy, Strategy

LARGEST_SEED = 2**31 - 1
_NEW_TOKENS, _MOST_NEW_TOKENS = 40, 1000


class WritingForm(QWidget):
    """`changed` tells that other texts would be written; an impossible setting is said below."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._edit = StrategyEdit(self._named_models)
        self._edit.set_value(Greedy())
        self._presets = PresetButton(session, self._edit.value)
        self._problem = QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._seed = QSpinBox(maximum=LARGEST_SEED)
        self._tokens = QSpinBox(maximum=_MOST_NEW_TOKENS, value=_NEW_TOKENS)
        self._seed_label, self._tokens_label = QLabel(), QLabel()
        self._lay_out()
        self._presets.chosen.connect(self._on_preset)
        self._edit.changed.connect(self._on_changed)
        for box in (self._seed, self._tokens):
            ignore_wheel_without_focus(box)
            box.setKeyboardTracking(False)
            box.valueChanged.connect(self.changed)
        self._show_problem()

    def value(self) -> AskedWriting | None:
        """What is asked for; None while a setting of the strategy is impossible."""
        try:
            strategy: Strategy | str = OWN if self._edit.is_own else self._edit.value()
        except WorkbenchError:
            return None
        return AskedWriting(strategy, self._seed.value(), self._tokens.value())

    def refresh(self) -> None:
        """Look anew at which models a strategy can name."""
        self._edit.refresh_choices()

    def retranslate(self) -> None:
        self._seed_label.setText(self.tr("Seed"))
        self._seed.setToolTip(self.tr("Both texts are drawn from the same seed"))
        self._tokens_label.setText(self.tr("New tokens"))
        self._tokens.setToolTip(self.tr("So many are written behind the text; 0 writes none"))
        self._show_problem()

    # -- inside

    def _lay_out(self) -> None:
        numbers = QFormLayout()
        for label, box in ((self._seed_label, self._seed), (self._tokens_label, self._tokens)):
            label.setBuddy(box)
            numbers.addRow(label, box)
        line = QHBoxLayout()
        line.addLayout(numbers, 1)
        line.addWidget(self._presets, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._edit)
        column.addWidget(self._problem)
        column.addLayout(line)

    def _named_models(self, path: str) -> Sequence[str]:
        project = self._session.project
        models = project.models if project is not None else ()
        return [model.name for model in models if not why_not_write(model)]

    def _on_preset(self, strategy: Strategy) -> None:
        self._edit.set_value(strategy)
        self._on_changed()

    def _on_changed(self) -> None:
        self._show_problem()
        self.changed.emit()

    def _show_problem(self) -> None:
        said = ""
        try:
            if not self._edit.is_own:
                self._edit.value()
        except WorkbenchError as error:
            said = translate(error.words)
        self._problem.setText(said)
        self._problem.setVisible(bool(said))
