"""What is measured of one step beside its loss: by layer, as its settings choose."""

from collections.abc import Mapping
from typing import Protocol

from torch import Tensor, nn

from workbench.store.runs.histograms import StepHistograms
from workbench.training.measuring.histograms import HistogramMeasures
from workbench.training.measuring.layers import LayerMeasures
from workbench.training.measuring.measuring_spec import MeasuringSpec


class StepObserver(Protocol):
    """Is told twice of a step, and changes neither gradients nor weights."""

    def gradients_ready(self, parameters: Mapping[str, nn.Parameter]) -> None: ...

    def weights_moved(self, parameters: Mapping[str, nn.Parameter]) -> None: ...


class ChosenMeasures:
    """The measures that are due at a step (from 1)."""

    def __init__(self, spec: MeasuringSpec, step: int) -> None:
        self._layers = LayerMeasures() if _is_due(spec.layers_every, step) else None
        counts = _is_due(spec.histograms_every, step)
        self._histograms = HistogramMeasures(step) if counts else None

    @property
    def observers(self) -> tuple[StepObserver, ...]:
        """Those that the step is to tell."""
        return tuple(one for one in (self._layers, self._histograms) if one is not None)

    @property
    def values(self) -> dict[str, Tensor]:
        """Points of curves, left on the device."""
        return {} if self._layers is None else self._layers.values

    @property
    def histograms(self) -> StepHistograms | None:
        """None where none were due."""
        return None if self._histograms is None else self._histograms.histograms


def _is_due(every: int, step: int) -> bool:
    return every > 0 and step % every == 0
