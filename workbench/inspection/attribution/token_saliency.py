"""What each token of a text has to do with what a model says of it; torch is not needed."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from workbench.inspection.attribution.pages import coloured
from workbench.inspection.attribution.parts import TargetToken
from workbench.inspection.attribution.spec import SaliencySettings
from workbench.inspection.shown import Shown


@dataclass(frozen=True)
class SaliencyProgress:
    """So many steps of a query are done."""

    done: int
    total: int


@dataclass(frozen=True)
class TokenSaliency(Shown):
    """How much each token of `tokens` speaks for the target (above 0), or against it.

    The target is the token behind `position`, at it in a model that fills in masks, or a class of
    the whole text (then `position` is None; ids are the classes' numbers). `score` is its logit or
    probability, less that of `versus` if there is one, and `baseline_score` the same where each
    token is the `baseline`; `steps` gradients were computed. `left_out` tokens at the text's end
    were not read.
    """

    tokens: tuple[str, ...]
    values: tuple[float, ...]
    position: int | None
    target: TargetToken
    versus: TargetToken | None
    candidates: tuple[TargetToken, ...]
    score: float
    baseline_score: float
    settings: SaliencySettings
    steps: int = 1
    baseline: str = ""
    threads: int = 1
    left_out: int = 0

    @property
    def total(self) -> float:
        return sum(self.values)

    @property
    def difference(self) -> float:
        """What the values of integrated gradients add up to but for the gap."""
        return self.score - self.baseline_score

    @property
    def gap(self) -> float:
        """How far the sum is from that: the completeness gap."""
        return self.total - self.difference

    @property
    def relative_gap(self) -> float | None:
        """Its size as a share of the difference; None where there is no difference."""
        return abs(self.gap / self.difference) if self.difference else None

    @property
    def sentence(self) -> str:
        """How the sum compares with what it ought to be."""
        share = "" if self.relative_gap is None else f" ({self.relative_gap:.2%})"
        return (
            f"sum {self.total:.4f}, {self.settings.explained} less baseline "
            f"{self.difference:.4f}, completeness gap {self.gap:.4f}{share}"
        )

    def table(self) -> Iterator[tuple[object, ...]]:
        from workbench.inspection.attribution.written import explanation_table

        return explanation_table(self)

    def as_plain(self) -> dict[str, Any]:
        from workbench.inspection.attribution.written import explanation_plain

        return explanation_plain(self)

    def _repr_html_(self) -> str:
        """The text in two colours: blue speaks for the target, orange against it."""
        return f"<p>{self.sentence}</p>" + coloured(self.tokens, self.values)
