"""How counts, sizes, times and measures are written in tables: same precision, with units."""

import math
from datetime import datetime
from typing import assert_never

from workbench.metrics import Form, Metric

_MISSING = "–"
_THIN_SPACE = "\N{THIN SPACE}"
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


def count(number: int | None) -> str:
    """A whole number with its thousands apart: 12 345 678."""
    return _MISSING if number is None else f"{number:,}".replace(",", _THIN_SPACE)


def measure(number: float | None, digits: int = 3) -> str:
    """A number with a fixed count of decimals, so that a column can be read downwards."""
    if number is None:
        return _MISSING
    if not math.isfinite(number):
        return "NaN" if math.isnan(number) else f"{'−' if number < 0 else ''}∞"
    return f"{number:.{digits}f}"


def share(number: float | None, digits: int = 1) -> str:
    """A share from 0 to 1 as per cent."""
    return _MISSING if number is None else f"{100 * number:.{digits}f}{_NO_BREAK_SPACE}%"


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
            return _MISSING if value is None else size(value)
        case _:
            assert_never(metric.form)


def size(num_bytes: float) -> str:
    """A number of bytes in decimal units, as file managers write it: 3.4 MB."""
    for bound, unit in ((1e9, "GB"), (1e6, "MB"), (1e3, "kB")):
        if num_bytes >= bound:
            return f"{num_bytes / bound:.1f}{_NO_BREAK_SPACE}{unit}"
    return f"{num_bytes:.0f}{_NO_BREAK_SPACE}B"


def moment(timestamp: float) -> str:
    """A moment in local time to the minute, in an order that sorts: 2026-11-23 09:05."""
    if timestamp <= 0:
        return _MISSING
    return datetime.fromtimestamp(timestamp).astimezone().strftime("%Y-%m-%d %H:%M")
