"""How the figures of metrics and moments are written in tables: same precision, with units."""

from datetime import datetime
from typing import assert_never

from ui.widgets.numbers import MISSING, count, measure, share, size
from workbench.metrics import Form, Metric

__all__ = ["count", "figure", "measure", "moment", "share", "size"]


def figure(metric: Metric, value: float | None) -> str:
    """A metric's value in its own form, with its own digits."""
    match metric.form:
        case Form.NUMBER:
            return measure(value, metric.digits)
        case Form.SHARE:
            return share(value, metric.digits)
        case Form.COUNT:
            return count(None if value is None else round(value))
        case Form.BYTES:
            return MISSING if value is None else size(value)
        case _:
            assert_never(metric.form)


def moment(timestamp: float) -> str:
    """A moment in local time to the minute, in an order that sorts: 2026-11-23 09:05."""
    if timestamp <= 0:
        return MISSING
    return datetime.fromtimestamp(timestamp).astimezone().strftime("%Y-%m-%d %H:%M")
