"""A spin box for numbers from 1e-8 to 10 billion, written the way people write them."""

import math
import re

from PySide6.QtCore import QSize
from PySide6.QtGui import QKeyEvent, QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QSizePolicy, QWidget

from ui.widgets.numbers import count

_SEPARATORS = re.compile(r"(?<=\d)[,\s](?=\d)")
"""What stands between thousands, as shown or as people type it."""
_BEGINNING = re.compile(r"[-+]?[\d,\s]*\.?\d*(e[-+]?\d*)?", re.IGNORECASE)
_OPEN_BOUND = 1e15
_DECIMALS = 12
_NARROWEST_PX = 110


class NumberBox(QDoubleSpinBox):
    """Shows 0.0003 as 0.0003 and 1e-8 as 1e-08; a step changes the leading digit."""

    def __init__(
        self,
        whole: bool,
        least: float | None,
        most: float | None,
        unit: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._whole = whole
        self.setDecimals(0 if whole else _DECIMALS)
        self.setRange(
            -_OPEN_BOUND if least is None else least, _OPEN_BOUND if most is None else most
        )
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_unit(unit)

    def minimumSizeHint(self) -> QSize:
        """Narrow enough for a docked form; the bounds alone would ask for far more."""
        hint = super().minimumSizeHint()
        hint.setWidth(min(hint.width(), _NARROWEST_PX))
        return hint

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def set_unit(self, unit: str) -> None:
        self.setSuffix(f" {unit}" if unit else "")

    def set_zero(self, word: str) -> None:
        """Show a word for 0, which must be the least value."""
        self.setSpecialValueText(word)

    def textFromValue(self, value: float) -> str:
        return count(round(value)) if self._whole else f"{value:.10g}"

    def valueFromText(self, text: str) -> float:
        if self._is_zero(text):
            return self.minimum()
        return _parsed(self._number_in(text)) or 0.0

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        state = QValidator.State
        if self._is_zero(text):
            return (state.Acceptable, text, position)
        number = self._number_in(text)
        if number and self.specialValueText().startswith(number):
            return (state.Intermediate, text, position)
        value = _parsed(number)
        if value is not None and self.minimum() <= value <= self.maximum():
            fits = not self._whole or value.is_integer()
            return (state.Acceptable if fits else state.Invalid, text, position)
        beginning = _BEGINNING.fullmatch(number) is not None
        return (state.Intermediate if beginning else state.Invalid, text, position)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What is typed takes the place of the word for 0."""
        line = self.lineEdit()
        if event.text() and self._is_zero(line.text()):
            line.selectAll()
        super().keyPressEvent(event)

    def stepBy(self, steps: int) -> None:
        self.setValue(self.value() + steps * _step(self.value(), steps, whole=self._whole))

    def _is_zero(self, text: str) -> bool:
        word = self.specialValueText()
        return bool(word) and self._number_in(text) == word

    def _number_in(self, text: str) -> str:
        return text.removesuffix(self.suffix()).strip()


def _parsed(text: str) -> float | None:
    try:
        value = float(_SEPARATORS.sub("", text))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _step(value: float, steps: int, *, whole: bool) -> float:
    """One unit of the leading digit; below a power of ten the digit before counts."""
    size = abs(value) * (0.999 if steps < 0 else 1.0)
    if whole:
        return 1.0 if size < 1000 else 10.0 ** (math.floor(math.log10(size)) - 1)
    return 10.0 ** math.floor(math.log10(size)) if size > 0 else 0.01
