"""The two tabs of explanations: the parts of a logit, and the saliency of tokens."""

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from ui.models.role import Role
from ui.panels.attribution.parts_side import PartsSide
from ui.panels.attribution.queries import Answer
from ui.panels.attribution.saliency_choice import SaliencyChoice
from ui.panels.attribution.saliency_side import SaliencySide
from ui.theme import Theme
from ui.widgets.drawings.whole_picture import Columns
from workbench.inspection.attribution.parts import LogitAttribution, LogitPart

_MOST_BARS = 40


class PartOrder(StrEnum):
    """Which parts are shown, and in which order."""

    STRONGEST = "strongest"
    MODEL = "model"
    HEADS = "heads"
    LAYERS = "layers"


def ordered_parts(found: LogitAttribution, order: PartOrder) -> list[LogitPart]:
    """The parts of a logit in an order."""
    parts = found.parts
    match order:
        case PartOrder.STRONGEST:
            return parts.strongest()[:_MOST_BARS]
        case PartOrder.MODEL:
            return list(parts.all())
        case PartOrder.HEADS:
            return [part for part in parts.strongest() if part.kind == "head"][:_MOST_BARS]
        case PartOrder.LAYERS:
            return list(parts.by_layer())


class PartsView(QWidget):
    """Both models' bars on one scale."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._label, self._order = QLabel(), QComboBox()
        self._label.setBuddy(self._order)
        self._sides = {role: PartsSide(role, theme) for role in Role}
        self._answer: Answer | None = None
        self._order.currentIndexChanged.connect(self.show_again)
        line = QHBoxLayout()
        line.addWidget(self._label)
        line.addWidget(self._order)
        line.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 4, 0, 0)
        layout.addLayout(line)
        layout.addWidget(_beside(list(self._sides.values())), 1)

    def show_answer(self, answer: Answer | None) -> None:
        self._answer = answer
        self.show_again()

    def show_again(self) -> None:
        """In the order that is chosen."""
        order = PartOrder(self._order.currentData() or PartOrder.STRONGEST)
        shown = {}
        for role in self._sides:
            found = None if self._answer is None else self._answer.parts(role)
            shown[role] = () if found is None else tuple(ordered_parts(found, order))
        full = max((abs(part.value) for parts in shown.values() for part in parts), default=1.0)
        for role, side in self._sides.items():
            found = None if self._answer is None else self._answer.parts(role)
            side.show_parts(_name(self._answer, role), found, shown[role], full)
            side.setVisible(found is not None or role is Role.TEACHER)

    def columns(self) -> Columns:
        """What a picture shows of it: a column for each model."""
        return [side.parts() for side in self._sides.values() if not side.isHidden()]

    def paint_again(self) -> None:
        """In the colours of the theme."""
        for side in self._sides.values():
            side.retranslate()

    def retranslate(self) -> None:
        self._label.setText(self.tr("Show"))
        self._order.setAccessibleName(self._label.text())
        names = {
            PartOrder.STRONGEST: self.tr("The strongest parts"),
            PartOrder.HEADS: self.tr("The strongest heads"),
            PartOrder.LAYERS: self.tr("By layer, heads summed"),
            PartOrder.MODEL: self.tr("All, in the model's order"),
        }
        chosen = max(self._order.currentIndex(), 0)
        with QSignalBlocker(self._order):
            self._order.clear()
            for order, name in names.items():
                self._order.addItem(name, order.value)
            self._order.setCurrentIndex(chosen)
        self.show_again()


class SaliencyView(QWidget):
    """Settings, and both models' texts."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.choice = SaliencyChoice()
        self._progress = QLabel(textFormat=Qt.TextFormat.PlainText)
        self._sides = {role: SaliencySide(role, theme) for role in Role}
        self._answer: Answer | None = None
        line = QHBoxLayout()
        line.addWidget(self.choice, 1)
        line.addWidget(self._progress)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(line)
        layout.addWidget(_beside(list(self._sides.values())), 1)
        self.show_answer(None)

    def show_answer(self, answer: Answer | None) -> None:
        """Show what there is; while an answer is under way, only how far it is."""
        progress = None if answer is None else answer.progress
        text = ""
        if progress is not None:
            text = self.tr("{done} of at most {total} steps")
            text = text.format(done=progress.done, total=progress.total)
        self._progress.setText(text)
        if answer is not None and not answer.found and progress is not None:
            return
        self._answer = answer
        for role, side in self._sides.items():
            found = None if answer is None else answer.saliency(role)
            side.show_saliency(_name(answer, role), found)
            side.setVisible(found is not None or role is Role.TEACHER)

    def columns(self) -> Columns:
        """What a picture shows of it: a column for each model."""
        return [side.parts() for side in self._sides.values() if not side.isHidden()]

    def paint_again(self) -> None:
        """In the colours of the theme."""
        for side in self._sides.values():
            side.retranslate()

    def retranslate(self) -> None:
        self.choice.retranslate()
        self.paint_again()


def _name(answer: Answer | None, role: Role) -> str:
    model = None if answer is None else answer.models.get(role)
    return "" if model is None else f"{model.model}@{model.step}"


def _beside(widgets: Sequence[QWidget]) -> QSplitter:
    split = QSplitter(Qt.Orientation.Horizontal)
    for number, widget in enumerate(widgets):
        split.addWidget(widget)
        split.setStretchFactor(number, 1)
    return split
