"""A run's curves as event files beside its journal, while it goes on."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

from workbench.activities.exchange.event_files.writer import EventFileWriter
from workbench.errors import DiskError, DiskFull, WorkbenchError
from workbench.events import Event, Level, Metrics, Note, RunEnded, RunResumed, RunStarted
from workbench.jobs import Pace
from workbench.store.files import durable
from workbench.words import words

FOLDER = "tensorboard"
"""In the folder of a run."""
_FLUSH_EVERY_S = 1.0


def with_event_files(events: Iterator[Event], run: Path) -> Iterator[Event]:
    """The events as they are, while their figures are written; each attempt has its own file.

    Where they cannot be written any more that is said once, and the run goes on.
    """
    with ExitStack() as stack:
        writer: EventFileWriter | None = None
        pace, gave_up = Pace(_FLUSH_EVERY_S), False
        for event in events:
            try:
                match event:
                    case RunStarted() | RunResumed() if not gave_up:
                        writer = stack.enter_context(_begun(run / FOLDER, event))
                    case Metrics() if writer is not None:
                        writer.add(event.step, event.values, time.time())
                        if pace.is_due():
                            writer.flush()
                    case RunEnded() if writer is not None:
                        writer.flush()
            except (DiskError, DiskFull) as error:
                writer, gave_up = None, True
                yield _given_up(error)
            yield event


def _begun(folder: Path, event: RunStarted | RunResumed) -> EventFileWriter:
    durable.make_folder(folder)
    purge = event.from_step + 1 if isinstance(event, RunResumed) else None
    return EventFileWriter(folder, time.time(), purge_step=purge)


def _given_up(error: WorkbenchError) -> Note:
    return Note(
        words=words(
            "the files for TensorBoard end here: {reason}; the run itself goes on",
            reason=error.words,
        ),
        level=Level.WARNING,
    )
