"""`histograms`: how the weights and gradients of a run's layers were spread at its chosen steps."""

from collections.abc import Sequence
from pathlib import Path

import click
from rich.table import Table

from workbench.cli.output import print_json, print_table
from workbench.cli.paths import NewFile
from workbench.cli.shell import common, opened
from workbench.cli.shown import in_line
from workbench.curves.spread import as_csv_rows, layers_of, quantile
from workbench.errors import BadInput
from workbench.file_formats.csv_text import csv_text
from workbench.store.files.named import write_file
from workbench.store.runs.histograms import StepHistograms
from workbench.words import listed

_SHARES = {"5 %": 0.05, "median": 0.5, "95 %": 0.95}


@click.command()
@click.argument("run")
@click.option("--layer", default="", help="A block's number, embeddings or head. Default: all.")
@click.option("--of", type=click.Choice(["weights", "gradients"]), help="Default: both.")
@click.option("--out", type=NewFile(".csv"), help="Also write every bin to a CSV file.")
@common
def histograms(
    run: str, layer: str, of: str | None, out: Path | None, folder: Path | None, as_json: bool
) -> None:
    """How weights and gradients were spread, by layer, at the steps of loop.histograms_every."""
    with opened(folder) as project:
        found = _asked(project.saved_run(run).histograms(), layer, of)
    if out is not None:
        write_file(out, csv_text(as_csv_rows(found)).encode("utf-8-sig"))
    if as_json:
        for one in found:
            print_json(one.model_dump())
    else:
        _print(found)


def _asked(
    found: Sequence[StepHistograms], layer: str, of: str | None
) -> tuple[StepHistograms, ...]:
    if not found:
        raise BadInput(
            "the run has kept no histograms; a run that is started with loop.histograms_every does"
        )
    layers = layers_of(found)
    if layer and layer not in layers:
        raise BadInput(
            "no layer is called '{layer}'; there are {layers}",
            layer=layer,
            layers=listed(layers),
        )
    return tuple(
        StepHistograms(
            step=step.step,
            layers=tuple(
                one for one in step.layers if layer in ("", one.layer) and of in (None, one.of)
            ),
        )
        for step in found
    )


def _print(found: Sequence[StepHistograms]) -> None:
    table = Table()
    for heading in ("step", "layer", "of", "lowest", *_SHARES, "highest", "not finite"):
        table.add_column(heading, justify="left" if heading in ("layer", "of") else "right")
    for step in found:
        for one in step.layers:
            inside = (quantile(one, share) for share in _SHARES.values())
            numbers = (f"{number:.3g}" for number in (one.low, *inside, one.high))
            name = in_line(one.layer)
            table.add_row(f"{step.step:,}", name, one.of, *numbers, f"{one.not_finite:,}")
    print_table(table)
