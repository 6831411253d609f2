"""`runs`: every run of a project, or those that fulfil a condition."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click
from rich.table import Table

from workbench.cli.output import print_json, print_table
from workbench.cli.paths import SomePath
from workbench.cli.shell import common, opened, warn, wrong_usage
from workbench.cli.shown import counted, in_line, say
from workbench.metrics import metric
from workbench.project.run_table.found_runs import cell_text
from workbench.project.run_table.run_table import FIGURE, found, grouped
from workbench.project.run_table.scaling import Over, PowerLaw, fit_power_law
from workbench.store.choices.views import KeptView
from workbench.store.filtering.fields import BEST, COURSE, RunField, RunNames, RunRow, field_of
from workbench.store.filtering.groups import RunGroup, value_text

_COLUMNS = ("id", "name", "kind", "status", "step", "validation_loss", "tags")
_NUMBERS = ("alerts", "progress", "step", "steps", "parameters", "duration", "tokens", "started")


@click.command()
@click.option(
    "--where",
    default="",
    metavar="CONDITION",
    help='Such as "val_loss < 4 and kind = distill": columns, metrics and settings by =, !=, <, '
    "<=, >, >=, ~ (contains); and, or, not, brackets; a word alone is looked for in names, tags "
    "and notes.",
)
@click.option("--columns", default="", help="Their names with commas between them.")
@click.option("--sort", "sorted_by", default="", help="By this column, metric or setting.")
@click.option("--descending", is_flag=True, help="The largest first.")
@click.option("--group-by", default="", help="A column or setting: one line for each value.")
@click.option(
    "--fit",
    "over",
    type=click.Choice(["parameters", "tokens"]),
    help="A power law of the best validation loss over this, with its interval.",
)
@click.option("--floor", is_flag=True, help="With --fit: a law with a floor, E + A·x^-a.")
@click.option("--archived", is_flag=True, help="Those in the archive too.")
@click.option("--view", "name", default="", help="As a view that was kept.")
@click.option("--keep-view", default="", metavar="NAME", help="Keep what is asked as a view.")
@click.option(
    "--tensorboard",
    type=SomePath(file_okay=False),
    help="Also write every run's curves below this folder, for TensorBoard.",
)
@common
def runs(
    name: str,
    keep_view: str,
    columns: str,
    over: Over | None,
    floor: bool,
    tensorboard: Path | None,
    folder: Path | None,
    as_json: bool,
    **asked: Any,
) -> None:
    """The runs of the project, oldest first; what is wrong with one is said besides."""
    if floor and over is None:
        raise click.UsageError("--floor is of a law: say --fit parameters or --fit tokens too")
    given = KeptView(columns=tuple(filter(None, map(str.strip, columns.split(",")))), **asked)
    with opened(folder) as project:
        project.catalogue.take_all_in()
        rows, table = project.run_table.rows(), project.run_table
        notes = project.damaged()
        with wrong_usage():
            view = _merged(table.view(name), given) if name else given
            names = RunNames.of(rows)
            chosen = _sorted(found(rows, view.where, archived=view.archived), view, names)
            fields = [field_of(one, names) for one in _columns(view, names)]
            groups = grouped(chosen, view.group_by, FIGURE, names) if view.group_by else ()
        if keep_view:
            table.keep_view(keep_view, view)
        if tensorboard is not None:
            for row in chosen:
                project.saved_run(row.record).write_tensorboard(tensorboard)
        law = None if over is None else fit_power_law(chosen, over, floor=floor)
    warn(notes)
    if law is not None:
        _print_law(law, as_json)
    elif view.group_by:
        _print_groups(groups, view.group_by, as_json)
    elif as_json:
        for row in chosen:
            print_json(_plain(row))
    else:
        print_table(_table(chosen, fields))
        if len(chosen) < len(rows):
            say(f"{len(chosen)} of {len(rows)} runs", err=True)


def _merged(kept: KeptView, given: KeptView) -> KeptView:
    """A kept view, but for what is asked beside its name."""
    asked = {name: value for name, value in given.model_dump().items() if value}
    return kept.model_copy(update=asked)


def _columns(view: KeptView, names: RunNames) -> Sequence[str]:
    """Those of the view that a terminal can show."""
    if view.columns:
        return [one for one in view.columns if one != COURSE]
    return [one for one in _COLUMNS if one != FIGURE or FIGURE in names.figures]


def _sorted(rows: Sequence[RunRow], view: KeptView, names: RunNames) -> list[RunRow]:
    """What has no value comes last either way."""
    if not view.sorted_by:
        return list(rows)
    field = field_of(view.sorted_by, names)
    there = [row for row in rows if field.value(row) is not None]
    missing = [row for row in rows if field.value(row) is None]
    return sorted(there, key=lambda row: _rank(field, row), reverse=view.descending) + missing


def _rank(field: RunField, row: RunRow) -> tuple[bool, float, str]:
    value = field.value(row)
    if isinstance(value, int | float):
        return False, float(value), ""
    return True, 0.0, value_text(value).casefold()


def _table(rows: Sequence[RunRow], fields: Sequence[RunField]) -> Table:
    table = Table()
    for field in fields:
        is_number = field.sort == "figure" or field.name in _NUMBERS
        table.add_column(_heading(field), justify="right" if is_number else "left")
    for row in rows:
        table.add_row(*(in_line(_cell(row, field)) for field in fields))
    return table


def _heading(field: RunField) -> str:
    if field.sort != "figure":
        return f"{field.name} (s)" if field.name == "duration" else field.name
    phrase = metric(field.name.removeprefix(BEST)).phrase
    return f"best {phrase}" if field.name.startswith(BEST) else phrase


def _cell(row: RunRow, field: RunField) -> str:
    text = cell_text(row, field)
    if field.name != "status":
        return text
    told = row.record.remarks.alerts
    more = [counted(told, "1 alert", "{count} alerts")] if told else []
    return ", ".join([text, *more, *(["damaged"] if row.record.problems else [])])


def _print_law(law: PowerLaw, as_json: bool) -> None:
    if as_json:
        print_json({**asdict(law), "notes": [str(note) for note in law.notes]})
        return
    warn(law.notes)
    say(str(law.sentence))


def _print_groups(groups: Sequence[RunGroup], by: str, as_json: bool) -> None:
    loss = metric(FIGURE)
    table = Table(in_line(by), "runs", f"best {loss.phrase}", "mean of the bests", "deviation")
    for group in groups:
        if as_json:
            print_json(_plain_group(group, by))
        table.add_row(
            in_line(value_text(group.value)),
            str(len(group.rows)),
            *(loss.text(figure) for figure in (group.best, group.mean, group.deviation)),
        )
    if not as_json:
        print_table(table)


def _plain_group(group: RunGroup, by: str) -> dict[str, Any]:
    return {
        "by": by,
        "value": group.value,
        "runs": [row.record.id for row in group.rows],
        "figure": FIGURE,
        "best": group.best,
        "mean": group.mean,
        "deviation": group.deviation,
        "measured": len(group.figures),
    }


def _plain(row: RunRow) -> dict[str, Any]:
    record, remarks = row.record, row.record.remarks
    return {
        "id": record.id,
        "name": record.name,
        "kind": record.kind,
        "status": record.status.value,
        "step": record.step,
        "total_steps": record.total_steps,
        "metrics": _numbers(record.metrics),
        "best": _numbers(record.best),
        "family": row.family,
        "parameters": row.parameters,
        **{name: row.own(name) or "" for name in ("corpus", "tokenizer", "teacher")},
        "elapsed_s": record.elapsed_s,
        "started_at": record.started_at,
        "tags": list(remarks.tags),
        "note": remarks.note,
        "pinned": remarks.is_pinned,
        "archived": remarks.is_archived,
        "alerts": remarks.alerts,
        "settings": dict(record.asked.settings),
        "problems": [str(problem) for problem in record.problems],
    }


def _numbers(values: dict[str, float]) -> dict[str, float | str]:
    return {
        key: value if abs(value) < float("inf") else str(value) for key, value in values.items()
    }
