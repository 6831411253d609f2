"""Which model is followed, what of each checkpoint is read, and beside which teacher."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QWidget

from ui.panels.checkpoints.queries import ReadSettings
from ui.texts.measure_settings import MeasureSettings
from ui.texts.results_of import Answering
from ui.theme import Colours
from ui.widgets.model_picker import ModelPicker
from workbench.inspection.comparison.checkpoint_point import DEFAULT_PASSAGES, DEFAULT_TOKENS
from workbench.inspection.heads.spec import HeadStage
from workbench.store.records import ModelRecord


class FollowedChoice(QWidget):
    """`asked_changed` tells that another teacher, or none, or other measures are asked for."""

    asked_changed = Signal()

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
        # The copying of a large vocabulary takes long, and the panel reads what it is not asked.
        self._heads = MeasureSettings(
            DEFAULT_PASSAGES,
            DEFAULT_TOKENS,
            reads_text_first=True,
            ticked=(HeadStage.INDUCTION,),
        )
        self._lens = QCheckBox()
        self._lens.setChecked(True)
        also = QHBoxLayout()
        also.addWidget(self._heads)
        also.addWidget(self._lens)
        also.addStretch(1)
        grid.addLayout(also, 1, 0, 1, 4)
        self._heads.changed.connect(self.asked_changed)
        self._lens.toggled.connect(self.asked_changed)
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

    @property
    def read(self) -> ReadSettings:
        """What is read of each checkpoint beside its maps."""
        return ReadSettings(self._lens.isChecked(), self._heads.value())

    def set_corpora(self, names: Sequence[str]) -> None:
        """Offer these to measure heads on, in silence."""
        self._heads.set_corpora(names, "")

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
        self._lens.setText(self.tr("Lens"))
        self._lens.setToolTip(
            self.tr("Read also what each layer would predict if it were the last, as in Lens")
        )
        self._heads.retranslate()
        self._with_teacher.setText(self.tr("Compare with teacher"))
        self._with_teacher.setToolTip(
            self.tr("Follow also how far each checkpoint is from one of the teacher")
        )

    def _on_toggled(self, checked: bool) -> None:
        self._teacher.setEnabled(checked)
        self.asked_changed.emit()

    def _on_teacher(self) -> None:
        if self._with_teacher.isChecked():
            self.asked_changed.emit()
