"""The seed of everything that is written: kept or drawn anew, and how cells differ by it."""

import random
from enum import StrEnum

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QToolButton, QWidget

from ui.forms.editors import ignore_wheel_without_focus
from ui.theme import Theme
from workbench.errors import BadInput
from workbench.generation.seeds import require_seed

LARGEST_SEED = 2**31 - 1
"""What is drawn; more may be typed."""


class Spread(StrEnum):
    """Who shares a seed."""

    ALL = "all"
    ROW = "row"
    CELL = "cell"


class SeedBox(QWidget):
    """One seed, from which those of rows and cells are counted up.

    Unless it is locked, another one is drawn each time that everything is written.
    """

    changed = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.edit = QLineEdit("0")
        self._lock = QToolButton()
        self._lock.setCheckable(True)
        self._lock.setChecked(True)
        self._new = QToolButton()
        self._spread = QComboBox()
        ignore_wheel_without_focus(self._spread)
        self._spread.addItems([one.value for one in Spread])
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.edit, 1)
        layout.addWidget(self._lock)
        layout.addWidget(self._new)
        layout.addWidget(self._spread)
        self.edit.textChanged.connect(self.changed)
        self._lock.toggled.connect(self._show_lock)
        self._new.clicked.connect(self.draw)
        self._spread.currentIndexChanged.connect(self.changed)
        theme.changed.connect(self._show_lock)
        self.retranslate()

    def value(self) -> int:
        """The seed; raises BadInput for a text that is none."""
        text = self.edit.text().strip()
        try:
            seed = int(text)
        except ValueError:
            raise BadInput(
                "“{text}” is no seed; give a whole number, such as 7", text=text
            ) from None
        return require_seed(seed)

    def shared(self) -> int:
        """The seed, or 0 as long as none stands there."""
        try:
            return self.value()
        except BadInput:
            return 0

    @property
    def spread(self) -> Spread:
        return list(Spread)[self._spread.currentIndex()]

    def of(self, row: int, cell: int, samples: int) -> int:
        """The seed of the first sample of a cell, by the numbers of its row and its own."""
        number = {Spread.ALL: 0, Spread.ROW: row, Spread.CELL: cell}[self.spread]
        return self.value() + number * samples

    def draw(self) -> None:
        """Take another seed at random."""
        self.edit.setText(str(random.randint(0, LARGEST_SEED)))

    def draw_unless_locked(self) -> None:
        if not self._lock.isChecked():
            self.draw()

    def retranslate(self) -> None:
        self.edit.setToolTip(self.tr("The same seed, prompt, model and strategy write the same"))
        self._lock.setAccessibleName(self.tr("Keep the seed"))
        self._lock.setToolTip(self.tr("Locked, the seed stays; else each Write draws another"))
        self._new.setText(self.tr("New"))
        self._new.setToolTip(self.tr("Take another seed at random"))
        names = {
            Spread.ALL: self.tr("one for all"),
            Spread.ROW: self.tr("one a row"),
            Spread.CELL: self.tr("one a cell"),
        }
        for number, one in enumerate(Spread):
            self._spread.setItemText(number, names[one])
        self._spread.setAccessibleName(self.tr("Seeds"))
        self._spread.setToolTip(self.tr("Rows or cells count up from the seed, one after another"))
        self._show_lock()

    def _show_lock(self) -> None:
        name = "lock-outline" if self._lock.isChecked() else "lock-open-variant-outline"
        self._lock.setIcon(self._theme.icon(name))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
