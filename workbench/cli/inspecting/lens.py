"""`lens`: what each layer would predict if it were the last one."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.inspecting.how_far import show_how_far
from workbench.cli.inspecting.result_option import result_option, write_out
from workbench.cli.output import print_json
from workbench.cli.shell import common, opened, special_tokens
from workbench.cli.shown import in_line, say
from workbench.inspection.bounds import require_position
from workbench.inspection.lens.reading import LensProgress, LogitLens
from workbench.inspection.lens.written import cell, lenses_of, top_plain
from workbench.spec import LARGEST

if TYPE_CHECKING:
    from workbench.inspection.lens.reading import LensComparison


@click.command()
@click.option("--model", required=True, help="NAME[@best|@last|@STEP].")
@click.option("--versus", default="", help="A second model, usually the student.")
@click.option("--text", required=True, help="The text to look at.")
@click.option(
    "--position",
    type=click.IntRange(0, LARGEST),
    help="The token that is shown, from 0 with what stands around the text; else the last.",
)
@click.option(
    "--mask",
    "masked",
    type=click.IntRange(0, LARGEST),
    multiple=True,
    help="For a BERT: put a mask in the place of this token (from 0); may be given again.",
)
@click.option("--top", type=click.IntRange(1, LARGEST), default=10, show_default=True)
@result_option
@special_tokens
@common
def lens(
    model: str,
    versus: str,
    text: str,
    position: int | None,
    masked: tuple[int, ...],
    top: int,
    out: Path | None,
    special_tokens: bool,
    folder: Path | None,
    as_json: bool,
) -> None:
    """The logit lens: what a model would predict behind each part of each layer.

    For each the likeliest token, rank and probability of the true one, the entropy, and KL(the
    model's own ‖ this). With --json all positions, each with its likeliest tokens.
    """
    found: LogitLens | LensComparison
    with opened(folder) as project:
        one = project.model(model)
        models = {"model": one}
        if versus:
            models = {"teacher": one, "student": project.model(versus)}
            pair = one.versus(models["student"])
            found = pair.lens(text, masked=masked, top_k=top, add_special_tokens=special_tokens)
        else:
            found = _followed(
                one.lens_steps(text, masked=masked, top_k=top, add_special_tokens=special_tokens)
            )
    write_out(found, out, text, models)
    names = (model, versus)
    for name, read in zip(names, lenses_of(found).values(), strict=False):
        if as_json:
            _print_all(name, read)
        else:
            _show(name, read, len(read.tokens) - 1 if position is None else position)


def _followed(steps: "Iterator[LensProgress | LogitLens]") -> "LogitLens":
    for step in steps:
        if isinstance(step, LogitLens):
            return step
        show_how_far(step.done, step.total, "distributions")
    raise AssertionError("the steps end with the lens")


def _print_all(name: str, lens: LogitLens) -> None:
    """One object for each reading and position."""
    for reading in range(len(lens.readings)):
        for position in range(len(lens.tokens)):
            print_json(
                {
                    "model": name,
                    **cell(lens, reading, position),
                    "top": top_plain(lens, reading, position),
                }
            )


def _show(name: str, lens: LogitLens, position: int) -> None:
    require_position(len(lens.tokens), position)
    true = lens.true_token(position)
    then = "" if true is None else f", {_TRUE[lens.target]} {in_line(true)}"
    say(f"── {in_line(name)} · {position} {in_line(lens.tokens[position])}{then}")
    say(f"{'reading':<18} {'rank':>7} {'p':>9} {'entropy':>8} {'KL':>8}  likeliest")
    for reading in range(len(lens.readings)):
        row = cell(lens, reading, position)
        rank, p = ("–" if row[one] is None else row[one] for one in _OF_TRUE)
        say(
            f"{row['reading']:<18} {rank:>7} {p if p == '–' else f'{p:.2%}':>9} "
            f"{row['entropy']:>8.3f} {row['kl']:>8.3f}  "
            f"{in_line(row['top_token'])} {row['top_probability']:.2%}"
        )
    say()


_TRUE = {"next": "then", "own": "truly"}
_OF_TRUE = ("true_rank", "true_probability")
