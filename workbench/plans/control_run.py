"""Which run is the control of which student, as the runs tell by what they belong to."""

from collections.abc import Iterable, Sequence

from workbench.distillation.spec import DistillSpec, control_of
from workbench.store.membership import CONTROL, STUDENT, Membership
from workbench.store.records import RunRecord


def control_run_of(student_id: str, begun_as: str, runs: Sequence[RunRecord]) -> RunRecord | None:
    """The control beside a student's run, the newest of several; None if there is none.

    `begun_as` is what the student was called when it was begun.
    """
    student = next((run for run in runs if run.id == student_id), None)
    if student is None:
        return None
    others = [run for run in runs if run.kind == student.kind and run.id != student_id]
    controls = [run for run in others if _is_control(run, student, begun_as)]
    return controls[-1] if controls else None


def _is_control(run: RunRecord, student: RunRecord, begun_as: str) -> bool:
    """Of two runs made before it was recorded what they belong to, the names tell it."""
    theirs, own = run.belongs_to, student.belongs_to
    if theirs is None and own is None:
        return run.name == f"{begun_as} control"[:80]
    if theirs is not None and theirs.role == CONTROL and theirs.id == student.id:
        return True
    if own is None or own.role != STUDENT:
        return False
    return own.id == run.id or (
        theirs is not None and theirs.role == CONTROL and theirs.is_beside(own)
    )


def pair_by_settings(spec: DistillSpec, earlier: Iterable[tuple[str, DistillSpec]]) -> Membership:
    """What a distillation that was begun by hand belongs to, by the specs of earlier runs.

    It is the control of the newest student whose control has exactly these settings, or else the
    student of the newest run with exactly the settings of its own control, or belongs to nothing.
    """
    own_control = control_of(spec)
    for run_id, other in reversed(list(earlier)):
        if control_of(other) == spec:
            return Membership("control", run_id, CONTROL)
        if other == own_control:
            return Membership("control", run_id, STUDENT)
    return Membership()
