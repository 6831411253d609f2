"""`similarity`: how alike every layer of a teacher is to every layer of a student."""

import math
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.output import print_json
from workbench.cli.paths import NewFile
from workbench.cli.shell import common, opened
from workbench.cli.shown import counted, say
from workbench.corpora.passages import MOST_PASSAGES
from workbench.csv_text import csv_text
from workbench.inspection.comparison.similarity import Pair, Similarity, SimilarityProgress
from workbench.store.files.named import write_file

if TYPE_CHECKING:
    from workbench.inspection.maps.layer_heads import Floats

CSV_COLUMNS = (
    "teacher_layer",
    "student_layer",
    "cka",
    "plain_cka",
    "divergence",
    "in_layer_map",
    "is_best",
)


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
@click.option("--out", type=NewFile(".csv"), help="Also write a CSV file.")
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
        pair = project.model(model).versus(project.model(versus))
        found = (
            pair.similarity(text)
            if text
            else _over(pair.corpus_similarity(corpus, most_passages=passages))
        )
    if out is not None:
        write_file(out, as_csv(found).encode("utf-8-sig"))
    if as_json:
        print_json({"teacher": model, "student": versus, **as_plain(found)})
    else:
        _say(found)


def as_plain(found: Similarity) -> dict[str, Any]:
    """All figures; NaN is null. States count from the embeddings, layers from the first block."""
    return {
        "passages": found.passages,
        "tokens": found.tokens,
        "queries": found.queries,
        "left_out": found.left_out,
        "too_short": found.too_short,
        "cka": _matrix(found.cka_xy),
        "plain_cka": _matrix(found.plain_cka_xy),
        "divergence": _matrix(found.divergence_lm),
        "layer_map": "own" if found.mapping.is_own else "uniform",
        "layer_pairs": found.mapping.pairs,
        "best_pairs": found.best_pairs,
        "heads": [
            {
                "teacher_layer": theirs,
                "student_layer": ours,
                "pairs": found.layers[theirs, ours].heads,
            }
            for theirs, ours in found.mapping.pairs
        ],
    }


def as_csv(found: Similarity) -> str:
    """One line for every pair of layers, counted from 0."""
    return csv_text([CSV_COLUMNS, *(_line(found, pair) for pair in found.layers)])


def _line(found: Similarity, pair: Pair) -> tuple[object, ...]:
    return (
        *pair,
        found.cka(pair),
        found.plain_cka(pair),
        float(found.divergence_lm[pair]),
        int(pair in found.mapping.pairs),
        int(pair in found.best_pairs),
    )


def _matrix(values_xy: "Floats") -> list[list[float | None]]:
    return [[_number(value) for value in row] for row in values_xy.tolist()]


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


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
        say(f"{row:>4}" + "".join(f"{_figure(_number(value)):>8}" for value in values))
