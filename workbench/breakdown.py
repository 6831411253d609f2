"""A model's figures on a text taken apart: by document, position, frequency, rank, confidence."""

from pydantic import BaseModel, ConfigDict


class _Plain(BaseModel):
    model_config = ConfigDict(frozen=True, ser_json_inf_nan="strings")


class IntervalFigure(_Plain):
    """A figure and its 95 % interval, which is None where there are too few documents."""

    value: float
    low: float | None = None
    high: float | None = None


class TargetBucket(_Plain):
    """The targets of a range, such as positions 4 to 7; `high` None has no end."""

    low: int
    high: int | None
    tokens: int
    loss: float


class TopShare(_Plain):
    """How often the true token is among the `k` likeliest."""

    k: int
    share: float


class ConfidenceBin(_Plain):
    """The targets whose likeliest token had a probability in a range."""

    low: float
    high: float
    tokens: int
    confidence: float
    accuracy: float


class HardDocument(_Plain):
    """A document that the model predicts badly: its number in the text (from 1), and its beginning.

    `loss` is the mean of its tokens in nats.
    """

    number: int
    tokens: int
    loss: float
    beginning: str


class DocumentFigures(_Plain):
    """Figures with intervals over documents, which are drawn again (bootstrap).

    `perplexities` are the 5th, 25th, 50th, 75th and 95th percentile over documents.
    """

    documents: int
    loss: IntervalFigure
    perplexity: IntervalFigure
    bits_per_byte: IntervalFigure
    perplexities: tuple[float, ...]
    hardest: tuple[HardDocument, ...] = ()


class PairedDifference(_Plain):
    """By how much one model's loss lies above another's on the same targets, in nats per token.

    The interval is over documents; `better` counts those in which the first has the lower loss.
    Both counts are 0 of a text of masked tokens, where the interval is over blocks of the text.
    """

    first: str
    second: str
    loss: IntervalFigure
    documents: int = 0
    better: int = 0


class Breakdown(_Plain):
    """All of it, of one model; what a text of masked tokens does not have is empty."""

    model: str
    targets: int
    tops: tuple[TopShare, ...]
    confidences: tuple[ConfidenceBin, ...]
    calibration_error: float
    documents: DocumentFigures | None = None
    positions: tuple[TargetBucket, ...] = ()
    frequencies: tuple[TargetBucket, ...] = ()
