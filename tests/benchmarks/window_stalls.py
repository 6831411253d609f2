"""For how long the window cannot answer at worst, in what asks the most of it.

The real window on a project made for it: 400 files are dropped on *Corpora* and on the start page,
every panel is visited, *Attention* shows a model of 12 x 12 heads at 512 tokens and another head,
20 runs lie over each other, a run of 200,000 points is opened, zoomed and moved. A timer of the GUI
thread beats every 5 ms; the longest gap between two beats of each scene is printed, the median of
several windows, with what a second thread saw the GUI thread do in it. Bound: 0.3 s.

    python tests/benchmarks/window_stalls.py [--windows 3] [--against OTHER_CHECKOUT] [--quick]
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pairing import ROOT, in_child, warn_if_busy

sys.path.append(str(ROOT / "tests" / "oracles"))

BOUND_S = 0.3
BEAT_MS = 5
SEEN_AFTER_S = 0.05
SETTLED_S = 1.0
GIVEN_UP_AFTER_S = 90
LONG_RUN = "long"
MODELS = ("one", "two")
METRICS = {"loss": 1.25, "learning_rate": 0.1, "gradient_norm": 0.5, "tokens_per_second": 900.0}

Scene = dict[str, Any]


def main() -> None:
    options = arguments()
    if options.side:
        print(json.dumps(SIDES[options.side](options)))
        return
    warn_if_busy()
    with tempfile.TemporaryDirectory() as folder:
        options.folder = options.folder or folder
        if not (Path(options.folder) / "lab").exists():
            child(options, "prepare", ROOT)
        roots = [ROOT, *([Path(options.against)] if options.against else [])]
        pairs = [[child(options, "window", root) for root in roots] for _ in range(options.windows)]
        for name in pairs[0][0]:
            show(name, [[windows.get(name) for windows in pair] for pair in pairs])


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--windows", type=int, default=3)
    parser.add_argument("--against", default="", help="another checkout, measured in turn")
    parser.add_argument("--folder", default="", help="keep the project here, or take the one there")
    parser.add_argument("--quick", action="store_true", help="one window, everything smaller")
    parser.add_argument("--side", default="")
    options = parser.parse_args()
    if options.quick:
        options.windows = 1
    return options


def child(options: argparse.Namespace, side: str, root: Path) -> Any:
    has_display = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    headless = {} if has_display else {"QT_QPA_PLATFORM": "offscreen"}
    with tempfile.TemporaryDirectory() as settings:
        return in_child(
            Path(__file__),
            *("--side", side, "--folder", options.folder),
            *(["--quick"] if options.quick else []),
            environment={"PYTHONPATH": str(root), "XDG_CONFIG_HOME": settings, **headless},
        )


def show(name: str, pairs: list[list[Scene | None]]) -> None:
    """One line a scene: its longest gap here (and in the other checkout), and what took it."""
    sides = [[one["longest_s"] for one in side if one] for side in zip(*pairs, strict=True)]
    here, *there = (statistics.median(side) if side else float("nan") for side in sides)
    worst = max((pair[0] for pair in pairs if pair[0]), key=lambda one: one["longest_s"])
    mark = "!" if here > BOUND_S else " "
    other = "".join(f"  (there {1000 * one:5.0f} ms)" for one in there)
    print(f"{mark} {name:34} {1000 * here:5.0f} ms{other}  {worst['doing']}", flush=True)


# -- the project


def prepare(options: argparse.Namespace) -> dict[str, Any]:
    from a_project import add_run, ended, journal, metrics, started
    from tiny_project import CORPUS, TOKENIZER, build, pretrain_spec, take_in, tales

    from workbench.project import Project
    from workbench.store.folders import ProjectFolder

    lab, texts = Path(options.folder) / "lab", Path(options.folder) / "texts"
    build(lab)
    size = {"num_layers": 12, "num_heads": 12, "hidden_size": 192, "context": 512}
    loop = {"steps": 1, "micro_batch_size": 1, "accumulation": 1, "evaluate_every": 1}
    with Project.open(lab) as project:
        for name in MODELS:
            spec = pretrain_spec(
                name=name, corpus=CORPUS, tokenizer=TOKENIZER, model=size, loop=loop
            )
            project.run(spec)
    folder = ProjectFolder.open(lab)
    scale = 10 if options.quick else 1
    counts = {LONG_RUN: 200_000 // scale} | {f"run {n}": 5000 // scale for n in range(20)}
    for name, count in counts.items():
        run = add_run(folder, name)
        points = (metrics(step, **wavy(step)) for step in range(1, count + 1))
        journal(run, started(run), *points, ended())
    take_in(lab)
    texts.mkdir()
    for number in range(400 // scale):
        (texts / f"text {number}.txt").write_text(tales(200, seed=number))
    return {}


def wavy(step: int) -> dict[str, float]:
    return {name: value + (step * 7919 % 1000) / 1000 for name, value in METRICS.items()}


# -- what is measured


class Watchdog:
    """A heartbeat of the GUI thread, and a second thread that sees what it does when it is late."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.scenes: dict[str, Scene] = {}
        self._last = time.perf_counter()
        self._gap_s, self._seen, self._worst = 0.0, Counter[str](), Counter[str]()
        self._gui = threading.get_ident()
        self._timer = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()
        threading.Thread(target=self._look, daemon=True).start()

    @contextmanager
    def scene(self, name: str) -> Iterator[None]:
        """Everything until its end counts as this scene."""
        self._beat()
        self._gap_s, self._worst = 0.0, Counter()
        yield
        self._beat()
        doing = self._worst.most_common(1)
        self.scenes[name] = {"longest_s": self._gap_s, "doing": doing[0][0] if doing else ""}

    def _beat(self) -> None:
        now = time.perf_counter()
        if now - self._last > self._gap_s:
            self._gap_s, self._worst = now - self._last, self._seen
        self._last, self._seen = now, Counter()

    def _look(self) -> None:
        while True:
            time.sleep(0.01)
            if time.perf_counter() - self._last > SEEN_AFTER_S:
                self._seen[self._doing()] += 1

    def _doing(self) -> str:
        """What the GUI thread does, or who keeps it waiting if it is in none of our functions."""
        frames = sys._current_frames()
        if stack := stack_of(frames.pop(self._gui, None)):
            return stack
        others = filter(None, map(stack_of, frames.values()))
        return "".join(f"beside: {stack}" for stack in list(others)[:1])


