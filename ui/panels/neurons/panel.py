"""The feed-forward neurons of a model, or of a teacher beside its student, on one text."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ui.models.fitness import offer_each
from ui.models.role import Role
from ui.panel import Panel, Swap
from ui.panels.neurons.model_side import ModelNeurons
from ui.session import Session
from ui.shell.next_step_state import NextStepState
from ui.texts.pair_of_models import PairOfModels
from ui.texts.passage_button import PassageButton
from ui.texts.reading_note import ReadingNote, no_text
from ui.texts.text_edit import SharedTextEdit
from ui.when_seen import WhenSeen
from ui.workspace import Workspace

TEXT_LINES = 2


class NeuronsPanel(Panel):
    """Both models read the same text; nothing of one is matched with anything of the other."""

    name = "neurons"
    workspace = Workspace.INSPECT
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._with_student = QCheckBox()
        self._with_student.setChecked(True)
        self._models = PairOfModels(session, offer_each, self._with_student)
        self._text = SharedTextEdit(session.text, TEXT_LINES)
        self._passage_button = PassageButton(session, lambda: self._models.any_reference)
        self._sides = {role: ModelNeurons(session) for role in Role}
        self._note = ReadingNote(session.text, no_text, self._what_is_not_read)
        self._look = QPushButton()
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()
        self._show_sides()

    def title(self) -> str:
        return self.tr("Neurons")

    def retranslate(self) -> None:
        super().retranslate()
        self._with_student.setText(self.tr("Student"))
        self._with_student.setToolTip(self.tr("Show the student's neurons beside the teacher's"))
        self._text.setPlaceholderText(self.tr("A text to look at"))
        self._text.setAccessibleName(self.tr("A text to look at"))
        self._passage_button.retranslate()
        self._look.setText(self.tr("Look"))
        self._empty.set_about(
            self.tr("Here you see what the neurons of the feed-forward layers respond to.")
        )
        for side in self._sides.values():
            side.retranslate()
        self._note.refresh()

    # -- laying out

    def _lay_out(self) -> None:
        split = QSplitter(Qt.Orientation.Horizontal)
        for number, side in enumerate(self._sides.values()):
            split.addWidget(side)
            split.setStretchFactor(number, 1)
        split.setSizes([1_000, 1_000])
        text = QHBoxLayout()
        text.addWidget(self._text, 1)
        for widget in (self._passage_button, self._look):
            text.addWidget(widget)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.addWidget(self._models)
        layout.addLayout(text)
        layout.addWidget(self._note)
        layout.addWidget(split, 1)
        self._swap = Swap(self._empty, content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._swap)

    def _connect(self) -> None:
        session = self.session
        self._look.clicked.connect(self.look)
        self._text.asked.connect(self.look)
        self._with_student.toggled.connect(self._look_on)
        self._models.changed.connect(self._look_on)
        for side in self._sides.values():
            side.changed.connect(self._on_answer)
        changes = session.catalogue_changed, session.selection_changed
        WhenSeen(self, self._refresh, *changes, then=self._look_at_what_is_new)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        for side in self._sides.values():
            side.draw()
        self._empty.set_icon(self.session.theme.icon("graph-outline"))

    # -- choosing

    def _refresh(self) -> None:
        project = self.session.project
        self._models.refresh()
        corpora = project.corpora if project is not None else ()
        for side in self._sides.values():
            side.set_corpora([one.name for one in corpora], self.session.selection.corpus)
        self._swap.show_content(project is not None and bool(project.models))
        self._show_sides()

    def _show_sides(self) -> None:
        """A student alone takes the whole room; a model is not put beside itself."""
        models, is_wanted = self._models.models, self._with_student.isChecked()
        teacher, student = models.get(Role.TEACHER), models.get(Role.STUDENT)
        shows_student = is_wanted and student is not None and student != teacher
        shows_teacher = teacher is not None or not shows_student
        self._models.set_student_enabled(is_wanted)
        for role, is_shown in ((Role.TEACHER, shows_teacher), (Role.STUDENT, shows_student)):
            side = self._sides[role]
            side.setVisible(is_shown)
            side.set_beside(shows_teacher and shows_student)
            side.set_model(models.get(role))
        self._on_answer()

    def _look_on(self) -> None:
        """Show the chosen models; those who looked already go on with what is new."""
        self._show_sides()
        if any(side.is_asked for side in self._sides.values()):
            for side in self._shown_sides():
                side.look_at_what_is_new()

    def _shown_sides(self) -> list[ModelNeurons]:
        return [side for side in self._sides.values() if not side.isHidden()]

    # -- looking

    def look(self) -> None:
        """Query the neurons of each model that is shown; earlier queries are cancelled."""
        for side in self._shown_sides():
            side.look()

    def _look_at_what_is_new(self) -> None:
        # Loading a model for the first time is heavy; a run that is on is not disturbed unasked.
        if self.session.runner.active is None:
            for side in self._shown_sides():
                side.look_at_what_is_new()

    def _on_answer(self) -> None:
        self._look.setEnabled(not any(side.is_busy for side in self._shown_sides()))
        self._note.refresh()

    def _what_is_not_read(self, text: str) -> list[str]:
        return list(dict.fromkeys(side.what_is_not_read(text) for side in self._shown_sides()))
