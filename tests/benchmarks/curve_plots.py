"""A plot of a million points, and twenty runs of a hundred thousand: repaints, moves, opening.

Bounds: 16 ms until new points are painted, 33 ms a frame of zooming, panning and hovering, 1 s
until twenty runs stand there; on a busy machine the processor's time tells more than the wall's.

    python tests/benchmarks/curve_plots.py [--points 1000000] [--frames 60]
"""

import argparse
import os
import sys

import numpy as np
from moves import show
from pairing import ROOT, warn_if_busy

sys.path[:0] = [str(ROOT)]
REPAINT_MS, FRAME_MS, OPEN_MS = 16.0, 1000 / 30, 1000.0
RUNS, POINTS_OF_RUN = 20, 100_000
SMOOTHING = 0.9


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=1_000_000)
    parser.add_argument("--frames", type=int, default=60)
    options = parser.parse_args()
    warn_if_busy()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    one = Million(options.points)
    show("new points of one", one.grow, options.frames, REPAINT_MS)
    show("zooming into one", one.zoom, options.frames, FRAME_MS)
    show("panning one", one.pan, options.frames, FRAME_MS)
    show("hovering over one", one.hover, options.frames, FRAME_MS)
    many = Runs()
    show("opening twenty", many.open, 5, OPEN_MS)
    show("zooming into twenty", many.zoom, options.frames, FRAME_MS)
    show("panning twenty", many.pan, options.frames, FRAME_MS)
    show("hovering over twenty", many.hover, options.frames, FRAME_MS)


class _Plot:
    def __init__(self) -> None:
        from PySide6.QtWidgets import QApplication

        from ui.widgets.curves.curve_canvas import CurveCanvas

        self.app = QApplication.instance() or QApplication([])
        self.canvas = CurveCanvas()
        self.canvas.set_smoothing(SMOOTHING)
        self.canvas.resize(1000, 500)
        self.canvas.show()
        self.app.processEvents()

    def draw(self, key: str, x: np.ndarray, y: np.ndarray) -> None:
        from ui.widgets.curves.drawing.series import Look

        self.canvas.set_series(key, x, y, Look("#0072b2", key))

    def painted(self) -> None:
        """Until everything is on the screen."""
        self.app.processEvents()
        self.app.processEvents()

    def zoom(self, number: int) -> None:
        if number % 20 == 0:
            self.canvas.reset_view()
            self.painted()
        self.canvas._view.zoom(1)
        self.painted()

    def pan(self, number: int) -> None:
        self.canvas._view.move(1 if number // 10 % 2 else -1, 0)
        self.painted()

    def hover(self, number: int) -> None:
        self.canvas.point_at(1000.0 * number)
        self.painted()


class Million(_Plot):
    """One growing curve, as `numpy.array(series.values)` gives it anew each time."""

    def __init__(self, points: int) -> None:
        super().__init__()
        self.points = points
        self.steps = np.arange(points + 1000.0)
        self.values = np.random.default_rng(0).normal(size=self.steps.size) + 3
        self.draw("loss", self.steps[:points].copy(), self.values[:points].copy())
        self.painted()

    def grow(self, number: int) -> None:
        end = self.points + 10 * (number + 1)
        self.draw("loss", self.steps[:end].copy(), self.values[:end].copy())
        self.painted()


class Runs(_Plot):
    """Twenty curves at once."""

    def open(self, number: int) -> None:
        self.canvas.clear()
        steps = np.arange(float(POINTS_OF_RUN))
        chance = np.random.default_rng(number)
        for run in range(RUNS):
            self.draw(f"run {run}", steps.copy(), chance.normal(size=steps.size) + run)
        self.painted()


if __name__ == "__main__":
    main()
