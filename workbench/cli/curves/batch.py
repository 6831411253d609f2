"""`batch`: the documents that one step of a run learnt from."""

from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.table import Table

from workbench.cli.inspecting.about_model import show_progress
from workbench.cli.output import print_json, print_table
from workbench.cli.shell import common, opened, warn
from workbench.cli.shown import in_line, say
from workbench.metrics import metric
from workbench.spec import LARGEST

if TYPE_CHECKING:
    from workbench.activities.replay.step_batch import StepBatch


@click.command()
@click.argument("run")
@click.option(
    "--step",
    type=click.IntRange(1, LARGEST),
    required=True,
    help="A step of the run, as its curves count them.",
)
@click.option(
    "--under",
    type=click.IntRange(0, LARGEST),
    help="Replay nothing: take the losses of the checkpoint of this step instead.",
)
@common
def batch(run: str, step: int, under: int | None, folder: Path | None, as_json: bool) -> None:
    """The documents of a step's batch, hardest first, each with its own loss.

    The losses are those of the step itself: the steps since the nearest earlier checkpoint are
    taken once more, in memory.
    """
    with opened(folder) as project:
        for known in project.saved_run(run).batch(step, under=under):
            if known.total and not known.is_complete:
                show_progress(known, "steps")
    warn(known.notes)
    if as_json:
        print_json({"run": run, **known.as_plain()})
    else:
        _show(known)


def _show(known: "StepBatch") -> None:
    say(f"step {known.step}: {known.origin()}")
    say(f"mean loss {known.loss:.6f} nats{_recorded(known)}")
    table = Table()
    for heading in ("row", "document", "tokens learnt", "loss"):
        table.add_column(heading, justify="right")
    table.add_column("text")
    for one in known.hardest_first:
        label = "".join(f"[{about}] " for about in (one.corpus, one.label) if about)
        table.add_row(
            str(one.row),
            str(one.number or ""),
            str(one.targets),
            f"{one.loss:.4f}",
            in_line(f"{label}{one.title}"),
        )
    print_table(table)


def _recorded(known: "StepBatch") -> str:
    if known.recorded is None:
        return ""
    phrase = metric(known.metric).phrase
    said = f"; the run recorded {phrase} {known.recorded:.6f}"
    if known.agrees is None:
        return said
    return f"{said}: the same" if known.agrees else f"{said}: NOT the same (another machine?)"
