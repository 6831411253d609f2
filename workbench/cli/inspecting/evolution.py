"""`evolution`: what the heads of a model do on a text at each checkpoint of its run."""

import math
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
import numpy as np

from workbench.cli.output import print_json
from workbench.cli.paths import NewFile
from workbench.cli.shell import common, opened, warn
from workbench.cli.shown import say
from workbench.csv_text import csv_text
from workbench.errors import BadInput
from workbench.inspection.comparison.evolution import (
    MEASURES,
    CheckpointPoint,
    Evolution,
    HeadChange,
)
from workbench.spec import LARGEST
from workbench.store.files.named import write_file
from workbench.words import words

CSV_COLUMNS = ("step", "layer", "head", *MEASURES)


@click.command()
@click.option("--model", required=True, help="The name of the model; all its checkpoints are read.")
@click.option(
    "--versus", default="", help="Its teacher, NAME[@best|@last|@STEP], to say how far that is."
)
@click.option("--text", required=True, help="The text to look at.")
@click.option(
    "--changes",
    type=click.IntRange(0, LARGEST),
    default=10,
    show_default=True,
    help="So many of the strongest changes of heads are told.",
)
@click.option("--out", type=NewFile(".csv"), help="Also write a CSV file.")
@common
def evolution(
    model: str,
    versus: str,
    text: str,
    changes: int,
    out: Path | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Follow the heads of a model, and how far its teacher is, over the checkpoints of its run.

    With --json a line for each checkpoint, and one with the strongest changes.
    """
    with opened(folder) as project:
        chosen = project.model(model)
        steps = (
            project.model(versus).versus(chosen).over_checkpoints(text)
            if versus
            else chosen.over_checkpoints(text)
        )
        found = _followed(steps)
    if out is not None:
        write_file(out, as_csv(found).encode("utf-8-sig"))
    strongest = found.strongest_changes(changes)
    if as_json:
        _print(found, strongest)
    else:
        _say(found, strongest)


def _followed(steps: Iterator[Evolution]) -> Evolution:
    """The whole, with a line that is written over for people at a terminal."""
    found: Evolution | None = None
    for found in steps:
        if sys.stderr.isatty():
            is_last = found.done == found.total
            click.echo(f"\r{found.done} of {found.total} checkpoints", err=True, nl=is_last)
    if found is None or not found.points:
        _warn_of_skipped(found)
        raise BadInput("no checkpoint of this model can be read")
    return found


def _warn_of_skipped(found: Evolution | None) -> None:
    skipped = found.skipped if found is not None else ()
    warn(
        words("the checkpoint at step {step} is skipped: {why}", step=one.step, why=one.why)
        for one in skipped
    )


def as_csv(found: Evolution) -> str:
    """One line for every head at every checkpoint; layers and heads count from 0."""
    return csv_text([CSV_COLUMNS, *(line for point in found.points for line in _lines(point))])


def _lines(point: CheckpointPoint) -> Iterator[tuple[float, ...]]:
    values = [point.measured(measure) for measure in MEASURES]
    for head in np.ndindex(values[0].shape):
        yield (point.step, *head, *(float(of[head]) for of in values))


def _print(found: Evolution, strongest: tuple[HeadChange, ...]) -> None:
    for point in found.points:
        print_json(_point(point))
    for one in found.skipped:
        print_json({"step": one.step, "skipped": str(one.why)})
    print_json(
        {
            "tokens": list(found.tokens),
            "left_out": found.left_out,
            "layer_pairs": found.mapping.pairs if found.mapping is not None else None,
            "changes": [{**asdict(one), "change": one.change} for one in strongest],
        }
    )


def _point(point: CheckpointPoint) -> dict[str, Any]:
    distance = point.distance
    return {
        "step": point.step,
        "digest": point.digest,
        "loss": point.loss,
        "heads": {measure: point.measured(measure).tolist() for measure in MEASURES},
        "teacher": None
        if distance is None
        else {
            "divergence": distance.divergence_p,
            "cka": [None if math.isnan(value) else value for value in distance.cka_p],
            "kl": distance.kl,
        },
    }


def _say(found: Evolution, strongest: tuple[HeadChange, ...]) -> None:
    _warn_of_skipped(found)
    if found.left_out:
        say(f"{found.left_out} tokens at the text's end were not read")
    pairs = found.mapping.pairs if found.mapping is not None else ()
    names = "".join(f"  {f'{theirs}→{ours}':>14}" for theirs, ours in pairs)
    say(f"{'step':>8} {'loss':>8} {'KL':>8}{names}")
    for point in found.points:
        say(_line(point))
    if pairs:
        say("of each pair of layers: divergence of matched heads in nats / CKA")
    if len(found.points) < 2:
        say("there is one checkpoint alone; a run keeps more with loop.keep_every")
    for one in strongest:
        say(
            f"L{one.layer} H{one.head}: {one.measure} {one.before:.3f} → {one.after:.3f} "
            f"between steps {one.from_step} and {one.to_step}"
        )


def _line(point: CheckpointPoint) -> str:
    distance = point.distance
    kl = distance.kl if distance is not None else None
    figures = (
        zip(distance.divergence_p, distance.cka_p, strict=True) if distance is not None else ()
    )
    pairs = "".join(f"  {divergence:>6.4f}/{cka:>7.4f}" for divergence, cka in figures)
    return f"{point.step:>8} {_figure(point.loss)} {_figure(kl)}{pairs}"


def _figure(value: float | None) -> str:
    return f"{'–':>8}" if value is None else f"{value:>8.4f}"
