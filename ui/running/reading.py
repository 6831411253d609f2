"""Reading the runs of a project beside the window: a thread that never makes it wait."""

import threading
import time

from ui.protocols.kept_catalogue import KeptCatalogue
from workbench.store.change import Change

_EVERY_S = 0.05
_TOLD_EVERY_S = 1.0
"""How often what is new is told while there is more to come: each time all tables look anew."""


class BackgroundReading:
    """Takes in what the journals tell; `take` says in the GUI thread what is new."""

    def __init__(self, catalogue: KeptCatalogue) -> None:
        self._catalogue = catalogue
        self._closing = threading.Event()
        self._lock = threading.Lock()
        self._untold = Change.NOTHING
        self._told_at = 0.0
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._work, name="reads the runs", daemon=True)
        self._thread.start()

    def take(self) -> Change:
        """What is new since the last time; raises what went wrong in the thread, once."""
        error, self._error = self._error, None
        if error is not None:
            raise error
        now = time.monotonic()
        if self._catalogue.progress is not None and now - self._told_at < _TOLD_EVERY_S:
            return Change.NOTHING
        with self._lock:
            change, self._untold = self._untold, Change.NOTHING
        if change is not Change.NOTHING:
            self._told_at = now
        return change

    def close(self) -> None:
        """Wait for the thread, which ends within some hundredths of a second."""
        self._closing.set()
        self._thread.join()

    def _work(self) -> None:
        try:
            while not self._closing.is_set():
                change = self._catalogue.read_ahead()
                with self._lock:
                    self._untold = max(self._untold, change)
                self._closing.wait(_EVERY_S)
        except BaseException as error:  # noqa: BLE001  (the thread's boundary: `take` raises it)
            self._error = error
