"""One line of a plot, and its points."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from ui.curves.sources import Version
from ui.widgets.curves.drawing.plot_bands import Ends
from ui.widgets.curves.drawing.series import Look
from workbench.store.runs.state import MetricSeries


@dataclass(frozen=True)
class Made:
    """The points of a line, and the band around them, which leaves out so many points.

    The first `inherited` points are those of the runs that a branch went on from.
    """

    series: MetricSeries
    band: Ends | None = None
    left_out: int = 0
    inherited: int = 0


@dataclass(frozen=True)
class PlotLine:
    """One line of a plot; while `version` and `look` stay, it is drawn already.

    `flops_per_token` of its run is NaN where it is not known, or not asked for.
    `make` gives its points and the band around them, and raises BadInput where there are none.
    """

    key: str
    version: Version
    look: Look
    make: Callable[[], Made] = field(compare=False)
    flops_per_token: float = math.nan
