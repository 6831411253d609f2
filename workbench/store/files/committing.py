"""Making a staged folder durable where that takes a while: told as a stage, with its progress."""

from collections.abc import Generator
from pathlib import Path

from workbench.events import Event, Progress, StageStarted
from workbench.jobs import Control, Pace, wait_while_pausing
from workbench.room import with_room
from workbench.store.files import durable, manifest
from workbench.words import Words


def saving(title: Words, staged: Path, control: Control) -> Generator[Event, None, None]:
    """Describe the files and sync them, so that all that is left is to give the folder its name.

    Ends early, with no manifest, when the control says so. Nothing may be added after it. Raises
    DiskError; waits for room.
    """
    total = sum(path.stat().st_size for path in manifest.files_of(staged))
    yield StageStarted(words=title, total=total, unit="bytes")
    pace, done, described = Pace(), 0, manifest.describing(staged, durable.sync_file)
    while True:
        try:
            done += next(described)
        except StopIteration as end:
            found: manifest.Manifest = end.value
            break
        if pace.is_due():
            yield Progress(done=done, total=total)
        yield from wait_while_pausing(control)
        if control.stopping:
            return
    yield from with_room(lambda: durable.complete(staged, found), control)
    yield Progress(done=total, total=total)
