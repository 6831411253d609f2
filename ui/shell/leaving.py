"""Closing the window while a run is active: asked without blocking, done without loss."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

from ui.i18n import joined
from ui.running.run_view import RunView
from ui.running.waiting import keep_waiting, waiting_behind
from ui.session import Session
from workbench.errors import WorkbenchError
from workbench.events import Outcome

if TYPE_CHECKING:
    from workbench.plans.planned_run import Startable

_POLL_MS = 200
_PATIENCE_S = 60.0


class LeavingDialog(QDialog):
    """Stop and quit, keep running without the window, or stay; the run goes on meanwhile."""

    ready = Signal()
    """Nothing holds the window any more."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self.setModal(False)
        self._text = QLabel(wordWrap=True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        buttons = QDialogButtonBox()
        role = QDialogButtonBox.ButtonRole
        self._stop = buttons.addButton("", role.DestructiveRole)
        self._keep = buttons.addButton("", role.AcceptRole)
        self._cancel = buttons.addButton("", role.RejectRole)
        assert isinstance(self._cancel, QPushButton)
        self._stop.clicked.connect(self.stop_and_quit)
        self._keep.clicked.connect(self.keep_running)
        self._cancel.clicked.connect(self.hide)
        layout = QVBoxLayout(self)
        layout.addWidget(self._text)
        layout.addWidget(buttons)
        self.setMinimumWidth(460)
        session.runner.run_ended.connect(self._on_run_ended)
        session.runner.queue_changed.connect(self._show_question)
        self._outcome: Outcome | None = None
        self._following: Sequence[Startable] = ()
        self._watch = QTimer(self, interval=_POLL_MS)
        self._watch.timeout.connect(self._check_journal)
        self._journal = Path()
        self._journal_size = 0
        self._give_up_at = 0.0

    def ask(self) -> None:
        """Show the question; asking again while it is shown brings it to the front."""
        self._retranslate()
        self.show()
        self.activateWindow()

    def stop_and_quit(self) -> None:
        """Stop the run at its next safe point, and leave when it is saved."""
        self._begin(Outcome.STOPPED, self.tr("Stopping: the present step ends and is saved…"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self.setWindowTitle(self.tr("A run is active"))
        self._show_question()
        self._stop.setText(self.tr("Stop and quit"))
        self._keep.setText(self.tr("Keep running"))
        self._cancel.setText(self.tr("Cancel"))

    def _show_question(self) -> None:
        """What is asked, and what becomes of the runs that wait; unless it was answered."""
        active = self._session.runner.active
        if self._outcome is not None or active is None:
            return
        sentences = [
            self.tr(
                "Training goes on. Stop it (it saves a checkpoint and can be resumed later), "
                "or let it run on without this window?"
            )
        ]
        behind = waiting_behind(active.run_id, self._session.runner.waiting)
        if following := behind.pop(active.run_id):
            sentence = self.tr(
                "Queued behind it: {names}. They start once it has finished: without this window "
                "if it keeps running, and after you have resumed it if you stop it."
            )
            sentences.append(sentence.format(names=joined(run.name for run in following)))
        if behind:
            sentence = self.tr(
                "Waiting to be resumed: {names}. They do not go on by themselves; "
                "resume them in the table of runs."
            )
            sentences.append(sentence.format(names=joined(behind)))
        self._text.setText("\n\n".join(sentences))

    def keep_running(self) -> None:
        """Save, let a process of its own go on with the run, and leave once it is alive."""
        sentence = self.tr("Handing over: the run is saved and goes on as a process of its own…")
        self._begin(Outcome.HANDED_OVER, sentence)

    def _begin(self, outcome: Outcome, sentence: str) -> None:
        self._outcome = outcome
        self._text.setText(sentence)
        for button in (self._stop, self._keep, self._cancel):
            button.setEnabled(False)
        active = self._session.runner.active
        if active is None:
            self.ready.emit()
            return
        try:
            self._keep_waiting(active.run_id)
        except WorkbenchError as error:
            self._stay(error)
            return
        self._session.runner.stop(outcome)

    def _keep_waiting(self, active: str) -> None:
        """Keep what waits with the run that it waits behind: the window forgets it."""
        project = self._session.project
        assert project is not None
        self._following = keep_waiting(project, active, self._session.runner.waiting)

    def _on_run_ended(self, view: RunView, outcome: Outcome) -> None:
        if self._outcome is None:
            self.setVisible(self.isVisible() and bool(self._session.runner.waiting))
            return
        try:
            self._leave_behind(view.run_id, outcome)
        except WorkbenchError as error:
            self._stay(error)

    def _leave_behind(self, run_id: str, outcome: Outcome) -> None:
        """See to it that what is left goes on as was asked; a run may have finished meanwhile."""
        project = self._session.project
        assert project is not None
        if outcome == Outcome.FINISHED and self._following:
            before, run_id = run_id, project.start(self._following[0]).id
            project.saved_run(run_id).keep_following(self._following[1:])
            project.saved_run(before).keep_following(())
            outcome = self._outcome or outcome
        if outcome == Outcome.HANDED_OVER:
            self._continue_detached(run_id)
        else:
            self.ready.emit()

    def _continue_detached(self, run_id: str) -> None:
        project = self._session.project
        assert project is not None
        self._journal = project.saved_run(run_id).journal_path
        self._journal_size = self._size()
        project.resume_detached(run_id)
        self._give_up_at = time.monotonic() + _PATIENCE_S
        self._watch.start()

    def _check_journal(self) -> None:
        """The new process is alive once it has written a line of its own."""
        if self._size() > self._journal_size:
            self._watch.stop()
            self.ready.emit()
        elif time.monotonic() > self._give_up_at:
            self._stay(None)

    def _stay(self, error: WorkbenchError | None) -> None:
        """The hand-over failed: the run is saved and stopped, and the window stays to say so."""
        self._watch.stop()
        self._outcome = None
        for button in (self._stop, self._keep, self._cancel):
            button.setEnabled(True)
        self.hide()
        if error is not None:
            self._session.messages.error(error)
        else:
            self._session.messages.show(
                self.tr("The run did not start again by itself; it is saved and can be resumed.")
            )

    def _size(self) -> int:
        try:
            return self._journal.stat().st_size
        except OSError:
            return 0
