"""Where an import can be paused and stopped."""

from collections.abc import Iterator

from workbench.events import Event
from workbench.jobs import Control, wait_while_pausing


class Stopped(Exception):
    """Raised at a safe point when the work shall end; what was staged is removed on its way."""


def safe_point(control: Control) -> Iterator[Event]:
    """Wait here while the work is paused; raises Stopped when it shall end."""
    yield from wait_while_pausing(control)
    if control.stopping:
        raise Stopped
