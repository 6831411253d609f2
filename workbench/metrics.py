"""The one catalogue of metrics: titles, units, plots, directions and digits.

A new metric is computed somewhere and has one entry here; curves, tables, the command line,
sweeps, reports and model cards read it. One without an entry is called by its name and drawn on a
plot of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Flag, StrEnum, auto
from typing import Literal, TypeVar, assert_never

from workbench.words import Words, words

T = TypeVar("T")

LOSS_PART = "loss_"
"""What the curve of a part of the loss begins with."""

GRADIENT_PART = "gradient_norm_"
"""What the curve of the gradient norm of a part begins with."""

PROBE_LOSS = "probe_loss_"
"""What the curve of a person's own sentence begins with."""

MIXED_LOSS = "mixed_loss"
"""What `comparable` calls the loss that a distillation trains on."""

_TRUE_PARTS = frozenset(f"{LOSS_PART}{name}" for name in ("hard", "mlm", "nsp"))

SweepMetric = Literal["validation_loss", "validation_agreement", "validation_kl"]
"""What the runs of a sweep can be compared by."""


class Chart(StrEnum):
    """The plots that several metrics share; the first is the large one."""

    LOSS = "loss"
    PARTS = "parts"
    AGREEMENT = "agreement"
    RIGHT = "right"
    ENTROPY = "entropy"
    CALIBRATION = "calibration"
    TERM_GRADIENTS = "term_gradients"

    @property
    def caption(self) -> Words:
        """What stands above the plot."""
        match self:
            case Chart.LOSS:
                return words("Loss (nats per token)")
            case Chart.PARTS:
                return words("Parts of the loss")
            case Chart.AGREEMENT:
                return words("Accuracy and agreement")
            case Chart.RIGHT:
                return words("Accuracy of the classes")
            case Chart.ENTROPY:
                return words("Entropy of the predictions (nats)")
            case Chart.CALIBRATION:
                return words("Calibration error")
            case Chart.TERM_GRADIENTS:
                return words("Pull of each part (gradient norm)")
            case _:
                assert_never(self)


class Direction(StrEnum):
    """Which of two values is the better one."""

    LOWER = "lower"
    HIGHER = "higher"
    NEITHER = "neither"


class Form(StrEnum):
    """How a value is written: with its digits, as per cent, or as a whole number."""

    NUMBER = "number"
    SHARE = "share"
    COUNT = "count"
    BYTES = "bytes"


class Place(Flag):
    """Where a metric is shown besides its curve."""

    CURVE_ALONE = 0
    RUNS = auto()
    """A column of the window's table of runs."""
    PROGRESS = auto()
    """The command line's line at each evaluation."""
    CARD = auto()
    """The card of an exported model."""


@dataclass(frozen=True)
class Metric:
    """What people read of a metric; `label` is short, for a legend or the head of a column.

    Without a `chart` it has a plot of its own. `colour` is the curve's place in the palette of
    series; without one the curve has the colour of the run's model, or of its teacher. `noisy` is
    what a moving average helps to read.
    """

    name: str
    title: Words
    label: Words
    unit: Words | None = None
    chart: Chart | None = None
    direction: Direction = Direction.NEITHER
    form: Form = Form.NUMBER
    digits: int = 4
    places: Place = Place.CURVE_ALONE
    help: Words | None = None
    colour: int | None = None
    of_teacher: bool = False
    noisy: bool = False

    @property
    def per_token(self) -> bool:
        """Whether it counts by tokens: only models of one tokenizer can be compared by it."""
        return self.unit is _NATS_PER_TOKEN or self.is_perplexity

    @property
    def is_perplexity(self) -> bool:
        """It falls by powers of ten, so that a logarithmic axis shows it best."""
        return self.name.endswith("perplexity")

    @property
    def plot(self) -> str:
        """The key of the plot that the metric is drawn on."""
        return self.chart or self.name

    @property
    def heading(self) -> Words:
        """The short title with the unit."""
        return _with_unit(self.label, self.unit)

    @property
    def title_with_unit(self) -> Words:
        """What stands above a plot of the metric alone."""
        return _with_unit(self.title, self.unit)

    @property
    def explained(self) -> Words:
        """What is said of the metric where it heads a column: its help, or its whole title."""
        return self.help or self.title_with_unit

    @property
    def phrase(self) -> str:
        """The short title as it stands inside an English sentence."""
        text = str(self.label)
        return text[0].lower() + text[1:] if text[1:2].islower() else text

    def text(self, value: float | None) -> str:
        """A value as plain text; none is empty."""
        if value is None:
            return ""
        match self.form:
            case Form.NUMBER:
                return f"{value:.{self.digits}f}"
            case Form.SHARE:
                return f"{value:.{self.digits}%}"
            case Form.COUNT | Form.BYTES:
                return f"{value:,.0f}"
            case _:
                assert_never(self.form)

    def is_better(self, one: float, other: float) -> bool:
        """Whether a value beats another."""
        match self.direction:
            case Direction.LOWER:
                return one < other
            case Direction.HIGHER:
                return one > other
            case Direction.NEITHER:
                return False
            case _:
                assert_never(self.direction)


