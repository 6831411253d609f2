"""A teacher, an assistant, a student: one spec as several ordinary runs (arXiv 1902.03393)."""

from workbench.activities.spec import AnySpec
from workbench.distillation.spec import DistillSpec, control_of, name_with
from workbench.plans.planned_run import PlannedRun, Startable
from workbench.store.membership import CONTROL, STUDENT, Membership, PlanKind, new_plan_id


def expanded(spec: AnySpec) -> tuple[AnySpec, ...]:
    """The runs that a spec asks for, in order: itself, or each link of its chain."""
    if not isinstance(spec, DistillSpec) or not spec.assistants:
        return (spec,)
    links: list[DistillSpec] = []
    teacher = spec.teacher
    for number, assistant in enumerate(spec.assistants, start=1):
        name = name_with(spec.name, f" assistant {number}")
        changes = {"name": name, "teacher": teacher, "student": assistant, "assistants": ()}
        links.append(spec.model_copy(update=changes))
        teacher = name
    links.append(spec.model_copy(update={"teacher": teacher, "assistants": ()}))
    return tuple(links)


def planned_chain(run: Startable) -> tuple[Startable, ...]:
    """The runs of `expanded`, as parts of one plan where they are several."""
    if isinstance(run, PlannedRun) or len(links := expanded(run)) == 1:
        return (run,)
    return _linked(links, "chain", new_plan_id())


def with_control(spec: DistillSpec) -> tuple[PlannedRun, ...]:
    """A student's control and the student, link by link, as parts of one plan."""
    kind: PlanKind = "chain" if spec.assistants else "control"
    plan_id = new_plan_id()
    control = PlannedRun(control_of(spec), Membership(kind, plan_id, CONTROL))
    return (control, *_linked(expanded(spec), kind, plan_id))


def _linked(links: tuple[AnySpec, ...], kind: PlanKind, plan_id: str) -> tuple[PlannedRun, ...]:
    assistants = [f"assistant {number}" for number in range(1, len(links))]
    return tuple(
        PlannedRun(link, Membership(kind, plan_id, role))
        for link, role in zip(links, [*assistants, STUDENT], strict=True)
    )
