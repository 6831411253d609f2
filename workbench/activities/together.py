"""What the processes of a run do together, around the training itself."""

import time
from collections.abc import Generator
from pathlib import Path
from typing import TypeVar

from workbench.activities.resources import RunResources
from workbench.activities.spec import ANY_SPEC, SHARED_OUT
from workbench.errors import BadInput
from workbench.events import Event
from workbench.jobs import ThreadControl
from workbench.room import StoppedWaiting
from workbench.spec import validate
from workbench.store.runs.run_folder import RunFolder
from workbench.training.distributed.ranks import Ranks

T = TypeVar("T")

_SEEN_WITHIN_S = 30.0
"""A network disk may show a new file somewhat later on another machine."""


def the_first_before(
    ranks: Ranks, work: Generator[Event, None, T | None]
) -> Generator[Event, None, T | None]:
    """Work that leaves files: the first process does it, and then each other one, which finds them.

    Gives None in all of them where the first one's is None, as after a stop.
    """
    if ranks.world.size == 1:
        return (yield from work)
    if ranks.world.is_first:
        try:
            result = yield from work
        except StoppedWaiting:
            ranks.numbers([False])
            raise
        ranks.numbers([result is not None])
        return result
    [is_done] = ranks.numbers([0.0])
    return (yield from work) if is_done else None


def follow(project: Path, run_id: str, ranks: Ranks) -> None:
    """Take part in a run that the first process performs; nothing is written or told.

    Raises what goes wrong here.
    """
    from workbench.activities.engine import take_part
    from workbench.activities.recorded_runtime import known_runtime

    run = _seen(RunFolder(project / "runs" / run_id), ranks)
    spec = validate(ANY_SPEC, run.spec(), where=f"{run.id}/spec.toml")
    assert isinstance(spec, SHARED_OUT)
    runtime = known_runtime(run.path)
    assert runtime is not None
    resources = RunResources(project, run, run.inputs(), _nothing, _nothing, ranks)
    for _ in take_part(spec, resources, runtime, ThreadControl()):
        pass


def _seen(run: RunFolder, ranks: Ranks) -> RunFolder:
    """The run's folder, once it is seen here; raises BadInput where it is not."""
    from workbench.activities.recorded_runtime import RUNTIME_NAME

    waited_from = time.monotonic()
    while not (run.path / RUNTIME_NAME).is_file():
        if time.monotonic() - waited_from > _SEEN_WITHIN_S:
            raise BadInput(
                "process {rank} does not find {folder}; the project must lie in a folder that all "
                "machines share, under the same path",
                rank=ranks.world.rank,
                folder=run.path,
            )
        time.sleep(0.1)
    return run


def _nothing() -> None:
    """Only the first process has a journal, and looks after the folders."""
