"""`patch`: what of a clean run, put into a corrupted one, brings its prediction back."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.inspecting.about_model import about, show_progress
from workbench.cli.inspecting.result_option import result_option, write_out
from workbench.cli.output import print_json
from workbench.cli.shell import common, opened, wrong_usage
from workbench.cli.shown import in_line, say
from workbench.errors import BadInput
from workbench.inspection.patching.maps import PLACES, PatchedMap

if TYPE_CHECKING:
    from workbench.inspection.patching.maps import Patching


@click.command()
@click.option("--model", required=True, help="NAME[@best|@last|@STEP]; with --student the teacher.")
@click.option("--text", required=True, help="The clean text; for an encoder, with a [MASK].")
@click.option("--corrupted", default="", help="The corrupted text, of as many tokens.")
@click.option(
    "--student",
    default="",
    help="In place of a second text: the model whose run the teacher's activations are put into.",
)
@click.option("--target", default="", help="The token of the clean run; by default its likeliest.")
@click.option("--other", default="", help="The token of the corrupted run, likewise.")
@click.option(
    "--place",
    "places",
    multiple=True,
    type=click.Choice(PLACES),
    help="What is patched; by default all of them. May be given repeatedly.",
)
@result_option
@common
def patch(
    model: str,
    text: str,
    corrupted: str,
    student: str,
    target: str,
    other: str,
    places: tuple[str, ...],
    out: Path | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Activation patching: the recovered logit difference of each layer and position or head.

    0 recovers nothing, 1 all of the difference between the clean and the corrupted run.
    """
    with wrong_usage():
        if bool(corrupted) == bool(student):
            raise BadInput("name a corrupted text or a student, one of the two")
    with opened(folder) as project:
        asked = project.model(model)
        models = {"model": asked}
        if student:
            models = {"teacher": asked, "student": project.model(student)}
            pair = asked.versus(models["student"])
            found = pair.patched(text, target=target, other=other, places=places or PLACES)
        else:
            found = asked.patched(
                text, corrupted, target=target, other=other, places=places or PLACES
            )
        for known in found:
            show_progress(known, "patches")
        write_out(known, out, text, models)
    facts = {**about(asked), **({"student": student} if student else {})}
    if as_json:
        print_json({**facts, **known.as_plain()})
    else:
        _show(known)


def _show(known: "Patching") -> None:
    say(
        f"logit of {in_line(known.target)} less that of {in_line(known.other)}: "
        f"{known.clean_difference:.3f} clean, {known.corrupted_difference:.3f} corrupted"
    )
    for one in known.maps:
        say(f"── {one.place}")
        for line in _lines(known, one):
            say(line)
    if known.left_out is not None:
        say(str(known.left_out))


def _lines(known: "Patching", one: PatchedMap) -> list[str]:
    """A column for each layer; a row for each head or position."""
    is_heads = one.place == "heads"
    heading = "".join(f"{f'L{layer}':>7}" for _, layer in one.layers)
    lines = [f"{'head' if is_heads else 'position':<9}{heading}"]
    for number, values in enumerate(one.recovered_lx.T):
        figures = "".join(f"{value:>7.2f}" for value in values)
        token = "" if is_heads else f"  {in_line(known.tokens[number])}"
        lines.append(f"{number:<9}{figures}{token}")
    return lines
