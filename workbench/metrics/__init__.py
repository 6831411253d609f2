"""The one catalogue of metrics: titles, units, plots, directions and digits.

A new metric is computed somewhere and has one entry here; curves, tables, the command line,
sweeps, reports and model cards read it. One without an entry is called by its name and drawn on a
plot of its own.
"""

from workbench.metrics.catalogue import (
    METRICS,
    SweepMetric,
    can_rank,
    comparable,
    metric,
    metrics_at,
    plot_order,
    plot_title,
)
from workbench.metrics.kinds import Chart, Direction, Form, Metric, Place
from workbench.metrics.measuring import (
    BY_WALL_TIME,
    LAYER_GRADIENT,
    LAYER_UPDATE,
    TRAINING_FLOPS,
    layer_order,
    layer_rank,
    layer_words,
)
from workbench.metrics.report import REPORT, report_figure
from workbench.metrics.training import (
    CORPUS_LOSS,
    GRADIENT_PART,
    LOSS_PART,
    MIXED_LOSS,
    PARTS,
    PROBE_LOSS,
)

__all__ = [
    "BY_WALL_TIME",
    "CORPUS_LOSS",
    "GRADIENT_PART",
    "LAYER_GRADIENT",
    "LAYER_UPDATE",
    "LOSS_PART",
    "METRICS",
    "MIXED_LOSS",
    "PARTS",
    "PROBE_LOSS",
    "REPORT",
    "TRAINING_FLOPS",
    "Chart",
    "Direction",
    "Form",
    "Metric",
    "Place",
    "SweepMetric",
    "can_rank",
    "comparable",
    "layer_order",
    "layer_rank",
    "layer_words",
    "metric",
    "metrics_at",
    "plot_order",
    "plot_title",
    "report_figure",
]
