"""What is asked: where drafts come from, how long they are, how tokens are chosen, how often."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui.forms.editors import ignore_wheel_without_focus
from ui.forms.fields import Fields
from ui.forms.form import no_choices
from ui.shell.messages import name_of
from workbench.generation.drafting.lengths import parse_lengths
from workbench.generation.spec import MOST_NEW_TOKENS, STRATEGY, Greedy, Sample, Strategy, kind_of
from workbench.spec import validate

LARGEST_SEED = 2**31 - 1
MOST_ROUNDS = 100
_KINDS: tuple[type[Strategy], ...] = (Greedy, Sample)
_NOT_WITH_DRAFTS = ("mirostat_tau", "mirostat_eta")


@dataclass(frozen=True)
class DraftSettings:
    """All but the models and the prompt."""

    strategy: Strategy
    lengths: tuple[int, ...]
    max_new_tokens: int
    rounds: int
    seed: int


class DraftSettingsForm(QWidget):
    """The settings as editors; `changed` tells of any change."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lengths = QLineEdit("1, 2, 4, 8")
        self._tokens = QSpinBox(minimum=1, maximum=MOST_NEW_TOKENS, value=64)
        self._rounds = QSpinBox(minimum=1, maximum=MOST_ROUNDS, value=3)
        self._seed = QSpinBox(maximum=LARGEST_SEED)
        self._choosing = QComboBox()
        self._choosing.addItems([kind_of(kind) for kind in _KINDS])
        self._fields = (
            Fields(Greedy, no_choices),
            Fields(Sample, no_choices, hidden=_NOT_WITH_DRAFTS),
        )
        self._editors = {
            "lengths": self._lengths,
            "tokens": self._tokens,
            "rounds": self._rounds,
            "seed": self._seed,
            "choosing": self._choosing,
        }
        self._labels = {name: QLabel() for name in self._editors}
        self._lay_out()
        self._connect()
        self._show_fields()
        self._retranslate()

    def value(self) -> DraftSettings:
        """The settings; raises BadInput or BadSpec while one is impossible."""
        return DraftSettings(
            strategy=validate(STRATEGY, self._fields[self._choosing.currentIndex()].value()),
            lengths=parse_lengths(self._lengths.text()),
            max_new_tokens=self._tokens.value(),
            rounds=self._rounds.value(),
            seed=self._seed.value(),
        )

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        for name, editor in self._editors.items():
            ignore_wheel_without_focus(editor)
            form.addRow(self._labels[name], editor)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(form)
        for fields in self._fields:
            layout.addWidget(fields)

    def _connect(self) -> None:
        self._lengths.textChanged.connect(self.changed)
        self._choosing.currentIndexChanged.connect(self._on_choosing)
        for box in (self._tokens, self._rounds, self._seed):
            box.valueChanged.connect(self.changed)
        for fields in self._fields:
            fields.changed.connect(self.changed)

    def _on_choosing(self) -> None:
        self._show_fields()
        self.changed.emit()

    def _show_fields(self) -> None:
        """Those of the chosen way; a seed says something only where tokens are drawn."""
        chosen = self._choosing.currentIndex()
        for number, fields in enumerate(self._fields):
            fields.setVisible(number == chosen)
        for widget in (self._labels["seed"], self._seed):
            widget.setVisible(chosen > 0)

    def _retranslate(self) -> None:
        self._labels["lengths"].setText(self.tr("Drafted tokens"))
        self._lengths.setToolTip(
            self.tr("How many tokens are drafted at a time: each of these is measured, 1 to 64")
        )
        self._labels["tokens"].setText(self.tr("New tokens"))
        self._tokens.setToolTip(self.tr("Where a text ends at the latest"))
        self._labels["rounds"].setText(self.tr("Rounds"))
        self._rounds.setToolTip(
            self.tr("So often each text is written; the median of the rounds is what counts")
        )
        self._labels["seed"].setText(self.tr("Seed"))
        self._seed.setToolTip(self.tr("Of the first round; each further one has the next"))
        self._labels["choosing"].setText(self.tr("Strategy"))
        self._choosing.setToolTip(self.tr("How each next token is chosen"))
        for number, kind in enumerate(_KINDS):
            self._choosing.setItemText(number, name_of(kind_of(kind)))
        for name, label in self._labels.items():
            label.setBuddy(self._editors[name])
            self._editors[name].setAccessibleName(label.text())
        for fields in self._fields:
            fields.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