def _with_unit(title: Words, unit: Words | None) -> Words:
    return title if unit is None else words("{title} ({unit})", title=title, unit=unit)


def metric(name: str) -> Metric:
    """The entry of a metric, or of the family that its name's prefix tells."""
    known = _BY_NAME.get(name)
    if known is not None:
        return known
    for prefix, family in _FAMILIES.items():
        if name.startswith(prefix):
            part = _part(name.removeprefix(prefix))
            return replace(family, name=name, title=_of_part(family.title, part), label=part)
    plain = _plain(name)
    return Metric(name, plain, plain)


def can_rank(name: str) -> bool:
    """Whether a metric is known, and tells which of two models is the better one."""
    return name in _BY_NAME and metric(name).direction is not Direction.NEITHER


def comparable(values: Mapping[str, T], kind: str) -> dict[str, T]:
    """What a run of a kind recorded, by metric, as it may stand beside what others recorded.

    A distillation trains on a mixture, which can be compared with no other run's loss and not with
    its own on the validation text: that is the mixed loss. Its training loss is the part of true
    tokens, unless the validation measures several parts together.
    """
    if kind != "distill" or "loss" not in values:
        return dict(values)
    parts = {name for name in values if name.startswith(LOSS_PART)}
    true = sorted(parts & _TRUE_PARTS)
    compared = {name: value for name, value in values.items() if name != "loss"}
    if len(true) == 1:
        compared["loss"] = values[true[0]]
    elif true == sorted(parts) != []:
        compared["loss"] = values["loss"]
    if true != sorted(parts) or not parts:
        compared[MIXED_LOSS] = values["loss"]
    return compared


def metrics_at(place: Place) -> tuple[Metric, ...]:
    """What is shown at a place, in the order of the catalogue."""
    return tuple(one for one in METRICS if place in one.places)


def plot_title(plot: str) -> Words:
    """What stands above a plot: the chart's title, or that of its only metric."""
    if plot in tuple(Chart):
        return Chart(plot).caption
    return metric(plot).title_with_unit


def plot_order(plot: str) -> int:
    """Where a plot stands among the others; those of unknown metrics stand last."""
    return _PLOTS.index(plot) if plot in _PLOTS else len(_PLOTS)


def _of_part(title: Words, part: Words) -> Words:
    return words("{title}: {part}", title=title, part=part)


def _plain(name: str) -> Words:
    """A name that nobody foresaw, as it is."""
    return words("{name}", name=name.replace("_", " "))


def _part(name: str) -> Words:
    return PARTS.get(name) or _plain(name)


_NATS_PER_TOKEN = words("nats per token")
_NATS = words("nats")
_BYTES = words("bytes")

