"""Waiting for room on a full disk: the one way in which every activity pauses for it."""

import time
from collections.abc import Callable, Generator
from typing import TypeVar

from workbench.errors import DiskFull, WorkbenchError
from workbench.events import Continued, Event, Level, Note, Paused
from workbench.jobs import Control

T = TypeVar("T")

POLL_S = 5.0
"""How often it is tried again whether there is room by now, in seconds."""

_LISTEN_S = 0.5


class StoppedWaiting(WorkbenchError):
    """A stop was asked for while there was no room; the sentence is that of the full disk."""


def with_room(write: Callable[[], T], control: Control, step: int = 0) -> Generator[Event, None, T]:
    """What `write` gives, which is called again after each DiskFull until there is room.

    The first time a warning names the bytes and the work is paused; `step` is told with it. Raises
    StoppedWaiting when a stop is asked for meanwhile.
    """
    waiting = False
    while True:
        try:
            result = write()
        except DiskFull as full:
            if not waiting:
                yield Note(words=full.words, level=Level.WARNING)
                yield Paused(step=step)
            waiting = True
            if not wait(control):
                raise StoppedWaiting(full.words.template, **full.words.values) from None
            continue
        if waiting:
            yield Continued(step=step)
        return result


def again_with_room(
    begin: Callable[[], Generator[Event, None, T]], control: Control
) -> Generator[Event, None, T]:
    """What the work gives that is begun anew after each DiskFull, once there may be room.

    For work that goes on where it was, or may be done again. It is said and it stops as in
    `with_room`; DiskFull passes where a stop was asked for before.
    """
    said = False
    while True:
        try:
            return (yield from begin())
        except DiskFull as full:
            if control.stopping:
                raise
            why = full.words
        if not said:
            yield Note(words=why, level=Level.WARNING)
        said = True
        yield Paused(step=0)
        if not wait(control):
            raise StoppedWaiting(why.template, **why.values)
        yield Continued(step=0)


def wait(control: Control) -> bool:
    """Until it is worth trying again; False once a stop is asked for."""
    until = time.monotonic() + POLL_S
    while not control.stopping and time.monotonic() < until:
        control.wait(_LISTEN_S)
    return not control.stopping
