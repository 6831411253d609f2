"""What was taken apart, as tables that window, page and terminal show alike: a column a model.

torch is not needed.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from workbench.breakdown import (
    Breakdown,
    ConfidenceBin,
    IntervalFigure,
    PairedDifference,
    TargetBucket,
)
from workbench.words import Words, words

_NONE = "–"


@dataclass(frozen=True)
class BreakdownTable:
    """Texts in rows; `about` says how they came about, `is_calibration` that bins of confidence
    stand in them."""

    title: Words
    about: Words
    columns: tuple[Words, ...]
    rows: tuple[tuple[Words | str, ...], ...]
    is_calibration: bool = False


def breakdown_tables(
    breakdowns: Sequence[Breakdown], differences: Sequence[PairedDifference] = ()
) -> Iterator[BreakdownTable]:
    """Those that there are figures for."""
    with_documents = [one for one in breakdowns if one.documents is not None]
    if with_documents:
        yield _documents(with_documents)
    if differences:
        yield _differences(differences)
    if with_documents:
        yield _buckets(
            with_documents,
            lambda one: one.positions,
            words("By position in the context"),
            words("Position"),
            words(
                "Mean loss (nats per token) of the tokens at a position of the window that is read "
                "at once, counted from 0: the first have little before them to go by."
            ),
        )
        yield _buckets(
            with_documents,
            lambda one: one.frequencies,
            words("By frequency of the token"),
            words("Times in the training text"),
            words(
                "Mean loss (nats per token) of tokens that occur so often in the training part of "
                "this corpus."
            ),
        )
    if breakdowns:
        yield _tops(breakdowns)
        yield _confidences(breakdowns)
    if with_documents:
        yield _hardest(with_documents)


def _names(breakdowns: Sequence[Breakdown]) -> tuple[Words, ...]:
    return tuple(words("{name}", name=one.model) for one in breakdowns)


def _documents(breakdowns: Sequence[Breakdown]) -> BreakdownTable:
    """The one with a line a model."""
    return BreakdownTable(
        title=words("By document"),
        about=words(
            "In brackets the 95 % interval over documents (bootstrap, 1,000 draws). The last "
            "column has the perplexity below which 5, 25, 50, 75 and 95 % of the documents lie."
        ),
        columns=(
            *(words("Model"), words("Number of documents"), words("Loss"), words("Perplexity")),
            *(words("Bits per byte"), words("Perplexity of documents")),
        ),
        rows=tuple(_document_row(one) for one in breakdowns),
    )


def _document_row(one: Breakdown) -> tuple[str, ...]:
    assert one.documents is not None
    told = one.documents
    return (
        one.model,
        f"{told.documents:,}",
        estimate_text(told.loss, 4),
        estimate_text(told.perplexity, 2),
        estimate_text(told.bits_per_byte, 4),
        " · ".join(f"{value:,.2f}" for value in told.perplexities),
    )


def estimate_text(estimate: IntervalFigure, digits: int) -> str:
    """A figure with its interval, where it has one."""
    text = f"{estimate.value:,.{digits}f}"
    if estimate.low is None or estimate.high is None:
        return text
    return f"{text} [{estimate.low:,.{digits}f}, {estimate.high:,.{digits}f}]"


def _differences(pairs: Sequence[PairedDifference]) -> BreakdownTable:
    """A line a pair; what an interval without 0 means stands with it."""
    rows = tuple(
        (
            one.first,
            one.second,
            _signed(one.loss),
            f"{one.better:,} / {one.documents:,}" if one.documents else _NONE,
            _meaning(one),
        )
        for one in pairs
    )
    return BreakdownTable(
        title=words("Differences of models"),
        about=words(
            "The first model's loss less the second's, on the same tokens (nats per token), with "
            "the 95 % interval over documents (paired bootstrap, 1,000 draws; over blocks of "
            "256 tokens for masked ones). It tells of other texts of this kind, not of other "
            "seeds; of twenty pairs without a difference about one will seem to have one."
        ),
        columns=(
            *(words("Model"), words("Beside"), words("Difference of the loss")),
            *(words("Documents in which it is better"), words("Better")),
        ),
        rows=rows,
    )


def _signed(estimate: IntervalFigure) -> str:
    if estimate.low is None or estimate.high is None:
        return f"{estimate.value:+.4f}"
    return f"{estimate.value:+.4f} [{estimate.low:+.4f}, {estimate.high:+.4f}]"


def _meaning(pair: PairedDifference) -> Words | str:
    """Which of the two is surely better; neither where the interval holds 0, or there is none."""
    low, high = pair.loss.low, pair.loss.high
    if low is None or high is None or low <= 0 <= high:
        return words("not sure")
    return pair.first if high < 0 else pair.second


def _buckets(
    breakdowns: Sequence[Breakdown],
    of: Callable[[Breakdown], Sequence[TargetBucket]],
    title: Words,
    head: Words,
    about: Words,
) -> BreakdownTable:
    """A line a range; all models were scored on the same targets."""
    rows = tuple(
        (range_text(first), f"{first.tokens:,}", *(f"{of(one)[n].loss:.4f}" for one in breakdowns))
        for n, first in enumerate(of(breakdowns[0]))
    )
    return BreakdownTable(title, about, (head, words("Tokens"), *_names(breakdowns)), rows)


def range_text(bucket: TargetBucket) -> str:
    """4, 4–7, or ≥ 100."""
    if bucket.high is None:
        return f"≥ {bucket.low:,}"
    if bucket.high == bucket.low:
        return f"{bucket.low:,}"
    return f"{bucket.low:,}–{bucket.high:,}"


def _tops(breakdowns: Sequence[Breakdown]) -> BreakdownTable:
    rows = tuple(
        (f"{first.k}", *(f"{one.tops[n].share:.2%}" for one in breakdowns))
        for n, first in enumerate(breakdowns[0].tops)
    )
    return BreakdownTable(
        title=words("Top-k accuracy"),
        about=words("How often the true token is among the k likeliest."),
        columns=(words("k"), *_names(breakdowns)),
        rows=rows,
    )


def _confidences(breakdowns: Sequence[Breakdown]) -> BreakdownTable:
    """A line a bin, and the calibration error below."""
    bins = sorted({(found.low, found.high) for one in breakdowns for found in one.confidences})
    rows = tuple(
        (f"{low:.1%}–{high:.1%}", *(_bin_text(one.confidences, low) for one in breakdowns))
        for low, high in bins
    )
    errors = tuple(f"{one.calibration_error:.4f}" for one in breakdowns)
    return BreakdownTable(
        title=words("Calibration"),
        about=words(
            "For each range of the likeliest token's probability, of 15 equally wide ones: its "
            "mean → how often that token was right (of so many tokens). A calibrated model has "
            "equal figures; the expected calibration error (ECE) is their mean distance, weighted "
            "by tokens."
        ),
        columns=(words("Probability"), *_names(breakdowns)),
        rows=(*rows, (words("Calibration error"), *errors)),
        is_calibration=True,
    )


def _bin_text(bins: Sequence[ConfidenceBin], low: float) -> str:
    found = next((one for one in bins if one.low == low), None)
    if found is None:
        return _NONE
    return f"{found.confidence:.1%} → {found.accuracy:.1%} ({found.tokens:,})"


def _hardest(breakdowns: Sequence[Breakdown]) -> BreakdownTable:
    rows = tuple(
        (one.model, f"{hard.number:,}", f"{hard.tokens:,}", f"{hard.loss:.4f}", hard.beginning)
        for one in breakdowns
        if one.documents is not None
        for hard in one.documents.hardest
    )
    return BreakdownTable(
        title=words("Hardest documents"),
        about=words("The documents of at least 8 tokens with the largest mean loss."),
        columns=(
            *(words("Model"), words("Document"), words("Tokens"), words("Loss")),
            words("Beginning"),
        ),
        rows=rows,
    )
