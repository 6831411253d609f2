"""Keeps Python's cyclic garbage collector in the GUI thread.

The collector runs in whichever thread crosses its threshold; in a training thread it would destroy
widgets off their thread, which crashes.
"""

import gc
import sys
import time

_YOUNG_EVERY_S = 2.0
_FULL_EVERY_S = 60.0
_A_LIBRARY = 100
"""Modules that come together with something large, such as torch."""


class GarbageCollection:
    """Automatic collection is off between construction and `close`; `tick` collects instead."""

    def __init__(self) -> None:
        gc.disable()
        self._young_at = self._full_at = time.monotonic()
        self._num_modules = 0

    def tick(self, *, idle: bool) -> None:
        """Collect young objects now and then, and all of them only while nothing runs.

        What a library has brought is set aside instead, at once and for good: to look through
        torch takes a third of a second each time.
        """
        now = time.monotonic()
        if now - self._young_at <= _YOUNG_EVERY_S:
            return
        self._young_at = now
        if len(sys.modules) > self._num_modules + _A_LIBRARY:
            self._num_modules = len(sys.modules)
            gc.freeze()
        elif idle and now - self._full_at > _FULL_EVERY_S:
            self._full_at = now
            gc.collect()
        else:
            gc.collect(1)

    def close(self) -> None:
        gc.unfreeze()
        gc.enable()
