"""Keeps Python's cyclic garbage collector in the GUI thread.

The collector runs in whichever thread crosses its threshold; in a training thread it would destroy
widgets off their thread, which crashes.
"""

import gc
import time

_YOUNG_EVERY_S = 2.0
_FULL_EVERY_S = 60.0


class GarbageCollection:
    """Automatic collection is off between construction and `close`; `tick` collects instead."""

    def __init__(self) -> None:
        gc.disable()
        self._young_at = self._full_at = time.monotonic()

    def freeze(self) -> None:
        """Set aside what is loaded by now, such as torch, so that no collection looks at it."""
        gc.collect()
        gc.freeze()

    def tick(self, *, idle: bool) -> None:
        """Collect young objects now and then, and all of them only while nothing runs."""
        now = time.monotonic()
        if idle and now - self._full_at > _FULL_EVERY_S:
            self._full_at = self._young_at = now
            gc.collect()
        elif now - self._young_at > _YOUNG_EVERY_S:
            self._young_at = now
            gc.collect(1)

    def close(self) -> None:
        gc.enable()
