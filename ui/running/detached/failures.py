"""The failures of processes that this window has started, told in it."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from ui.session import Session
from ui.shell.messages import translate
from workbench.errors import WorkbenchError
from workbench.events import Level

if TYPE_CHECKING:
    from workbench.project.runs.processes.failed_process import FailedRun

_LOOK_MS = 500


class DetachedFailures(QObject):
    """Looks now and then at whether such processes have failed; each failure is told once."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._timer = QTimer(self, interval=_LOOK_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Tell what has failed since the last look."""
        project = self._session.project
        failed = project.take_failed() if project is not None else ()
        for one in failed:
            self._tell(one)
        if failed:
            self._session.tell_catalogue_changed()

    def _tell(self, failed: "FailedRun") -> None:
        sentence = self.tr("“{name}” failed: {reason}").format(
            name=self._name(failed.run), reason=translate(failed.words)
        )
        self._session.messages.show(sentence, Level.ERROR, str(failed.words))

    def _name(self, run_id: str) -> str:
        """What the run is called; its id where it was deleted meanwhile."""
        assert self._session.project is not None
        try:
            return self._session.project.saved_run(run_id).record.name
        except WorkbenchError:
            return run_id