def stack_of(frame: Any) -> str:
    """The innermost frames of our own code, the innermost first."""
    ours: list[str] = []
    while frame is not None and len(ours) < 3:
        path = frame.f_code.co_filename
        if "/ui/" in path or "/workbench/" in path:
            ours.append(f"{Path(path).parent.name}/{Path(path).stem}:{frame.f_code.co_qualname}")
        frame = frame.f_back
    return " < ".join(ours)


def stop_at_errors() -> None:
    """An error in a slot ends the whole, which would otherwise wait for nothing."""

    def hook(kind: type[BaseException], error: BaseException, trace: Any) -> None:
        sys.__excepthook__(kind, error, trace)
        os._exit(1)

    sys.excepthook = hook


def wait(until: Callable[[], object] = lambda: False, longest_s: float = SETTLED_S) -> None:
    """Let the event loop run until something is so, or for a while."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop, end = QEventLoop(), time.perf_counter() + longest_s

    def look() -> None:
        if time.perf_counter() > end or until():
            loop.quit()

    timer = QTimer(interval=20)
    timer.timeout.connect(look)
    timer.start()
    loop.exec()


def in_window(options: argparse.Namespace) -> dict[str, Scene]:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from ui.app import FIRST_PANELS, _after_first_paint
    from ui.i18n import Languages
    from ui.main_window import MainWindow
    from ui.session import Session
    from ui.settings import Settings
    from ui.theme import Theme

    stop_at_errors()
    app = QApplication(sys.argv[:1])
    settings = Settings(
        QSettings(f"{options.folder}/{os.getpid()}.ini", QSettings.Format.IniFormat)
    )
    session = Session(Theme(app), Languages(app, "en"), settings)
    window = MainWindow(session, FIRST_PANELS)
    window.resize(1280, 800)
    window.show()
    wait()
    watchdog = Watchdog()
    folder = Path(options.folder)
    with watchdog.scene("the panels are built"):
        _after_first_paint(window, session, None, None)
        wait(longest_s=4)
    with watchdog.scene("the project is opened"):
        assert session.open_project(folder / "lab")
        wait()
    for play in (every_panel, dropped_files, heads, many_runs, long_run):
        play(watchdog, window, session, folder)
    session.close()
    return watchdog.scenes


def every_panel(watchdog: Watchdog, window: Any, session: Any, _folder: Path) -> None:
    from ui.panels.everything import PANELS

    for panel in PANELS:
        with watchdog.scene(f"panel {panel.name}"):
            session.go_to(panel.workspace, panel.name)
            wait()


def dropped_files(watchdog: Watchdog, window: Any, session: Any, folder: Path) -> None:
    from PySide6.QtWidgets import QDialog

    from ui.panels.corpora.panel import CorporaPanel
    from ui.panels.welcome.panel import WelcomePanel
    from ui.widgets.drop_area import DropArea
    from ui.workspace import Workspace

    files = sorted((folder / "texts").iterdir())
    with watchdog.scene("files dropped on Corpora"):
        session.go_to(Workspace.DATA, "corpora")
        wait()
        panel = window.findChild(CorporaPanel)
        drop(panel, files)
        wait(lambda: "…" not in texts_in(panel.findChild(QDialog)), GIVEN_UP_AFTER_S)
        wait()
    panel.findChild(QDialog).reject()
    with watchdog.scene("files dropped on the start page"):
        session.go_to(Workspace.WELCOME)
        wait()
        drop(window.findChild(WelcomePanel).findChild(DropArea), files)
        wait(longest_s=3)


def drop(widget: Any, files: list[Path]) -> None:
    from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
    from PySide6.QtGui import QDropEvent

    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in files])
    button, plain = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    widget.dropEvent(QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, data, button, plain))


def texts_in(dialog: Any) -> set[str]:
    """What the table of a dialog says; an ellipsis while it does not know."""
    from PySide6.QtWidgets import QTableView

    if dialog is None:
        return {"…"}
    model = dialog.findChild(QTableView).model()
    rows, columns = range(model.rowCount()), range(model.columnCount())
    return {str(model.index(row, column).data()) for row in rows for column in columns}


def heads(watchdog: Watchdog, window: Any, session: Any, _folder: Path) -> None:
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from screen import button
    from tiny_project import tales

    from ui.panels.attention.panel import AttentionPanel
    from ui.widgets.maps.head_grid import HeadGrid
    from ui.workspace import Workspace

    session.select(teacher=f"{MODELS[0]}@best", student=f"{MODELS[1]}@best")
    session.go_to(Workspace.INSPECT, "attention")
    wait()
    panel = window.findChild(AttentionPanel)
    look, sentence = button(panel, "Look"), words_of(session, tales(60))
    with watchdog.scene("12 x 12 heads at 512 tokens"):
        session.text.set(sentence)
        look.click()
        wait(look.isEnabled, GIVEN_UP_AFTER_S)
        wait()
    grid = panel.findChild(HeadGrid)
    assert grid.num_heads == 12, "the maps are not there"
    with watchdog.scene("another head"):
        for key in (Qt.Key.Key_Right, Qt.Key.Key_Down) * 5:
            QTest.keyClick(grid, key)
            wait(longest_s=0.1)


def words_of(session: Any, text: str) -> str:
    """As much of a text as has 512 tokens at most."""
    words = text.split()
    tokenizer = session.project.model(f"{MODELS[0]}@best").tokenizer
    count = next(n for n in range(len(words), 0, -1) if fits(tokenizer, " ".join(words[:n])))
    return " ".join(words[:count])


def fits(tokenizer: Any, text: str) -> bool:
    return len(tokenizer.encode(text)) <= 510


def many_runs(watchdog: Watchdog, window: Any, session: Any, _folder: Path) -> None:
    from PySide6.QtWidgets import QTableView

    from ui.panels.runs.panel import RunsPanel
    from ui.workspace import Workspace

    session.go_to(Workspace.RUNS, "runs")
    wait()
    views = window.findChild(RunsPanel).findChildren(QTableView)
    view = next(one for one in views if one.accessibleName() == "Runs")
    with watchdog.scene("20 runs over each other"):
        view.selectAll()
        wait(longest_s=6)


def long_run(watchdog: Watchdog, window: Any, session: Any, _folder: Path) -> None:
    from pyqtgraph import PlotWidget
    from PySide6.QtCore import QPoint, Qt
    from PySide6.QtTest import QTest

    from ui.panels.train_curves.panel import TrainCurvesPanel
    from ui.widgets.curves.curve_plot import CurvePlot
    from ui.workspace import Workspace

    run = next(run for run in session.project.runs if run.name == LONG_RUN)
    with watchdog.scene("200,000 points opened"):
        session.select(run=run.id)
        session.go_to(Workspace.TRAIN, "train_curves")
        view = session.runner.view(run.id)
        wait(lambda: view.state.step >= run.step, GIVEN_UP_AFTER_S)
        wait(longest_s=2)
    plot = window.findChild(TrainCurvesPanel).findChild(CurvePlot).canvas
    port = plot.findChild(PlotWidget).viewport()
    middle = port.rect().center()
    with watchdog.scene("200,000 points zoomed"):
        for _ in range(10):
            wheel(port, middle, 120)
            wait(longest_s=0.1)
    with watchdog.scene("200,000 points moved"):
        QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=middle)
        for number in range(10):
            QTest.mouseMove(port, middle + QPoint(10 * number, 0))
            wait(longest_s=0.1)
        QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=middle + QPoint(90, 0))
        wait()


def wheel(widget: Any, at: Any, angle: int) -> None:
    from PySide6.QtCore import QCoreApplication, QPoint, QPointF, Qt
    from PySide6.QtGui import QWheelEvent

    event = QWheelEvent(
        *(QPointF(at), QPointF(widget.mapToGlobal(at)), QPoint(), QPoint(0, angle)),
        *(Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier),
        *(Qt.ScrollPhase.NoScrollPhase, False),
    )
    QCoreApplication.sendEvent(widget, event)


SIDES = {"prepare": prepare, "window": in_window}

if __name__ == "__main__":
    main()
