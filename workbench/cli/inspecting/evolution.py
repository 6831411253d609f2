"""`evolution`: what a model does with a text at each checkpoint of its run."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from workbench.cli.inspecting.evolution_output import (
    print_objects,
    print_table,
    warn_of_skipped,
)
from workbench.cli.inspecting.result_option import result_option, write_out
from workbench.cli.paths import NewFile
from workbench.cli.shell import common, opened, wrong_usage
from workbench.errors import BadInput
from workbench.inspection.comparison.checkpoint_point import DEFAULT_PASSAGES, DEFAULT_TOKENS
from workbench.inspection.comparison.evolution import Evolution
from workbench.inspection.comparison.evolution_written import LensEvolution
from workbench.inspection.heads.spec import ASKED_STAGES, DEFAULT_STAGES
from workbench.inspection.result_file import RESULT_SUFFIXES
from workbench.spec import LARGEST

_HEAD = re.compile(r"L?(\d+)(?:[. ]H?|H)(\d+)", re.IGNORECASE)


@click.command()
@click.option("--model", required=True, help="The name of the model; all its checkpoints are read.")
@click.option(
    "--versus", default="", help="Its teacher, NAME[@best|@last|@STEP], to say how far that is."
)
@click.option("--text", required=True, help="The text to look at.")
@click.option("--lens", is_flag=True, help="Also read the logit lens, and tell how it changes.")
@click.option(
    "--measures",
    multiple=True,
    type=click.Choice([*(stage.value for stage in ASKED_STAGES), "none"]),
    default=[stage.value for stage in DEFAULT_STAGES],
    show_default=True,
    help="What is measured of heads beside the attention; may be given several times.",
)
@click.option("--corpus", default="", help="Measure on its validation part instead of the text.")
@click.option(
    "--passages",
    type=click.IntRange(1, LARGEST),
    default=DEFAULT_PASSAGES,
    show_default=True,
    help="So many passages of the corpus.",
)
@click.option(
    "--tokens",
    type=click.IntRange(2, LARGEST),
    default=DEFAULT_TOKENS,
    show_default=True,
    help="How many tokens a passage has.",
)
@click.option("--head", default="", help="LAYER.HEAD, from 0: its measures at each checkpoint.")
@click.option(
    "--changes",
    type=click.IntRange(0, LARGEST),
    default=10,
    show_default=True,
    help="So many of the strongest changes are told.",
)
@result_option
@click.option(
    "--lens-out", type=NewFile(*RESULT_SUFFIXES), help="Also read the lens, and write its file."
)
@common
def evolution(
    model: str,
    versus: str,
    text: str,
    lens: bool,
    measures: tuple[str, ...],
    corpus: str,
    passages: int,
    tokens: int,
    head: str,
    changes: int,
    out: Path | None,
    lens_out: Path | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Follow heads and lens of a model, and how far its teacher is, over its checkpoints.

    With --json a line for each checkpoint, and one with the strongest changes.
    """
    with wrong_usage():
        followed = _head(head) if head else None
    with opened(folder) as project:
        chosen = project.model(model)
        models = {"student": chosen} if versus else {"model": chosen}
        if versus:
            models["teacher"] = project.model(versus)
        asked = models["teacher"].versus(chosen) if versus else chosen
        found = _followed(
            asked.over_checkpoints(
                text,
                lens=lens or lens_out is not None,
                measures=[one for one in measures if one != "none"],
                corpus=corpus,
                passages=passages,
                tokens=tokens,
            )
        )
        if followed is not None:
            _require_head(found, followed)
        write_out(found, out, text, models)
        write_out(LensEvolution(found), lens_out, text, models)
    show = print_objects if as_json else print_table
    show(found, changes, followed)


def _head(written: str) -> tuple[int, int]:
    match = _HEAD.fullmatch(written)
    if match is None:
        raise BadInput(
            "'{head}' is no head; write its layer and its number, from 0, such as 1.3", head=written
        )
    return int(match[1]), int(match[2])


def _require_head(found: Evolution, head: tuple[int, int]) -> None:
    layers, heads = found.points[0].statistics.entropy_lh.shape
    if head[0] >= layers or head[1] >= heads:
        raise BadInput(
            "there is no head {layer}.{head}; the model has {layers} layers of {heads} heads, "
            "counted from 0",
            layer=head[0],
            head=head[1],
            layers=layers,
            heads=heads,
        )


def _followed(steps: Iterator[Evolution]) -> Evolution:
    """The whole, with a line that is written over for people at a terminal."""
    found: Evolution | None = None
    for found in steps:
        if sys.stderr.isatty():
            is_last = found.done == found.total
            under_way = f", {found.share:4.0%} of the next" if found.share else ""
            line = f"{found.done} of {found.total} checkpoints{under_way}"
            click.echo(f"\r{line:50}", err=True, nl=is_last)
    if found is None or not found.points:
        warn_of_skipped(found)
        raise BadInput("no checkpoint of this model can be read")
    return found
