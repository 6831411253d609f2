"""The cells of the table: what is trained on which text for how long, and what came of it."""

import json
import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from workbench.intervals import student_t_975


@dataclass(frozen=True)
class Cell:
    """One training; `rival` names what is trained, `spec` is the digest of its settings and of the
    text, `minutes` are 0 for what needs none."""

    text: str
    rival: str
    minutes: float
    seed: int
    threads: int
    device: str
    spec: str = ""


@dataclass(frozen=True)
class Scored:
    """`seconds` of training from the first step, the steps taken in them, and those that the
    schedule was made for."""

    bits_per_byte: float
    seconds: float
    steps: int
    planned_steps: int
    parameters: int


def read_cells(path: Path) -> dict[Cell, Scored]:
    """The finished cells; a line that was cut off by a crash is none."""
    found: dict[Cell, Scored] = {}
    for line in path.read_text("utf-8").splitlines() if path.exists() else ():
        try:
            plain = json.loads(line)
        except ValueError:
            continue
        found[Cell(**plain["cell"])] = Scored(**plain["scored"])
    return found


def add_cell(path: Path, cell: Cell, scored: Scored) -> None:
    """Append a finished cell; a cut line before it stays a line of its own."""
    with path.open("a+", encoding="utf-8") as file:
        file.seek(0)
        text = file.read()
        file.write("" if not text or text.endswith("\n") else "\n")
        file.write(json.dumps({"cell": asdict(cell), "scored": asdict(scored)}) + "\n")


def mean_and_margin(values: Sequence[float]) -> tuple[float, float]:
    """The mean and half of its 95 % interval by Student's t; NaN of a single value."""
    if len(values) < 2:
        return statistics.fmean(values), math.nan
    margin = student_t_975(len(values) - 1) * statistics.stdev(values) / math.sqrt(len(values))
    return statistics.fmean(values), margin


def table(cells: dict[Cell, Scored], text: str, minutes: Sequence[float]) -> Iterator[str]:
    """A text's rows as Markdown: bits per byte after so many minutes, ± 95 % over seeds."""
    yield f"| {text} | " + " | ".join(f"{m:g} min" for m in minutes) + " |"
    yield "|---|" + "---:|" * len(minutes)
    for rival in dict.fromkeys(cell.rival for cell in cells if cell.text == text):
        columns = [_column(cells, text, rival, m) for m in minutes]
        yield f"| {rival} | " + " | ".join(columns) + " |"


def _column(cells: dict[Cell, Scored], text: str, rival: str, minutes: float) -> str:
    found = [
        scored.bits_per_byte
        for cell, scored in cells.items()
        if (cell.text, cell.rival) == (text, rival) and cell.minutes in (0.0, minutes)
    ]
    if not found:
        return "–"
    mean, margin = mean_and_margin(found)
    return f"{mean:.3f}" if math.isnan(margin) else f"{mean:.3f} ± {margin:.3f} ({len(found)})"
