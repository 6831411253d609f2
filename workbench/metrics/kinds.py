"""What is declared of a metric: its words, unit, plot, direction and form."""

from dataclasses import dataclass
from enum import Flag, StrEnum, auto
from typing import assert_never

from workbench.words import Words, words

NATS_PER_TOKEN = words("nats per token")
NATS = words("nats")
BYTES = words("bytes")


class Chart(StrEnum):
    """The plots that several metrics share; the first is the large one."""

    LOSS = "loss"
    PARTS = "parts"
    CORPORA = "corpora"
    AGREEMENT = "agreement"
    RIGHT = "right"
    ENTROPY = "entropy"
    CALIBRATION = "calibration"
    TERM_GRADIENTS = "term_gradients"
    MACHINE = "machine"
    MEMORY = "memory"
    LAYER_GRADIENTS = "layer_gradients"
    LAYER_UPDATES = "layer_updates"

    @property
    def is_by_layer(self) -> bool:
        """Whether it has a curve for each layer."""
        return self in (Chart.LAYER_GRADIENTS, Chart.LAYER_UPDATES)

    @property
    def caption(self) -> Words:
        """What stands above the plot."""
        match self:
            case Chart.LOSS:
                return words("Loss (nats per token)")
            case Chart.PARTS:
                return words("Parts of the loss")
            case Chart.CORPORA:
                return words("Validation loss by corpus (nats per token)")
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
            case Chart.MACHINE:
                return words("Use of the machine")
            case Chart.MEMORY:
                return words("Memory (GB)")
            case Chart.LAYER_GRADIENTS:
                return words("Gradient norm by layer")
            case Chart.LAYER_UPDATES:
                return words("Update-to-weight ratio by layer")
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
    what a moving average helps to read. What is only drawn `on_request` stands in no plot until a
    person adds one.
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
    on_request: bool = False

    @property
    def per_token(self) -> bool:
        """Whether it counts by tokens: only models of one tokenizer can be compared by it."""
        return self.unit is NATS_PER_TOKEN or self.is_perplexity

    @property
    def is_perplexity(self) -> bool:
        """It falls by powers of ten, so that a logarithmic axis shows it best."""
        return self.name.endswith("perplexity")

    @property
    def is_by_layer(self) -> bool:
        """Whether it is one of a model's layers."""
        return self.chart is not None and self.chart.is_by_layer

    @property
    def is_best_on_log_axis(self) -> bool:
        """Its values are powers of ten apart."""
        return self.is_perplexity or self.is_by_layer

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
