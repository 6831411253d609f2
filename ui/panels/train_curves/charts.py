"""Which plot a run's curves belong on, where their points stand, and what references are called."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject

from ui.shell.messages import translate
from workbench.events import Reference
from workbench.metrics import LOSS_PART, Chart, metric
from workbench.store.runs.state import MetricSeries, RunState

Floats = npt.NDArray[np.float64]


class Along(StrEnum):
    """What the horizontal axis counts."""

    STEP = "step"
    TOKENS = "tokens"
    EPOCH = "epoch"
    MINUTES = "minutes"


def chart_of(name: str, state: RunState) -> str | None:
    """The plot that a metric is drawn on; a part that is the whole loss would only repeat it."""
    if name.startswith(LOSS_PART):
        parts = [one for one in state.series if one.startswith(LOSS_PART)]
        return Chart.PARTS if len(parts) > 1 else None
    if name == "validation_accuracy" and tells_classes(state):
        return Chart.RIGHT
    return metric(name).plot


def tells_classes(state: RunState) -> bool:
    """Whether a run learns to classify: it counts texts, not tokens, from its beginning on."""
    return any(
        (line.metric, line.name) == ("validation_accuracy", "most_frequent")
        for line in state.references
    )


def positions(series: MetricSeries, along: Along) -> Floats:
    """Where a series' points stand on the horizontal axis."""
    match along:
        case Along.STEP:
            return np.array(series.steps, dtype=np.float64)
        case Along.TOKENS:
            return np.array(series.tokens, dtype=np.float64)
        case Along.EPOCH:
            return np.array(series.epochs, dtype=np.float64)
        case Along.MINUTES:
            return np.array(series.elapsed_s, dtype=np.float64) / 60


def position_of_step(state: RunState, step: int, along: Along) -> float:
    """Where a step stands on the horizontal axis, as the run's longest series tells it."""
    longest = max(state.series.values(), key=len, default=MetricSeries())
    if not longest:
        return 0.0
    index = int(np.searchsorted(np.array(longest.steps), step))
    return float(positions(longest, along)[min(index, len(longest) - 1)])


def step_at(state: RunState, x: float, along: Along) -> int | None:
    """The step that stands nearest to a place of the horizontal axis, if there is one.

    The evaluation before the first step has no batch.
    """
    longest = max(state.series.values(), key=len, default=MetricSeries())
    if not longest or not np.isfinite(x):
        return None
    nearest = int(np.argmin(np.abs(positions(longest, along) - x)))
    return max(1, longest.steps[nearest])


class ChartNames(QObject):
    """The words on the plots, in the present language."""

    def loss(self, state: RunState) -> str:
        """What the large plot shows; a classifier's loss is one of whole texts."""
        if tells_classes(state):
            return self.tr("Loss (nats per example)")
        return translate(Chart.LOSS.caption)

    def along(self, along: Along) -> str:
        match along:
            case Along.STEP:
                return self.tr("Step")
            case Along.TOKENS:
                return self.tr("Tokens")
            case Along.EPOCH:
                return self.tr("Epoch")
            case Along.MINUTES:
                return self.tr("Minutes")

    def curve(self, name: str, state: RunState) -> str:
        """A curve in the legend; of what a distillation mixes, the training loss is one part."""
        if name == "loss" and state.kind == "distill":
            return self.tr("Training loss (true tokens)")
        return translate(metric(name).label)

    def references(self, lines: Sequence[Reference]) -> list[str]:
        """The lines of one plot; several of one name say which metric each is of."""
        names = [self.reference(line) for line in lines]
        return [
            f"{name}: {translate(metric(line.metric).label)}" if names.count(name) > 1 else name
            for line, name in zip(lines, names, strict=True)
        ]

    def reference(self, line: Reference) -> str:
        match line.name:
            case "ngram":
                return self.tr("n-gram baseline")
            case "unigram":
                return self.tr("token frequencies (unigram)")
            case "uniform":
                return self.tr("every token equally likely")
            case "teacher":
                return self.tr("teacher")
            case "most_frequent" if line.metric == "validation_accuracy":
                return self.tr("most frequent class")
            case "most_frequent":
                return self.tr("most frequent token")
            case _:
                return line.name
