"""Choosing a divergence and its one number."""

from collections.abc import Callable
from typing import get_args

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QWidget

from ui.shell.messages import engine_text, name_of
from ui.widgets.number_slider import NumberSlider
from workbench.distillation.divergence.spec import (
    Divergence,
    JensenShannon,
    SkewedKL,
    SkewedReverseKL,
)
from workbench.spec import Spec

_KINDS: tuple[type[Spec], ...] = get_args(get_args(Divergence)[0])
_SKEW_ENDS = (0.01, 0.99)


class DivergenceChoice(QWidget):
    """A combo of divergences; below it the slider of β or of the skew, where there is one."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._combo = QComboBox()
        self._combo.addItems([""] * len(_KINDS))
        self._beta = NumberSlider(0.0, 1.0, 0.5)
        self._skew = NumberSlider(*_SKEW_ENDS, 0.1)
        self._titles = {name: QLabel() for name in ("kind", "beta", "skew")}
        layout = QFormLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addRow(self._titles["kind"], self._combo)
        layout.addRow(self._titles["beta"], self._beta)
        layout.addRow(self._titles["skew"], self._skew)
        self._layout = layout
        self._combo.currentIndexChanged.connect(self._on_kind)
        self._beta.changed.connect(self.changed)
        self._skew.changed.connect(self.changed)
        self._show_rows()

    def value(self) -> Divergence:
        """The divergence that is chosen, with its number."""
        kind = _KINDS[self._combo.currentIndex()]
        make: dict[type[Spec], Callable[[], Divergence]] = {
            JensenShannon: lambda: JensenShannon(beta=self._beta.value),
            SkewedKL: lambda: SkewedKL(skew=self._skew.value),
            SkewedReverseKL: lambda: SkewedReverseKL(skew=self._skew.value),
        }
        divergence: Divergence = make[kind]() if kind in make else kind()  # type: ignore[assignment]
        return divergence

    def choose(self, kind: str) -> None:
        """Choose a divergence by its name in spec files."""
        names = [str(one.model_fields["kind"].default) for one in _KINDS]
        self._combo.setCurrentIndex(names.index(kind))

    def retranslate(self) -> None:
        self._titles["kind"].setText(self.tr("Divergence"))
        self._titles["beta"].setText(self.tr("Share of the teacher β"))
        self._titles["skew"].setText(self.tr("Skew a"))
        self._beta.set_name(self._titles["beta"].text())
        self._skew.set_name(self._titles["skew"].text())
        self._combo.setAccessibleName(self._titles["kind"].text())
        for index, kind in enumerate(_KINDS):
            field = kind.model_fields["kind"]
            self._combo.setItemText(index, name_of(field.default))
            tooltip = engine_text(field.description or "")
            self._combo.setItemData(index, tooltip, Qt.ItemDataRole.ToolTipRole)
        self._show_rows()

    def _on_kind(self) -> None:
        self._show_rows()
        self.changed.emit()

    def _show_rows(self) -> None:
        kind = _KINDS[self._combo.currentIndex()]
        self._layout.setRowVisible(self._beta, kind is JensenShannon)
        self._layout.setRowVisible(self._skew, kind in (SkewedKL, SkewedReverseKL))
        tooltip = kind.model_fields["kind"].description or ""
        self._combo.setToolTip(engine_text(tooltip))