METRICS = (
    Metric(
        "loss",
        words("Training loss"),
        words("Training loss"),
        unit=_NATS_PER_TOKEN,
        chart=Chart.LOSS,
        direction=Direction.LOWER,
        places=Place.RUNS,
        noisy=True,
    ),
    Metric(
        "validation_loss",
        words("Validation loss"),
        words("Validation loss"),
        unit=_NATS_PER_TOKEN,
        chart=Chart.LOSS,
        direction=Direction.LOWER,
        places=Place.RUNS | Place.PROGRESS | Place.CARD,
        colour=3,
    ),
    Metric(
        MIXED_LOSS,
        words("Loss that the distillation trains on"),
        words("mixture (trained on)"),
        chart=Chart.PARTS,
        direction=Direction.LOWER,
        noisy=True,
        help=words("The weighted sum of its parts; no other run's loss can be compared with it"),
    ),
    Metric(
        LOSS_PART,
        words("Part of the loss"),
        words("Part of the loss"),
        unit=_NATS_PER_TOKEN,
        chart=Chart.PARTS,
        direction=Direction.LOWER,
        noisy=True,
    ),
    Metric(
        "validation_mlm",
        words("Validation loss of masked tokens"),
        words("Masked tokens (validation)"),
        unit=_NATS_PER_TOKEN,
        chart=Chart.PARTS,
        direction=Direction.LOWER,
        colour=3,
    ),
    Metric(
        "validation_nsp",
        words("Validation loss of next sentences"),
        words("Next sentence (validation)"),
        unit=words("nats per pair"),
        chart=Chart.PARTS,
        direction=Direction.LOWER,
        colour=2,
    ),
    Metric(
        "validation_perplexity",
        words("Validation perplexity"),
        words("Perplexity"),
        direction=Direction.LOWER,
        digits=2,
        places=Place.RUNS | Place.CARD,
        help=words("How many tokens the model wavers between on average"),
    ),
    Metric(
        "validation_bits_per_byte",
        words("Validation bits per byte"),
        words("Bits per byte"),
        direction=Direction.LOWER,
        places=Place.PROGRESS | Place.CARD,
        help=words("Independent of the tokenizer, lower is better"),
    ),
    Metric(
        "validation_accuracy",
        words("Validation accuracy"),
        words("Accuracy"),
        chart=Chart.AGREEMENT,
        direction=Direction.HIGHER,
        form=Form.SHARE,
        digits=1,
        places=Place.RUNS | Place.PROGRESS | Place.CARD,
        help=words("How often the most likely token is the true one"),
        colour=3,
    ),
    Metric(
        "validation_top5_accuracy",
        words("Validation top-5 accuracy"),
        words("Top-5 accuracy"),
        chart=Chart.AGREEMENT,
        direction=Direction.HIGHER,
        form=Form.SHARE,
        digits=1,
        help=words("How often the true token is among the five likeliest"),
        colour=5,
    ),
    Metric(
        "validation_masked_accuracy",
        words("Accuracy on masked tokens"),
        words("Masked accuracy"),
        chart=Chart.AGREEMENT,
        direction=Direction.HIGHER,
        form=Form.SHARE,
        digits=1,
        places=Place.CARD,
        colour=5,
    ),
    Metric(
        "validation_next_sentence_accuracy",
        words("Accuracy on next sentences"),
        words("Next-sentence accuracy"),
        chart=Chart.AGREEMENT,
        direction=Direction.HIGHER,
        form=Form.SHARE,
        digits=1,
        colour=2,
    ),
    Metric(
        "validation_macro_f1",
        words("Validation macro-F1"),
        words("Macro-F1"),
        chart=Chart.RIGHT,
        direction=Direction.HIGHER,
        places=Place.PROGRESS | Place.CARD,
        colour=2,
    ),
    Metric(
        "validation_agreement",
        words("Agreement with the teacher"),
        words("Agreement with teacher"),
        chart=Chart.AGREEMENT,
        direction=Direction.HIGHER,
        form=Form.SHARE,
        digits=1,
        places=Place.PROGRESS | Place.CARD,
        help=words("How often the most likely token is the teacher's too"),
    ),
    Metric(
        "validation_agreement_top5",
        words("Teacher's token in the top 5"),
        words("Teacher's in top 5"),
        chart=Chart.AGREEMENT,
        direction=Direction.HIGHER,
        form=Form.SHARE,
        digits=1,
        help=words("How often the teacher's most likely token is among the five likeliest"),
        colour=4,
    ),
    Metric(
        "validation_kl",
        words("KL from the teacher"),
        words("KL"),
        unit=_NATS,
        direction=Direction.LOWER,
        places=Place.PROGRESS,
        help=words("Divergence from the teacher in nats per token"),
    ),
    Metric(
        "validation_entropy",
        words("Entropy of the predictions"),
        words("Entropy"),
        unit=_NATS,
        chart=Chart.ENTROPY,
    ),
    Metric(
        "validation_teacher_entropy",
        words("Entropy of the teacher's predictions"),
        words("Teacher's entropy"),
        unit=_NATS,
        chart=Chart.ENTROPY,
        of_teacher=True,
    ),
    Metric(
        "validation_calibration_error",
        words("Calibration error"),
        words("Calibration error"),
        chart=Chart.CALIBRATION,
        direction=Direction.LOWER,
        help=words("How far confidence and accuracy are apart (15 bins)"),
    ),
    Metric(
        "validation_teacher_calibration_error",
        words("Calibration error of the teacher"),
        words("Teacher's calibration error"),
        chart=Chart.CALIBRATION,
        direction=Direction.LOWER,
        of_teacher=True,
    ),
    Metric(
        GRADIENT_PART,
        words("Gradient norm"),
        words("Gradient norm"),
        chart=Chart.TERM_GRADIENTS,
    ),
    Metric(
        PROBE_LOSS,
        words("Loss of a probe sentence"),
        words("Probe sentence"),
        unit=_NATS_PER_TOKEN,
        direction=Direction.LOWER,
    ),
    Metric("learning_rate", words("Learning rate"), words("Learning rate"), digits=6),
    Metric("gradient_norm", words("Gradient norm"), words("Gradient norm"), noisy=True),
    Metric(
        "tokens_per_second",
        words("Tokens per second"),
        words("Tokens/s"),
        direction=Direction.HIGHER,
        digits=0,
        places=Place.RUNS,
        noisy=True,
    ),
)

