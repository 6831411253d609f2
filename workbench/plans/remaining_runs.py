"""What is left to do of a plan that was begun."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from workbench.plans.lineage import Lineage
from workbench.plans.planned_run import PlannedRun
from workbench.store.records import RunRecord


def remaining(
    steps: Sequence[PlannedRun],
    finished: Sequence[tuple[RunRecord, Lineage]],
    begun: Callable[[PlannedRun], Sequence[tuple[RunRecord, Lineage]]],
) -> tuple[PlannedRun, ...]:
    """The runs of a plan that are still to be made in a project, so that it can go on.

    One that has finished counts while what it made is there, and if it read what the counting runs
    before it made. The last one is made anew. Runs made before it was recorded what they belong to
    are told by their names. `begun` gives the runs that began with a step and did not finish: the
    newest that read what the counting runs made is gone on with.
    """
    left, made = [], set[str]()
    for step in steps:
        counting = [
            lineage.made
            for run, lineage in finished
            if _is_of(step, run) and lineage.is_there and lineage.read <= made
        ]
        if step is steps[-1] or not counting:
            own = [run.id for run, lineage in begun(step) if lineage.read <= made]
            left.append(replace(step, begun=own[-1]) if own else step)
        else:
            made.add(counting[-1])
    return tuple(left)


def _is_of(step: PlannedRun, run: RunRecord) -> bool:
    if run.belongs_to is None:
        return run.name == step.name
    return run.belongs_to == step.belongs_to
