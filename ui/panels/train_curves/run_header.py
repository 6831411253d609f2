"""Which run is shown, how it stands, and the buttons that steer it."""

import contextlib

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QToolButton, QWidget

from ui.durations import duration
from ui.models.next_step import NextStep, step_after
from ui.models.run_words import is_live
from ui.panels.train_curves.run_choice import RunChoice
from ui.running.detached.starting import resume
from ui.running.run_view import RunView
from ui.session import Session
from ui.shell.messages import translate
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.token_strip import plain
from workbench.errors import NotFound
from workbench.store.records import RunStatus
from workbench.store.runs.requests import Request
from workbench.store.runs.state import MetricSeries, RunState

_RESUMABLE = (RunStatus.STOPPED, RunStatus.FAILED, RunStatus.INTERRUPTED, RunStatus.HANDED_OVER)


class RunHeader(QWidget):
    """Pause, resume and stop for a run that is live, here or elsewhere; resume for one that ended
    early, and what comes next after one that has finished."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._view: RunView | None = None
        self._choice = RunChoice(session)
        self._text = ElidedLabel()
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._pause, self._go_on, self._stop = (
            self._button(request) for request in (Request.PAUSE, Request.RESUME, Request.STOP)
        )
        self._resume = QPushButton()
        self._resume.clicked.connect(self._resume_run)
        self._next = QPushButton()
        self._next.clicked.connect(self._take_next_step)
        layout = self._layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 2, 6, 2)
        layout.addWidget(self._choice, 2)
        layout.addWidget(self._text, 1)
        for button in (self._pause, self._go_on, self._stop, self._resume, self._next):
            layout.addWidget(button)
        session.runner.active_changed.connect(self.refresh)
        session.catalogue_changed.connect(self.refresh)
        self._retranslate()

    def add(self, widget: QWidget) -> None:
        """Put something more at the end of the line."""
        self._layout.addWidget(widget)

    @property
    def has_runs(self) -> bool:
        """Whether there is any run to choose."""
        return self._choice.count() > 0

    def show_run(self, view: RunView | None) -> None:
        self._view = view
        self._choice.offer(view)
        self.refresh()

    def refresh(self) -> None:
        runner, view = self._session.runner, self._view
        status = self._status()
        is_ours = view is not None and view is runner.active
        live = is_ours or (status is not None and is_live(status))
        paused = runner.pausing if is_ours else status is RunStatus.PAUSED
        self._pause.setVisible(live and not paused)
        self._go_on.setVisible(live and paused)
        self._stop.setVisible(live)
        self._resume.setVisible(not live and status in _RESUMABLE)
        step = self._next_step(status)
        self._next.setVisible(step is not None)
        self._next.setText(step.text if step is not None else "")
        if view is not None and status is not None:
            self._choice.tell(f"{self._session.run_name(view)} – {self._status_word(status)}")
        self._text.setText(self._words(status))
        self._text.setToolTip(plain(self._text.text()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()

    def _retranslate(self) -> None:
        self._pause.setText(self.tr("Pause"))
        self._go_on.setText(self.tr("Resume"))
        self._stop.setText(self.tr("Stop"))
        self._stop.setToolTip(self.tr("Stop after saving; the run can be resumed"))
        self._resume.setText(self.tr("Resume"))
        self.refresh()

    def _status(self) -> RunStatus | None:
        """A journal without an end tells of a living run only if somebody holds its lock.

        One that is not read yet tells nothing.
        """
        if self._view is None or self._session.project is None:
            return None
        status = self._view.state.status
        unsure = status in (RunStatus.QUEUED, RunStatus.RUNNING, RunStatus.PAUSED)
        if unsure and self._view is not self._session.runner.active:
            with contextlib.suppress(NotFound):  # it was deleted since it was chosen
                return self._session.project.saved_run(self._view.run_id).record.status
        return status

    def _words(self, status: RunStatus | None) -> str:
        if self._view is None or status is None:
            return ""
        state, runner = self._view.state, self._session.runner
        if self._view is runner.active and runner.waits_for is not None:
            return translate(runner.waits_for)
        if status == RunStatus.FAILED and state.ended is not None:
            return translate(state.ended)
        return self._time_taken(state) if status == RunStatus.FINISHED else ""

    def _time_taken(self, state: RunState) -> str:
        """How long it took, beside what was estimated before it began."""
        project, view = self._session.project, self._view
        longest = max(state.series.values(), key=len, default=MetricSeries())
        if project is None or view is None or not longest:
            return ""
        took = duration(longest.elapsed_s[-1])
        estimated = project.saved_run(view.run_id).estimated_seconds()
        if estimated is None:
            return self.tr("in {time}").format(time=took)
        return self.tr("in {time} ({estimated} estimated)").format(
            time=took, estimated=duration(estimated)
        )

    def _status_word(self, status: RunStatus) -> str:
        match status:
            case RunStatus.QUEUED:
                return self.tr("starting")
            case RunStatus.RUNNING:
                return self.tr("running")
            case RunStatus.PAUSED:
                return self.tr("paused")
            case RunStatus.FINISHED:
                return self.tr("finished")
            case RunStatus.STOPPED:
                return self.tr("stopped")
            case RunStatus.FAILED:
                return self.tr("failed")
            case RunStatus.HANDED_OVER:
                return self.tr("handed over to a process of its own")
            case RunStatus.INTERRUPTED:
                return self.tr("interrupted")

    def _next_step(self, status: RunStatus | None) -> NextStep | None:
        if self._view is None or status is not RunStatus.FINISHED:
            return None
        return step_after(self._view.state.kind)

    def _take_next_step(self) -> None:
        step = self._next_step(self._status())
        if self._view is not None and step is not None:
            self._session.take(step, self._view.run_id)

    def _resume_run(self) -> None:
        if self._view is not None:
            resume(self._session, self._view.run_id)

    def _button(self, request: Request) -> QToolButton:
        button = QToolButton()
        button.clicked.connect(lambda: self._steer(request))
        return button

    def _steer(self, request: Request) -> None:
        if self._view is not None:
            self._session.runner.request(self._view.run_id, request)
