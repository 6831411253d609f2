"""The alert rules of the project, with what a typed rule would have told of the shown runs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ui.curves.shown_run import ShownRun
from ui.i18n import joined
from ui.models.table import Column, Table
from ui.models.view import TableView
from ui.protocols.open_runs import RunSource
from ui.running.queries import Query, keep_shown
from ui.session import Session
from ui.shell.messages import translate
from ui.widgets.numbers import count
from workbench.curves.conditions import parse_condition
from workbench.errors import BadInput, WorkbenchError
from workbench.store.choices.alert_rules import AlertRule
from workbench.words import Words

_WIDTH_PX, _HEIGHT_PX = 620, 380
_TYPED_MS = 300
_MOST_STEPS = 3


@dataclass(frozen=True)
class WouldFire:
    """The steps at which a rule would have been told of a run, or why it says nothing of it."""

    run: str
    steps: tuple[int, ...] = ()
    problem: Words | None = None


def would_fire(
    project: RunSource, runs: Sequence[tuple[str, str]], when: str
) -> Iterator[WouldFire]:
    """What a rule would have told of runs, given by id and name; reads their curves."""
    for run_id, name in runs:
        try:
            fired = project.saved_run(run_id).would_fire(when)
        except WorkbenchError as problem:
            yield WouldFire(name, problem=problem.words)
        else:
            yield WouldFire(name, tuple(alert.step for alert in fired))


class AlertRulesButton(QToolButton):
    """Opens the alert rules; `runs` are those whose curves stand below."""

    def __init__(self, session: Session, runs: Callable[[], Sequence[ShownRun]]) -> None:
        super().__init__(autoRaise=True)
        self._session, self._runs = session, runs
        self.clicked.connect(self.open)
        self._retranslate()

    def open(self) -> "AlertRulesDialog":
        """Show the rules beside what goes on; nothing waits for them."""
        shown = {run.view.run_id: run.name for run in self._runs()}
        runs = [(run, name or self._name(run)) for run, name in shown.items()]
        dialog = AlertRulesDialog(self, self._session, runs)
        dialog.open()
        return dialog

    def _name(self, run_id: str) -> str:
        return self._session.run_name(self._session.runner.view(run_id))

    def _retranslate(self) -> None:
        self.setText(self.tr("Alerts…"))
        self.setToolTip(self.tr("What you want to be told of while a run learns"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()


class AlertRulesDialog(QDialog):
    """Lists the rules; a new one is judged, and tried on the shown runs, while it is typed."""

    def __init__(self, parent: QWidget, session: Session, runs: Sequence[tuple[str, str]]) -> None:
        super().__init__(parent)
        self._session, self._runs = session, tuple(runs)
        self._found: list[WouldFire] = []
        self._query: Query[WouldFire] | None = None
        self._table: Table[AlertRule] = Table(lambda rule: rule.when, self)
        self._view = TableView(self._table)
        self._about, self._said = (_label(), _label())
        self._when, self._stops = QLineEdit(), QCheckBox()
        self._add, self._remove, self._close = QPushButton(), QAction(self), QPushButton()
        self._later = QTimer(self, singleShot=True, interval=_TYPED_MS)
        self._lay_out()
        self._when.textChanged.connect(self._judge)
        self._view.chosen_changed.connect(self._on_chosen)
        self._later.timeout.connect(self._try)
        self._add.clicked.connect(self._keep)
        self._remove.triggered.connect(self._forget)
        self._close.clicked.connect(self.accept)
        self.finished.connect(self.deleteLater)
        self._name_all()
        self._refresh()
        self._judge()

    def _lay_out(self) -> None:
        self.resize(_WIDTH_PX, _HEIGHT_PX)
        self._remove.setShortcut(QKeySequence("Del"))
        self._remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._view.addAction(self._remove)
        remove = QToolButton(autoRaise=True)
        remove.setDefaultAction(self._remove)
        row, ends = QHBoxLayout(), QHBoxLayout()
        for widget in (self._when, self._stops, self._add):
            row.addWidget(widget, 1 if widget is self._when else 0)
        ends.addWidget(remove)
        ends.addStretch()
        ends.addWidget(self._close)
        self._add.setDefault(True)
        layout = QVBoxLayout(self)
        layout.addWidget(self._about)
        layout.addLayout(row)
        layout.addWidget(self._said)
        layout.addWidget(self._view, 1)
        layout.addLayout(ends)
        self._when.setFocus()

    def _name_all(self) -> None:
        self.setWindowTitle(self.tr("Alerts"))
        self._about.setText(
            self.tr(
                "Each rule is looked at while a run learns, and tells when it begins to hold: "
                "gradient_norm > 10, val_loss > 1.1 * running_min(val_loss), val_loss rises 5, "
                "val_loss no improvement 10, loss not finite."
            )
        )
        self._when.setAccessibleName(self.tr("Condition"))
        self._when.setPlaceholderText(self.tr("Condition, such as gradient_norm > 10"))
        self._stops.setText(self.tr("Stop the run"))
        self._stops.setToolTip(self.tr("After its step, with a checkpoint; it can be resumed"))
        self._add.setText(self.tr("Add"))
        self._remove.setText(self.tr("Remove"))
        self._close.setText(self.tr("Close"))
        self._view.setAccessibleName(self.tr("Alert rules"))
        self._table.set_columns(
            (
                Column(
                    self.tr("Condition"),
                    lambda rule: rule.when,
                    help=self.tr("What a curve has to do"),
                ),
                Column(
                    self.tr("Then"),
                    lambda rule: self.tr("tell and stop") if rule.stops else self.tr("tell"),
                    help=self.tr("What happens when the condition begins to hold"),
                ),
            )
        )
        self._view.fit_columns()

    # -- the rules ----------------------------------------------------------------------------

    def _refresh(self) -> None:
        project = self._session.project
        try:
            self._table.set_rows(project.alerts.rules() if project is not None else ())
        except WorkbenchError as error:
            self._said.setText(translate(error.words))
        self._remove.setEnabled(bool(self._view.chosen()))

    def _keep(self) -> None:
        project, when = self._session.project, self._when.text()
        if project is None or not when.strip():
            return
        try:
            project.alerts.add(when, stops=self._stops.isChecked())
        except WorkbenchError as error:
            self._said.setText(translate(error.words))
            return
        self._when.clear()
        self._stops.setChecked(False)
        self._refresh()

    def _forget(self) -> None:
        project, chosen = self._session.project, self._view.chosen()
        if project is None or not chosen:
            return
        try:
            project.alerts.remove(chosen[0].when)
        except WorkbenchError as error:
            self._said.setText(translate(error.words))
        self._refresh()

    def _on_chosen(self) -> None:
        """What is chosen can be changed, tried and added again in its place."""
        chosen = self._view.chosen()
        self._remove.setEnabled(bool(chosen))
        if chosen:
            self._when.setText(chosen[0].when)
            self._stops.setChecked(chosen[0].stops)

    # -- trying one ---------------------------------------------------------------------------

    def _judge(self) -> None:
        self._later.stop()
        if self._query is not None:
            self._query.cancel()
        text, problem = self._when.text().strip(), ""
        try:
            if text:
                parse_condition(text)
        except BadInput as error:
            problem = translate(error.words)
        self._add.setEnabled(bool(text) and not problem)
        self._said.setText(problem)
        if text and not problem:
            self._later.start()

    def _try(self) -> None:
        project, when, runs = self._session.project, self._when.text(), self._runs
        self._found = []
        if project is None or not runs:
            return
        self._query = self._session.query(
            lambda: would_fire(project, runs, when),
            self._take,
            owner=self,
            on_restart=keep_shown,
        )

    def _take(self, found: WouldFire) -> None:
        self._found.append(found)
        self._said.setText("\n".join(map(self._told, self._found)))

    def _told(self, found: WouldFire) -> str:
        if found.problem is not None:
            return f"{found.run}: {translate(found.problem)}"
        if not found.steps:
            return self.tr("{run}: it would not have told anything").format(run=found.run)
        steps = joined(count(step) for step in found.steps[:_MOST_STEPS])
        if len(found.steps) == 1:
            return self.tr("{run}: it would have told at step {steps}").format(
                run=found.run, steps=steps
            )
        if len(found.steps) <= _MOST_STEPS:
            told = self.tr("{run}: it would have told {count} times, at steps {steps}")
        else:
            told = self.tr("{run}: it would have told {count} times, first at steps {steps}")
        return told.format(run=found.run, count=count(len(found.steps)), steps=steps)


def _label() -> QLabel:
    return QLabel(textFormat=Qt.TextFormat.PlainText, wordWrap=True)
