"""`run` and `resume` in the processes that torchrun starts, and runs that are gone on with."""

import json
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from workbench.activities.perform import sentence_of
from workbench.activities.spec import SHARED_OUT, AnySpec, load_spec
from workbench.activities.together import follow
from workbench.cli.runs.following import follow_all
from workbench.cli.runs.planning import PlannedChain
from workbench.cli.shell import (
    FAILED,
    WRONG_USAGE,
    Interruption,
    opened,
    project_folder,
    wrong_usage,
)
from workbench.cli.shown import in_line, say
from workbench.errors import BadInput, WorkbenchError
from workbench.events import Outcome
from workbench.project import Attempt, Project
from workbench.spec import to_toml
from workbench.store.records import RunRecord, RunStatus
from workbench.training.distributed.ranks import Ranks, joined
from workbench.training.distributed.world import World
from workbench.words import Words

_OVER = (RunStatus.FINISHED, RunStatus.STOPPED, RunStatus.FAILED)
"""What torchrun's restart does not begin anew: it came to its end with a sentence."""


@dataclass(frozen=True)
class AskedRun:
    """What `run` was asked; `planned` chooses what nobody named, once the project is open."""

    spec_file: Path
    overrides: tuple[str, ...]
    planned: Callable[[Project, AnySpec], PlannedChain]
    goes_on: bool

    def spec(self) -> AnySpec:
        """Raises BadInput or BadSpec."""
        return load_spec(self.spec_file, self.overrides)


def run_together(asked: AskedRun, world: World, folder: Path | None, as_json: bool) -> None:
    """Do what a spec file asks, with all processes of the world."""
    with _among(world, folder) as (ranks, interruption):
        with wrong_usage():
            spec = _same_spec(ranks, asked)
        _follow_the_first(ranks, folder)
        if world.size > 1 and not isinstance(spec, SHARED_OUT):
            say(
                f"only training and teacher caches are shared out; the other {world.size - 1} wait",
                err=True,
            )
        with opened(folder, create=True) as project:
            chain = asked.planned(project, spec)
            goes_on = asked.goes_on or world.is_restarted
            attempt = _attempt(project, chain, interruption, ranks, goes_on=goes_on)
            if attempt is not None:
                _to_the_end(project, attempt, interruption, as_json, ranks)


def resume_together(
    run_id: str, from_step: int | None, world: World, folder: Path | None, as_json: bool
) -> None:
    """Go on with a run, with all processes of the world."""
    with _among(world, folder) as (ranks, interruption):
        _follow_the_first(ranks, folder)
        with opened(folder) as project:
            record = project.saved_run(run_id).record
            if world.is_restarted and record.status in _OVER:
                _leave_as(project, record)
                return
            step = None if world.is_restarted else from_step
            control = interruption.control
            attempt = project.resume(record, control, from_step=step, ranks=ranks)
            _to_the_end(project, attempt, interruption, as_json, ranks)


@contextmanager
def _among(world: World, folder: Path | None) -> Iterator[tuple[Ranks, Interruption]]:
    """Inside, all processes are there; a signal is the first one's to answer."""
    project_folder(folder)
    with (
        Interruption.caught(silent=not world.is_first) as interruption,
        joined(world, interruption.control) as ranks,
    ):
        yield ranks, interruption


def _to_the_end(
    project: Project, attempt: Attempt, interruption: Interruption, as_json: bool, ranks: Ranks
) -> None:
    """Follow the attempt and what comes after it; then the other processes may leave too."""
    outcome = follow_all(project, attempt, interruption, as_json, ranks)
    if outcome is Outcome.HANDED_OVER and ranks.world.size > 1:
        sys.exit(FAILED)
    ranks.text("")


def _attempt(
    project: Project,
    chain: PlannedChain,
    interruption: Interruption,
    ranks: Ranks,
    *,
    goes_on: bool,
) -> Attempt | None:
    """At the first run of a chain that has not finished; None where there is nothing to do."""
    control = interruption.control
    for number, one in enumerate(chain.runs):
        begun = project.begun(one) if goes_on else None
        if begun is None:
            attempt = project.start(one, control, ranks=ranks)
            chain.keep(project, attempt.id, number)
            return attempt
        if ranks.world.is_restarted and begun.status in (RunStatus.STOPPED, RunStatus.FAILED):
            _leave_as(project, begun)
            ranks.text("")
            return None
        if begun.status is not RunStatus.FINISHED:
            say(f"goes on with {begun.id}", err=True)
            return project.resume(begun, control, ranks=ranks)
    say(f"{in_line(chain.runs[-1].name)} has finished already", err=True)
    ranks.text("")
    return None


def _leave_as(project: Project, run: RunRecord) -> None:
    """Say how a run ended before all processes were started again; leave like it did."""
    why = project.saved_run(run).state().ended
    say(f"{in_line(run.name)} ended before: {in_line(str(why or ''))}", err=True)
    if run.status is RunStatus.FAILED:
        sys.exit(FAILED)


# -- the other processes --------------------------------------------------------------------------


def _follow_the_first(ranks: Ranks, folder: Path | None) -> None:
    """In all processes but the first: take part in each training that it begins, then leave.

    Whatever went wrong, the first one has told it, or will.
    """
    if ranks.world.is_first:
        return
    try:
        while run_id := ranks.text(""):
            follow(project_folder(folder), run_id, ranks)
    except Exception as error:  # noqa: BLE001  (the process's boundary, as `perform` has one)
        if ranks.failure_behind(error) is None:
            _tell(error, ranks)
        sys.exit(FAILED)
    sys.exit(0)


def _tell(error: Exception, ranks: Ranks) -> None:
    """Let the first process know why this one ends, and show where, if nobody expected it."""
    if not isinstance(error, WorkbenchError):
        say("".join(traceback.format_exception(error)), err=True)
    words = sentence_of(error)
    ranks.tell_failure(WorkbenchError(words.template, **words.values))


def _same_spec(ranks: Ranks, asked: AskedRun) -> AnySpec:
    """The spec, which all processes must have read alike; raises BadSpec or BadInput."""
    spec, problem = None, None
    try:
        spec = asked.spec()
    except WorkbenchError as error:
        problem = error
    told = [json.loads(one) for one in ranks.texts(_told(spec, problem))]
    if not ranks.world.is_first and any(one != told[0] or one["problem"] for one in told):
        sys.exit(WRONG_USAGE)
    if problem is not None:
        raise problem
    for rank, one in enumerate(told):
        if one["problem"]:
            reason = Words.model_validate(one["problem"])
            raise BadInput("process {rank}: {reason}", rank=rank, reason=reason)
        if one != told[0]:
            raise BadInput(
                "process {rank} has read another spec than process 0 from {path}; let all machines "
                "read one file, in the folder that they share, with the same --set",
                rank=rank,
                path=asked.spec_file,
            )
    assert spec is not None
    return spec


def _told(spec: AnySpec | None, problem: WorkbenchError | None) -> str:
    plain = {
        "spec": "" if spec is None else to_toml(spec),
        "problem": None if problem is None else problem.words.model_dump(mode="json"),
    }
    return json.dumps(plain)
