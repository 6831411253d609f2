"""What alert rules tell of a run that another process performs, told here as well."""

from PySide6.QtCore import QObject, QTimer

from ui.running.run_view import RunView
from ui.session import Session
from workbench.errors import WorkbenchError
from workbench.events import Level
from workbench.store.runs.notes.alerts import Alert

_LOOK_MS = 1000


class AlertsElsewhere(QObject):
    """Looks once a second at whether such a run has further alerts; those before are no news."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._run = ""
        self._mark: tuple[int, int] | None = None
        self._known: tuple[Alert, ...] = ()
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Tell what was told since the last look."""
        runner = self._session.runner
        view = runner.live if runner.active is None else None
        if self._session.project is None or view is None:
            self._run = ""
            return
        try:
            new = self._new(view)
        except WorkbenchError:
            return  # whoever performs the run says so
        if new:
            view.fold(new)
        for alert in new:
            self._session.messages.show(alert.words, Level.WARNING)
            runner.alert_fired.emit(view, alert)

    def _new(self, view: RunView) -> list[Alert]:
        assert self._session.project is not None
        run = self._session.project.saved_run(view.run_id)
        mark, is_another = run.alerts_mark(), view.run_id != self._run
        if mark == self._mark and not is_another:
            return []
        before = () if is_another else self._known
        self._run, self._mark, self._known = view.run_id, mark, run.alerts()
        return [] if is_another else [alert for alert in self._known if alert not in before]
