"""Does the window stay quick, and the training fast, while both share one process?

The real window, curves in sight, with a run in its training thread: after warm-up, with an
evaluation and a checkpoint inside, how late a precise 16 ms timer of the GUI thread comes; and the
run's tokens/s over the same steps as a headless process reaches, in turn. Once with S (6 layers,
384 wide, context 256, vocabulary 8,192, batch 16), once with a model of 1 M parameters whose steps
take about 20 ms. Bounds: S p95 8, p99 20, maximum 150 ms; small p99 33 ms; speed 0.95.

    python tests/benchmarks/window_latency.py [--quick] [--model S|small] [--pairs 3] [--seconds 60]
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pairing import in_child, ratio, warn_if_busy

if TYPE_CHECKING:
    from ui.running.run_view import RunView
    from ui.running.runner import Runner
    from workbench.project import Project
    from workbench.store.runs.state import RunState
    from workbench.training.pretrain_spec import PretrainSpec

TICK_S = 0.016
ENDLESS = 1_000_000


@dataclass(frozen=True)
class Case:
    """A model and its rhythm; the first `warm_steps` are not measured."""

    vocabulary_size: int
    num_layers: int
    hidden_size: int
    num_heads: int
    context: int
    batch: int
    warm_steps: int
    evaluate_every: int
    bounds_ms: tuple[tuple[str, float], ...]


CASES = {
    "S": Case(8192, 6, 384, 6, 256, 16, 5, 20, (("p95", 8), ("p99", 20), ("max", 150))),
    "small": Case(2048, 4, 128, 4, 128, 4, 100, 1000, (("p99", 33),)),
}


def main() -> None:
    options = arguments()
    if options.side:
        print(json.dumps(SIDES[options.side](options)))
        return
    warn_if_busy()
    with tempfile.TemporaryDirectory() as folder:
        options.folder = folder
        child(options, "prepare")
        for model in [options.model] if options.model else list(CASES):
            compare(options, model)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", choices=CASES, default="")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--precision", choices=("auto", "fp32", "bf16"), default="auto")
    parser.add_argument("--quick", action="store_true", help="one short pair: does it work at all")
    parser.add_argument("--side", default="")
    parser.add_argument("--folder", default="")
    parser.add_argument("--steps", type=int, default=0)
    options = parser.parse_args()
    if options.quick:
        options.pairs, options.seconds = 1, 15
    return options


def compare(options: argparse.Namespace, model: str) -> None:
    """Print how late the timer came in all windows together, and both sides' speed."""
    pairs = []
    for _ in range(options.pairs):
        window = child(options, "window", model)
        pairs.append((window, child(options, "headless", model, steps=window["steps"])))
    windows = [window for window, _ in pairs]
    if not all(window["evaluations"] and window["checkpoints"] for window in windows):
        print("! no evaluation or no checkpoint while the timer was watched: take more --seconds")
    print(f"{model}: {' '.join(lateness(model, windows))}")
    speeds = [[run["tokens_per_second"] for run in side] for side in zip(*pairs, strict=True)]
    window, headless = map(statistics.median, speeds)
    print(
        f"{model}: window {window:.0f} tokens/s, headless {headless:.0f} tokens/s, "
        f"ratio {ratio(*speeds):.2f} (bound 0.95); {pairs[0][0]['step_ms']:.0f} ms a step",
        flush=True,
    )


def lateness(model: str, windows: list[dict[str, Any]]) -> list[str]:
    """The timer's lateness, all windows' ticks together, beside its bounds."""
    late_ms = sorted(ms for window in windows for ms in window["late_ms"])
    bounds = dict(CASES[model].bounds_ms)
    shares = {"p50": 0.5, "p95": 0.95, "p99": 0.99, "max": 1.0}
    figures = []
    for name, share in shares.items():
        value = late_ms[min(int(share * len(late_ms)), len(late_ms) - 1)]
        bound = f" (bound {bounds[name]:.0f})" if name in bounds else ""
        figures.append(f"{name} {value:.1f} ms{bound}")
    evaluations = min(window["evaluations"] for window in windows)
    checkpoints = min(window["checkpoints"] for window in windows)
    used = statistics.median(window["used_share"] for window in windows)
    inside = f"[{len(late_ms)} ticks; in each at least {evaluations} evaluations"
    inside += f", {checkpoints} checkpoints; its thread used {used:.1%} of a core"
    return [*figures, f"{inside}; {windows[0]['platform']}]"]


def child(
    options: argparse.Namespace, name: str, model: str = "", steps: int = 0
) -> dict[str, Any]:
    has_display = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
    headless = {} if has_display else {"QT_QPA_PLATFORM": "offscreen"}
    settings = {"XDG_CONFIG_HOME": f"{options.folder}/settings", **headless}
    return in_child(
        Path(__file__),
        *("--side", name, "--folder", options.folder, "--steps", str(steps)),
        *("--seconds", str(options.seconds), "--precision", options.precision),
        *("--threads", str(options.threads), *(["--quick"] if options.quick else [])),
        *(["--model", model] if model else []),
        environment={"OMP_NUM_THREADS": str(options.threads), **settings},
    )


def prepare(options: argparse.Namespace) -> dict[str, Any]:
    """Corpus, tokenizers, tokens and baselines, so that the runs to be measured begin at once."""
    from workbench.project import Project
    from workbench.tokenizers.spec import TrainTokenizerSpec

    with Project.open(Path(options.folder) / "project") as project:
        add_stories(project, Path(options.folder))
        for model, case in CASES.items():
            size = case.vocabulary_size
            project.run(TrainTokenizerSpec(name=model, corpus="stories", vocabulary_size=size))
            project.run(spec(options, model, steps=1))
    return {}


