"""A model's scores taken apart: by document, position, frequency, rank and confidence.

Shape legend: n = targets, d = documents.
"""

import math
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from workbench.activities.text.layout import TargetLayout
from workbench.breakdown import (
    Breakdown,
    ConfidenceBin,
    DocumentFigures,
    HardDocument,
    IntervalFigure,
    TargetBucket,
    TopShare,
)
from workbench.intervals import ratio_interval
from workbench.training.measuring.evaluation import TargetScores, perplexity

Floats = NDArray[np.float64]

TOPS = (1, 2, 3, 5, 10, 20, 50, 100)
NUM_BINS = 15
"""Bins of confidence, as Guo et al. 2017 (arXiv 1706.04599) have."""
MOST_HARDEST = 5
LEAST_TOKENS = 8
"""A document of fewer tokens is not among the hardest: so few say little."""
_PERCENTILES = (5, 25, 50, 75, 95)
_FREQUENCY_BOUNDS = (0, 1, 10, 100, 1_000, 10_000, 100_000)


def breakdown(model: str, scores: TargetScores, layout: TargetLayout | None) -> Breakdown:
    """All that is told of a model; without a layout only what needs none."""
    bins = tuple(confidence_bins(scores.confidences_n, scores.hits_n))
    plain = Breakdown(
        model=model,
        targets=len(scores.losses_n),
        tops=tuple(TopShare(k=k, share=float((scores.ranks_n < k).mean())) for k in TOPS),
        confidences=bins,
        calibration_error=calibration_error(bins),
    )
    if layout is None:
        return plain
    losses_n = scores.losses_n
    length = int(layout.positions_n.max()) + 1
    positions = buckets(losses_n, layout.positions_n, _powers_of_two(length), end=length)
    return plain.model_copy(
        update={
            "documents": document_figures(losses_n, layout),
            "positions": tuple(positions),
            "frequencies": tuple(buckets(losses_n, layout.frequencies_n, _FREQUENCY_BOUNDS)),
        }
    )


def confidence_bins(
    confidences_n: Floats, hits_n: NDArray[np.bool_], count: int = NUM_BINS
) -> Iterator[ConfidenceBin]:
    """Bins of equal width that hold targets: their mean confidence beside how many were right."""
    bins_n = np.minimum((confidences_n * count).astype(np.int64), count - 1)
    for number in range(count):
        inside_n = bins_n == number
        if inside_n.any():
            yield ConfidenceBin(
                low=number / count,
                high=(number + 1) / count,
                tokens=int(inside_n.sum()),
                confidence=float(confidences_n[inside_n].mean()),
                accuracy=float(hits_n[inside_n].mean()),
            )


def calibration_error(bins: Sequence[ConfidenceBin]) -> float:
    """Σ over bins of share · |accuracy − confidence| (Naeini et al. 2015)."""
    total = sum(one.tokens for one in bins)
    apart = math.fsum(one.tokens * abs(one.accuracy - one.confidence) for one in bins)
    return apart / max(total, 1)


def buckets(
    losses_n: Floats, values_n: NDArray[np.int64], bounds: Sequence[int], *, end: int | None = None
) -> Iterator[TargetBucket]:
    """The mean loss of the targets from each bound up to the next, and of the last up to `end`."""
    for low, below in zip(bounds, (*bounds[1:], end), strict=True):
        inside_n = values_n >= low
        if below is not None:
            inside_n &= values_n < below
        if inside_n.any():
            yield TargetBucket(
                low=low,
                high=None if below is None else below - 1,
                tokens=int(inside_n.sum()),
                loss=float(losses_n[inside_n].mean()),
            )


def _powers_of_two(length: int) -> list[int]:
    """0, 1, 2, 4, 8, … below a length."""
    return [0, *(1 << power for power in range(max(length - 1, 0).bit_length()))]


def document_figures(losses_n: Floats, layout: TargetLayout) -> DocumentFigures:
    """Means over all tokens with intervals over documents: those are drawn again, tokens not."""
    losses_d = np.bincount(layout.documents_n, weights=losses_n).astype(np.float64)
    tokens_d = np.bincount(layout.documents_n).astype(np.float64)
    loss = _estimate(losses_d, tokens_d)
    means_d = losses_d / tokens_d
    quantiles = np.percentile(means_d, _PERCENTILES)
    return DocumentFigures(
        documents=len(losses_d),
        loss=loss,
        perplexity=IntervalFigure(
            value=perplexity(loss.value),
            low=None if loss.low is None else perplexity(loss.low),
            high=None if loss.high is None else perplexity(loss.high),
        ),
        bits_per_byte=_estimate(losses_d / math.log(2), layout.bytes_d),
        perplexities=tuple(perplexity(value) for value in quantiles.tolist()),
        hardest=tuple(_hardest(means_d, tokens_d, layout.beginnings_d)),
    )


def _estimate(tops_d: Floats, bottoms_d: Floats) -> IntervalFigure:
    interval = ratio_interval(tops_d, bottoms_d)
    if interval is not None:
        return IntervalFigure(value=interval.value, low=interval.low, high=interval.high)
    return IntervalFigure(value=float(tops_d.sum() / max(bottoms_d.sum(), 1.0)))


def _hardest(
    means_d: Floats, tokens_d: Floats, beginnings_d: Sequence[str]
) -> Iterator[HardDocument]:
    """Those with the largest mean loss, of the documents that are long enough."""
    long_enough = np.flatnonzero(tokens_d >= LEAST_TOKENS)
    order = long_enough[np.argsort(-means_d[long_enough], kind="stable")]
    for number in order[:MOST_HARDEST].tolist():
        yield HardDocument(
            number=number + 1,
            tokens=int(tokens_d[number]),
            loss=float(means_d[number]),
            beginning=beginnings_d[number],
        )
