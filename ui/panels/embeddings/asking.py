"""The question: a teacher, a student beside it or none, which matrix, which pieces."""

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from ui.forms.editors import ignore_wheel_without_focus
from ui.models.fitness import why_not_read
from ui.models.role import Role
from ui.panels.embeddings.pieces_choice import PiecesChoice
from ui.panels.embeddings.queries import EmbeddingSettings
from ui.session import Session
from ui.texts.results_of import ResultsOf, chosen_in
from ui.widgets.model_picker import ModelPicker
from workbench.inspection.embeddings.spec import EmbeddingMatrix, Projection

_PROJECTIONS: tuple[Projection, ...] = ("pca", "umap")
_MATRICES: tuple[EmbeddingMatrix, ...] = ("input", "output")


class EmbeddingsAsked(QWidget):
    """Editors in two lines; `changed` tells of any change, `typed` of one that goes on, and
    `asked` that a person ended it with Enter."""

    changed = Signal()
    typed = Signal()
    asked = Signal()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._pickers = {role: ModelPicker() for role in Role}
        self._teacher_label, self._with_student = QLabel(), QCheckBox()
        self._matrix_label, self._matrix = QLabel(), QComboBox()
        self._matrix.addItems([""] * len(_MATRICES))
        self._projection_label, self._projection = QLabel(), QComboBox()
        self._projection.addItems(["PCA", "UMAP"])
        self._pieces = PiecesChoice(session.text)
        for editor in (self._matrix, self._projection):
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
        matrix, pieces = _MATRICES[self._matrix.currentIndex()], self._pieces.value()
        if pieces is None:
            return None
        projection = _PROJECTIONS[self._projection.currentIndex()]
        settings = EmbeddingSettings(matrix, pieces, projection)
        return ResultsOf(pieces.text or matrix, models, (settings,))

    def add_settings(self, *widgets: QWidget) -> None:
        """Put more behind the settings, at the right."""
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
        self._projection_label.setBuddy(self._projection)
        for widget in (
            *(self._matrix_label, self._matrix),
            *(self._projection_label, self._projection),
        ):
            self._settings.addWidget(widget)
        self._settings.addWidget(self._pieces)
        self._settings.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(grid)
        layout.addLayout(self._settings)
        self._pickers[Role.STUDENT].setEnabled(False)

    def _connect(self) -> None:
        self._with_student.toggled.connect(self._on_with_student)
        self._matrix.currentIndexChanged.connect(self.changed)
        self._projection.currentIndexChanged.connect(self.changed)
        self._pieces.changed.connect(self._on_pieces)
        self._pieces.typed.connect(self.typed)
        self._pieces.asked.connect(self.asked)
        for picker in self._pickers.values():
            picker.changed.connect(self._on_pick)

    def _on_pieces(self) -> None:
        self._settings.setStretchFactor(self._pieces, int(self._pieces.takes_room))
        self.changed.emit()

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
        self._projection_label.setText(self.tr("Projection"))
        self._projection.setToolTip(
            self.tr(
                "PCA: the plane of the greatest variance; UMAP keeps near pieces near, and takes "
                "its time"
            )
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
