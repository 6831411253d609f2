"""Means over seeds and how sure they are."""

import math
from collections.abc import Sequence

from workbench.events import GroupRow, ReportRow
from workbench.intervals import t_975


def mean_and_margin(values: Sequence[float]) -> tuple[float, float]:
    """The mean, and half its 95 % interval by Student's t; infinite for a single value."""
    count = len(values)
    mean = math.fsum(values) / count
    if count < 2:
        return mean, math.inf
    variance = math.fsum((value - mean) ** 2 for value in values) / (count - 1)
    return mean, t_975(count - 1) * math.sqrt(variance / count)


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
