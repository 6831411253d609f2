"""How many FLOPs a run had spent by a point of its curves.

They grow with the tokens at a constant rate, so that one measurement tells all of them.
"""

from collections.abc import Mapping

from workbench.metrics import TRAINING_FLOPS
from workbench.store.runs.state import MetricSeries


def recorded_flops_per_token(series: Mapping[str, MetricSeries]) -> float | None:
    """FLOPs per token as a run has measured them by now; None where it has not."""
    flops = series.get(TRAINING_FLOPS)
    if not flops or not flops.tokens[-1]:
        return None
    return flops.values[-1] / flops.tokens[-1]
