"""What a rule asks of a curve, as a person writes it: `gradient_norm > 10`, `val_loss rises 5`.

A curve is a metric or a formula of several, and so is what it is compared with.
"""

import math
import re
from dataclasses import dataclass
from typing import Literal

from workbench.curves.formula import check, constant
from workbench.errors import BadInput

MOST_POINTS = 1_000_000
LONGEST = 400
Sign = Literal[">", ">=", "<", "<="]
Trend = Literal["rises", "falls", "no improvement"]

_COMPARISON = re.compile(r"(?P<curve>[^<>]+?)\s*(?P<sign>>=|<=|>|<)\s*(?P<limit>[^<>=]+)")
_TREND = re.compile(
    r"(?P<curve>.+?)\s+(?P<trend>rises|falls|no improvement)(?:\s+for)?\s+(?P<count>\d{1,7})"
    r"(?:\s+(?:evaluations?|points?|times?))?"
)
_NOT_FINITE = re.compile(r"(?P<curve>.+?)\s+(?:is\s+)?not finite")


@dataclass(frozen=True)
class Comparison:
    """A curve on one side of a number or of another curve."""

    curve: str
    sign: Sign
    limit: str

    @property
    def text(self) -> str:
        return f"{self.curve} {self.sign} {self.limit}"


@dataclass(frozen=True)
class CurveTrend:
    """A curve that went one way at so many points in a row, or had no new best one at them."""

    curve: str
    trend: Trend
    count: int

    @property
    def text(self) -> str:
        return f"{self.curve} {self.trend} {self.count}"


@dataclass(frozen=True)
class CurveNotFinite:
    """A curve that is NaN or infinite."""

    curve: str

    @property
    def text(self) -> str:
        return f"{self.curve} not finite"


Condition = Comparison | CurveTrend | CurveNotFinite


def parse_condition(text: str) -> Condition:
    """The condition that a text says; raises BadInput, which tells how one is written."""
    plain = " ".join(text.split())
    if len(plain) > LONGEST:
        raise BadInput("a condition has at most {most} characters", most=LONGEST)
    condition = _parsed(plain)
    if condition is None:
        raise BadInput(
            "'{text}' is no condition; write 'gradient_norm > 10', 'val_loss rises 5', "
            "'val_loss no improvement 10' or 'loss not finite'",
            text=plain,
        )
    if not names_of(condition):
        raise BadInput("'{formula}' names no curve", formula=condition.curve)
    if isinstance(condition, Comparison):
        _require_finite(condition)
    return condition


def names_of(condition: Condition) -> tuple[tuple[str, str], ...]:
    """The names of the curves in a condition with their owners; raises BadInput for no formula."""
    match condition:
        case Comparison(curve=curve, limit=limit):
            return (*check(curve), *check(limit))
        case CurveTrend(curve=curve) | CurveNotFinite(curve=curve):
            return check(curve)


def _require_finite(condition: Comparison) -> None:
    """A curve that is compared with infinity or NaN would be watched for nothing."""
    for formula in (condition.curve, condition.limit):
        value = constant(formula)
        if value is not None and not math.isfinite(value):
            raise BadInput(
                "'{formula}' is no finite number, so that '{text}' would never or always hold; "
                "write a number of at most 1e308, or 'loss not finite'",
                formula=formula,
                text=condition.text,
            )


def _parsed(plain: str) -> Condition | None:
    if found := _TREND.fullmatch(plain):
        return _trend(found)
    if found := _NOT_FINITE.fullmatch(plain):
        return CurveNotFinite(found["curve"])
    if found := _COMPARISON.fullmatch(plain):
        sign: Sign
        for sign in (">", ">=", "<", "<="):
            if sign == found["sign"]:
                return Comparison(found["curve"], sign, found["limit"])
    return None


def _trend(found: re.Match[str]) -> CurveTrend:
    count = int(found["count"])
    if not 1 <= count <= MOST_POINTS:
        raise BadInput("a curve is watched over 1 to {most} points", most=MOST_POINTS)
    trend: Trend = "no improvement"
    if found["trend"] != "no improvement":
        trend = "rises" if found["trend"] == "rises" else "falls"
    return CurveTrend(found["curve"], trend, count)
