"""A step's documents as they come, and of which run they are; no widget here."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ui.protocols.open_runs import RunSource

if TYPE_CHECKING:
    from workbench.activities.replay.step_batch import StepBatch


@dataclass(frozen=True)
class FoundBatch:
    """A batch and the id of its run."""

    run: str
    batch: "StepBatch"


def found_batches(
    project: RunSource, run: str, step: int, under: int | None
) -> Iterator[FoundBatch]:
    """The documents at once, and then with their losses."""
    for batch in project.saved_run(run).batch(step, under=under):
        yield FoundBatch(run, batch)
