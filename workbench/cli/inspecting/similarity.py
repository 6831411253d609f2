"""`similarity`: how alike every layer of a teacher is to every layer of a student."""

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.inspecting.result_option import result_option, write_out
from workbench.cli.output import print_json
from workbench.cli.shell import common, opened
from workbench.cli.shown import counted, say
from workbench.corpora.passages import MOST_PASSAGES
from workbench.inspection.comparison.similarity import Similarity, SimilarityProgress

if TYPE_CHECKING:
    from workbench.inspection.maps.layer_heads import Floats


@click.command()
@click.option("--model", required=True, help="The teacher: NAME[@best|@last|@STEP].")
@click.option("--versus", required=True, help="The student: NAME[@best|@last|@STEP].")
@click.option("--text", default="", help="The text that both read.")
@click.option(
    "--corpus",
    default="",
    help="The corpus whose validation part gives the passages; without it and a text, the one that "
    "the teacher was trained on.",
)
@click.option(
    "--passages",
    type=click.IntRange(1, MOST_PASSAGES),
    default=20,
    show_default=True,
    help="How many passages, evenly spread, unless there is a text.",
)
@result_option
@common
def similarity(
    model: str,
    versus: str,
    text: str,
    corpus: str,
    passages: int,
    out: Path | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Compare the layers of two models: CKA of hidden states, divergence of attention heads."""
    if text and corpus:
        raise click.UsageError("both --text and --corpus are given; choose one of them")
    with opened(folder) as project:
        teacher, student = project.model(model), project.model(versus)
        pair = teacher.versus(student)
        found = (
            pair.similarity(text)
            if text
            else _over(pair.corpus_similarity(corpus, most_passages=passages))
        )
        write_out(found, out, text, {"teacher": teacher, "student": student})
    if as_json:
        print_json({"teacher": model, "student": versus, **found.as_plain()})
    else:
        _say(found)


def _over(steps: Iterator[SimilarityProgress]) -> Similarity:
    """The answer, with a line that is written over for people at a terminal."""
    found: Similarity | None = None
    for step in steps:
        found = step.similarity
        if sys.stderr.isatty():
            click.echo(
                f"\r{step.done:,} of {step.total:,} passages", err=True, nl=found is not None
            )
    assert found is not None
    return found


def _say(found: Similarity) -> None:
    whose = "the student's own" if found.mapping.is_own else "uniform"
    texts = counted(found.passages, "1 text", "{count} texts")
    say(
        f"{texts}, {found.tokens} tokens; attention over {found.queries} queries; "
        f"layer map: {whose}"
    )
    if found.left_out:
        say(f"{found.left_out} tokens at the ends of the texts were not read")
    if found.too_short:
        say(f"{found.too_short} passages were too short and left out")
    say("\nCKA of hidden states (unbiased; rows: teacher's, columns: student's; 0: embeddings)")
    _say_matrix(found.cka_xy)
    say("\nJensen-Shannon divergence of matched heads in nats (rows: teacher's layers)")
    _say_matrix(found.divergence_lm)
    for name, pairs in (("layer map", found.mapping.pairs), ("best match", found.best_pairs)):
        say(f"\n{name}, teacher→student:")
        for pair in pairs:
            say(
                f"  {pair[0]}→{pair[1]}: CKA {_figure(found.cka(pair))}, divergence "
                f"{found.divergence_lm[pair]:.4f}"
            )


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"


def _say_matrix(values_xy: "Floats") -> None:
    say("    " + "".join(f"{column:>8}" for column in range(values_xy.shape[1])))
    for row, values in enumerate(values_xy.tolist()):
        cells = (None if math.isnan(value) else value for value in values)
        say(f"{row:>4}" + "".join(f"{_figure(value):>8}" for value in cells))
