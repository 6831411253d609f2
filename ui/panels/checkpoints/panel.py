"""What the heads of a model do on one text at each checkpoint of its run."""

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.models.fitness import why_not_read
from ui.models.role import Role
from ui.panel import Panel, Swap
from ui.panels.checkpoints.checkpoint_view import CheckpointView
from ui.panels.checkpoints.choice import FollowedChoice
from ui.panels.checkpoints.export import CheckpointsExport
from ui.panels.checkpoints.notes import notes, progress_text
from ui.panels.checkpoints.queries import Followed, asked_of, known_of, query_checkpoints
from ui.panels.checkpoints.step_slider import StepSlider
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.shell.next_step_state import NextStepState
from ui.texts.passage_button import PassageButton
from ui.texts.reading_note import ReadingNote, no_text
from ui.texts.results_of import OutdatedMark, ResultsOf
from ui.texts.text_edit import SharedTextEdit
from ui.when_seen import WhenSeen
from ui.workspace import Workspace

_TEXT_LINES = 2


class CheckpointsPanel(Panel):
    """A slider over the checkpoints; overview, curves and tables follow it."""

    name = "checkpoints"
    workspace = Workspace.INSPECT
    area = Qt.DockWidgetArea.RightDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._empty = NextStepState(session)
        self._choice = FollowedChoice()
        self._text = SharedTextEdit(session.text, _TEXT_LINES, enter_asks=True)
        self._passage = PassageButton(session, lambda: self._choice.model.reference)
        self._note = ReadingNote(session.text, no_text, self._what_is_said)
        self._outdated = OutdatedMark(session)
        self._read, self._stop = QPushButton(), QPushButton()
        self._progress = QLabel()
        self._follow, self._show_there = QCheckBox(), QPushButton()
        self._slider, self._view = StepSlider(), CheckpointView(session)
        self._export = CheckpointsExport(session, self._view, self._shown)
        self._followed: Followed | None = None
        self._asked: ResultsOf | None = None
        self._query: Query[Followed] | None = None
        self._lay_out()
        self._connect()
        self.retranslate()
        self._paint()

    def title(self) -> str:
        return self.tr("Over checkpoints")

    def retranslate(self) -> None:
        super().retranslate()
        self._text.setPlaceholderText(self.tr("A sentence to look at"))
        self._text.setAccessibleName(self._text.placeholderText())
        self._read.setText(self.tr("Read checkpoints"))
        self._stop.setText(self.tr("Stop"))
        self._follow.setText(self.tr("Follow the newest"))
        self._follow.setToolTip(
            self.tr("While the run trains, read each new checkpoint by itself and go there")
        )
        self._show_there.setText(self.tr("Show in Attention"))
        self._show_there.setToolTip(self.tr("Look at the chosen checkpoint's heads in large"))
        self._empty.set_about(
            self.tr(
                "Here you see how the heads of a model came to be: the same text at every "
                "checkpoint that its run kept."
            )
        )
        for part in (self._choice, self._passage, self._slider, self._view, self._export):
            part.retranslate()
        self._note.refresh()

    # -- laying out

    def _lay_out(self) -> None:
        text, reading, steps = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        text.addWidget(self._text, 1)
        text.addWidget(self._passage)
        for widget in (self._read, self._stop, self._progress):
            reading.addWidget(widget)
        reading.addStretch(1)
        reading.addWidget(self._follow)
        steps.addWidget(self._slider, 1)
        steps.addWidget(self._show_there)
        steps.addWidget(self._export)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.addWidget(self._choice)
        layout.addLayout(text)
        layout.addLayout(reading)
        layout.addWidget(self._note)
        layout.addWidget(self._outdated)
        layout.addLayout(steps)
        layout.addWidget(self._view, 1)
        self._swap = Swap(self._empty, content)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._swap)

    def _connect(self) -> None:
        session = self.session
        self._read.clicked.connect(self.read)
        self._stop.clicked.connect(self.stop)
        self._text.asked.connect(self.read)
        self._outdated.refresh_requested.connect(self.read)
        session.text.changed.connect(self._mark_outdated)
        self._choice.model.changed.connect(self._on_pick)
        self._choice.asked_changed.connect(self._on_asked)
        self._follow.toggled.connect(self._read_newest)
        self._slider.moved.connect(self._on_moved)
        self._view.went_to.connect(self._slider.choose)
        self._show_there.clicked.connect(self._go_to_attention)
        changes = session.catalogue_changed, session.selection_changed
        WhenSeen(self, self._refresh, *changes, then=self._read_what_is_new)
        session.theme.changed.connect(self._paint)

    def _paint(self) -> None:
        self._choice.paint(self.session.theme.colours)
        self._empty.set_icon(self.session.theme.icon("history"))
        self._view.paint_again()

    # -- choosing

    def _refresh(self) -> None:
        project, selection = self.session.project, self.session.selection
        models = project.models if project is not None else ()
        self._swap.show_content(bool(models))
        corpora = project.corpora if project is not None else ()
        self._choice.set_corpora([one.name for one in corpora])
        preferred = selection.student or selection.teacher
        self._choice.set_models(models, why_not_read, preferred, selection.teacher)
        if self._choice.record is None and self._followed is not None:
            self._forget()
        self._mark_outdated()
        self._read_newest()

    def _on_pick(self) -> None:
        """Another model is read if checkpoints are shown; another checkpoint is gone to."""
        followed, choice = self._followed, self._choice.model.choice
        if followed is not None and choice is not None and self._is_of(choice.model.name):
            steps = followed.evolution.steps
            if choice.checkpoint.step in steps:
                self._slider.choose(steps.index(choice.checkpoint.step))
            return
        if self._asked is not None:
            self.read()

    def _is_of(self, name: str) -> bool:
        assert self._followed is not None
        return self._followed.results.models[Role.STUDENT].reference == f"{name}@last"

    def _on_asked(self) -> None:
        """Another teacher, or more or less of each checkpoint."""
        if self._asked is not None:
            self.read()

    def _present(self) -> ResultsOf | None:
        """What would be read now; None without a model."""
        record = self._choice.record
        if record is None:
            return None
        text, choice = self.session.text.text.strip(), self._choice
        return asked_of(text, record, choice.teacher, choice.read)

    def _read_what_is_new(self) -> None:
        # Loading a model for the first time is heavy; a run that is on is not disturbed unasked.
        if self._asked != self._present() and self.session.runner.active is None:
            self.read()

    def _read_newest(self) -> None:
        """Go on to the checkpoints that the run has saved meanwhile, if that is asked for."""
        if self._follow.isChecked() and self._followed is not None:
            present = self._present()
            if present is not None and present != self._asked and present.text:
                self.read()

    def _mark_outdated(self) -> None:
        present = self._present()
        self._read.setEnabled(present is not None and bool(present.text) and self._query is None)
        if present is None:
            self._outdated.hide()
            return
        results = self._followed.results if self._followed is not None else None
        self._outdated.compare(results, present, is_asked=self._asked is not None)

    # -- queries

    def read(self) -> None:
        """Read the text at every checkpoint; an earlier query is cancelled."""
        project, present = self.session.project, self._present()
        if project is None or present is None or not present.text:
            return
        self.stop()
        self._asked = present
        known = known_of(self._followed, present)
        self._query = self.session.query(
            lambda: query_checkpoints(project, present, known),
            self._take,
            on_done=self._end,
            on_error=self._fail,
            owner=self,
            on_restart=keep_shown,
        )
        self._stop.setEnabled(True)
        self._mark_outdated()

    def stop(self) -> None:
        """Read no further; what was read stays."""
        if self._query is not None:
            self._query.cancel()
        self._end()

    def _take(self, followed: Followed) -> None:
        """A checkpoint more was read, and is shown, unless it is one of those that are known."""
        evolution, known = followed.evolution, known_of(self._followed, followed.results)
        self._progress.setText(progress_text(evolution))
        num_known = len(known.points) if known is not None else 0
        if evolution.share or (
            len(evolution.points) < num_known and evolution.done < evolution.total
        ):
            return
        self._followed = followed
        self.session.text.hold()
        is_newer = num_known < len(evolution.points)
        self._slider.set_steps(evolution.steps, follow=is_newer or self._follow.isChecked())
        self._view.show_followed(followed, self._slider.number)
        self._after_moving()
        self._note.refresh()
        self._mark_outdated()

    def _end(self) -> None:
        self._query = None
        self._stop.setEnabled(False)
        self._progress.setText("")
        self._mark_outdated()

    def _fail(self, error: BaseException) -> None:
        self._forget()
        self._end()
        self.session.query_failed(self, error)

    def _forget(self) -> None:
        """Leave nothing that could be taken for the answer."""
        self._followed = None
        self._slider.set_steps((), follow=True)
        self._view.show_followed(None, 0)
        self._after_moving()
        self._note.refresh()

    # -- moving

    def _on_moved(self, number: int) -> None:
        self._view.show_number(number)
        self._after_moving()

    def _after_moving(self) -> None:
        """The picker names the checkpoint that is shown."""
        shown, record = self._shown(), self._choice.record
        self._show_there.setEnabled(shown is not None)
        if shown is not None and record is not None and self._is_of(record.name):
            followed, number = shown
            step = followed.evolution.steps[number]
            with QSignalBlocker(self._choice.model):
                self._choice.model.set_reference(f"{record.name}@{step}")

    def _go_to_attention(self) -> None:
        """Choose the checkpoint for the whole window, in the place of its model if it has one."""
        reference = self._choice.model.reference
        name, selection = _name(reference), self.session.selection
        is_teacher = _name(selection.teacher) == name != _name(selection.student)
        self.session.select(**{"teacher" if is_teacher else "student": reference})
        self.session.go_to(Workspace.INSPECT, "attention")

    def _shown(self) -> tuple[Followed, int] | None:
        """What was read, and the number of the checkpoint that is shown."""
        followed = self._followed
        if followed is None or not followed.evolution.points:
            return None
        return followed, self._slider.number

    def _what_is_said(self, text: str) -> list[str]:
        followed = self._followed
        return notes(followed.evolution) if followed and followed.results.text == text else []


def _name(reference: str) -> str:
    """The model of a reference that a picker gave."""
    return reference.rpartition("@")[0]
