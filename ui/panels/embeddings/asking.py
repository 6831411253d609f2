"""The question: a teacher, a student beside it or none, which matrix, how many pieces."""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui.forms.editors import ignore_wheel_without_focus
from ui.models.fitness import why_not_read
from ui.models.role import Role
from ui.panels.embeddings.queries import EmbeddingSettings
from ui.session import Session
from ui.texts.results_of import ResultsOf, chosen_in
from ui.widgets.model_picker import ModelPicker
from workbench.inspection.embeddings.spec import (
    DEFAULT_ON_MAP,
    LEAST_ON_MAP,
    MOST_ON_MAP,
    EmbeddingMatrix,
)

_MATRICES: tuple[EmbeddingMatrix, ...] = ("input", "output")


class EmbeddingsAsked(QWidget):
    """Editors in two lines; `changed` tells of any change."""

    changed = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._pickers = {role: ModelPicker() for role in Role}
        self._teacher_label, self._with_student = QLabel(), QCheckBox()
        self._matrix_label, self._matrix = QLabel(), QComboBox()
        self._matrix.addItems([""] * len(_MATRICES))
        self._most_label = QLabel()
        self._most = QSpinBox(minimum=LEAST_ON_MAP, maximum=MOST_ON_MAP, value=DEFAULT_ON_MAP)
        self._most.setKeyboardTracking(False)
        self._most.setSingleStep(100)
        for editor in (self._matrix, self._most):
            ignore_wheel_without_focus(editor)
        self._settings = QHBoxLayout()
        self._lay_out()
        self._connect()
        self._retranslate()

    def value(self) -> ResultsOf | None:
        """What is asked; None without a model, or while a student is wanted and none is chosen."""
        models = chosen_in(self._pickers)
        if not self._with_student.isChecked():
            models.pop(Role.STUDENT, None)
        if len(models) < 1 + self._with_student.isChecked():
            return None
        matrix = _MATRICES[self._matrix.currentIndex()]
        return ResultsOf(matrix, models, (EmbeddingSettings(matrix, self._most.value()),))

    def add_settings(self, *widgets: QWidget) -> None:
        """Put more behind the settings, at the right."""
        self._settings.addStretch()
        for widget in widgets:
            self._settings.addWidget(widget)

    def refresh(self) -> None:
        """Offer the project's models, and choose the window's pair."""
        project, selection = self._session.project, self._session.selection
        models = project.models if project is not None else ()
        wanted = {Role.TEACHER: selection.teacher, Role.STUDENT: selection.student}
        for role, picker in self._pickers.items():
            with QSignalBlocker(picker):
                picker.set_models(models, why_not_read)
            if wanted[role] and wanted[role] != picker.reference:
                picker.set_reference(wanted[role])

    def paint(self) -> None:
        """Take the colours of the present theme."""
        colours = self._session.theme.colours
        self._pickers[Role.TEACHER].set_colour(colours.teacher)
        self._pickers[Role.STUDENT].set_colour(colours.student)

    # -- inside

    def _lay_out(self) -> None:
        grid = QGridLayout()
        labels: tuple[QWidget, ...] = (self._teacher_label, self._with_student)
        for column, (label, role) in enumerate(zip(labels, Role, strict=True)):
            grid.addWidget(label, 0, 2 * column, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(self._pickers[role], 0, 2 * column + 1)
            grid.setColumnStretch(2 * column + 1, 1)
        self._teacher_label.setBuddy(self._pickers[Role.TEACHER])
        self._matrix_label.setBuddy(self._matrix)
        self._most_label.setBuddy(self._most)
        for widget in (self._matrix_label, self._matrix, self._most_label, self._most):
            self._settings.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(grid)
        layout.addLayout(self._settings)
        self._pickers[Role.STUDENT].setEnabled(False)

    def _connect(self) -> None:
        self._with_student.toggled.connect(self._on_with_student)
        self._matrix.currentIndexChanged.connect(self.changed)
        self._most.valueChanged.connect(self.changed)
        for picker in self._pickers.values():
            picker.changed.connect(self._on_pick)

    def _on_with_student(self, is_on: bool) -> None:
        self._pickers[Role.STUDENT].setEnabled(is_on)
        self.changed.emit()

    def _on_pick(self) -> None:
        teacher, student = (self._pickers[role].reference for role in Role)
        self._session.select(teacher=teacher, student=student)
        self.changed.emit()

    def _retranslate(self) -> None:
        self._teacher_label.setText(self.tr("Model"))
        self._with_student.setText(self.tr("Student"))
        self._with_student.setToolTip(
            self.tr("Show a second model beside it, rotated onto it (orthogonal Procrustes)")
        )
        self._matrix_label.setText(self.tr("Matrix"))
        self._matrix.setItemText(0, self.tr("Input: token embedding"))
        self._matrix.setItemText(1, self.tr("Output: what predicts the next token"))
        self._matrix.setToolTip(self.tr("Where embeddings are tied, both are one matrix"))
        self._most_label.setText(self.tr("Pieces"))
        self._most.setToolTip(self.tr("So many of the most frequent pieces are on the map"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
