"""`curves`: the curves of runs, formulas, bands over seeds; notes and what happened at steps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from rich.table import Table

from workbench.cli.output import print_json, print_table
from workbench.cli.paths import NewFile
from workbench.cli.shell import common, opened, warn
from workbench.cli.shown import in_line
from workbench.curves.bands import BandKind, band
from workbench.curves.branches import NO_PARENTS, Ancestry
from workbench.curves.seeds import grouped
from workbench.errors import BadInput
from workbench.file_formats.csv_text import csv_text
from workbench.metrics import metric
from workbench.project.runs.curve_picture import CurvePicture, PicturedCurve
from workbench.project.runs.saved_run import SavedRun
from workbench.spec import LARGEST
from workbench.store.files.named import write_file
from workbench.store.runs.state import MetricSeries
from workbench.words import words

CSV_COLUMNS = (
    *("runs", "curve", "step", "tokens", "epoch", "seconds", "value", "low", "high", "band"),
    *("measured_by", "flops"),
)

_WEIGHTED = "weighted "
"""Before a part of the loss that is told times its weight."""


@dataclass(frozen=True)
class ToldCurve:
    """A curve of a run, or the mean of several with its band, which leaves out so many points.

    That of a branch begins with the points of the runs in its `ancestry`.
    """

    runs: str
    curve: str
    series: MetricSeries
    low: Sequence[float] = ()
    high: Sequence[float] = ()
    band: str = ""
    left_out: int = 0
    flops_per_token: float | None = None
    ancestry: Ancestry = NO_PARENTS

    def measured_by(self, step: int) -> str:
        """The run that a point is of: a parent's before the branching step."""
        parent = self.ancestry.owner_of(step)
        return self.runs if parent is None else parent.name


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
@click.option(
    "--out",
    type=NewFile(".csv", ".svg"),
    help="Also write every point to a CSV file, or a picture to an SVG file.",
)
@click.option(
    "--marks",
    is_flag=True,
    help="Also tell the checkpoints, evaluations, resumes, branches, rate changes and alerts.",
)
@click.option(
    "--parts", is_flag=True, help="Also tell what each part of the loss adds to it, by its weight."
)
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
    marks: bool,
    parts: bool,
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
        if seeds and not any(one.band for one in told):
            warn([words("no two of these runs differ by their seed alone; each stands by itself")])
        if parts:
            told += [one for name, run in runs.items() for one in _parts(name, run)]
        noted = [(name, one) for name, run in runs.items() for one in run.step_notes()]
        marked = [(name, one) for name, run in runs.items() for one in run.annotations() if marks]
        if out is not None:
            _write(out, told, runs)
    if as_json:
        for one in told:
            print_json(_plain(one))
        for name, written in noted:
            print_json({"run": name, **written.model_dump()})
        for name, mark in marked:
            plain = {"step": mark.step, "mark": str(mark.kind), "text": str(mark.words)}
            print_json({"run": name, **plain})
        return
    _print(told)
    lines = [(name, mark.step, str(mark.words)) for name, mark in marked]
    for name, step, text in [*((n, one.step, one.text) for n, one in noted), *lines]:
        click.echo(in_line(f"{name}, step {step}: {text}"))


def _told(runs: Mapping[str, SavedRun], curve: str, seeds: str | None) -> Iterator[ToldCurve]:
    """Raises BadInput where no run has the curve; of a run that lacks it beside others is told."""
    alone = {name: [name] for name in runs}
    known = ((name, run.seed_group(), run.seed()) for name, run in runs.items() if seeds)
    lacking: dict[str, BadInput] = {}
    for members in (grouped(known) if seeds else alone).values():
        is_band = seeds is not None and len(members) > 1
        found: dict[str, MetricSeries] = {}
        for name in members:
            try:
                found[name] = runs[name].curve(curve, own=is_band)
            except BadInput as error:
                lacking[name] = error
        if seeds is not None and len(found) > 1:
            yield _mean(found, curve, seeds, runs[next(iter(found))].flops_per_token())
            continue
        for name, series in found.items():
            flops, ancestry = runs[name].flops_per_token(), runs[name].ancestry()
            yield ToldCurve(name, curve, series, flops_per_token=flops, ancestry=ancestry)
    if len(lacking) == len(runs):
        raise next(iter(lacking.values()))
    warn(words("{run}: {problem}", run=n, problem=error.words) for n, error in lacking.items())


def _parts(name: str, run: SavedRun) -> Iterator[ToldCurve]:
    for part in run.contributions():
        flops = run.flops_per_token()
        yield ToldCurve(name, f"{_WEIGHTED}{part.name}", part.series, flops_per_token=flops)


def _mean(own: Mapping[str, MetricSeries], curve: str, kind: str, flops: float | None) -> ToldCurve:
    """Of what each run measured itself: points of a parent that several share tell of no seed."""
    made = band(list(own.values()), BandKind(kind))
    ends = made.low_s.tolist(), made.high_s.tolist()
    return ToldCurve(", ".join(own), curve, made.mean, *ends, kind, made.left_out, flops)


def _write(out: Path, told: Sequence[ToldCurve], runs: Mapping[str, SavedRun]) -> None:
    if out.suffix.lower() == ".svg":
        CurvePicture(tuple(_pictured(one, runs) for one in told)).save(out)
    else:
        write_file(out, csv_text([CSV_COLUMNS, *_rows(told)]).encode("utf-8-sig"))


def _pictured(one: ToldCurve, runs: Mapping[str, SavedRun]) -> PicturedCurve:
    """With a band no marks: they are each run's own."""
    if one.band:
        ends = (one.low, one.high)
        caption = BandKind(one.band).caption
        return PicturedCurve(one.runs, one.curve, one.series, caption, ends=ends)
    if one.curve.startswith(_WEIGHTED):
        return PicturedCurve(one.runs, one.curve, one.series)
    return runs[one.runs].pictured(one.curve)


def _rows(told: Sequence[ToldCurve]) -> Iterator[tuple[object, ...]]:
    for one in told:
        series = one.series
        columns = (series.steps, series.tokens, series.epochs, series.elapsed_s, series.values)
        for number, row in enumerate(zip(*columns, strict=True)):
            ends = (one.low[number], one.high[number]) if one.band else ("", "")
            by = one.measured_by(series.steps[number])
            yield (one.runs, one.curve, *row, *ends, one.band, by, _flops(one, number))


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
    if one.band:
        ends = {"low": one.low, "high": one.high}
        plain |= {name: [_json_number(value) for value in end] for name, end in ends.items()}
        plain |= {"left_out": one.left_out, "band": one.band}
    parents = one.ancestry.parents
    if parents:
        plain["branched_from"] = [{"run": p.name, "step": p.step} for p in parents]
    if one.ancestry.missing is not None:
        plain["missing"] = str(one.ancestry.missing)
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
    for name, ancestry in {one.runs: one.ancestry for one in told}.items():
        about = [parent.caption for parent in reversed(ancestry.parents)]
        about += [ancestry.missing] if ancestry.missing is not None else []
        for sentence in about:
            click.echo(in_line(f"{name}: {sentence}"))
