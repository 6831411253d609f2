"""The run that a panel shows: the one that was chosen, told about at most twice a second."""

import time

from PySide6.QtCore import QObject, QTimer, Signal

from ui.running.run_view import RunView
from ui.session import Session

REPAINT_EVERY_S = 0.5
"""Repainting curves more often takes speed from the training beside it."""


class WatchedRun(QObject):
    """Follows the shared choice of a run, and its view's changes no faster than can be painted.

    `asleep` panels, those nobody sees, are told nothing until they wake up.
    """

    switched = Signal()
    """Another run is shown, or none."""

    updated = Signal()
    """The shown run went on; also sent after `switched`."""

    def __init__(self, session: Session, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._awake = False
        self._stale = False
        self._told_at = 0.0
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._tell)
        self.view: RunView | None = None
        session.selection_changed.connect(self._choose)
        session.project_changed.connect(self._choose)

    def wake(self) -> None:
        """Begin to tell, and at once what was missed; called when the panel is shown."""
        self._awake = True
        self._choose()
        if self._stale:
            self._tell()

    def sleep(self) -> None:
        """Tell nothing for now; called when the panel is hidden."""
        self._awake = False
        self._later.stop()

    def _choose(self) -> None:
        """Nothing is read from a run before somebody looks at it."""
        if not self._awake:
            return
        run_id = self._session.selection.run if self._session.project is not None else ""
        if run_id == (self.view.run_id if self.view is not None else ""):
            return
        if self.view is not None:
            self.view.changed.disconnect(self._on_change)
        self.view = self._session.runner.view(run_id) if run_id else None
        if self.view is not None:
            self.view.changed.connect(self._on_change)
        self.switched.emit()
        self._tell()

    def _on_change(self) -> None:
        self._stale = True
        if not self._awake or self._later.isActive():
            return
        wait_s = self._told_at + REPAINT_EVERY_S - time.monotonic()
        if wait_s <= 0:
            self._tell()
        else:
            self._later.start(round(wait_s * 1000))

    def _tell(self) -> None:
        self._stale = False
        self._told_at = time.monotonic()
        self.updated.emit()
