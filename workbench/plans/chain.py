"""A teacher, an assistant, a student: one spec as several ordinary runs (arXiv 1902.03393)."""

from workbench.activities.spec import AnySpec
from workbench.distillation.spec import DistillSpec


def expanded(spec: AnySpec) -> tuple[AnySpec, ...]:
    """The runs that a spec asks for, in order: itself, or each link of its chain."""
    if not isinstance(spec, DistillSpec) or not spec.assistants:
        return (spec,)
    links: list[DistillSpec] = []
    teacher = spec.teacher
    for number, assistant in enumerate(spec.assistants, start=1):
        name = f"{spec.name} assistant {number}"[:80]
        changes = {"name": name, "teacher": teacher, "student": assistant, "assistants": ()}
        links.append(spec.model_copy(update=changes))
        teacher = name
    links.append(spec.model_copy(update={"teacher": teacher, "assistants": ()}))
    return tuple(links)
