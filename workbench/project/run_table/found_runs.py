"""What a search among runs found, as a table that shows itself."""

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from workbench.inspection.shown import Shown
from workbench.metrics import metric
from workbench.store.filtering.fields import BEST, RunField, RunRow
from workbench.store.filtering.groups import value_text
from workbench.store.records import RunRecord

COLUMNS: tuple[RunField, ...] = (
    RunField("id", "own"),
    RunField("name", "own"),
    RunField("kind", "own"),
    RunField("status", "own"),
    RunField("step", "own"),
    RunField("validation_loss", "figure"),
    RunField("best.validation_loss", "figure"),
    RunField("tags", "own"),
)


@dataclass(frozen=True)
class FoundRuns(Shown):
    """Runs, oldest first; a sequence of their records."""

    rows: tuple[RunRow, ...]

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[RunRecord]:
        return (row.record for row in self.rows)

    def __getitem__(self, number: int) -> RunRecord:
        return self.rows[number].record

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{html.escape(field.name)}</th>" for field in COLUMNS)
        body = "".join(f"<tr>{_cells(row, COLUMNS)}</tr>" for row in self.rows)
        return f"<table><tr>{head}</tr>{body}</table>"


def _cells(row: RunRow, columns: Sequence[RunField]) -> str:
    return "".join(f"<td>{html.escape(cell_text(row, field))}</td>" for field in columns)


def cell_text(row: RunRow, field: RunField) -> str:
    """A value as plain text; a metric with its digits."""
    value = field.value(row)
    if field.name == "started" and isinstance(value, float):
        return datetime.fromtimestamp(value).astimezone().strftime("%Y-%m-%d %H:%M")
    if field.sort == "figure" and isinstance(value, int | float):
        return metric(field.name.removeprefix(BEST)).text(value)
    return value_text(value)
