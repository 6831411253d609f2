"""Which model is followed, and which teacher it is compared with, if any."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QWidget

from ui.texts.results_of import Answering
from ui.theme import Colours
from ui.widgets.model_picker import ModelPicker
from workbench.store.records import ModelRecord


class FollowedChoice(QWidget):
    """`teacher_changed` tells that another teacher, or none, is compared with."""

    teacher_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label, self.model = QLabel(), ModelPicker()
        self._with_teacher, self._teacher = QCheckBox(), ModelPicker()
        self._label.setBuddy(self.model)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        for column, widget in enumerate(
            (self._label, self.model, self._with_teacher, self._teacher)
        ):
            top = Qt.AlignmentFlag.AlignTop if column % 2 == 0 else Qt.AlignmentFlag(0)
            grid.addWidget(widget, 0, column, top)
            grid.setColumnStretch(column, column % 2)
        self._teacher.setEnabled(False)
        self._with_teacher.toggled.connect(self._on_toggled)
        self._teacher.changed.connect(self._on_teacher)

    @property
    def record(self) -> ModelRecord | None:
        """The model that is followed."""
        choice = self.model.choice
        return choice.model if choice is not None else None

    @property
    def teacher(self) -> Answering | None:
        """The checkpoint that is compared with; None without one."""
        choice = self._teacher.choice
        if choice is None or not self._with_teacher.isChecked():
            return None
        return Answering.of(choice.reference, choice.checkpoint)

    def set_models(
        self,
        models: Sequence[ModelRecord],
        why_not: Callable[[ModelRecord], str],
        preferred: str,
        teacher: str,
    ) -> None:
        """Offer these, in silence; where nothing is chosen yet, what is preferred is."""
        for picker, wanted in ((self.model, preferred), (self._teacher, teacher)):
            with QSignalBlocker(picker):
                picker.set_models(models, why_not)
                if not picker.reference:
                    picker.set_reference(wanted)

    def paint(self, colours: Colours) -> None:
        self.model.set_colour(colours.student)
        self._teacher.set_colour(colours.teacher)

    def retranslate(self) -> None:
        self._label.setText(self.tr("Model"))
        self._with_teacher.setText(self.tr("Compare with teacher"))
        self._with_teacher.setToolTip(
            self.tr("Follow also how far each checkpoint is from one of the teacher")
        )

    def _on_toggled(self, checked: bool) -> None:
        self._teacher.setEnabled(checked)
        self.teacher_changed.emit()

    def _on_teacher(self) -> None:
        if self._with_teacher.isChecked():
            self.teacher_changed.emit()
