"""How long a project of many runs takes to open and to list, with and without its database.

`PYTHONPATH=.:tests/oracles python tests/benchmarks/project_opening.py [RUNS]`. Opening and listing
are what the window waits for; taking the journals in is what its timer does afterwards.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from a_project import add_run, ended, journal, metrics, save_checkpoint, started

from workbench.project import Project
from workbench.store.change import Change
from workbench.store.database.database import Database
from workbench.store.folders import ProjectFolder

RUNS = 1000
STEPS = 200
TIMES = 5


def build(folder: Path, num_runs: int) -> None:
    """Finished runs of some hundred steps, each with two checkpoints."""
    project = ProjectFolder.open(folder, create=True)
    for number in range(num_runs):
        run = add_run(project, f"run {number}")
        steps = (metrics(step, loss=1 / step, learning_rate=0.1) for step in range(1, STEPS + 1))
        journal(run, started(run), *steps, ended())
        for step in (STEPS // 2, STEPS):
            save_checkpoint(run, step, 1 / step)


def take_in(folder: Path) -> None:
    """Let the database catch up with the journals."""
    database = Database.open(ProjectFolder.open(folder))
    while database.ingest_all() is not Change.NOTHING:
        pass
    database.close()


def remove_database(folder: Path) -> None:
    for path in folder.glob("project.db*"):
        path.unlink()


def open_and_list(folder: Path) -> tuple[float, float, float]:
    """Seconds for opening, for the list of runs, and for the list of models."""
    begun = time.perf_counter()
    with Project.open(folder) as project:
        opened = time.perf_counter()
        _ = project.runs
        listed = time.perf_counter()
        _ = project.models
        ended_at = time.perf_counter()
    return opened - begun, listed - opened, ended_at - listed


def measure(what: str, folder: Path, before: Callable[[Path], None]) -> None:
    """Print the medians of several openings, each after the same preparation."""
    rows = []
    for _ in range(TIMES):
        before(folder)
        rows.append(open_and_list(folder))
    opening, runs, models = (statistics.median(column) for column in zip(*rows, strict=True))
    print(f"{what}: open {opening:.3f} s, runs {runs:.3f} s, models {models:.3f} s")


def main(num_runs: int) -> None:
    with tempfile.TemporaryDirectory() as parent:
        folder = Path(parent) / "lab"
        build(folder, num_runs)
        measure(f"{num_runs} runs, no database yet", folder, remove_database)
        begun = time.perf_counter()
        take_in(folder)
        print(f"taking in the rest: {time.perf_counter() - begun:.3f} s")
        measure(f"{num_runs} runs, database up to date", folder, lambda _: None)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else RUNS)
