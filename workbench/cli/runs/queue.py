"""`queue`: what waits behind the run that is live, its order, and when each is to end."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click
from rich.table import Table

from workbench.cli.output import print_json, print_table
from workbench.cli.runs.following import follow_all
from workbench.cli.shell import Interruption, common, opened
from workbench.cli.shown import in_line, say
from workbench.errors import WorkbenchError
from workbench.plans.planned_run import Startable, spec_of
from workbench.project import Project
from workbench.spec import LARGEST
from workbench.store.records import RunRecord, RunStatus
from workbench.store.runs.time_left import seconds_left

PLACE = click.IntRange(1, LARGEST)
_BY = {"up": -1, "down": 1}


@dataclass(frozen=True)
class QueuedLine:
    """A line of the queue; place 0 is the run that all others wait behind."""

    place: int
    name: str
    kind: str
    status: str
    seconds: float | None
    ends_at: float | None

    @property
    def about(self) -> str:
        """When it is expected to end, to the minute."""
        if self.ends_at is None:
            return "–"
        return f"about {datetime.fromtimestamp(self.ends_at).astimezone():%Y-%m-%d %H:%M}"


@click.command()
@click.option("--pause", is_flag=True, help="Start nothing after the run that is live.")
@click.option("--resume", "goes_on", is_flag=True, help="Go on, also with what waits alone.")
@click.option(
    "--move",
    type=(PLACE, click.Choice(list(_BY))),
    metavar="PLACE up|down",
    help="Let what waits change places with its neighbour, unless one needs the other.",
)
@click.option("--take-out", type=PLACE, metavar="PLACE", help="Do not start it, nor what needs it.")
@common
def queue(
    pause: bool,
    goes_on: bool,
    move: tuple[int, str] | None,
    take_out: int | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """The run that is live and what waits behind it; whoever performs the run follows this."""
    if pause and goes_on:
        raise click.UsageError("--pause and --resume ask for opposite things; give one of them")
    with opened(folder) as project:
        if take_out is not None:
            say(f"taken out: {in_line(', '.join(project.queue.take_out(take_out)))}", err=True)
        if move is not None:
            project.queue.move(move[0], _BY[move[1]])
        if pause:
            project.queue.hold()
        if goes_on:
            project.queue.release()
            if _go_on(project, as_json):
                return
        _show(project, as_json)


def _go_on(project: Project, as_json: bool) -> bool:
    """Perform what waits behind a run that has finished, here; whether there was any."""
    behind, waiting = project.queue.behind(), project.queue.waiting()
    if behind is None or behind.status is not RunStatus.FINISHED or not waiting:
        return False
    with Interruption.caught() as interruption:
        attempt = project.start(waiting[0], interruption.control)
        project.saved_run(attempt.id).keep_following(waiting[1:])
        project.saved_run(behind).keep_following(())
        follow_all(project, attempt, interruption, as_json)
    return True


def _show(project: Project, as_json: bool) -> None:
    behind, held = project.queue.behind(), project.queue.is_held
    lines = list(_lines(project, behind)) if behind is not None else []
    if as_json:
        print_json({"paused": held, "behind": behind.id if behind is not None else ""})
        for line in lines:
            print_json(vars(line))
        return
    if held:
        say("the queue is paused: nothing that waits is started", err=True)
    if behind is None:
        say("nothing is live and nothing waits")
        return
    table = Table("place", "run", "kind", "status", "ends")
    for line in lines:
        place = str(line.place) if line.place else ""
        table.add_row(place, in_line(line.name), line.kind, line.status, line.about)
    print_table(table)
    if behind.status not in (RunStatus.RUNNING, RunStatus.PAUSED, RunStatus.FINISHED):
        say(f"nobody works on it; go on with: resume {behind.id}", err=True)


def _lines(project: Project, behind: RunRecord) -> Iterator[QueuedLine]:
    """Each with its end, as far as those of all before it are known and nothing is paused."""
    is_running = behind.status is RunStatus.RUNNING
    left = seconds_left(project.saved_run(behind).state())
    if behind.status is RunStatus.FINISHED:
        left = 0.0
    at = time.time() + left if left is not None and is_running else None
    yield QueuedLine(0, behind.name, behind.kind, behind.status.value, left, at)
    at = None if project.queue.is_held else at
    for place, one in enumerate(project.queue.waiting(), 1):
        seconds = _seconds(project, one)
        at = at + seconds if at is not None and seconds is not None else None
        yield QueuedLine(place, one.name, spec_of(one).kind, "queued", seconds, at)


def _seconds(project: Project, one: Startable) -> float | None:
    """As the set-up estimates it; None while what it needs is still to come."""
    try:
        return project.preview(spec_of(one)).estimate().seconds
    except WorkbenchError:
        return None
