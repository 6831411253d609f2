"""The run that a panel shows: the one that was chosen, updated at most twice a second."""

import time

from PySide6.QtCore import QObject, QTimer, Signal

from ui.running.run_view import RunView
from ui.session import Session

REPAINT_EVERY_S = 0.5
"""Repainting curves more often slows the training that runs meanwhile."""


class WatchedRun(QObject):
    """Follows the shared choice of a run, and its view's changes no faster than can be painted.

    Hidden panels are asleep: they get no signal until they wake up.
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
        self._updated_at = 0.0
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._update)
        self.view: RunView | None = None
        session.selection_changed.connect(self._choose)
        session.project_changed.connect(self._choose)

    def wake(self) -> None:
        """Begin to signal, and at once what was missed; called when the panel is shown."""
        self._awake = True
        self._choose()
        if self._stale:
            self._update()

    def sleep(self) -> None:
        """Signal nothing for now; called when the panel is hidden."""
        self._awake = False
        self._later.stop()

    def _choose(self) -> None:
        """Nothing is read from a run before a panel shows it."""
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
        self._update()

    def _on_change(self) -> None:
        self._stale = True
        if not self._awake or self._later.isActive():
            return
        wait_s = self._updated_at + REPAINT_EVERY_S - time.monotonic()
        if wait_s <= 0:
            self._update()
        else:
            self._later.start(round(wait_s * 1000))

    def _update(self) -> None:
        self._stale = False
        self._updated_at = time.monotonic()
        self.updated.emit()
