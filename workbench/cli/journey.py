"""`demo`: the whole journey on a built-in sample, in the terminal."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from workbench.cli.output import Printer, print_json, printing
from workbench.cli.queries.generating import written_rows
from workbench.cli.runs.following import leave
from workbench.cli.shell import Interruption, common, performed, warn
from workbench.cli.shown import say
from workbench.corpora.samples.stories import STORY_LANGUAGES
from workbench.events import Outcome, ReportReady, RunEnded
from workbench.generation.spec import Greedy, Sample, Strategy
from workbench.inspection.exports.files import export
from workbench.interruption import INTERRUPTED
from workbench.models.size.estimate import count_parameters
from workbench.plans.journey import (
    DEFAULT_MINUTES,
    DEMO_FOLDER,
    JourneySpec,
    sample_journey,
    student_plan,
    teacher_plan,
    teacher_reasons,
)
from workbench.plans.journey_basis import JourneyBasis
from workbench.plans.minutes.why import figure, short
from workbench.plans.planned_run import PlannedRun
from workbench.project import Project
from workbench.project.journey_speed import planned_here
from workbench.store.membership import CONTROL, STUDENT, TEACHER

_STRATEGIES: tuple[Strategy, ...] = (Greedy(), Sample(temperature=0.8, top_p=0.95))
_WRITTEN_TOKENS = 60


@click.command()
@click.option("--headless", is_flag=True, help="Stay in the terminal.")
@click.option(
    "--minutes",
    type=click.FloatRange(min=0, min_open=True),
    default=DEFAULT_MINUTES,
    show_default=True,
    help="How long teacher, student and control may train together. Sizes, batch, steps and rates "
    "follow from it and from this machine's speed.",
)
@click.option(
    "--language", type=click.Choice(STORY_LANGUAGES), default="en", help="The stories' language."
)
@common
def demo(headless: bool, minutes: float, language: str, folder: Path | None, as_json: bool) -> None:
    """Corpus, tokenizer, teacher, control, student, report, attention and text side by side."""
    journey = sample_journey(language, minutes)
    with (
        Project.open(folder or DEMO_FOLDER) as project,
        Interruption.caught() as interruption,
        printing(as_json) as printer,
    ):
        journey, basis = planned_here(project.plans, journey, timed=not project.is_any_run_on())
        _say_plan(journey, basis, as_json)
        steps = project.plans.remaining_journey(journey, basis)
        warn(project.damaged())  # a run that does not tell what it belongs to is made again
        report, last = _perform(project, steps, interruption, printer, as_json)
        if interruption.happened:
            sys.exit(INTERRUPTED)
        models = project.saved_run(last).compared_models()
        _show_models(project, journey, models, as_json)
    if as_json and report is not None:
        print_json({"report": [row.model_dump() for row in report.rows]})


def _say_plan(journey: JourneySpec, basis: JourneyBasis, as_json: bool) -> None:
    """How long teacher, control and student will take, and why the teacher is as it is."""
    teacher, student = teacher_plan(journey, basis), student_plan(journey, basis)
    seconds = {TEACHER: teacher.seconds, CONTROL: student.seconds, STUDENT: student.seconds}
    reasons = [str(reason) for reason in teacher_reasons(journey, basis)]
    if as_json:
        print_json({"type": "Plan", "seconds": seconds, "why": reasons})
        return
    for role, plan in ((TEACHER, teacher), (CONTROL, student), (STUDENT, student)):
        parameters = short(count_parameters(plan.model, journey.vocabulary_size))
        minutes = figure(seconds[role] / 60)
        say(f"{role}: {parameters} parameters, {plan.steps:,} steps, about {minutes} minutes")
    for reason in reasons:
        say(reason)


def _perform(
    project: Project,
    steps: Sequence[PlannedRun],
    interruption: Interruption,
    printer: Printer,
    as_json: bool,
) -> tuple[ReportReady | None, str]:
    """Run after run; the first that does not finish ends the journey. Gives the last run's id."""
    report, last = None, ""
    for step in steps:
        attempt = project.start(step, interruption.control)
        last = attempt.id
        for event in performed(project, attempt):
            printer.show(event)
            if isinstance(event, ReportReady):
                report = event
            if isinstance(event, RunEnded) and event.outcome is Outcome.FAILED:
                leave(event, interrupted=interruption.happened, as_json=as_json)
        if interruption.happened:
            break
    return report, last


def _show_models(
    project: Project, journey: JourneySpec, models: Mapping[str, str], as_json: bool
) -> None:
    """An attention picture of teacher and student, and what both write; models by their role."""
    teacher, control, student = (models[role] for role in (TEACHER, CONTROL, STUDENT))
    picture = project.folder / "attention.svg"
    pair = project.model(teacher).versus(project.model(student))
    export(pair.attention(journey.prompt), picture)
    rows = written_rows(
        project,
        (teacher, control, student),
        list(_STRATEGIES),
        journey.prompt,
        journey.seed,
        _WRITTEN_TOKENS,
    )
    for row in rows:
        if as_json:
            print_json({"type": "Text", **row})
        else:
            say(f"── {row['model']} · {row['strategy']}\n{journey.prompt}{row['text']}\n")
    if not as_json:
        say(f"attention of teacher and student: {picture}")
        say(f"see it all in the window: distill-workbench open {project.folder}")
