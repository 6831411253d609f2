"""The status bar: what is being done, step, speed, time left, memory."""

import psutil
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtWidgets import (
    QLabel,
    QProgressBar,
    QSizePolicy,
    QStatusBar,
    QToolButton,
    QWidget,
)

from ui.durations import duration
from ui.i18n import joined
from ui.models import figures
from ui.running.run_view import RunView
from ui.session import Session
from ui.shell.messages import translate
from ui.workspace import Workspace
from workbench.store.records import RunStatus
from workbench.store.runs.state import RunState
from workbench.store.runs.time_left import seconds_left, total_steps

_REFRESH_MS = 500


class StatusBar(QStatusBar):
    """Refreshes twice a second, whatever happens how often."""

    def __init__(self, session: Session, parent: QWidget) -> None:
        super().__init__(parent)
        self._session = session
        self._process = psutil.Process()
        self._stage = QLabel()
        self._stage.setTextFormat(Qt.TextFormat.PlainText)
        self._stage.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._queue = QToolButton(autoRaise=True)
        self._queue.clicked.connect(lambda: session.go_to(Workspace.TRAIN, "queue"))
        self._progress = QProgressBar()
        self._progress.setRange(0, 1000)
        self._progress.setFixedWidth(160)
        self._progress.setTextVisible(False)
        self._step, self._speed, self._left, self._memory = (_figure() for _ in range(4))
        self.addWidget(self._stage, 1)
        for widget in (
            self._queue,
            self._progress,
            self._step,
            self._speed,
            self._left,
            self._memory,
        ):
            self.addPermanentWidget(widget)
        self._timer = QTimer(self, interval=_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)
        self._timer.start()
        session.runner.active_changed.connect(self.refresh)
        self.refresh()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.refresh()

    def refresh(self) -> None:
        """Show the run that is live, here or elsewhere, or that nothing runs."""
        used = figures.size(self._process.memory_info().rss)
        self._memory.setText(self.tr("Memory {size}").format(size=used))
        self._queue.setText(self.tr("Show the queue"))
        self._queue.setVisible(bool(self._session.runner.queued))
        view = self._session.runner.live
        if view is None:
            self._stage.setText(self._reading())
            for widget in (self._progress, self._step, self._speed, self._left):
                widget.hide()
        else:
            self._show(view)

    def _show(self, view: RunView) -> None:
        state = view.state
        self._stage.setText(self._doing(view))
        self._stage.setToolTip(self._waiting())
        done, total = _progress(state)
        # A bar without a known end would repaint the window at every frame, beside the training.
        self._progress.setVisible(total > 0)
        self._progress.setValue(round(1000 * done / total) if total else 0)
        step = figures.count(state.step)
        if (most := total_steps(state)) is not None:
            step = f"{step} / {figures.count(most)}"
        self._step.setText(self.tr("Step {step}").format(step=step))
        self._step.setVisible(state.step > 0)
        speed = state.last.get("tokens_per_second")
        self._speed.setVisible(speed is not None)
        if speed is not None:
            self._speed.setText(
                self.tr("{count} tokens/s").format(count=figures.count(round(speed)))
            )
        left_s = seconds_left(state)
        self._left.setVisible(left_s is not None)
        if left_s is not None:
            self._left.setText(self.tr("{time} left").format(time=duration(left_s)))

    def _doing(self, view: RunView) -> str:
        state = view.state
        name = self._session.run_name(view)
        waiting = len(self._session.runner.queued)
        if state.status == RunStatus.PAUSED:
            what = self.tr("Paused")
        elif state.stage is not None:
            what = translate(state.stage.words)
        else:
            what = self.tr("Starting")
        text = f"{name}: {what}"
        if view is not self._session.runner.active:
            text += self.tr(" (in a process of its own)")
        if waiting:
            text += self.tr(" ({count} waiting)").format(count=waiting)
        return text

    def _reading(self) -> str:
        """How far the project's runs are read, which others need not wait for."""
        project = self._session.project
        progress = project.catalogue.progress if project is not None else None
        if progress is None:
            return self.tr("Nothing is running")
        done, total = map(figures.count, progress)
        return self.tr("Reading the runs: {done} of {total}").format(done=done, total=total)

    def _waiting(self) -> str:
        """The names of what waits for its turn; empty if nothing does."""
        names = joined(self._session.runner.queued)
        return self.tr("Waiting: {names}").format(names=names) if names else ""


def _progress(state: RunState) -> tuple[int, int]:
    """Done and total of the present stage, or of the steps; a total of 0 is unknown."""
    if state.stage is not None and state.stage.total and state.stage.done:
        return state.stage.done, state.stage.total
    total = total_steps(state)
    return (state.step, total) if total is not None and state.step else (0, 0)


def _figure() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setContentsMargins(8, 0, 8, 0)
    return label
