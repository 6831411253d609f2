"""`run`, `resume` and `watch`: anything that trains, and following it."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click

from workbench.activities.spec import AnySpec, load_spec
from workbench.cli.curves.first_batch import show_first_batch
from workbench.cli.output import print_json, printing
from workbench.cli.paths import SomePath
from workbench.cli.shell import (
    FAILED,
    Interruption,
    common,
    opened,
    performed,
    wrong_usage,
)
from workbench.cli.shown import in_line, say
from workbench.errors import Corrupt, WorkbenchError
from workbench.events import Event, Outcome, RunEnded
from workbench.interruption import INTERRUPTED
from workbench.plans.chain import planned_chain
from workbench.plans.planned_run import Startable
from workbench.plans.within_minutes import STAGES
from workbench.project import Attempt, Project
from workbench.spec import LARGEST, BadSpec
from workbench.store.records import RunRecord, RunStatus
from workbench.words import words

minutes_there_are = click.option(
    "--minutes",
    type=float,
    help="Choose sizes, steps and batch that fit into so many minutes here; what the file or --set "
    "names stays. For pretraining and distilling.",
)


def planned_by_minutes(project: Project, spec: AnySpec, minutes: float | None) -> AnySpec:
    """A spec with what nobody named chosen for the minutes there are; as it is without any."""
    if minutes is None:
        return spec
    return project.preview(spec).within(minutes, set(_named(spec.model_dump(exclude_unset=True))))


def _named(plain: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """The dotted paths of the settings that somebody named; `stages` where one has its steps."""
    for name, value in plain.items():
        if name == STAGES:
            yield from [name] if any("steps" in stage for stage in value) else []
        elif isinstance(value, Mapping):
            yield from _named(value, f"{above}{name}.")
        else:
            yield f"{above}{name}"


@click.command()
@click.argument("spec_file", type=SomePath(dir_okay=False))
@click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="NAME=VALUE",
    help="Change a setting of the file, such as loop.steps=500 or stages.0.alpha=0.9.",
)
@minutes_there_are
@click.option("--detached", is_flag=True, help="Start a process of its own and return at once.")
@click.option(
    "--preview", is_flag=True, help="Start nothing: show the first batch, and its counts."
)
@common
def run(
    spec_file: Path,
    overrides: tuple[str, ...],
    minutes: float | None,
    detached: bool,
    preview: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Do what a spec file asks: add a corpus, train, distil, evaluate."""
    with wrong_usage():
        spec = load_spec(spec_file, overrides)
    with opened(folder, create=True) as project:
        planned = planned_by_minutes(project, spec, minutes)
        if preview:
            show_first_batch(project, planned, as_json)
            return
        first, *following = planned_chain(planned)
        if detached:
            run_id = project.start_detached(first)
            project.saved_run(run_id).keep_following(following)
            if as_json:
                print_json({"run": run_id})
            else:
                say(run_id)
            return
        with Interruption.caught() as interruption:
            attempt = project.start(first, interruption.control)
            project.saved_run(attempt.id).keep_following(following)
            follow_all(project, attempt, interruption, as_json)


@click.command()
@click.argument("run_id", metavar="RUN")
@click.option(
    "--from",
    "from_step",
    type=click.IntRange(0, LARGEST),
    default=None,
    metavar="STEP",
    help="Go back to the checkpoint of an earlier step.",
)
@common
def resume(run_id: str, from_step: int | None, folder: Path | None, as_json: bool) -> None:
    """Go on with a run that was stopped, interrupted or handed over, and with what follows it."""
    with opened(folder) as project, Interruption.caught() as interruption:
        attempt = project.resume(run_id, interruption.control, from_step=from_step)
        follow_all(project, attempt, interruption, as_json)


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
) -> None:
    """An attempt, and then what is to come after it by then, unless the queue is paused."""
    outcome = follow_attempt(project, attempt, interruption, as_json)
    while outcome is Outcome.FINISHED and (following := _known_following(project, attempt.id)):
        if project.queue.is_held:
            names = ", ".join(one.name for one in following)
            say(f"the queue is paused; not started: {in_line(names)}", err=True)
            say("go on with: queue --resume", err=True)
            return
        before, attempt = attempt, project.start(following[0], interruption.control)
        following = following[1:]
        project.saved_run(attempt.id).keep_following(following)
        project.saved_run(before.id).keep_following(())
        outcome = follow_attempt(project, attempt, interruption, as_json)


@click.command()
@click.argument("run_id", metavar="RUN")
@common
def watch(run_id: str, folder: Path | None, as_json: bool) -> None:
    """Follow a run that another process performs, from its beginning to its end."""
    with opened(folder) as project, printing(as_json) as printer:
        ended: RunEnded | None = None
        for event in project.watch(run_id):
            printer.show(event)
            ended = event if isinstance(event, RunEnded) else None
        if ended is None or ended.outcome is Outcome.HANDED_OVER:
            _say_unfinished(project.saved_run(run_id).record, as_json)
    leave(ended, interrupted=False, as_json=as_json)


def _say_unfinished(run: RunRecord, as_json: bool) -> None:
    """What nobody works on any more says so itself: its last event does not."""
    facts = {"name": run.name, "step": run.step, "run": run.id}
    if run.status is RunStatus.INTERRUPTED:
        why = words("{name} was interrupted at step {step}; resume it with: resume {run}", **facts)
    else:
        why = words("{name} was not taken up by any process; do it with: resume {run}", **facts)
    if as_json:
        print_json({"type": "RunEnded", "outcome": run.status.value, "words": why.model_dump()})
    raise WorkbenchError(why.template, **why.values)


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
