"""`curves`: the curves of runs, formulas of them, their bands over seeds, and notes at steps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.table import Table

from workbench.cli.output import print_json, print_table
from workbench.cli.paths import NewFile
from workbench.cli.shell import common, opened
from workbench.cli.shown import in_line
from workbench.csv_text import csv_text
from workbench.curves.bands import BandKind, band
from workbench.metrics import metric
from workbench.project.saved_run import SavedRun
from workbench.spec import LARGEST
from workbench.store.files.named import write_file
from workbench.store.runs.state import MetricSeries

CSV_COLUMNS = (
    "runs",
    "curve",
    "step",
    "tokens",
    "epoch",
    "seconds",
    "value",
    "low",
    "high",
    "flops",
)


@dataclass(frozen=True)
class ToldCurve:
    """A curve of a run, or the mean of several with its band, which leaves out so many points."""

    runs: str
    curve: str
    series: MetricSeries
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    left_out: int = 0
    flops_per_token: float | None = None


@click.command()
@click.argument("names", metavar="RUN...", nargs=-1, required=True)
@click.option(
    "--curve",
    "formulas",
    multiple=True,
    default=("validation_loss",),
    show_default=True,
    help="A metric, or a formula such as 'val_loss - control.val_loss'; several may be given.",
)
@click.option(
    "--seeds",
    type=click.Choice([kind.value for kind in BandKind]),
    help="The mean of runs that differ by their seed alone, with this band.",
)
@click.option("--out", type=NewFile(".csv"), help="Also write every point to a CSV file.")
@click.option(
    "--note",
    type=(click.IntRange(0, LARGEST), str),
    metavar="STEP TEXT",
    help="Note something at a step of each run first; an empty text takes the note away.",
)
@common
def curves(
    names: tuple[str, ...],
    formulas: tuple[str, ...],
    seeds: str | None,
    out: Path | None,
    note: tuple[int, str] | None,
    folder: Path | None,
    as_json: bool,
) -> None:
    """Points, last and best values of the curves of runs, and what was noted at their steps."""
    with opened(folder) as project:
        runs = {name: project.saved_run(name) for name in names}
        if note is not None:
            for run in runs.values():
                run.pin_note(*note)
        told = [one for curve in formulas for one in _told(runs, curve, seeds)]
        noted = [(name, one) for name, run in runs.items() for one in run.step_notes()]
    if out is not None:
        write_file(out, csv_text([CSV_COLUMNS, *_rows(told)]).encode("utf-8-sig"))
    if as_json:
        for one in told:
            print_json(_plain(one))
        for name, written in noted:
            print_json({"run": name, **written.model_dump()})
        return
    _print(told)
    for name, written in noted:
        click.echo(in_line(f"{name}, step {written.step}: {written.text}"))


def _told(runs: Mapping[str, SavedRun], curve: str, seeds: str | None) -> Iterator[ToldCurve]:
    groups: dict[str, dict[str, MetricSeries]] = {}
    for name, run in runs.items():
        group = run.seed_group() if seeds else name
        groups.setdefault(group, {})[name] = run.curve(curve)
    for members in groups.values():
        flops = runs[next(iter(members))].flops_per_token()
        if seeds is None or len(members) == 1:
            yield from (
                ToldCurve(name, curve, series, flops_per_token=flops)
                for name, series in members.items()
            )
        else:
            made = band(list(members.values()), BandKind(seeds))
            ends = made.low_s.tolist(), made.high_s.tolist()
            yield ToldCurve(", ".join(members), curve, made.mean, *ends, made.left_out, flops)


def _rows(told: Sequence[ToldCurve]) -> Iterator[tuple[object, ...]]:
    for one in told:
        series = one.series
        columns = (series.steps, series.tokens, series.epochs, series.elapsed_s, series.values)
        for number, row in enumerate(zip(*columns, strict=True)):
            ends = (one.low[number], one.high[number]) if one.low else ("", "")
            yield (one.runs, one.curve, *row, *ends, _flops(one, number))


def _flops(one: ToldCurve, number: int) -> float | str:
    """What was spent by a point; empty where it is not known."""
    rate = one.flops_per_token
    return "" if rate is None else rate * one.series.tokens[number]


def _plain(one: ToldCurve) -> dict[str, object]:
    plain: dict[str, object] = {
        "runs": one.runs,
        "curve": one.curve,
        "steps": list(one.series.steps),
        "values": [_json_number(value) for value in one.series.values],
    }
    if one.flops_per_token is not None:
        plain["flops"] = [_flops(one, number) for number in range(len(one.series))]
    if one.low:
        ends = {"low": one.low, "high": one.high}
        plain |= {name: [_json_number(value) for value in end] for name, end in ends.items()}
        plain["left_out"] = one.left_out
    return plain


def _json_number(value: float) -> float | str:
    return value if abs(value) < float("inf") else str(value)


def _print(told: Sequence[ToldCurve]) -> None:
    table = Table("runs", "curve")
    for heading in ("points", "last step", "last", "lowest", "highest"):
        table.add_column(heading, justify="right")
    for one in told:
        finite = [value for value in one.series.values if abs(value) < float("inf")]
        text = metric(one.curve).text
        ends = (text(min(finite)), text(max(finite))) if finite else ("", "")
        last = text(one.series.values[-1])
        points = f"{len(one.series):,}"
        if one.left_out:
            points += f" ({one.left_out:,} of some runs alone left out)"
        step = f"{one.series.steps[-1]:,}"
        table.add_row(in_line(one.runs), in_line(one.curve), points, step, last, *ends)
    print_table(table)
