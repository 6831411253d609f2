"""How fast a table of many runs opens, filters and groups, and a long journal is taken in.

PYTHONPATH=.:tests/oracles python tests/benchmarks/run_table.py [--runs 1000] [--events 200000]
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from a_project import add_corpus, add_run, ended, journal, metrics, save_checkpoint, started

from workbench.distillation.spec import DistillSpec
from workbench.distillation.stages import StageSpec
from workbench.project import Project
from workbench.store.database.database import Database
from workbench.store.folders import ProjectFolder
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.run_folder import RunFolder

STEPS = 30
CONDITIONS = (
    "val_loss < 4 and kind = distil",
    "temperature > 2 and not (val_loss > 0.5 or tags = none)",
    "run 77",
)
TIMES = 7


def build(folder: Path, num_runs: int) -> None:
    """Distillations of two settings, with a checkpoint each."""
    project = ProjectFolder.open(folder, create=True)
    inputs = Inputs(corpus=add_corpus(project, "novel"))
    for number in range(num_runs):
        stages = (StageSpec(steps=STEPS, temperature=1.0 + number % 5),)
        spec = DistillSpec(name=f"run {number}", corpus="novel", teacher="big", stages=stages)
        run = project.new_run(spec, inputs, name=spec.name, kind="distill")
        points = (
            metrics(n, loss=1 / n, loss_hard=1 / n, validation_loss=1 / n + number / num_runs)
            for n in range(1, STEPS + 1)
        )
        journal(run, started(run), *points, ended())
        save_checkpoint(run, STEPS, 1.0)


def taken_in(folder: Path, num_events: int) -> float:
    """Events a second with which one long journal is taken into the database."""
    project = ProjectFolder.open(folder, create=True)
    run: RunFolder = add_run(project, "long")
    values = {"loss": 1.25, "learning_rate": 0.1, "gradient_norm": 0.5}
    journal(run, started(run), *(metrics(n, **values) for n in range(1, num_events)), ended())
    database = Database.open(project)
    begun = time.perf_counter()
    database.ingest_all()
    seconds = time.perf_counter() - begun
    database.close()
    return num_events / seconds


def median_ms(act: Callable[[], object]) -> float:
    times = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        act()
        times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times)


def of_the_terminal(folder: Path) -> None:
    with Project.open(folder) as project:
        project.catalogue.take_all_in()
        print(f"rows {median_ms(project.run_table.rows):.0f} ms", end="")
        for text in CONDITIONS:
            found = len(project.run_table.find(text))
            ms = median_ms(partial(project.run_table.find, text))
            print(f"; “{text}” {ms:.0f} ms ({found} runs)", end="")
        print(
            f"; groups {median_ms(lambda: project.run_table.groups('temperature')):.0f} ms", end=""
        )
        print(f"; lineage {median_ms(project.run_table.lineage):.0f} ms")


def of_the_window(folder: Path, num_runs: int) -> None:
    """What a person waits for in the panel."""
    from PySide6.QtWidgets import QApplication

    from ui.i18n import Languages
    from ui.main_window import MainWindow
    from ui.models.view import TableView
    from ui.panels.everything import PANELS
    from ui.panels.runs.filter_bar import RunFilterBar
    from ui.panels.runs.panel import RunsPanel
    from ui.panels.runs.shown_runs import ShownRuns
    from ui.session import Session
    from ui.settings import Settings
    from ui.theme import Theme
    from ui.workspace import Workspace

    app = QApplication([])
    session = Session(Theme(app), Languages(app, "en"), Settings())
    window = MainWindow(session, PANELS)
    window.show()
    window.show_workspace(Workspace.RUNS, "runs")
    app.processEvents()
    panel = window.findChild(RunsPanel)
    assert panel is not None
    begun = time.perf_counter()
    assert session.open_project(folder)
    app.processEvents()
    print(f"window: opened and painted in {time.perf_counter() - begun:.2f} s", end="")
    blocked = [0.0]
    tables = panel.findChildren(TableView)
    while max(one.model().rowCount() for one in tables) < num_runs:
        at = time.perf_counter()
        app.processEvents()
        blocked.append(time.perf_counter() - at)
        time.sleep(0.001)
    view = max(tables, key=lambda one: one.model().rowCount())
    print(f", all rows after {time.perf_counter() - begun:.2f} s", end="")
    print(f" (blocked at most {1000 * max(blocked):.0f} ms)", end="")
    shown, bar = panel.findChild(ShownRuns), panel.findChild(RunFilterBar)
    assert shown is not None
    assert bar is not None
    for text in (*CONDITIONS, ""):
        bar.ask(where=text, group_by="", archived=False)

        def filtered() -> None:
            shown.show_found()
            view.repaint()

        print(f"; “{text}” {median_ms(filtered):.0f} ms", end="")
    print(f"; catalogue changed {median_ms(session.tell_catalogue_changed):.0f} ms")
    session.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--events", type=int, default=200_000)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as parent:
        os.environ["XDG_CONFIG_HOME"] = parent
        print(f"one journal: {taken_in(Path(parent, 'long'), options.events):,.0f} events/s")
        folder = Path(parent, "lab")
        build(folder, options.runs)
        print(f"{options.runs} runs: ", end="")
        of_the_terminal(folder)
        of_the_window(folder, options.runs)


if __name__ == "__main__":
    main()