PARTS = {
    "soft": words("soft (towards the teacher)"),
    "hard": words("hard (true tokens)"),
    "own_text": words("soft on own texts"),
    "mlm": words("masked tokens"),
    "nsp": words("next sentence"),
    "hidden_mse": words("hidden states"),
    "hidden_cosine": words("hidden states (cosine)"),
    "attention_mse": words("attention scores"),
    "attention_kl": words("attention rows (KL)"),
    "embedding": words("embeddings"),
    "embedding_cosine": words("embeddings (cosine)"),
    "relations": words("relations"),
    "pooled": words("pooled state"),
    "next_sentence": words("teacher's next sentence"),
}
"""The parts of a loss, whether their values or their gradients are shown."""

_FAMILIES = {one.name: one for one in METRICS if one.name in (LOSS_PART, GRADIENT_PART, PROBE_LOSS)}
_BY_NAME = {one.name: one for one in METRICS if one.name not in _FAMILIES}
_PLOTS = tuple(dict.fromkeys(one.plot for one in METRICS))


def _in_report(name: str) -> Metric:
    """A validation metric as a column of a report, which may be of any text."""
    return replace(_BY_NAME[f"validation_{name}"], name=name)


REPORT = (
    Metric(
        "parameters",
        words("Parameters"),
        words("Parameters"),
        direction=Direction.LOWER,
        form=Form.COUNT,
    ),
    Metric(
        "loss",
        words("Loss"),
        words("Loss"),
        unit=_NATS_PER_TOKEN,
        direction=Direction.LOWER,
        help=words("Nats per token, lower is better"),
    ),
    Metric(
        "loss_margin",
        words("95 % interval of the loss"),
        words("±"),
        help=words("Half the 95 % interval of the loss over this text"),
    ),
    _in_report("perplexity"),
    _in_report("bits_per_byte"),
    _in_report("agreement"),
    _in_report("agreement_top5"),
    _in_report("kl"),
    _in_report("accuracy"),
    _in_report("calibration_error"),
    Metric(
        "disk_bytes",
        words("Size on disk"),
        words("Disk"),
        unit=_BYTES,
        direction=Direction.LOWER,
        form=Form.BYTES,
        help=words("The weights' file"),
    ),
    Metric(
        "memory_bytes",
        words("Size in memory"),
        words("Memory"),
        unit=_BYTES,
        direction=Direction.LOWER,
        form=Form.BYTES,
        help=words("Weights and, where it writes, the cache of a full context"),
    ),
    Metric(
        "ms_per_token",
        words("Time per token"),
        words("ms/token"),
        direction=Direction.LOWER,
        digits=2,
        help=words("Time to write one token, one text at a time"),
    ),
    Metric(
        "tokens_per_second_16",
        words("Tokens per second at batch 16"),
        words("Tokens/s × 16"),
        direction=Direction.HIGHER,
        digits=0,
        help=words("Tokens a second when sixteen texts are written together"),
    ),
)
"""The figures of a `ReportRow`, by its fields' names, in the order of a report's columns."""


def report_figure(name: str) -> Metric:
    """The entry of a figure of a report."""
    return _REPORT_BY_NAME[name]


_REPORT_BY_NAME = {one.name: one for one in REPORT}
