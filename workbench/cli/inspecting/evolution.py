"""`evolution`: what the heads of a model do on a text at each checkpoint of its run."""

import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from workbench.cli.inspecting.result_option import result_option, write_out
from workbench.cli.output import print_json
from workbench.cli.shell import common, opened, warn
from workbench.cli.shown import say
from workbench.errors import BadInput
from workbench.inspection.comparison.evolution import (
    CheckpointPoint,
    Evolution,
    HeadChange,
)
from workbench.inspection.comparison.written import point_plain
from workbench.spec import LARGEST
from workbench.words import words


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
@result_option
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
        models = {"student": chosen} if versus else {"model": chosen}
        if versus:
            models["teacher"] = project.model(versus)
        asked = models["teacher"].versus(chosen) if versus else chosen
        found = _followed(asked.over_checkpoints(text))
        write_out(found, out, text, models)
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


def _print(found: Evolution, strongest: tuple[HeadChange, ...]) -> None:
    for point in found.points:
        print_json(point_plain(point))
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
