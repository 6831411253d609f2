"""Means over seeds and how sure they are."""

import math
from collections.abc import Sequence

from workbench.events import GroupRow, ReportRow

_T_975 = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
)
"""The 97.5 % points of Student's t distribution for 1 to 20 degrees of freedom."""

_NORMAL_975 = 1.960


def mean_and_margin(values: Sequence[float]) -> tuple[float, float]:
    """The mean, and half its 95 % interval by Student's t; infinite for a single value."""
    count = len(values)
    mean = math.fsum(values) / count
    if count < 2:
        return mean, math.inf
    variance = math.fsum((value - mean) ** 2 for value in values) / (count - 1)
    t = _T_975[count - 2] if count - 2 < len(_T_975) else _NORMAL_975
    return mean, t * math.sqrt(variance / count)


def groups_of(rows: Sequence[ReportRow]) -> tuple[GroupRow, ...]:
    """A row for each group of at least two models, in the order of their first."""
    names = dict.fromkeys(row.group for row in rows if row.group)
    members = {name: [row for row in rows if row.group == name] for name in names}
    return tuple(_group(name, group) for name, group in members.items() if len(group) > 1)


def _group(name: str, rows: Sequence[ReportRow]) -> GroupRow:
    loss, loss_margin = mean_and_margin([row.loss for row in rows])
    bits, bits_margin = _of_all([row.bits_per_byte for row in rows])
    accuracy, accuracy_margin = _of_all([row.accuracy for row in rows])
    agreement, agreement_margin = _of_all([row.agreement for row in rows])
    return GroupRow(
        group=name,
        role=rows[0].role,
        models=len(rows),
        parameters=rows[0].parameters,
        loss=loss,
        loss_margin=loss_margin,
        bits_per_byte=bits,
        bits_per_byte_margin=bits_margin,
        accuracy=accuracy,
        accuracy_margin=accuracy_margin,
        agreement=agreement,
        agreement_margin=agreement_margin,
    )


def _of_all(values: Sequence[float | None]) -> tuple[float | None, float | None]:
    """Mean and margin of what every model has; none if one lacks it."""
    known = [value for value in values if value is not None]
    return mean_and_margin(known) if len(known) == len(values) else (None, None)
