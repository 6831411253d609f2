"""A million points of one curve, read: our journal into the database, event files, and TensorBoard.

PYTHONPATH=.:tests/oracles python tests/benchmarks/event_reader.py [--points 1000000]
    [--tensorboard-python PATH]: the Python of an environment that has tensorboard.

Each reader has a process of its own, and is measured once, by wall time and by processor time.
"""

import argparse
import json
import math
import subprocess
import sys
import tempfile
from pathlib import Path

OURS = """
import json, sys, time
from pathlib import Path
from workbench.activities.exchange.event_files.reader import read_event_file
(path,) = Path(sys.argv[1]).iterdir()
wall, cpu = time.perf_counter(), time.process_time()
with path.open("rb") as stream:
    *_, told = read_event_file(path, stream, path.stat().st_size)
cost = time.perf_counter() - wall, time.process_time() - cpu
points = told.stretches[0].points["loss"]
print(json.dumps([*cost, len(points), sum(points.steps), sum(points.values)]))
"""
THEIRS = """
import json, sys, time
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
wall, cpu = time.perf_counter(), time.process_time()
read = EventAccumulator(sys.argv[1], size_guidance={"scalars": 0}).Reload()
points = read.Scalars("loss")
cost = time.perf_counter() - wall, time.process_time() - cpu
print(json.dumps([*cost, len(points), sum(p.step for p in points), sum(p.value for p in points)]))
"""
JOURNAL = """
import json, sys, time
from pathlib import Path
from workbench.store.database.database import Database
from workbench.store.folders import ProjectFolder
project = ProjectFolder.open(Path(sys.argv[1]), create=False)
database = Database.open(project)
wall, cpu = time.perf_counter(), time.process_time()
database.ingest_all()
cost = time.perf_counter() - wall, time.process_time() - cpu
(run,) = project.run_folders()
points = database.points(run.id, "loss")
print(json.dumps([*cost, len(points), sum(p.step for p in points), sum(p.value for p in points)]))
"""


def write_events(folder: Path, points: int) -> None:
    """Losses that single precision holds exactly, so that all readers tell the same sum."""
    from workbench.activities.exchange.event_files.writer import EventFileWriter

    folder.mkdir()
    with EventFileWriter(folder, 1e9) as writer:
        for step in range(1, points + 1):
            writer.add(step, {"loss": _loss(step)}, 1e9 + step)


def write_journal(folder: Path, points: int) -> None:
    from a_project import add_run, ended, journal, metrics, started

    from workbench.store.folders import ProjectFolder

    run = add_run(ProjectFolder.open(folder, create=True), "long")
    losses = (metrics(step, loss=_loss(step)) for step in range(1, points + 1))
    journal(run, started(run), *losses, ended())


def _loss(step: int) -> float:
    return (step % 1024) / 256


def measured(python: str, script: str, folder: Path, points: int) -> tuple[float, float]:
    """Seconds of wall and processor time, once it is sure that it read what was written."""
    told = subprocess.run(
        [python, "-c", script, folder], check=True, capture_output=True, text=True
    )
    wall, cpu, *sums = json.loads(told.stdout)
    steps = range(1, points + 1)
    expected = (points, sum(steps), sum(map(_loss, steps)))
    assert all(map(math.isclose, sums, expected)), (sums, expected)
    return wall, cpu


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--tensorboard-python", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as parent:
        events, project = Path(parent, "events"), Path(parent, "project")
        write_events(events, options.points)
        write_journal(project, options.points)
        readers = {
            "journal into database": (sys.executable, JOURNAL, project),
            "event file, our reader": (sys.executable, OURS, events),
        }
        if options.tensorboard_python:
            readers["EventAccumulator"] = (options.tensorboard_python, THEIRS, events)
        took = {name: measured(*how, options.points) for name, how in readers.items()}
    for name, (wall, cpu) in took.items():
        rates = f"{options.points / wall:>10,.0f} events/s, {options.points / cpu:>10,.0f} by CPU"
        theirs = took.get("EventAccumulator")
        ratio = f"  {theirs[1] / cpu:5.1f} x EventAccumulator" if theirs else ""
        print(f"{name:24} {wall:7.2f} s  {rates}{ratio}")


if __name__ == "__main__":
    main()
