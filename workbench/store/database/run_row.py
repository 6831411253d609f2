"""A run's row in `project.db`: how far its journal was read, and what was known by then."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from workbench.events import Metrics
from workbench.store.database.marks import FolderMarks
from workbench.store.membership import as_json
from workbench.store.records import RunStatus
from workbench.store.runs.figures import best_of, best_values, course_of, take_best
from workbench.store.runs.run_meta import RunMeta
from workbench.store.runs.state import MetricSeries, RunState

_AS_JSON = ("metrics", "best", "course", "others")


@dataclass
class IndexedRun:
    """A run's row: how far its journal was read, and what was known by then."""

    id: str
    name: str = ""
    kind: str = ""
    status: str = RunStatus.QUEUED
    step: int = 0
    total_steps: int | None = None
    tokens: int = 0
    epoch: float = 0.0
    elapsed_s: float = 0.0
    metrics: dict[str, float] = field(default_factory=dict)
    created_at: float = 0.0
    started_at: float = 0.0
    offset: int = 0
    seam: bytes = b""
    belongs_to: str | None = None
    journal_bytes: int = 0
    meta_mark: str = ""
    checkpoints_mark: str = ""
    asked_mark: str = ""
    unread_lines: int = 0
    problems: str = "[]"
    best: dict[str, float] = field(default_factory=dict)
    course: tuple[float, ...] = ()
    asked: str = "{}"
    remarks: str = "{}"
    others: tuple[str, ...] = ()

    @property
    def marks(self) -> FolderMarks:
        """Which state of the folder this row tells of."""
        return FolderMarks(
            self.journal_bytes, self.meta_mark, self.checkpoints_mark, self.asked_mark
        )

    def state(self) -> RunState:
        """What the next event is folded into."""
        return RunState(
            run=self.id if self.offset else "",
            others=self.others,
            status=RunStatus(self.status),
            step=self.step,
            total_steps=self.total_steps,
            tokens=self.tokens,
            epoch=self.epoch,
            elapsed_s=self.elapsed_s,
        )

    def take(self, state: RunState) -> None:
        self.status, self.step, self.total_steps = state.status, state.step, state.total_steps
        self.tokens, self.epoch, self.elapsed_s = state.tokens, state.epoch, state.elapsed_s
        self.others = state.others

    def measure(self, measured: Sequence[Metrics]) -> None:
        """Take in what was measured at some steps, in their order."""
        values: dict[str, list[float]] = {}
        for event in measured:
            self.metrics.update(event.values)
            for name, value in event.values.items():
                values.setdefault(name, []).append(value)
        for name, several in values.items():
            take_best(self.best, {name: best_of(name, several)})

    def measure_anew(self, series: Mapping[str, MetricSeries]) -> None:
        """Take what still counts of a run that is gone on with, in place of what was measured."""
        self.metrics = {name: one.values[-1] for name, one in series.items() if one}
        self.best, self.course = best_values(series), course_of(series)

    def take_meta(self, meta: RunMeta) -> None:
        self.name, self.kind, self.created_at = meta.name, meta.kind, meta.created_at
        self.belongs_to = as_json(meta.belongs_to)
        self.remarks = meta.remarks.model_dump_json()

    def plain(self) -> dict[str, Any]:
        texts = {name: json.dumps(getattr(self, name), sort_keys=True) for name in _AS_JSON}
        return {**self.__dict__, **texts}


def row_of(plain: Mapping[str, Any], run_id: str) -> IndexedRun:
    """The row that SQLite gives; that of a run of which nothing is known yet if there is none."""
    if not plain:
        return IndexedRun(run_id)
    read = {name: json.loads(plain[name]) for name in _AS_JSON}
    row = IndexedRun(**{**plain, **read})
    row.course, row.others = tuple(row.course), tuple(row.others)
    return row
