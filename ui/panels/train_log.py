"""What a run says: its stages, notes, checkpoints and its end."""

from typing import assert_never

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QHideEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout

from ui.models import figures
from ui.models.facts import facts_text
from ui.models.run_words import metric_text, role_text
from ui.panel import EmptyState, Panel, Swap, Workspace
from ui.running.watched_run import WatchedRun
from ui.session import Session
from ui.shell.messages import translate
from ui.widgets.log_view import LogView, Weight
from workbench.events import (
    ArtifactReady,
    CheckpointRemoved,
    CheckpointSaved,
    Classified,
    Continued,
    Event,
    Level,
    Metrics,
    Note,
    Outcome,
    Paused,
    Progress,
    Reference,
    ReportReady,
    RunEnded,
    RunResumed,
    RunStarted,
    SampleWritten,
    StageStarted,
)
from workbench.metrics import metric

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
                text = self._line(event)
                if text:
                    self._log.append(text, weight_of(event))
            last = view.log[-1] if view.log else None
            failed = isinstance(last, RunEnded) and last.outcome == Outcome.FAILED
        self._details.setVisible(failed)

    def _line(self, event: Event) -> str:
        """An event as a line of the log; empty for what other panels show."""
        match event:
            case RunStarted():
                text = self._begins(event)
            case RunResumed():
                text = self._resumed(event)
            case StageStarted():
                text = translate(event.words)
            case Note():
                text = translate(event.words)
            case Reference():
                text = self._reference(event)
            case CheckpointSaved():
                text = self._checkpoint(event)
            case ArtifactReady():
                text = self._artifact(event)
            case ReportReady():
                text = "" if event.verdict is None else translate(event.verdict)
            case Paused():
                text = self.tr("Paused after step {step}").format(step=figures.count(event.step))
            case Continued():
                text = self.tr("Resumed after step {step}").format(step=figures.count(event.step))
            case RunEnded():
                text = translate(event.words)
            case Metrics() | Progress() | SampleWritten() | Classified() | CheckpointRemoved():
                text = ""
            case _:
                assert_never(event)
        return text

    def _reference(self, event: Reference) -> str:
        return self.tr("{name}: {metric} = {value}").format(
            name=role_text(event.name),
            metric=metric_text(event.metric),
            value=figures.figure(metric(event.metric), event.value),
        )

    def _begins(self, event: RunStarted) -> str:
        """The run of a corpus or a tokenizer tells no facts of the machine."""
        if not event.environment:
            return self.tr("{name} begins").format(name=event.name)
        facts = facts_text(event.environment)
        return self.tr("{name} begins ({facts})").format(name=event.name, facts=facts)

    def _resumed(self, event: RunResumed) -> str:
        """A negative step means that nothing had been saved."""
        if event.from_step < 0:
            return self.tr("Begins anew: nothing had been saved")
        return self.tr("Resumed from step {step}").format(step=figures.count(event.from_step))

    def _artifact(self, event: ArtifactReady) -> str:
        match event.artifact:
            case "corpus":
                text = self.tr("The corpus is ready ({facts})")
            case "tokenizer":
                text = self.tr("The tokenizer is ready ({facts})")
            case "shards":
                text = self.tr("The text is encoded ({facts})")
            case "cache":
                text = self.tr("The teacher cache is ready ({facts})")
            case _:
                assert_never(event.artifact)
        return text.format(facts=facts_text(event.facts))

    def _checkpoint(self, event: CheckpointSaved) -> str:
        if event.is_best:
            text = self.tr("Checkpoint at step {step} saved, the best so far")
        else:
            text = self.tr("Checkpoint at step {step} saved")
        return text.format(step=figures.count(event.step))

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
