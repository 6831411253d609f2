"""`estimate` and `doctor`: looking at what runs would cost, and at the machine."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.activities.spec import load_spec
from workbench.cli.output import print_json
from workbench.cli.paths import SomePath
from workbench.cli.runs.planning import minutes_there_are, planned_by_minutes
from workbench.cli.shell import common, opened, wrong_usage
from workbench.cli.shown import in_line, say
from workbench.distillation.spec import DistillSpec
from workbench.errors import WorkbenchError
from workbench.project import Project
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.pretrain_spec import PretrainSpec

if TYPE_CHECKING:
    from workbench.activities.estimate.estimate import Estimate
    from workbench.activities.finetune.preview import ExamplesPreview


@click.command()
@click.argument("spec_file", type=SomePath(dir_okay=False))
@click.option("--set", "overrides", multiple=True, metavar="NAME=VALUE")
@minutes_there_are
@click.option(
    "--measure", is_flag=True, help="Take some steps with random tokens, for a time to rely on."
)
@common
def estimate(
    spec_file: Path,
    overrides: tuple[str, ...],
    minutes: float | None,
    measure: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """What a run would cost: parameters, FLOPs a step, memory, disk, time.

    For a fine-tuning also its first examples, what is learnt of them, and what is amiss.
    """
    with wrong_usage():
        spec = load_spec(spec_file, overrides)
    with opened(folder) as project:
        spec, reasons = planned_by_minutes(project, spec, minutes)
        if measure and isinstance(spec, PretrainSpec | DistillSpec):
            cost = project.preview(spec).measured_estimate()
        else:
            preview = project.preview(spec)
            cost = preview.measured_before() or preview.estimate()
        mixture = project.preview(spec).mixture()
        examples = _examples(project, spec) if isinstance(spec, FinetuneSpec) else None
    figures = asdict(cost)
    compiling = figures.pop("compiling")
    if compiling and as_json:
        assert cost.compiling is not None
        figures["compiling"] = compiling | {"pays_after_s": cost.compiling.pays_after_s}
    if mixture and as_json:
        figures["mixture"] = [one.as_plain() for one in mixture]
    if reasons and as_json:
        figures["why"] = [str(reason) for reason in reasons]
    for warning in _warnings(cost):
        say(f"warning: {warning}", err=True)
    if as_json:
        print_json(figures if examples is None else figures | _examples_row(examples))
    else:
        for name, value in figures.items():
            if not isinstance(value, bool):
                known = "depends on the amount of text" if value is None else f"{value:,.0f}"
                say(f"{name:>16}: {known}")
        if cost.compiling is not None:
            say(str(cost.compiling.sentence()))
        for sentence in (*reasons, *(one.sentence() for one in mixture)):
            say(str(sentence))
        if examples is not None:
            _say_examples(examples)


def _warnings(cost: "Estimate") -> Iterator[str]:
    if not cost.fits:
        yield (
            "this needs more memory than is free; halve the micro-batch and double the "
            "accumulation, which keeps the batch as it is"
        )
    if not cost.fits_disk:
        yield "this needs more disk than is free; keep fewer checkpoints, or make room"
    if cost.disk_is_least:
        yield (
            "more checkpoints are kept than disk_bytes counts: how many, the amount of text decides"
        )


def _examples(project: Project, spec: FinetuneSpec) -> "ExamplesPreview | None":
    """What is learnt from; a cost is told without its tables too."""
    try:
        return project.preview(spec).examples()
    except WorkbenchError as error:
        say(f"warning: {error}", err=True)
        return None


def _examples_row(preview: "ExamplesPreview") -> dict[str, Any]:
    """What a fine-tuning would learn from: the pieces of each example, and which are learnt."""
    return {
        "train_examples": preview.train,
        "validation_examples": preview.validation,
        "notes": [str(note) for note in preview.notes],
        "examples": [asdict(example) for example in preview.examples],
    }


def _say_examples(preview: "ExamplesPreview") -> None:
    say(f"{'examples':>16}: {preview.train:,} to learn from, {preview.validation:,} to measure on")
    for note in preview.notes:
        say(f"warning: {in_line(str(note))}", err=True)
    for example in preview.examples:
        say("")
        shown = (f"[{piece.text}]" if piece.is_learnt else piece.text for piece in example.pieces)
        say(in_line(" ".join(shown)) + (f"  → {in_line(example.label)}" if example.label else ""))
    if any(piece.is_learnt for example in preview.examples for piece in example.pieces):
        say("")
        say("what stands in [brackets] is learnt, the rest is only read")


@click.command()
@common
def doctor(folder: Path | None, as_json: bool) -> None:
    """Versions, devices, precision and the window's platform on this machine."""
    from workbench.activities.doctor import findings  # with torch

    facts = findings()
    if as_json:
        print_json(facts)
    else:
        for name, value in facts.items():
            say(f"{name:>20}: {value}")
