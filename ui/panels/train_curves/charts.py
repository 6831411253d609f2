"""Which curves belong on which plot, and what a run's metrics and references are called."""

from enum import StrEnum

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QObject

from workbench.events import Reference
from workbench.store.state import MetricSeries, RunState

Floats = npt.NDArray[np.float64]


class Chart(StrEnum):
    """The plots, in the order of their places; the first is the large one."""

    LOSS = "loss"
    PARTS = "parts"
    PERPLEXITY = "perplexity"
    AGREEMENT = "agreement"
    RIGHT = "right"
    DIVERGENCE = "divergence"
    ENTROPY = "entropy"
    CALIBRATION = "calibration"
    TERM_GRADIENTS = "term_gradients"
    LEARNING_RATE = "learning_rate"
    GRADIENT_NORM = "gradient_norm"
    SPEED = "speed"


class Along(StrEnum):
    """What the horizontal axis counts."""

    STEP = "step"
    TOKENS = "tokens"
    EPOCH = "epoch"
    MINUTES = "minutes"


_CHARTS = {
    "loss": Chart.LOSS,
    "validation_loss": Chart.LOSS,
    "validation_mlm": Chart.PARTS,
    "validation_nsp": Chart.PARTS,
    "validation_masked_accuracy": Chart.AGREEMENT,
    "validation_next_sentence_accuracy": Chart.AGREEMENT,
    "validation_perplexity": Chart.PERPLEXITY,
    "validation_agreement": Chart.AGREEMENT,
    "validation_agreement_top5": Chart.AGREEMENT,
    "validation_entropy": Chart.ENTROPY,
    "validation_teacher_entropy": Chart.ENTROPY,
    "validation_calibration_error": Chart.CALIBRATION,
    "validation_teacher_calibration_error": Chart.CALIBRATION,
    "validation_accuracy": Chart.AGREEMENT,
    "validation_macro_f1": Chart.RIGHT,
    "validation_kl": Chart.DIVERGENCE,
    "learning_rate": Chart.LEARNING_RATE,
    "gradient_norm": Chart.GRADIENT_NORM,
    "tokens_per_second": Chart.SPEED,
}


def chart_of(metric: str, state: RunState) -> Chart | None:
    """Where a metric is drawn; a part that is the whole loss would only repeat it."""
    if metric.startswith("loss_"):
        parts = [name for name in state.series if name.startswith("loss_")]
        return Chart.PARTS if len(parts) > 1 else None
    if metric.startswith("gradient_norm_"):
        return Chart.TERM_GRADIENTS
    if metric == "validation_accuracy" and tells_classes(state):
        return Chart.RIGHT
    return _CHARTS.get(metric)


def tells_classes(state: RunState) -> bool:
    """Whether a run learns to classify: it counts texts, not tokens, from its beginning on."""
    return any(
        (line.metric, line.name) == ("validation_accuracy", "most_frequent")
        for line in state.references
    )


def is_noisy(metric: str) -> bool:
    """Whether a moving average helps; what is exact, as a learning rate is, stays as it is."""
    exact = ("validation_", "gradient_norm_")
    return metric != "learning_rate" and not metric.startswith(exact)


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


class ChartNames(QObject):
    """The words on the plots, in the present language."""

    def chart(self, chart: Chart) -> str:
        match chart:
            case Chart.LOSS:
                return self.tr("Loss (nats per token)")
            case Chart.PARTS:
                return self.tr("Parts of the loss")
            case Chart.PERPLEXITY:
                return self.tr("Validation perplexity")
            case Chart.AGREEMENT:
                return self.tr("Right and same tokens")
            case Chart.RIGHT:
                return self.tr("Classes found")
            case Chart.DIVERGENCE:
                return self.tr("KL from the teacher (nats)")
            case Chart.ENTROPY:
                return self.tr("Entropy of the predictions (nats)")
            case Chart.CALIBRATION:
                return self.tr("Calibration error")
            case Chart.TERM_GRADIENTS:
                return self.tr("Pull of each part (gradient norm)")
            case Chart.LEARNING_RATE:
                return self.tr("Learning rate")
            case Chart.GRADIENT_NORM:
                return self.tr("Gradient norm")
            case Chart.SPEED:
                return self.tr("Tokens per second")

    def loss(self, state: RunState) -> str:
        """What the large plot shows; a classifier's loss is one of whole texts."""
        if tells_classes(state):
            return self.tr("Loss (nats per example)")
        return self.chart(Chart.LOSS)

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

    def metric(self, metric: str) -> str:
        """A metric nobody foresaw keeps its own name."""
        if metric.startswith(("loss_", "gradient_norm_")):
            return self.part(metric.removeprefix("loss_").removeprefix("gradient_norm_"))
        match metric:
            case "loss":
                return self.tr("training")
            case "validation_loss":
                return self.tr("validation")
            case "validation_mlm":
                return self.tr("masked tokens (validation)")
            case "validation_nsp":
                return self.tr("next sentence (validation)")
            case "validation_masked_accuracy":
                return self.tr("masked tokens right")
            case "validation_next_sentence_accuracy":
                return self.tr("next sentences right")
            case "validation_perplexity":
                return self.tr("perplexity")
            case "validation_agreement":
                return self.tr("same as the teacher's")
            case "validation_agreement_top5":
                return self.tr("teacher's among the first five")
            case "validation_entropy":
                return self.tr("student's")
            case "validation_teacher_entropy":
                return self.tr("teacher's")
            case "validation_calibration_error":
                return self.tr("student's")
            case "validation_teacher_calibration_error":
                return self.tr("teacher's")
            case "validation_accuracy":
                return self.tr("right")
            case "validation_macro_f1":
                return self.tr("macro-F1")
            case "validation_kl":
                return self.tr("KL")
            case "learning_rate":
                return self.tr("learning rate")
            case "gradient_norm":
                return self.tr("gradient norm")
            case "tokens_per_second":
                return self.tr("tokens/s")
            case _:
                return metric

    def part(self, part: str) -> str:
        """A part of the loss, whether its value or its gradient is shown."""
        match part:
            case "soft":
                return self.tr("soft (towards the teacher)")
            case "hard":
                return self.tr("hard (true tokens)")
            case "own_text":
                return self.tr("soft on own texts")
            case "mlm":
                return self.tr("masked tokens")
            case "nsp":
                return self.tr("next sentence")
            case "hidden_mse":
                return self.tr("hidden states")
            case "hidden_cosine":
                return self.tr("hidden states (cosine)")
            case "attention_mse":
                return self.tr("attention scores")
            case "attention_kl":
                return self.tr("attention rows (KL)")
            case "embedding":
                return self.tr("embeddings")
            case "relations":
                return self.tr("relations")
            case "pooled":
                return self.tr("pooled state")
            case "next_sentence":
                return self.tr("teacher's next sentence")
            case _:
                return part.replace("_", " ")

    def reference(self, line: Reference) -> str:
        match line.name:
            case "ngram":
                return self.tr("n-gram baseline")
            case "teacher":
                return self.tr("teacher")
            case "most_frequent" if line.metric == "validation_accuracy":
                return self.tr("most frequent class")
            case "most_frequent":
                return self.tr("most frequent token")
            case _:
                return line.name
