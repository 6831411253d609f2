"""The decoding strategies that write: a table of them, and the settings of the chosen one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui.forms.editors import Choices, ignore_wheel_without_focus
from ui.forms.form import no_choices
from ui.forms.setting_names import changed_settings
from ui.i18n import joined
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.shell.messages import name_of, translate
from ui.strategies.edit import Examples, StrategyEdit, no_examples
from workbench.errors import WorkbenchError
from workbench.generation.spec import Sample, Strategy, is_drawn

MOST_ROWS_SEEN = 8
_SHARED = -1


@dataclass(frozen=True)
class ChosenStrategy:
    """A row: a strategy, and a seed of its own or None; `key` tells like ones apart.

    With `is_own` each model writes by its own strategy, in place of this one.
    """

    key: int
    strategy: Strategy
    seed: int | None = None
    is_own: bool = False


class StrategyTable(QWidget):
    """Strategies are added, duplicated and removed; at least one stays.

    The chosen one is edited below the table, which shows each change at once.
    """

    changed = Signal()

    def __init__(
        self,
        strategies: tuple[Strategy, ...],
        largest_seed: int,
        shared_seed: Callable[[], int],
        choices: Choices = no_choices,
        own: Callable[[], Sequence[str]] = tuple,
        examples: Examples = no_examples,
    ) -> None:
        super().__init__()
        self._shared_seed = shared_seed
        self._own = own
        """What each model's own strategy is, a line each."""
        self._rows = [ChosenStrategy(number, one) for number, one in enumerate(strategies)]
        self._next_key = len(strategies)
        self._table: Table[ChosenStrategy] = Table(lambda row: str(row.key), self)
        self._view = TableView(self._table)
        self._add, self._duplicate, self._remove = (QPushButton() for _ in range(3))
        self._edit = StrategyEdit(choices, examples)
        self._seed = QSpinBox(minimum=_SHARED, maximum=largest_seed)
        ignore_wheel_without_focus(self._seed)
        self._seed_label = QLabel()
        self._seed_label.setBuddy(self._seed)
        self._problem = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._problem.hide()
        self._told = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self._lay_out()
        self._connect()
        self._retranslate()
        self._show_rows()
        self._choose(self._rows[0])

    @property
    def rows(self) -> tuple[ChosenStrategy, ...]:
        """The strategies, from top to bottom."""
        return tuple(self._rows)

    def check(self) -> None:
        """Raises BadSpec while a setting of the chosen strategy is impossible."""
        if not self._edit.is_own:
            self._edit.value()

    @property
    def strategy(self) -> Strategy:
        """The one that is edited; raises BadSpec while a setting is impossible."""
        return self._edit.value()

    def set_strategy(self, strategy: Strategy) -> None:
        """Put another one in the place of the chosen one."""
        row = self._chosen()
        self._rows[self._rows.index(row)] = replace(row, strategy=strategy, is_own=False)
        self._show_rows()
        self._show_chosen()

    @property
    def edit(self) -> QWidget:
        """Where the chosen one is edited."""
        return self._edit

    def add_button(self, button: QWidget) -> None:
        """One more beside those that add and remove."""
        self._buttons.addWidget(button)

    def refresh_choices(self) -> None:
        """Ask again which models a strategy can name."""
        self._edit.refresh_choices()
        self._tell_own()

    # -- building ---------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._view.setSortingEnabled(False)
        buttons = self._buttons = QHBoxLayout()
        for button in (self._add, self._duplicate, self._remove):
            buttons.addWidget(button, 1)
        seed = QFormLayout()
        seed.addRow(self._seed_label, self._seed)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._view)
        layout.addLayout(buttons)
        layout.addWidget(self._edit)
        layout.addWidget(self._told)
        layout.addWidget(self._problem)
        layout.addLayout(seed)

    def _connect(self) -> None:
        self._view.picked.connect(self._show_chosen)
        self._edit.changed.connect(self._take)
        self._seed.valueChanged.connect(self._take)
        self._add.clicked.connect(lambda: self._append(Sample(), None))
        self._duplicate.clicked.connect(self._duplicate_chosen)
        self._remove.clicked.connect(self._remove_chosen)

    def _retranslate(self) -> None:
        self._view.setAccessibleName(self.tr("Strategies"))
        self._add.setText(self.tr("Add"))
        self._duplicate.setText(self.tr("Duplicate"))
        self._duplicate.setToolTip(self.tr("The same settings, with the next seed"))
        self._remove.setText(self.tr("Remove"))
        self._seed_label.setText(self.tr("Its own seed"))
        self._seed.setSpecialValueText(self.tr("none: the one below"))
        self._table.set_columns(
            (
                Column(
                    self.tr("Strategy"),
                    lambda row: self.tr("Own") if row.is_own else name_of(row.strategy.kind),
                    help=self.tr("How each next token is chosen"),
                ),
                Column(
                    self.tr("Settings"),
                    lambda row: (
                        self.tr("each model's own")
                        if row.is_own
                        else joined(changed_settings(row.strategy))
                    ),
                    help=self.tr("What differs from the strategy's usual settings"),
                ),
                Column(
                    self.tr("Seed"),
                    lambda row: row.seed,
                    lambda row: "" if row.seed is None else str(row.seed),
                    numeric=True,
                    help=self.tr("Where there is none, the seed below the strategies"),
                ),
            )
        )
        self._view.fit_columns()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    # -- rows -------------------------------------------------------------------------------

    def _chosen(self) -> ChosenStrategy:
        return self._view.chosen()[0]

    def _choose(self, row: ChosenStrategy) -> None:
        self._view.choose(str(row.key))
        self._show_chosen()

    def _show_chosen(self) -> None:
        """Put the chosen row into the editors, in silence."""
        if not self._view.chosen():
            self._choose(self._rows[0])
            return
        row = self._chosen()
        with QSignalBlocker(self._seed):
            self._seed.setValue(_SHARED if row.seed is None else row.seed)
        if row.is_own:
            self._edit.set_own()
        else:
            self._edit.set_value(row.strategy)
        self._problem.hide()
        self._tell_own()

    def _take(self) -> None:
        """Change the chosen row as far as its settings are possible."""
        row, seed = self._chosen(), self._seed.value()
        try:
            strategy = row.strategy if self._edit.is_own else self._edit.value()
        except WorkbenchError as error:
            self._problem.setText(translate(error.words))
            self._problem.show()
            return
        self._problem.hide()
        self._rows[self._rows.index(row)] = replace(
            row,
            strategy=strategy,
            seed=None if seed == _SHARED else seed,
            is_own=self._edit.is_own,
        )
        self._show_rows()
        self._tell_own()

    def _tell_own(self) -> None:
        self._told.setText("\n".join(self._own()) if self._edit.is_own else "")
        self._told.setVisible(self._edit.is_own)

    def _append(self, strategy: Strategy, seed: int | None) -> None:
        self._rows.append(ChosenStrategy(self._next_key, strategy, seed))
        self._next_key += 1
        self._show_rows()
        self._choose(self._rows[-1])

    def _duplicate_chosen(self) -> None:
        """A copy that draws otherwise: with a seed of its own, the next."""
        row = self._chosen()
        seed = self._shared_seed() if row.seed is None else row.seed
        following = min(seed + 1, self._seed.maximum())
        self._append(row.strategy, following if is_drawn(row.strategy) else row.seed)
        if row.is_own:
            self._rows[-1] = replace(self._rows[-1], is_own=True)
            self._show_rows()
            self._show_chosen()

    def _remove_chosen(self) -> None:
        number = self._rows.index(self._chosen())
        del self._rows[number]
        self._show_rows()
        self._choose(self._rows[min(number, len(self._rows) - 1)])

    def _show_rows(self) -> None:
        self._table.set_rows(self._rows)
        self._view.fit_columns()
        self._remove.setEnabled(len(self._rows) > 1)
        seen = min(len(self._rows), MOST_ROWS_SEEN)
        header = self._view.horizontalHeader().sizeHint().height()
        row = self._view.verticalHeader().defaultSectionSize()
        self._view.setFixedHeight(header + seen * row + 2 * self._view.frameWidth())
        self.changed.emit()
