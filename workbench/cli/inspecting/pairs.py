"""`pairs`: how often a model finds the right one of two texts likelier."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from workbench.cli.output import print_json, print_table
from workbench.cli.paths import NewFile
from workbench.cli.shell import common, opened
from workbench.cli.shown import in_line, say
from workbench.corpora.minimal_pairs.pair import FoundPairs
from workbench.inspection.comparison.pair_scores import PairScores, as_csv
from workbench.intervals import Interval
from workbench.project.models.tested_model import DEFAULT_PAIRS
from workbench.store.files.named import write_file

_MOST = 10_000


@click.command()
@click.option("--model", required=True, help="NAME[@best|@last|@STEP].")
@click.option("--corpus", required=True, help="Pairs are made from its validation part.")
@click.option(
    "--most",
    type=click.IntRange(1, _MOST),
    default=DEFAULT_PAIRS,
    show_default=True,
    help="So many pairs of each kind.",
)
@click.option("--over-checkpoints", is_flag=True, help="At each checkpoint of the model's run.")
@click.option(
    "--wrong", type=click.IntRange(0, _MOST), default=0, help="Also show so many wrong ones."
)
@click.option("--out", type=NewFile(".csv"), help="Also write every pair as CSV.")
@common
def pairs(
    model: str,
    corpus: str,
    most: int,
    over_checkpoints: bool,
    wrong: int,
    out: Path | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Minimal pairs from a corpus: agreement, brackets, quotes, order of words, names kept."""
    with opened(folder) as project:
        chosen = project.model(model)
        ask = chosen.pairs_over_checkpoints if over_checkpoints else chosen.pairs
        found = _followed(ask(corpus, most=most))
    if out is not None:
        write_file(out, as_csv(found).encode("utf-8-sig"))
    for one in found:
        if as_json:
            print_json(_plain(one))
    if not as_json:
        _print(found, wrong)


def _followed(steps: Iterator[PairScores]) -> tuple[PairScores, ...]:
    """The whole of each checkpoint, with a line that is written over for people at a terminal."""
    found: dict[int, PairScores] = {}
    for one in steps:
        found[one.step] = one
        if sys.stderr.isatty():
            line = f"step {one.step}: {one.done} of {one.total} pairs"
            click.echo(f"\r{line:50}", err=True, nl=one.done == one.total)
    return tuple(found.values())


def _plain(one: PairScores) -> dict[str, Any]:
    found = one.found
    return {
        "step": one.step,
        "digest": one.digest,
        "all": _figures(one.accuracy(), one.count()),
        "wrong_has_more_tokens": {kind: one.num_longer(kind) for kind in one.kinds},
        "kinds": {kind: _figures(one.accuracy(kind), one.count(kind)) for kind in one.kinds},
        "left_out": one.unreadable,
        "found": {
            count.kind: {
                "pairs": count.found,
                "used": count.used,
                "skipped": {str(skip.why): skip.count for skip in count.skipped},
            }
            for count in found.counts
        },
        "documents": {"read": found.documents, "cut": found.cut, "all": found.is_whole},
    }


def _figures(accuracy: Interval | None, count: int) -> dict[str, float | int | None]:
    if accuracy is None:
        return {"pairs": count, "accuracy": None}
    return {
        "pairs": count,
        "accuracy": accuracy.value,
        "low": accuracy.low,
        "high": accuracy.high,
    }


def _print_found(found: FoundPairs) -> None:
    for count in found.counts:
        why = "; ".join(f"{one.why}: {one.count}" for one in count.skipped)
        say(
            f"{count.kind}: {count.found} found, {count.used} used, {count.num_skipped} places "
            f"skipped{f' ({why})' if why else ''}"
        )
    read = "all" if found.is_whole else "the first"
    say(f"read: {read} {found.documents} documents, of {found.cut} only the beginning")


def _print(found: Sequence[PairScores], wrong: int) -> None:
    table = Table()
    table.add_column("step", justify="right")
    table.add_column("kind")
    for heading in ("pairs", "accuracy", "95 % interval"):
        table.add_column(heading, justify="right")
    for one in found:
        for kind in (*one.kinds, None):
            accuracy = one.accuracy(kind)
            if accuracy is not None:
                between = f"{accuracy.low:.1%} – {accuracy.high:.1%}"
                figures = (str(one.count(kind)), f"{accuracy.value:.1%}", between)
                table.add_row(str(one.step), kind or "all", *figures)
    print_table(table)
    for one in found[-1:]:
        _print_found(one.found)
        for kind in one.kinds:
            if longer := one.num_longer(kind):
                say(
                    f"{kind}: in {longer} of {one.count(kind)} pairs the wrong text has more "
                    "tokens, which alone makes it less likely, also to an untrained model"
                )
        if one.unreadable:
            say(f"{one.unreadable} pairs are left out: the tokenizer makes one of both texts")
        for pair in [scored for scored in one.scored if not scored.is_right][:wrong]:
            say(f"{pair.pair.kind}: {in_line(pair.pair.good)}")
            say(f"{'found likelier':>14}: {in_line(pair.pair.bad)}")
