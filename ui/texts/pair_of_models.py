"""Teacher and student to choose, in a line, for a panel that asks both about one text."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from ui.models.role import Role
from ui.protocols.open_project import OpenProject
from ui.session import Session
from ui.texts.results_of import Answering, chosen_in
from ui.widgets.model_picker import ModelPicker

Offer = Callable[[Mapping[Role, ModelPicker], OpenProject | None, str], object]
"""Puts into both pickers what a panel can use; a teacher that is named is chosen before."""


class PairOfModels(QWidget):
    """The window's pair: it follows that, and what a person chooses here is chosen for the window.

    `changed` tells of a person's choice.
    """

    changed = Signal()

    def __init__(self, session: Session, offer: Offer, student_name: QWidget | None = None) -> None:
        """`student_name` stands in front of the student where it is more than a label."""
        super().__init__()
        self._session = session
        self._offer = offer
        self._pickers = {role: ModelPicker() for role in Role}
        self._labels = {role: QLabel() for role in Role}
        names = {**self._labels, **({Role.STUDENT: student_name} if student_name else {})}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        for column, (role, picker) in enumerate(self._pickers.items()):
            self._labels[role].setBuddy(picker)
            grid.addWidget(names[role], 0, 2 * column, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(picker, 0, 2 * column + 1)
            grid.setColumnStretch(2 * column + 1, 1)
            picker.changed.connect(self._on_pick)
        session.theme.changed.connect(self._paint)
        self._retranslate()
        self._paint()

    @property
    def models(self) -> dict[Role, Answering]:
        """Who would answer now, in each role that is taken."""
        return chosen_in(self._pickers)

    @property
    def is_whole(self) -> bool:
        """Whether both are chosen."""
        return len(self.models) == len(Role)

    @property
    def any_reference(self) -> str:
        """The teacher's, without one the student's; empty without both."""
        return next((one.reference for one in self._pickers.values() if one.reference), "")

    def reference(self, role: Role) -> str:
        """Empty where nothing is chosen."""
        return self._pickers[role].reference

    def refresh(self) -> None:
        """Offer the project's models anew, and choose the window's pair; in silence."""
        selection = self._session.selection
        self._offer(self._pickers, self._session.project, selection.teacher)
        if selection.student and selection.student != self.reference(Role.STUDENT):
            self._pickers[Role.STUDENT].set_reference(selection.student)

    def set_student_enabled(self, is_enabled: bool) -> None:
        """Whether a student can be chosen."""
        self._pickers[Role.STUDENT].setEnabled(is_enabled)

    # -- inside

    def _on_pick(self) -> None:
        self._offer(self._pickers, self._session.project, "")
        teacher, student = (self.reference(role) for role in Role)
        self._session.select(teacher=teacher, student=student)
        self.changed.emit()

    def _paint(self) -> None:
        for role, picker in self._pickers.items():
            picker.set_colour(getattr(self._session.theme.colours, role))

    def _retranslate(self) -> None:
        self._labels[Role.TEACHER].setText(self.tr("Teacher"))
        self._labels[Role.STUDENT].setText(self.tr("Student"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
