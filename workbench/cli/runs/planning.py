"""The runs that a spec file asks for, in order, with what fits into some minutes where told so."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import click

from workbench.activities.spec import AnySpec
from workbench.cli.shown import say
from workbench.plans.chain import planned_chain
from workbench.plans.minutes.why import why
from workbench.plans.minutes.within_minutes import STAGES
from workbench.plans.planned_run import Startable
from workbench.project import Project
from workbench.store.runs.planned_for import PlannedFor
from workbench.words import Words

minutes_there_are = click.option(
    "--minutes",
    type=float,
    help="Choose sizes, steps and batch that fit into so many minutes here; what the file or --set "
    "names stays. For pretraining and distilling.",
)


@dataclass(frozen=True)
class PlannedChain:
    """The runs of a spec, and what they were planned for, if it was minutes."""

    runs: tuple[Startable, ...]
    planned_for: PlannedFor | None = None

    def keep(self, project: Project, run_id: str, number: int = 0) -> None:
        """Keep with the run of a number what comes after it, and with the first one the plan."""
        saved = project.saved_run(run_id)
        if self.planned_for is not None and number == 0:
            saved.keep_planned_for(self.planned_for)
        saved.keep_following(self.runs[number + 1 :])


def planned_by_minutes(
    project: Project, spec: AnySpec, minutes: float | None, *, timed: bool = True
) -> tuple[AnySpec, tuple[Words, ...]]:
    """A spec with what nobody named chosen for the minutes there are, and why.

    As it is without any. Without timed steps the plan is the same again on the same machine; while
    a run of the project is on, none would be timed truly.
    """
    if minutes is None:
        return spec, ()
    kept = set(_named(spec.model_dump(exclude_unset=True)))
    timed = timed and not project.is_any_run_on()
    plan = project.preview(spec).planned(minutes, kept, timed=timed)
    return plan.spec, why(plan)


def say_why(reasons: Iterable[Words]) -> None:
    """The reasons of a plan, to people, whatever the verb's results are."""
    for reason in reasons:
        say(str(reason), err=True)


def new_chain(
    project: Project, spec: AnySpec, minutes: float | None, *, timed: bool = True
) -> PlannedChain:
    """The runs of a spec, planned now, saying why."""
    planned, reasons = planned_by_minutes(project, spec, minutes, timed=timed)
    say_why(reasons)
    asked = None if minutes is None else PlannedFor.of(minutes, spec, planned)
    return PlannedChain(planned_chain(planned), asked)


def chain_as_begun(project: Project, spec: AnySpec, minutes: float | None) -> PlannedChain:
    """The runs of a spec as they were planned when they began, else planned now.

    Raises BadInput where they were begun for other minutes, or with other settings.
    """
    if minutes is not None and (begun := project.planned_before(spec, minutes)) is not None:
        return PlannedChain(planned_chain(begun))
    return new_chain(project, spec, minutes, timed=False)


def _named(plain: Mapping[str, Any], above: str = "") -> Iterator[str]:
    """The dotted paths of the settings that somebody named; `stages` where one has its steps."""
    for name, value in plain.items():
        if name == STAGES:
            yield from [name] if any("steps" in stage for stage in value) else []
        elif isinstance(value, Mapping):
            yield from _named(value, f"{above}{name}.")
        else:
            yield f"{above}{name}"
