"""How the weights and gradients of each layer are spread, as counts in bins of equal width."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from workbench.store.runs.histograms import NUM_BINS, HistogramOf, LayerHistogram, StepHistograms
from workbench.training.optimizing.layer_rates import layer_of


class HistogramMeasures:
    """Counts the matrices at one optimizer step; reading the counts waits for the device.

    Biases and the scales of norms, which are few and lie elsewhere, are left out.
    """

    def __init__(self, step: int) -> None:
        self._step = step
        self._found: list[LayerHistogram] = []

    def gradients_ready(self, parameters: Mapping[str, nn.Parameter]) -> None:
        """Gradients as the backward pass left them."""
        gradients = {n: one.grad for n, one in parameters.items() if one.grad is not None}
        self._count("gradients", gradients)

    def weights_moved(self, parameters: Mapping[str, nn.Parameter]) -> None:
        """All weights, those that are frozen too."""
        self._count("weights", {name: one.detach() for name, one in parameters.items()})

    @property
    def histograms(self) -> StepHistograms:
        """What was counted."""
        return StepHistograms(step=self._step, layers=tuple(self._found))

    def _count(self, of: HistogramOf, tensors: Mapping[str, Tensor]) -> None:
        layers: dict[str, list[Tensor]] = {}
        for name, tensor in tensors.items():
            if tensor.ndim < 2:
                continue
            layers.setdefault(layer_of(name), []).append(tensor)
        self._found += [histogram(layer, of, inside) for layer, inside in layers.items()]


def histogram(layer: str, of: HistogramOf, tensors: Sequence[Tensor]) -> LayerHistogram:
    """Count all numbers of some tensors; where all are one number, it stands in the first bin."""
    finite = [flat[torch.isfinite(flat)] for flat in (one.float().flatten() for one in tensors)]
    ends = [one.aminmax() for one in finite if one.numel()]
    low = min((float(end.min) for end in ends), default=0.0)
    high = max((float(end.max) for end in ends), default=0.0)
    counts = sum((_counts(one, low, high) for one in finite), torch.zeros(NUM_BINS).long())
    return LayerHistogram(
        layer=layer,
        of=of,
        low=low,
        high=high,
        counts=tuple(counts.tolist()),
        not_finite=sum(one.numel() for one in tensors) - int(counts.sum()),
    )


def _counts(numbers_n: Tensor, low: float, high: float) -> Tensor:
    """Whole numbers: a count of floats would stand still at 2 to the power of 24."""
    width = (high - low) / NUM_BINS
    if width <= 0:
        bins_n = torch.zeros_like(numbers_n, dtype=torch.long)
    else:
        bins_n = ((numbers_n - low) / width).long().clamp_(0, NUM_BINS - 1)
    return torch.bincount(bins_n, minlength=NUM_BINS).cpu()
