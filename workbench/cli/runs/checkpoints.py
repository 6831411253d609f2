"""`checkpoints`, `branch` and `average`: what a run has saved, and what comes of it."""

import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from workbench.activities.spec import AverageSpec
from workbench.cli.output import print_json, print_table
from workbench.cli.runs.following import follow_attempt
from workbench.cli.shell import Interruption, common, opened
from workbench.cli.shown import in_line, say
from workbench.metrics import metric
from workbench.project.runs.run_checkpoints import RunCheckpoint
from workbench.project.runs.run_probes import StepProbes
from workbench.spec import LARGEST, validate

_STEP = click.IntRange(0, LARGEST)
_MEBIBYTE = 1 << 20


@click.command()
@click.argument("run", metavar="RUN")
@click.option("--pin", "pinned", type=_STEP, multiple=True, metavar="STEP", help="Keep it.")
@click.option(
    "--unpin", "unpinned", type=_STEP, multiple=True, metavar="STEP", help="Keep it no longer."
)
@click.option(
    "--delete", "deleted", type=_STEP, multiple=True, metavar="STEP", help="Move it to the bin."
)
@click.option("--probes", type=_STEP, metavar="STEP", help="Only what its probes answered there.")
@common
def checkpoints(
    run: str,
    pinned: tuple[int, ...],
    unpinned: tuple[int, ...],
    deleted: tuple[int, ...],
    probes: int | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """The checkpoints of a run: size, figures, and why each is kept."""
    with opened(folder) as project:
        saved = project.saved_run(run)
        if probes is not None:
            _print_probes(saved.probes(probes), as_json)
            return
        for step in pinned:
            saved.pin(step)
        for step in unpinned:
            saved.unpin(step)
        for step in deleted:
            saved.delete_checkpoint(step)
        found = saved.checkpoints()
    if as_json:
        for one in found:
            print_json(_plain(one))
    else:
        _print(found)


def _plain(one: RunCheckpoint) -> dict[str, Any]:
    return {
        "step": one.step,
        "bytes": one.bytes,
        "digest": one.record.digest,
        "folder": str(one.record.folder),
        "marks": one.marks,
        "metrics": {k: v if abs(v) < math.inf else str(v) for k, v in one.metrics.items()},
    }


def _print(found: tuple[RunCheckpoint, ...]) -> None:
    table = Table()
    table.add_column("step", justify="right")
    table.add_column("MiB", justify="right")
    names = sorted({name for one in found for name in one.metrics})
    for name in names:
        table.add_column(metric(name).phrase, justify="right")
    table.add_column("kept as")
    for one in found:
        figures = (metric(name).text(one.metrics.get(name)) for name in names)
        row = (str(one.step), f"{one.bytes / _MEBIBYTE:.1f}", *figures)
        table.add_row(*row, ", ".join(one.marks))
    print_table(table)


def _print_probes(found: StepProbes, as_json: bool) -> None:
    if as_json:
        print_json(asdict(found))
        return
    for one in found.answers:
        say(in_line(f"{one.prompt}▸{one.text}"))
    for sentence in found.losses:
        say(in_line(f"{sentence.loss:.4f} nats per token: {sentence.sentence}"))
    if not (found.answers or found.losses):
        say(f"nothing was asked at step {found.step}", err=True)


@click.command()
@click.argument("run", metavar="RUN")
@click.option("--from", "step", type=_STEP, default=None, metavar="STEP", help="By default last.")
@click.option("--name", required=True, help="What the new run and its model will be called.")
@click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="NAME=VALUE",
    help="Change a setting, such as loop.steps=500 or optimizer.learning_rate=1e-4.",
)
@common
def branch(
    run: str,
    step: int | None,
    name: str,
    overrides: tuple[str, ...],
    folder: Path | None,
    as_json: bool,
) -> None:
    """Go on from a checkpoint of a run as a new run, with some settings changed."""
    with opened(folder) as project, Interruption.caught() as interruption:
        parent = project.saved_run(run)
        planned = parent.branch(step, name=name, overrides=overrides)
        for one in parent.branch_changes(planned):
            before, now = ("-" if v is None else v for v in (one.before, one.now))
            say(in_line(f"{one.name}: {before} → {now}"), err=True)
        attempt = project.start(planned, interruption.control)
        follow_attempt(project, attempt, interruption, as_json)


with_name = click.option("--name", required=True, help="What the model will be called.")
with_corpus = click.option("--corpus", default="", help="Measure the validation loss on this text.")
with_no_worse_than = click.option(
    "--no-worse-than",
    default="",
    metavar="MODEL",
    help="Only make it if its loss on the corpus is at most that of this model.",
)


@click.command()
@click.argument("checkpoints", nargs=-1, required=True, metavar="MODEL@STEP...")
@with_name
@with_corpus
@with_no_worse_than
@common
def average(
    checkpoints: tuple[str, ...],
    name: str,
    corpus: str,
    no_worse_than: str,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Make a model of the mean of several checkpoints' weights."""
    plain = {
        "name": name,
        "checkpoints": checkpoints,
        "corpus": corpus,
        "no_worse_than": no_worse_than,
    }
    make_model(validate(AverageSpec, plain), folder, as_json)


def make_model(spec: AverageSpec, folder: Path | None, as_json: bool) -> None:
    """Start the run that makes a model of checkpoints, and follow it."""
    with opened(folder) as project, Interruption.caught() as interruption:
        attempt = project.start(spec, interruption.control)
        follow_attempt(project, attempt, interruption, as_json)
