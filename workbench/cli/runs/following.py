"""Following attempts to their end, one after another, and leaving as the last one ended."""

import sys

from workbench.cli.output import printing
from workbench.cli.shell import FAILED, Interruption, performed
from workbench.cli.shown import in_line, say
from workbench.errors import Corrupt
from workbench.events import Event, Outcome, RunEnded
from workbench.interruption import INTERRUPTED
from workbench.plans.planned_run import Startable
from workbench.project import Attempt, Project
from workbench.spec import BadSpec
from workbench.training.distributed.ranks import ALONE, Ranks


def _known_following(project: Project, run_id: str) -> tuple[Startable, ...]:
    """What was kept to come after a run; the run itself goes on also where that is damaged."""
    try:
        return project.saved_run(run_id).following()
    except (BadSpec, Corrupt) as damage:
        say(f"warning: {in_line(str(damage))}", err=True)
        return ()


def follow_all(
    project: Project,
    attempt: Attempt,
    interruption: Interruption,
    as_json: bool,
    ranks: Ranks = ALONE,
) -> Outcome | None:
    """An attempt, and then what is to come after it by then, unless the queue is paused.

    Gives how the last one ended.
    """
    outcome = follow_attempt(project, attempt, interruption, as_json)
    while outcome is Outcome.FINISHED and (following := _known_following(project, attempt.id)):
        if project.queue.is_held:
            names = ", ".join(one.name for one in following)
            say(f"the queue is paused; not started: {in_line(names)}", err=True)
            say("go on with: queue --resume", err=True)
            return outcome
        before = attempt
        attempt = project.start(following[0], interruption.control, ranks=ranks)
        following = following[1:]
        project.saved_run(attempt.id).keep_following(following)
        project.saved_run(before.id).keep_following(())
        outcome = follow_attempt(project, attempt, interruption, as_json)
    return outcome


def follow_attempt(
    project: Project, attempt: Attempt, interruption: Interruption, as_json: bool
) -> Outcome | None:
    """Show an attempt to its end; one that failed or was interrupted leaves with its exit code."""
    ended: RunEnded | None = None
    with printing(as_json) as printer:
        for event in performed(project, attempt):
            printer.show(event)
            ended = _end_of(event, ended)
    leave(ended, interrupted=interruption.happened, as_json=as_json)
    return ended.outcome if ended is not None else None


def _end_of(event: Event, before: RunEnded | None) -> RunEnded | None:
    return event if isinstance(event, RunEnded) else before


def leave(ended: RunEnded | None, *, interrupted: bool, as_json: bool) -> None:
    """Leave with the exit code of an attempt that was shown, if it did not come to a good end.

    Why it failed its printer has said to people; those who read JSON get the line of every error.
    """
    if interrupted:
        sys.exit(INTERRUPTED)
    if ended is not None and ended.outcome is Outcome.FAILED:
        if as_json:
            say(f"error: {in_line(str(ended.words))}", err=True)
        sys.exit(FAILED)
