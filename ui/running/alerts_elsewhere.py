"""What alert rules tell of runs that other processes perform, told here as well."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, QTimer

from ui.session import Session
from workbench.errors import WorkbenchError
from workbench.events import Level
from workbench.store.runs.notes.alerts import Alert

_LOOK_MS = 1000


@dataclass(frozen=True)
class _Looked:
    """The alerts of a run at the last look, and the mark of the file that told them."""

    mark: tuple[int, int] | None
    alerts: tuple[Alert, ...]


class AlertsElsewhere(QObject):
    """Looks once a second at whether such runs have further alerts; those before are no news."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._looked: dict[str, _Looked] = {}
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        session.project_changed.connect(self._looked.clear)

    def look(self) -> None:
        """Tell what was told since the last look; of a run that has ended meanwhile, once more."""
        if self._session.project is None:
            return
        far = self._session.runner.elsewhere
        for run_id in dict.fromkeys((*far, *self._looked)):
            try:
                new = self._new(run_id)
            except WorkbenchError:
                new = []  # whoever performs the run says so
            if run_id not in far:
                self._looked.pop(run_id, None)
            if new:
                self._tell(run_id, new)

    def _tell(self, run_id: str, new: list[Alert]) -> None:
        runner = self._session.runner
        view = runner.view(run_id)
        view.fold(new)
        for alert in new:
            self._session.messages.show(alert.words, Level.WARNING)
            runner.alert_fired.emit(view, alert)

    def _new(self, run_id: str) -> list[Alert]:
        """None at the first look."""
        assert self._session.project is not None
        run, before = self._session.project.saved_run(run_id), self._looked.get(run_id)
        mark = run.alerts_mark()
        if before is not None and mark == before.mark:
            return []
        now = self._looked[run_id] = _Looked(mark, run.alerts())
        return [] if before is None else [one for one in now.alerts if one not in before.alerts]
