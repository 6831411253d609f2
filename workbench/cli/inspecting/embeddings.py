"""`neighbours` and `embeddings`: the nearest pieces of a piece, and a map of many as a table."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from workbench.cli.inspecting.result_option import (
    required_result_option,
    result_option,
    write_out,
)
from workbench.cli.output import print_json
from workbench.cli.shell import common, opened, wrong_usage
from workbench.cli.shown import counted, in_line, say
from workbench.errors import BadInput
from workbench.inspection.embeddings.spec import (
    DEFAULT_ON_MAP,
    LEAST_ON_MAP,
    MOST_NEIGHBOURS,
    MOST_ON_MAP,
    EmbeddingMap,
    EmbeddingMatrix,
    Neighbours,
    Projection,
)
from workbench.inspection.embeddings.written import map_facts
from workbench.project import Project
from workbench.project.models.saved_model import SavedModel
from workbench.spec import LARGEST

F = TypeVar("F", bound=Callable[..., Any])


def _asked(verb: F) -> F:
    """Add the options that say whose embeddings."""
    for option in (
        click.option(
            "--matrix",
            type=click.Choice(get_args(EmbeddingMatrix)),
            default="input",
            show_default=True,
            help="The token embedding, or the output layer's matrix.",
        ),
        click.option("--versus", default="", help="A second model, usually the student."),
        click.option("--model", required=True, help="NAME[@best|@last|@STEP]."),
    ):
        verb = option(verb)
    return verb


@click.command()
@_asked
@click.option("--piece", default=None, help="As it is spelled; a space stands for ▁.")
@click.option("--id", "number", type=click.IntRange(0, LARGEST), help="The piece by its id.")
@click.option("--top", type=click.IntRange(1, MOST_NEIGHBOURS), default=10, show_default=True)
@result_option
@common
def neighbours(
    model: str,
    versus: str,
    matrix: EmbeddingMatrix,
    piece: str | None,
    number: int | None,
    top: int,
    out: Path | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """The pieces of the vocabulary whose embeddings are nearest to one's, by cosine."""
    with wrong_usage():
        wanted = _piece(piece, number)
    with opened(folder) as project:
        teacher = project.model(model)
        asked = teacher.versus(versus) if versus else teacher
        found = asked.neighbours(wanted, top=top, matrix=matrix)
        write_out(found, out, "", _models(project, model, versus))
    if as_json:
        print_json(found.as_plain())
    else:
        for line in _lines(found):
            say(line)


def _piece(piece: str | None, number: int | None) -> str | int:
    if piece is not None and number is None:
        return piece
    if number is not None and piece is None:
        return number
    raise BadInput("name one piece: with --piece, or with --id")


def _models(project: Project, model: str, versus: str) -> dict[str, SavedModel]:
    """Who answers, by role."""
    if not versus:
        return {"model": project.model(model)}
    return {"teacher": project.model(model), "student": project.model(versus)}


def _lines(found: Neighbours) -> Iterator[str]:
    pieces = counted(found.num_pieces, "1 piece", "{count} pieces")
    yield f"nearest to '{in_line(found.of.piece)}' (id {found.of.id}) among {pieces}, by cosine"
    yield f"{'id':>8} " + " ".join(f"{in_line(name):>16}" for name in found.models) + "  piece"
    for one in found.found:
        places = (
            f"{'–':>16}" if place is None else f"{place.cosine:>9.3f} {f'#{place.rank}':>6}"
            for place in one.places
        )
        yield f"{one.piece.id:>8} {' '.join(places)}  {in_line(one.piece.piece)}"
    if len(found.models) > 1:
        yield f"among the nearest {found.top} of both: {found.shared}"
    if found.left_out:
        yield f"without a direction, and left out: {found.left_out}"


@click.command()
@_asked
@click.option("--piece", "pieces", multiple=True, help="A piece to show; several times.")
@click.option("--text", default="", help="A text whose pieces are shown.")
@click.option(
    "--most",
    type=click.IntRange(LEAST_ON_MAP, MOST_ON_MAP),
    default=DEFAULT_ON_MAP,
    show_default=True,
    help="Without --piece and --text: so many of the most frequent.",
)
@click.option(
    "--projection",
    type=click.Choice(get_args(Projection)),
    default="pca",
    show_default=True,
    help="UMAP needs the package umap-learn.",
)
@required_result_option
@common
def embeddings(
    model: str,
    versus: str,
    matrix: EmbeddingMatrix,
    pieces: tuple[str, ...],
    text: str,
    most: int,
    projection: Projection,
    out: Path,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Pieces in two dimensions, as a table; a student is rotated onto the teacher."""
    with opened(folder) as project:
        teacher = project.model(model)
        ask = teacher.versus(versus).embeddings if versus else teacher.embedding_map
        found = ask(pieces, text=text, most=most, matrix=matrix, projection=projection)
        write_out(found, out, text, _models(project, model, versus))
    if as_json:
        print_json(map_facts(found) | {"out": str(out)})
    else:
        for line in _said(found, out):
            say(line)


def _said(found: EmbeddingMap, out: Path) -> Iterator[str]:
    yield f"{in_line(str(out))}: {len(found.pieces)} of {found.num_pieces} pieces"
    if found.by_frequency is False:
        yield "the tokenizer came without counts: these are the first pieces by id"
    if found.left_out:
        yield f"not in both models, and left out: {found.left_out}"
    # Of UMAP there are no shares of the variance.
    for name, (across, up) in zip(found.models, found.variances, strict=False):
        yield f"{in_line(name)}: {across:.1%} + {up:.1%} of the variance lies in the map"
    if (fit := found.alignment) is not None:
        yield (
            f"aligned by {fit.num_pieces} pieces: disparity {fit.disparity:.3f}, of a random "
            f"pairing {fit.by_chance:.3f}"
        )
