"""What `project.db` answers to those who look something up: one query each, by an index."""

import json
import math
import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from workbench.store.database.marks import FolderMarks
from workbench.store.membership import from_json
from workbench.store.records import CheckpointRecord, ModelRecord, RunRecord, RunStatus
from workbench.store.runs.asked import from_json as asked_from_json
from workbench.store.runs.notes.remarks import Remarks
from workbench.store.runs.state import MetricSeries
from workbench.words import Words


@dataclass(frozen=True)
class MetricPoint:
    """A metric's value at a step."""

    step: int
    value: float
    tokens: int
    epoch: float
    elapsed_s: float


def marks(connection: sqlite3.Connection) -> dict[str, FolderMarks]:
    """Which state of each run's folder was taken in."""
    rows = connection.execute(
        "select id, journal_bytes, meta_mark, checkpoints_mark, asked_mark from runs"
    )
    return {run_id: FolderMarks(*values) for run_id, *values in rows}


def run_row(connection: sqlite3.Connection, run_id: str) -> dict[str, Any]:
    """A run's row as it is; empty where there is none."""
    row = connection.execute("select * from runs where id = ?", [run_id]).fetchone()
    return dict(row) if row else {}


def runs(connection: sqlite3.Connection, folder: Path) -> dict[str, tuple[FolderMarks, RunRecord]]:
    """The record of every run, with the marks of the state that it tells of.

    A run that nobody works on any more may still be recorded as running.
    """
    rows = connection.execute(
        "select id, name, kind, status, step, total_steps, metrics, started_at, created_at, "
        "belongs_to, problems, best, course, elapsed_s, asked, remarks, tokens, "
        "journal_bytes, meta_mark, checkpoints_mark, asked_mark from runs"
    )
    return {row[0]: (FolderMarks(*row[-4:]), _run_record(row, folder)) for row in rows}


def as_text(problems: tuple[Words, ...]) -> str:
    """What is wrong with a run, as its row keeps it."""
    return json.dumps([problem.model_dump() for problem in problems])


def _problems(text: str) -> tuple[Words, ...]:
    """What `as_text` wrote."""
    return tuple(Words.model_validate(plain) for plain in json.loads(text))


def _run_record(row: sqlite3.Row, folder: Path) -> RunRecord:
    run_id, name, kind, status, step, total_steps, metrics, started_at, created_at, *rest = row
    return RunRecord(
        id=run_id,
        name=name,
        kind=kind,
        status=RunStatus(status),
        folder=folder / run_id,
        step=int(step),
        total_steps=None if total_steps is None else int(total_steps),
        metrics=json.loads(metrics),
        started_at=float(started_at or created_at),
        belongs_to=from_json(rest[0]),
        problems=_problems(rest[1]),
        best=json.loads(rest[2]),
        course=tuple(json.loads(rest[3])),
        elapsed_s=float(rest[4]),
        asked=asked_from_json(rest[5]),
        remarks=_remarks(rest[6]),
        tokens=int(rest[7]),
    )


@lru_cache(maxsize=10_000)
def _remarks(text: str) -> Remarks:
    return Remarks.model_validate_json(text)


def models(
    connection: sqlite3.Connection, folder: Path
) -> dict[str, tuple[FolderMarks, ModelRecord | None]]:
    """The model of every run, None of one that made none, with the marks of what it tells of."""
    checkpoints: dict[str, list[CheckpointRecord]] = {}
    rows = connection.execute(
        "select run, step, digest, metric, is_best, is_last, pinned, metric_name "
        "from checkpoints order by run, step"
    )
    for run_id, *values in rows:
        checkpoints.setdefault(run_id, []).append(_checkpoint(folder / run_id, *values))
    rows = connection.execute(
        "select run, name, family, parameters, tokenizer, labels, template from models"
    )
    records = {row[0]: _model(row, folder, tuple(checkpoints.get(row[0], ()))) for row in rows}
    return {run_id: (mark, records.get(run_id)) for run_id, mark in marks(connection).items()}


def _model(
    row: sqlite3.Row, folder: Path, checkpoints: tuple[CheckpointRecord, ...]
) -> ModelRecord:
    run_id, name, family, parameters, tokenizer, labels, template = row
    return ModelRecord(
        id=run_id,
        name=name,
        family=family,
        parameters=parameters,
        tokenizer=tokenizer,
        run=run_id,
        folder=folder / run_id,
        checkpoints=checkpoints,
        labels=tuple(json.loads(labels)),
        template=template,
    )


def _checkpoint(
    run: Path,
    step: int,
    digest: str,
    metric: float | None,
    is_best: int,
    is_last: int,
    pinned: int,
    metric_name: str,
) -> CheckpointRecord:
    return CheckpointRecord(
        step=step,
        folder=run / "checkpoints" / f"step-{step:08d}",
        digest=digest,
        metric=metric,
        is_best=bool(is_best),
        is_last=bool(is_last),
        pinned=bool(pinned),
        metric_name=metric_name,
    )


def series(connection: sqlite3.Connection, run_id: str) -> dict[str, MetricSeries]:
    """All points of a run, in the order in which they were taken in."""
    columns: dict[str, MetricSeries] = {}
    rows = connection.execute(
        "select name, step, value, tokens, epoch, elapsed_s from metrics where run = ? "
        "order by rowid",
        [run_id],
    )
    for name, step, value, tokens, epoch, elapsed_s in rows:
        one = columns.get(name)
        if one is None:
            one = columns[name] = MetricSeries()
        one.steps.append(step)
        one.values.append(_number(value))
        one.tokens.append(tokens)
        one.epochs.append(epoch)
        one.elapsed_s.append(elapsed_s)
    return columns


def values(connection: sqlite3.Connection, run_id: str, metric: str) -> list[float]:
    """A metric's values in the order of their steps, as `points` gives them."""
    rows = connection.execute(
        "select value from metrics where run = ? and name = ? order by step", [run_id, metric]
    )
    return [_number(value) for (value,) in rows]


def points(connection: sqlite3.Connection, run_id: str, metric: str) -> list[MetricPoint]:
    """A metric's values in the order of their steps; NaN where the value was not a number."""
    rows = connection.execute(
        "select step, value, tokens, epoch, elapsed_s from metrics "
        "where run = ? and name = ? order by step",
        [run_id, metric],
    )
    return [MetricPoint(step, _number(value), *others) for step, value, *others in rows]


def texts(connection: sqlite3.Connection, containing: str) -> list[tuple[str, int, str, str]]:
    """Every sample, with its run's id, its step and its prompt, that holds a piece of text."""
    escaped = containing.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    rows = connection.execute(
        "select run, step, prompt, text from generations "
        "where text like ? escape '\\' order by run, step",
        [f"%{escaped}%"],
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def _number(value: float | None) -> float:
    """SQLite keeps NaN as null."""
    return math.nan if value is None else value
