"""`run`, `resume` and `watch`: anything that trains, and following it."""

from dataclasses import replace
from pathlib import Path

import click

from workbench.activities.spec import AnySpec, load_spec
from workbench.cli.curves.first_batch import show_first_batch
from workbench.cli.output import print_json, printing
from workbench.cli.paths import SomePath
from workbench.cli.runs.following import follow_all, leave
from workbench.cli.runs.planning import (
    PlannedChain,
    chain_as_begun,
    minutes_there_are,
    new_chain,
    planned_by_minutes,
    say_why,
)
from workbench.cli.runs.together import AskedRun, resume_together, run_together
from workbench.cli.shell import Interruption, common, opened, this_world, wrong_usage
from workbench.cli.shown import say
from workbench.errors import WorkbenchError
from workbench.events import Outcome, RunEnded
from workbench.project import Project
from workbench.spec import LARGEST
from workbench.store.records import RunRecord, RunStatus
from workbench.words import words


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
@click.option(
    "--resume",
    "goes_on",
    is_flag=True,
    help="Go on with the newest run of that name and these settings, if there is one.",
)
@click.option("--detached", is_flag=True, help="Start a process of its own and return at once.")
@click.option(
    "--processes",
    type=click.IntRange(1, LARGEST),
    default=1,
    help="With --detached: so many processes of this machine, as torchrun starts them.",
)
@click.option(
    "--preview", is_flag=True, help="Start nothing: show the first batch, and its counts."
)
@common
def run(
    spec_file: Path,
    overrides: tuple[str, ...],
    minutes: float | None,
    goes_on: bool,
    detached: bool,
    processes: int,
    preview: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Do what a spec file asks: add a corpus, train, distil, evaluate.

    Started by torchrun, as `torchrun --standalone --nproc-per-node 2 main.py run FILE`, several
    processes train together.
    """
    if processes > 1 and not detached:
        raise click.UsageError("--processes goes with --detached; without it start torchrun")
    world = this_world()
    if world.size > 1 or goes_on or world.is_restarted:
        if detached or preview:
            raise click.UsageError("--detached and --preview are for one process and a new run")

        def chain_of(project: Project, spec: AnySpec) -> PlannedChain:
            if goes_on or world.is_restarted:
                return chain_as_begun(project, spec, minutes)
            return new_chain(project, spec, minutes, timed=False)

        asked = AskedRun(spec_file, overrides, chain_of, goes_on=goes_on)
        run_together(asked, world, folder, as_json)
        return
    with wrong_usage():
        spec = load_spec(spec_file, overrides)
    with opened(folder, create=True) as project:
        if preview:
            planned, reasons = planned_by_minutes(project, spec, minutes)
            say_why(reasons)
            show_first_batch(project, planned, as_json)
            return
        chain = new_chain(project, spec, minutes)
        if detached:
            run_id = project.start_detached(chain.runs[0], processes=processes)
            chain.keep(project, run_id)
            if as_json:
                print_json({"run": run_id})
            else:
                say(run_id)
            return
        with Interruption.caught() as interruption:
            attempt = project.start(chain.runs[0], interruption.control)
            chain.keep(project, attempt.id)
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
@click.option(
    "--sharding",
    type=click.Choice(["auto", "ddp", "fsdp"]),
    default=None,
    help="Of several processes: in place of the run's own setting runtime.sharding.",
)
@common
def resume(
    run_id: str, from_step: int | None, sharding: str | None, folder: Path | None, as_json: bool
) -> None:
    """Go on with a run that was stopped, interrupted or handed over, and with what follows it.

    Started by torchrun, any number of processes go on with it.
    """
    world = replace(this_world(), sharding=sharding or "")
    if world.size > 1 or world.is_restarted:
        resume_together(run_id, from_step, world, folder, as_json)
        return
    with opened(folder) as project, Interruption.caught() as interruption:
        attempt = project.resume(run_id, interruption.control, from_step=from_step)
        follow_all(project, attempt, interruption, as_json)


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