def add_stories(project: "Project", folder: Path) -> None:
    """English and Chinese ones, as the corpus `stories`."""
    from workbench.corpora.samples.stories import Language, stories
    from workbench.corpora.spec import AddCorpusSpec

    texts = []
    counts: dict[Language, int] = {"en": 6000, "zh": 3000}
    for language, count in counts.items():
        text = folder / f"{language}.txt"
        written = stories(language, count, seed=1, held_out=False)
        text.write_text("\n\n".join(written), encoding="utf-8")
        texts.append(str(text))
    project.run(AddCorpusSpec(name="stories", files=tuple(texts)))


def sizes(model: str) -> dict[str, int]:
    """What is set of a model of a case."""
    names = ("num_layers", "hidden_size", "num_heads", "context")
    return {name: getattr(CASES[model], name) for name in names}


def spec(options: argparse.Namespace, model: str, steps: int = ENDLESS) -> "PretrainSpec":
    from workbench.models.spec import GPTSpec
    from workbench.training.pretrain_spec import PretrainSpec
    from workbench.training.spec import PretrainLoopSpec, RuntimeSpec

    case = CASES[model]
    return PretrainSpec(
        name=f"{model} {options.side} {time.time_ns()}",
        corpus="stories",
        tokenizer=model,
        model=GPTSpec.model_validate(sizes(model)),
        loop=PretrainLoopSpec(
            steps=steps,
            micro_batch_size=case.batch,
            evaluate_every=case.evaluate_every // 5 if options.quick else case.evaluate_every,
            evaluation_tokens=10_000 if options.quick else 50_000,
        ),
        runtime=RuntimeSpec(precision=options.precision, threads=options.threads),
    )


def in_window(options: argparse.Namespace) -> dict[str, Any]:
    """Train in the window's thread, with a timer beside it that notes how late it comes."""
    from PySide6.QtCore import Qt, QTimer
    from PySide6.QtWidgets import QApplication

    from ui.app import FIRST_PANELS
    from ui.i18n import Languages
    from ui.main_window import MainWindow
    from ui.panels.everything import PANELS
    from ui.session import Session
    from ui.settings import Settings
    from ui.theme import Theme
    from ui.workspace import Workspace

    app = QApplication(sys.argv[:1])
    settings = Settings()
    session = Session(Theme(app), Languages(app, settings.language), settings)
    window = MainWindow(session, FIRST_PANELS)
    window.add_panels(PANELS)
    window.show()
    assert session.open_project(Path(options.folder) / "project")
    window.show_workspace(Workspace.TRAIN, "train_curves")
    watch = Watch(session.runner, CASES[options.model].warm_steps, options.seconds)
    timer = QTimer(interval=round(1000 * TICK_S), timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(watch.tick)
    timer.start()
    session.runner.run_ended.connect(lambda *_: app.quit())
    session.start(spec(options, options.model))
    app.exec()
    session.close()
    return {**watch.figures(), "platform": app.platformName()}


class Watch:
    """Notes the ticks from the warm run on, and what happened in the meantime; then stops it."""

    def __init__(self, runner: "Runner", warm_steps: int, seconds: float) -> None:
        self._runner = runner
        self._warm_steps = warm_steps
        self._seconds = seconds
        self._ticks: list[float] = []
        self._logged = 0
        self._view: RunView | None = None

    def tick(self) -> None:
        now = time.perf_counter()
        view = self._runner.active
        if view is None or view.state.step < self._warm_steps or self._is_over(now):
            return
        if self._view is None:
            self._view, self._logged = view, len(view.log)
            self._used_s = time.thread_time()
        self._ticks.append(now)
        if self._is_over(now):
            self._steps = view.state.step
            self._used_s = time.thread_time() - self._used_s
            self._inside = view.log[self._logged :]
            self._runner.stop()

    def _is_over(self, now: float) -> bool:
        return bool(self._ticks) and self._ticks[-1] - self._ticks[0] >= self._seconds

    def figures(self) -> dict[str, Any]:
        from workbench.events import CheckpointSaved, SampleWritten

        assert self._view is not None, "the run ended before it was warm"
        gaps = zip(self._ticks, self._ticks[1:], strict=False)
        return {
            **speed(self._view.state, self._warm_steps, self._steps),
            "late_ms": [max(0.0, 1000 * (after - before - TICK_S)) for before, after in gaps],
            "used_share": self._used_s / (self._ticks[-1] - self._ticks[0]),
            "evaluations": sum(isinstance(event, SampleWritten) for event in self._inside),
            "checkpoints": sum(isinstance(event, CheckpointSaved) for event in self._inside),
        }


def headless(options: argparse.Namespace) -> dict[str, Any]:
    """The same steps in the main thread of a process without a window."""
    from workbench.jobs import ThreadControl
    from workbench.project import Project
    from workbench.store.runs.state import RunState

    control, state = ThreadControl(), RunState()
    with Project.open(Path(options.folder) / "project") as project:
        for event in project.start(spec(options, options.model), control):
            project.catalogue.ingest()
            state = state.apply(event)
            if state.step >= options.steps:
                control.stop()
    return speed(state, CASES[options.model].warm_steps, options.steps)


def speed(state: "RunState", first: int, last: int) -> dict[str, float]:
    """Tokens a second between two steps, evaluations and checkpoints between them included."""
    series = state.series["loss"]
    indices = [series.steps.index(step) for step in (first, last)]
    tokens, seconds = (
        column[indices[1]] - column[indices[0]] for column in (series.tokens, series.elapsed_s)
    )
    return {
        "steps": last,
        "tokens_per_second": tokens / seconds,
        "step_ms": 1000 * seconds / (last - first),
    }


SIDES = {"prepare": prepare, "window": in_window, "headless": headless}

if __name__ == "__main__":
    main()
