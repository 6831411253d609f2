"""Tells on the desktop that a run has ended or failed, and what alert rules tell."""

from typing import assert_never

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from ui.running.run_view import RunView
from ui.session import Session
from ui.settings import NotifyWhen
from ui.shell.messages import translate
from ui.shell.notifications.desktop import Desktop, SystemDesktop
from workbench.events import Outcome
from workbench.store.runs.notes.alerts import Alert


class Notifications(QObject):
    """Whoever stopped a run knows that it has stopped; the window's messages say it all the same.

    Where the desktop shows no messages, the window's entry in the task bar asks for attention.
    """

    def __init__(self, session: Session, window: QWidget, desktop: Desktop | None = None) -> None:
        super().__init__(session)
        self._session = session
        self._window = window
        self._desktop = desktop or SystemDesktop(window)
        session.runner.run_ended.connect(self._on_end)
        session.runner.alert_fired.connect(self._on_alert)

    def _on_end(self, view: RunView, outcome: Outcome) -> None:
        name, ended = self._session.run_name(view), view.state.ended
        match outcome:
            case Outcome.FINISHED:
                title = self.tr("“{name}” is ready").format(name=name)
            case Outcome.FAILED:
                title = self.tr("“{name}” failed").format(name=name)
            case Outcome.STOPPED | Outcome.HANDED_OVER:
                return
            case _:
                assert_never(outcome)
        self._show(title, translate(ended) if ended is not None else "")

    def _on_alert(self, view: RunView, alert: Alert) -> None:
        name = self._session.run_name(view)
        if alert.stops:
            title = self.tr("Alert: “{name}” is stopped").format(name=name)
        else:
            title = self.tr("Alert: “{name}”").format(name=name)
        self._show(title, translate(alert.words))

    def _show(self, title: str, text: str) -> None:
        match self._session.settings.notify_when:
            case NotifyWhen.NEVER:
                return
            case NotifyWhen.UNFOCUSED if self._window.isActiveWindow():
                return
        if not self._desktop.show(title, text):
            QApplication.alert(self._window)
