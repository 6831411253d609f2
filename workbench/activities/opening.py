"""The first event of an attempt: a run begins, or goes on from its last checkpoint."""

from workbench.activities.spec import AnySpec
from workbench.activities.workplace import Workplace
from workbench.events import RunResumed, RunStarted
from workbench.words import Value

NOTHING_KEPT = -1
"""The step a run resumes from when it has no checkpoint: not even step 0's figures count."""


def first_event(
    spec: AnySpec, place: Workplace, environment: dict[str, Value] | None = None
) -> RunStarted | RunResumed:
    """`RunStarted` for the first attempt, `RunResumed` for any later one."""
    if not place.run.journal_path.stat().st_size:
        return RunStarted(
            run=place.run.id, name=spec.name, kind=spec.kind, environment=environment or {}
        )
    saved = place.run.checkpoints()
    step = saved[-1].step if saved else NOTHING_KEPT
    return RunResumed(from_step=step, environment=environment or {})
