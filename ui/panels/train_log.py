"""What a run says: its stages, notes, checkpoints and its end."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from ui.models.event_words import event_text
from ui.panel import EmptyState, Panel, Swap, Workspace
from ui.running.watched_run import WatchedRun
from ui.session import Session
from ui.widgets.log_view import LogView, Weight
from workbench.events import Event, Level, Note, Outcome, RunEnded

_WEIGHTS = {Level.INFO: Weight.NORMAL, Level.WARNING: Weight.WARNING, Level.ERROR: Weight.ERROR}


class TrainLogPanel(Panel):
    """The chosen run's events in words, and a button that copies the traceback of a failure."""

    name = "train_log"
    workspace = Workspace.TRAIN
    area = Qt.DockWidgetArea.BottomDockWidgetArea

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._lines = 0
        self._log = LogView()
        self._empty = EmptyState()
        self._swap = Swap(self._empty, self._log)
        self._details = QPushButton()
        self._empty.triggered.connect(lambda: session.go_to(Workspace.TRAIN, "train_setup"))
        self._details.clicked.connect(self._copy_details)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self._swap)
        layout.addWidget(self._details, alignment=Qt.AlignmentFlag.AlignRight)
        self._watched = WatchedRun(session, self)
        self._watched.switched.connect(self._refill)
        self._watched.updated.connect(self._update)
        session.theme.changed.connect(self._paint)
        self._paint()
        self.retranslate()

    def title(self) -> str:
        return self.tr("Log")

    def retranslate(self) -> None:
        super().retranslate()
        self._details.setText(self.tr("Copy details of the failure"))
        self._empty.set_text(
            self.tr("What a run does and says is listed here."), self.tr("Set up a run")
        )
        self._refill()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._watched.wake()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watched.sleep()

    def _paint(self) -> None:
        colours = self.session.theme.colours
        self._log.set_colours({Weight.WARNING: colours.warning, Weight.ERROR: colours.error})

    def _refill(self) -> None:
        self._lines = 0
        self._log.clear()
        self._update()

    def _update(self) -> None:
        view = self._watched.view
        self._swap.show_content(view is not None)
        failed = False
        if view is not None:
            new, self._lines = view.log[self._lines :], len(view.log)
            for event in new:
                text = event_text(event)
                if text:
                    self._log.append(text, weight_of(event))
            last = view.log[-1] if view.log else None
            failed = isinstance(last, RunEnded) and last.outcome == Outcome.FAILED
        self._details.setVisible(failed)

    def _copy_details(self) -> None:
        project, view = self.session.project, self._watched.view
        if project is None or view is None:
            return
        path = project.saved_run(view.run_id).traceback_path
        details = (
            path.read_text(encoding="utf-8") if path.exists() else "\n".join(self._log.lines())
        )
        QGuiApplication.clipboard().setText(details)


def weight_of(event: Event) -> Weight:
    """How much an event stands out in the log."""
    if isinstance(event, Note):
        return _WEIGHTS[event.level]
    if isinstance(event, RunEnded) and event.outcome == Outcome.FAILED:
        return Weight.ERROR
    return Weight.NORMAL
