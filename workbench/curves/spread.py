"""How the numbers of a layer are spread over the steps of a run: histograms on one scale.

Shape legend: r = rows of the scale, lowest first; s = steps.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from workbench.metrics import layer_rank
from workbench.store.runs.histograms import NUM_BINS, HistogramOf, LayerHistogram, StepHistograms

Floats = npt.NDArray[np.float64]
CSV_COLUMNS = ("step", "layer", "of", "bin_low", "bin_high", "count", "not_finite")


@dataclass(frozen=True)
class SpreadOverSteps:
    """The share of a layer's numbers that lie between two edges, at each step."""

    steps: tuple[int, ...]
    edges: Floats
    share_rs: Floats


def layers_of(found: Sequence[StepHistograms]) -> tuple[str, ...]:
    """The layers that were counted, from the embeddings upwards."""
    return tuple(sorted({one.layer for step in found for one in step.layers}, key=layer_rank))


def chosen(
    found: Sequence[StepHistograms], layer: str, of: HistogramOf
) -> Iterator[tuple[int, LayerHistogram]]:
    """The histograms of a layer with their steps; one that was frozen has no gradients."""
    for step in found:
        yield from ((step.step, one) for one in step.layers if (one.layer, one.of) == (layer, of))


def spread(histograms: Sequence[tuple[int, LayerHistogram]]) -> SpreadOverSteps:
    """Bring histograms onto one scale, as if numbers were spread evenly inside each bin."""
    edges = _scale([one for _, one in histograms])
    columns = [_shares(one, edges) for _, one in histograms]
    share_rs = np.stack(columns, axis=1) if columns else np.zeros((NUM_BINS, 0))
    return SpreadOverSteps(tuple(step for step, _ in histograms), edges, share_rs)


def quantile(histogram: LayerHistogram, share: float) -> float:
    """The number below which such a share of all lies, to within a bin."""
    return float(np.interp(share, _cumulated(histogram), _edges(histogram)))


def as_csv_rows(found: Sequence[StepHistograms]) -> Iterator[tuple[object, ...]]:
    """A line a bin."""
    yield CSV_COLUMNS
    for step in found:
        for one in step.layers:
            edges = _edges(one).tolist()
            for low, high, count in zip(edges, edges[1:], one.counts, strict=False):
                yield step.step, one.layer, one.of, low, high, count, one.not_finite


def _scale(histograms: Sequence[LayerHistogram]) -> Floats:
    """Edges from the least to the largest of all, narrow near zero and ever wider away from it.

    They are even in asinh(value / width), where half of the steps have nine tenths of their numbers
    within twice the width: a few wide steps do not press all others into one row.
    """
    low = min((one.low for one in histograms), default=0.0)
    high = max((one.high for one in histograms), default=0.0)
    if high <= low:
        low, high = low - 0.5, high + 0.5
    inner = [(quantile(one, 0.95) - quantile(one, 0.05)) / 2 for one in histograms]
    width = float(np.median([one for one in inner if one > 0] or [high - low]))
    first, last = math.asinh(low / width), math.asinh(high / width)
    edges: Floats = width * np.sinh(np.linspace(first, last, NUM_BINS + 1))
    edges[0], edges[-1] = low, high
    return edges


def _shares(one: LayerHistogram, edges: Floats) -> Floats:
    if one.high <= one.low:
        row = min(int(np.searchsorted(edges, one.low, side="right")) - 1, NUM_BINS - 1)
        return np.eye(NUM_BINS)[row] if sum(one.counts) else np.zeros(NUM_BINS)
    return np.diff(np.interp(edges, _edges(one), _cumulated(one)))


def _edges(one: LayerHistogram) -> Floats:
    return np.linspace(one.low, one.high, NUM_BINS + 1)


def _cumulated(one: LayerHistogram) -> Floats:
    """The share of the numbers below each edge."""
    total = max(sum(one.counts), 1)
    return np.concatenate([[0.0], np.cumsum(one.counts, dtype=np.float64) / total])
