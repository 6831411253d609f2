"""A power law of loss over size or tokens, L = a · x^(-b) (Kaplan et al. 2020), and how sure it is.

Fitted by least squares of the logarithms. With a floor it is another law (`floored_law.py`), of one
more unknown, which few points cannot tell. Between the ends of the points it says something, beyond
them little.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from workbench.errors import BadInput
from workbench.intervals import Interval, student_t_975
from workbench.project.run_table.floored_law import FEWEST as FEWEST_FLOORED
from workbench.project.run_table.floored_law import fit_floored
from workbench.store.filtering.fields import RunRow
from workbench.words import Words, words

Over = Literal["parameters", "tokens"]

FEWEST = 3
FEW = 6
"""With fewer different sizes than this, it is said that they are few."""
_LOSS = "validation_loss"


@dataclass(frozen=True)
class FittedPoint:
    """A run: its name, its size or tokens, and its best validation loss."""

    name: str
    run: str
    x: float
    loss: float


@dataclass(frozen=True)
class PowerLaw:
    """L = a · x^(-exponent), above the `floor` if it has one; the exponent has its 95 % interval.

    That is by Student's t, with a floor by drawing residuals again. `spread` is the standard
    deviation of the logarithms around the law; `left_out` runs had no figure. `notes` say what
    makes it unsure.
    """

    over: Over
    a: float
    exponent: Interval
    r_squared: float
    spread: float
    points: tuple[FittedPoint, ...]
    left_out: int
    notes: tuple[Words, ...]
    floor: Interval | None = None

    def loss_at(self, x: float) -> float:
        """The loss that the law gives for a size."""
        above = self.a * math.pow(x, -self.exponent.value)
        return above if self.floor is None else self.floor.value + above

    @property
    def sentence(self) -> Words:
        if self.floor is not None:
            return words(
                "loss ≈ {floor:.4g} + {a:.4g} × {over}^-{b:.4f}, floor from {least:.4g} to "
                "{most:.4g}, exponent from {low:.4f} to {high:.4f} (95 %), R² {r_squared:.3f}, "
                "{count} runs",
                floor=self.floor.value,
                least=self.floor.low,
                most=self.floor.high,
                a=self.a,
                over=self.over,
                b=self.exponent.value,
                low=self.exponent.low,
                high=self.exponent.high,
                r_squared=self.r_squared,
                count=len(self.points),
            )
        return words(
            "loss ≈ {a:.4g} × {over}^-{b:.4f}, exponent from {low:.4f} to {high:.4f} (95 %), "
            "R² {r_squared:.3f}, {count} runs",
            a=self.a,
            over=self.over,
            b=self.exponent.value,
            low=self.exponent.low,
            high=self.exponent.high,
            r_squared=self.r_squared,
            count=len(self.points),
        )


def fit_power_law(rows: Sequence[RunRow], over: Over, *, floor: bool = False) -> PowerLaw:
    """The law of runs that were measured on one text in the same tokens.

    Raises BadInput for fewer than three different sizes, four with a floor, or runs that cannot be
    compared.
    """
    points = points_of(rows, over)
    ids = {point.run for point in points}
    _require_one_text([row for row in rows if row.record.id in ids])
    sizes, fewest = len({point.x for point in points}), FEWEST_FLOORED if floor else FEWEST
    if sizes < fewest:
        raise BadInput(
            "a law needs runs of at least {fewest} different sizes, these have {count}",
            fewest=fewest,
            count=sizes,
        )
    left_out = len(rows) - len(points)
    if floor:
        return _with_floor(points, over, sizes, left_out)
    x_r = np.log([point.x for point in points])
    y_r = np.log([point.loss for point in points])
    slope, r_squared, spread, error = _line(x_r, y_r)
    margin = student_t_975(len(points) - 2) * error
    a = math.exp(float(y_r.mean() - slope * x_r.mean()))
    exponent = Interval(-slope, -slope - margin, -slope + margin)
    notes = tuple(_notes(sizes, exponent, left_out))
    return PowerLaw(over, a, exponent, r_squared, spread, points, left_out, notes)


def _with_floor(points: tuple[FittedPoint, ...], over: Over, sizes: int, left_out: int) -> PowerLaw:
    x_r, loss_r = np.array([p.x for p in points]), np.array([p.loss for p in points])
    law = fit_floored(x_r, loss_r)
    told_r = law.floor.value + law.a * x_r**-law.exponent.value
    total = float(((loss_r - loss_r.mean()) ** 2).sum())
    notes = _notes(sizes, law.exponent, left_out)
    if law.at_bound:
        notes.append(words("no exponent fits best: these runs do not tell a floor"))
    elif law.floor.low <= 0:
        notes.append(words("the interval of the floor holds 0: these runs may have none"))
    return PowerLaw(
        over,
        law.a,
        law.exponent,
        r_squared=1.0 - float(((loss_r - told_r) ** 2).sum()) / total if total else 1.0,
        spread=float(np.std(np.log(loss_r / told_r), ddof=3)),
        points=points,
        left_out=left_out,
        notes=tuple(notes),
        floor=law.floor,
    )


def points_of(rows: Sequence[RunRow], over: Over) -> tuple[FittedPoint, ...]:
    """The runs that have both figures."""
    found = (_point(row, over) for row in rows)
    return tuple(point for point in found if point is not None)


def _line(x_r: np.ndarray, y_r: np.ndarray) -> tuple[float, float, float, float]:
    """Slope, R squared, the spread around the line and the standard error of the slope."""
    dx_r, dy_r = x_r - x_r.mean(), y_r - y_r.mean()
    slope = float((dx_r * dy_r).sum() / (dx_r**2).sum())
    residual = float(((dy_r - slope * dx_r) ** 2).sum())
    total = float((dy_r**2).sum())
    spread = math.sqrt(residual / (len(x_r) - 2))
    r_squared = 1.0 - residual / total if total else 1.0
    return slope, r_squared, spread, spread / math.sqrt(float((dx_r**2).sum()))


def _notes(sizes: int, exponent: Interval, left_out: int) -> list[Words]:
    notes = []
    if sizes < FEW:
        notes.append(words("only {count} different sizes: take it for a guess", count=sizes))
    if exponent.low <= 0 <= exponent.high:
        notes.append(words("the interval holds 0: these runs do not show that size matters"))
    if left_out:
        notes.append(words("{count} runs have no figure and are left out", count=left_out))
    return notes


def _point(row: RunRow, over: Over) -> FittedPoint | None:
    run = row.record
    x = row.parameters if over == "parameters" else run.tokens
    loss = run.best.get(_LOSS)
    if not x or loss is None or loss <= 0:
        return None
    return FittedPoint(run.name, run.id, float(x), loss)


def _require_one_text(rows: Sequence[RunRow]) -> None:
    """Raise BadInput for losses of different texts or tokens, which no law holds together."""
    texts = {tuple(_text_of(row)) for row in rows}
    if len(texts) > 1:
        raise BadInput(
            "these runs were measured on {count} different texts or tokenizers; choose runs of one",
            count=len(texts),
        )


def _text_of(row: RunRow) -> Iterator[str]:
    """The ids of its corpora and tokenizer."""
    sources = row.record.asked.sources
    for name, source in sources.items():
        if name.startswith("corpus"):
            yield source.id
    yield sources["tokenizer"].id if "tokenizer" in sources else ""
