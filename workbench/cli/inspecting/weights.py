"""`weights`: how far the weights of two checkpoints or models are from each other."""

from dataclasses import asdict
from pathlib import Path

import click
from rich.table import Table

from workbench.cli.output import print_json, print_table
from workbench.cli.paths import NewFile
from workbench.cli.shell import common, opened
from workbench.cli.shown import in_line, say
from workbench.inspection.comparison.weight_distances import (
    WeightComparison,
    WeightDistance,
    as_csv,
)
from workbench.store.files.named import write_file


@click.command()
@click.option("--model", required=True, help="NAME[@best|@last|@STEP].")
@click.option("--versus", required=True, help="The other one, NAME[@best|@last|@STEP].")
@click.option("--out", type=NewFile(".csv"), help="Also write every tensor's figures as CSV.")
@common
def weights(model: str, versus: str, out: Path | None, folder: Path | None, as_json: bool) -> None:
    """Compare the weights of two checkpoints or models: norms, distances, cosines by layer."""
    with opened(folder) as project:
        found = project.model(model).versus(versus).weights()
    if out is not None:
        write_file(out, as_csv(found).encode("utf-8-sig"))
    if as_json:
        print_json(asdict(found))
    else:
        _print(found)


def _print(found: WeightComparison) -> None:
    table = Table()
    table.add_column("layer")
    for heading in ("parameters", "norm", "other norm", "distance", "relative", "cosine"):
        table.add_column(heading, justify="right")
    for one in (*found.layers, found.whole):
        table.add_row(in_line(one.name or "all"), *_texts(one))
    print_table(table)
    if found.left_out:
        say(f"{found.left_out} tensors are only in one of both, or differ in shape: left out")


def _texts(one: WeightDistance) -> tuple[str, ...]:
    numbers = (one.norm, one.other_norm, one.distance, one.relative, one.cosine)
    return (
        f"{one.parameters:,}",
        *("" if number is None else f"{number:.4f}" for number in numbers),
    )
