"""How long the window makes somebody wait in a project of many runs whose catalogue is to be built.

Runs with small journals, one with a long one, each with a checkpoint, and no `project.db`: when
the window is painted with the project's newest runs in its table, how late a timer of the GUI
thread comes until everything was taken in, and when that is.

    PYTHONPATH=.:tests/oracles python tests/benchmarks/many_runs.py [--runs 1000] [--megabytes 100]
"""

import argparse
import os
import tempfile
import time
from pathlib import Path

from a_project import add_run, ended, journal, metrics, save_checkpoint, started

from workbench.store.folders import ProjectFolder

TICK_S = 0.005
GIVEN_UP_AFTER_S = 600


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--megabytes", type=int, default=100)
    options = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    with tempfile.TemporaryDirectory(dir=memory) as parent:
        os.environ["XDG_CONFIG_HOME"] = parent
        folder = Path(parent) / "lab"
        build(folder, options.runs, options.megabytes << 20)
        size = sum(path.stat().st_size for path in folder.rglob("journal.jsonl"))
        print(f"{options.runs} runs, {size / 1e6:.0f} MB of journals, no database")
        watch(folder, options.runs)


def build(folder: Path, num_runs: int, num_bytes: int) -> None:
    """Half of the bytes are in one journal, the others evenly in the rest."""
    project = ProjectFolder.open(folder, create=True)
    for number in range(num_runs):
        run = add_run(project, f"run {number}")
        share = num_bytes // 2 if number == num_runs // 2 else num_bytes // 2 // num_runs
        steps = max(20, share // 250)
        values = {"loss": 1.25, "learning_rate": 0.1, "gradient_norm": 0.5}
        journal(run, started(run), *(metrics(n, **values) for n in range(1, steps + 1)), ended())
        save_checkpoint(run, steps, 1.0)


def watch(folder: Path, num_runs: int) -> None:
    """Open the window as `ui.app.run` does, with the Runs workspace in sight."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from ui.app import FIRST_PANELS
    from ui.i18n import Languages
    from ui.main_window import MainWindow
    from ui.models.view import TableView
    from ui.panels.everything import PANELS
    from ui.session import Session
    from ui.settings import Settings
    from ui.theme import Theme
    from ui.workspace import Workspace

    app = QApplication([])
    settings = Settings()
    session = Session(Theme(app), Languages(app, settings.language), settings)
    window = MainWindow(session, FIRST_PANELS)
    window.add_panels(PANELS)
    window.show()
    window.show_workspace(Workspace.RUNS, "runs")
    for _ in range(200):
        app.processEvents()
        time.sleep(0.01)

    blocks: list[float] = []
    last = begun = time.perf_counter()

    def tick() -> None:
        nonlocal last
        now = time.perf_counter()
        blocks.append(now - last - TICK_S)
        last = now
        taken = session.project is not None and session.project.catalogue.progress is None
        if (taken and now - begun > 3) or now - begun > GIVEN_UP_AFTER_S:
            app.quit()

    timer = QTimer(interval=round(1000 * TICK_S), timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    timer.start()
    assert session.open_project(folder)
    opened = time.perf_counter()
    window.repaint()
    app.processEvents()
    tables = [view.model().rowCount() for view in window.findChildren(TableView)]
    painted = time.perf_counter()
    print(f"opened in {opened - begun:.2f} s, painted after {painted - begun:.2f} s, ", end="")
    print(f"largest table then {max(tables)} rows")
    app.exec()
    late = sorted(blocks)
    assert session.project is not None
    print(
        f"all taken in after {last - begun:.1f} s ({len(session.project.runs)} of {num_runs} runs "
        f"listed); GUI thread blocked at most {1000 * late[-1]:.0f} ms, "
        f"p99 {1000 * late[int(0.99 * len(late))]:.0f} ms, "
        f"p50 {1000 * late[len(late) // 2]:.0f} ms; "
        f"{sum(block > 0.1 for block in late)} of {len(late)} ticks late by more than 100 ms"
    )
    session.close()


if __name__ == "__main__":
    main()
