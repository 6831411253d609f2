"""Where an import can be paused and stopped."""

from collections.abc import Iterator

from workbench.events import Continued, Event, Paused
from workbench.jobs import Control

_LOOK_AGAIN_S = 0.5


class Stopped(Exception):
    """Raised at a safe point when the work shall end; what was staged is removed on its way."""


def safe_point(control: Control) -> Iterator[Event]:
    """Wait here while the work is paused; raises Stopped when it shall end."""
    if control.pausing:
        yield Paused(step=0)
        while control.pausing:
            control.wait(_LOOK_AGAIN_S)
        if not control.stopping:
            yield Continued(step=0)
    if control.stopping:
        raise Stopped
