"""From the start of the process to the first paint of the window, without and with a project.

Each start is a fresh process that takes `ui.app.run`'s own path, with settings of its own. The
first start of each kind warms the disk's cache and is printed apart; bound: 1.0 s warm. By the
paint torch must not be loaded. With a project, the second figure is when the project is on screen.

    python tests/benchmarks/first_paint.py [--quick] [--starts 7]
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from importlib import import_module
from pathlib import Path

from pairing import in_child, warn_if_busy

BOUND_S = 1.0


def main() -> None:
    options = arguments()
    if options.side:
        print(json.dumps(side(options)))
        return
    if options.prepare:
        print(json.dumps(make_project(options.prepare)))
        return
    warn_if_busy()
    with tempfile.TemporaryDirectory() as folder:
        compare("without a project", Path(folder) / "settings", "", options.starts)
        project = in_child(Path(__file__), "--prepare", str(Path(folder) / "project"))
        compare("with a project", Path(folder) / "settings too", project, options.starts)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--starts", type=int, default=7, help="warm starts of each kind")
    parser.add_argument("--quick", dest="starts", action="store_const", const=2)
    parser.add_argument("--side", default="", help="the clock at the start of this process")
    parser.add_argument("--project", default="")
    parser.add_argument("--prepare", default="")
    return parser.parse_args()


def make_project(folder: str) -> str:
    """A project with a corpus and a tokenizer, so that panels have something to show."""
    from workbench.corpora.spec import AddCorpusSpec
    from workbench.project import Project
    from workbench.tokenizers.spec import TrainTokenizerSpec

    with Project.open(folder) as project:
        project.run(AddCorpusSpec(name="stories", sample="stories_en", sample_documents=500))
        project.run(TrainTokenizerSpec(name="pieces", corpus="stories", vocabulary_size=512))
    return folder


def compare(title: str, settings: Path, project: str, starts: int) -> None:
    runs = [start(settings, project) for _ in range(starts + 1)]
    assert not any(run["torch"] for run in runs), "torch was loaded before the first paint"
    cold, *warm = runs
    paints = [run["painted_s"] for run in warm]
    line = (
        f"{title:18} warm median {statistics.median(paints):.2f} s, "
        f"slowest {max(paints):.2f} s, first start {cold['painted_s']:.2f} s"
    )
    if project:
        shown = statistics.median(run["project_s"] for run in warm)
        line += f"; project on screen {shown:.2f} s"
    share = statistics.median(paints) / BOUND_S
    print(f"{line}; {share:.2f} of the bound ({warm[0]['platform']})", flush=True)


def start(settings: Path, project: str) -> dict:
    has_display = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    headless = {} if has_display else {"QT_QPA_PLATFORM": "offscreen"}
    return in_child(
        Path(__file__),
        *("--project", project, "--side", str(time.monotonic())),
        environment={"XDG_CONFIG_HOME": str(settings), **headless},
    )


def side(options: argparse.Namespace) -> dict[str, float | str | bool]:
    """Start as `main.py` does, and leave when the window, and then the project, are painted."""
    import_module("main")
    from ui.check import display_problem

    assert display_problem() is None
    from PySide6.QtCore import QCoreApplication, Qt, QTimer, Signal
    from PySide6.QtGui import QGuiApplication, QPaintEvent

    import ui.app
    from ui.main_window import MainWindow

    begun = float(options.side)
    last = "project_s" if options.project else "painted_s"
    figures: dict[str, float | str | bool] = {}

    class TimedWindow(MainWindow):
        """Notes when a paint is over, children and flush included: posted calls come behind it."""

        painted = Signal()

        def __init__(self, *parts) -> None:
            super().__init__(*parts)
            self.painted.connect(self.note, Qt.ConnectionType.QueuedConnection)

        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802  (Qt's own name)
            super().paintEvent(event)
            self.painted.emit()

        def note(self) -> None:
            what = "painted_s" if self.session.project is None else "project_s"
            if what in figures:
                return
            figures[what] = time.monotonic() - begun
            figures["torch"] = "torch" in sys.modules
            if what == last:
                figures["platform"] = QGuiApplication.platformName()
                QTimer.singleShot(0, QCoreApplication.quit)

    vars(ui.app)["MainWindow"] = TimedWindow
    ui.app.run(Path(options.project) if options.project else None)
    return figures


if __name__ == "__main__":
    main()
