"""Sentences on what stands out in a run's curves, and the way to the documents behind it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.protocols.open_runs import RunSource
from ui.running.queries import keep_shown
from ui.running.run_view import RunView
from ui.session import TRAINING_KINDS, Session
from ui.shell.messages import translate
from ui.widgets.numbers import count
from workbench.store.runs.notes.alerts import Alert
from workbench.words import Words

if TYPE_CHECKING:
    from workbench.training.anomalies.anomaly import Anomaly

_MOST_HEIGHT_PX = 110
_MOST_ALERTS = 10
"""So many alerts are told one by one, the newest."""


@dataclass(frozen=True)
class FoundAnomalies:
    """The anomalies of a run, by its id, and what alert rules told of it."""

    run: str
    anomalies: "tuple[Anomaly, ...]"
    alerts: tuple[Alert, ...] = ()


def found_anomalies(project: RunSource, run: str) -> Iterator[FoundAnomalies]:
    """Reads the run's journal as far as it goes."""
    saved = project.saved_run(run)
    yield FoundAnomalies(run, saved.anomalies(), saved.alerts())


class AnomalyNote(QScrollArea):
    """Looks at a run's curves anew at each of its evaluations and at its end; hidden without any
    anomaly or alert."""

    def __init__(self, session: Session) -> None:
        super().__init__(widgetResizable=True)
        self._session = session
        self._looked_at: tuple[object, ...] = ()
        self._run = ""
        self._anomalies: Sequence[Anomaly] = ()
        self._alerts: Sequence[Alert] = ()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMaximumHeight(_MOST_HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.hide()
        session.theme.changed.connect(self._fill)
        session.runner.alert_fired.connect(self._look_again)

    def look_at(self, view: RunView | None) -> None:
        """Look at this run, unless nothing was evaluated since."""
        project = self._session.project
        if project is None or view is None or view.state.kind not in TRAINING_KINDS:
            self._show(FoundAnomalies("", ()))
            return
        state = view.state
        evaluated = len(state.series.get("validation_loss", ()))
        present = (view.run_id, evaluated, state.status)
        if present == self._looked_at:
            return
        if view.run_id != self._run:
            self._show(FoundAnomalies(view.run_id, ()))
        self._looked_at = present
        self._session.query(
            lambda: found_anomalies(project, view.run_id),
            self._take,
            owner=self,
            on_restart=keep_shown,
        )

    def _look_again(self, view: RunView) -> None:
        """A rule told something of a run between two evaluations."""
        if view.run_id == self._run:
            self._looked_at = ()
            self.look_at(view)

    def _take(self, found: FoundAnomalies) -> None:
        if found.run == self._run:
            self._show(found)

    def _show(self, found: FoundAnomalies) -> None:
        if found == FoundAnomalies(self._run, tuple(self._anomalies), tuple(self._alerts)):
            return
        self._run, self._anomalies, self._alerts = found.run, found.anomalies, found.alerts
        if not found.run:
            self._looked_at = ()
        self._fill()

    def _fill(self) -> None:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(6, 2, 6, 2)
        layout.setSpacing(2)
        for alert in self._alerts[-_MOST_ALERTS:]:
            layout.addLayout(self._row(alert.words, max(1, alert.step)))
        if earlier := len(self._alerts[:-_MOST_ALERTS]):
            text = self.tr("Earlier alerts: {count}. The log has them.").format(
                count=count(earlier)
            )
            layout.addWidget(QLabel(text, textFormat=Qt.TextFormat.PlainText))
        for anomaly in self._anomalies:
            layout.addLayout(self._row(anomaly.words, anomaly.batch_step))
        self.setWidget(content)
        self.setVisible(bool(self._anomalies) or bool(self._alerts))

    def _row(self, sentence: Words, step: int | None) -> QHBoxLayout:
        row = QHBoxLayout()
        text = QLabel(translate(sentence), textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        palette = text.palette()
        palette.setColor(text.foregroundRole(), self._session.theme.colours.warning)
        text.setPalette(palette)
        row.addWidget(text, 1)
        if step is not None:
            run = self._run
            button = QPushButton(self.tr("Documents of step {step}").format(step=count(step)))
            button.clicked.connect(lambda: self._session.show_step(run, step))
            row.addWidget(button)
        return row

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._fill()
