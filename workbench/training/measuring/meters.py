"""Numbers of each step, kept on the device until somebody wants to see them."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from workbench.errors import NotFinite
from workbench.events import Metrics
from workbench.metrics import LOSS_PART


@dataclass(frozen=True)
class _Row:
    step: int
    values: Mapping[str, Tensor]
    plain: Mapping[str, float]
    tokens: int
    epoch: float
    elapsed_s: float


class Meter:
    """Collects a row a step; reading them back waits for the device once, not once a step."""

    def __init__(self) -> None:
        self._rows: list[_Row] = []

    def add(
        self,
        step: int,
        values: Mapping[str, Tensor],
        plain: Mapping[str, float],
        *,
        tokens: int,
        epoch: float,
        elapsed_s: float,
    ) -> None:
        """Keep one step's numbers; `values` may still be on their way on the device."""
        self._rows.append(_Row(step, values, plain, tokens, epoch, elapsed_s))

    def take(self) -> Iterator[Metrics]:
        """All rows since the last call, oldest first.

        Raises NotFinite at the first row with a NaN or infinite value, after the rows before it.
        """
        rows, self._rows = self._rows, []
        if not rows:
            return
        flat = torch.stack([v.detach().float() for row in rows for v in row.values.values()])
        numbers = iter(flat.tolist())
        for row in rows:
            values = {name: next(numbers) for name in row.values} | dict(row.plain)
            yield Metrics(
                step=row.step,
                values=values,
                tokens=row.tokens,
                epoch=row.epoch,
                elapsed_s=row.elapsed_s,
            )
            check_finite(row.step, values)


def check_finite(step: int, values: Mapping[str, float]) -> None:
    """Raise NotFinite, naming the step and the term, when a number is NaN or infinite.

    A part of the loss is named rather than the loss, which it spoils too.
    """
    spoilt = [name for name, value in values.items() if not math.isfinite(value)]
    if not spoilt:
        return
    term = next((name for name in spoilt if name.startswith(LOSS_PART)), spoilt[0])
    raise NotFinite(
        "{term} became {value} at step {step}; nothing of it was saved. "
        "Resume from the last checkpoint with a lower learning rate, or use float32 (fp32)",
        term=term,
        value="NaN" if math.isnan(values[term]) else "infinite",
        step=step,
    )
