"""The integral of a gradient along a straight path, by steps that are taken where they are needed.

Over each part of the path the gradient's integral is known beforehand: what the score changes by.
The parts where the sum of the steps misses that most are halved, until all is within a tolerance or
no more steps may be taken. Shapes: s steps, t tokens.
"""

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from workbench.inspection.attribution.token_saliency import SaliencyProgress

Doubles = NDArray[np.float64]

NODES = 4
FIRST_PARTS = 4
HALVED_AT_ONCE = 4
TOLERANCE = 0.005
"""Parts may miss so much of the whole change in all, their sizes added."""


class ScorePath(Protocol):
    """A straight path: the score at shares of the way, and its gradient times the whole way."""

    def scores(self, shares_s: Doubles) -> Doubles: ...

    def slopes(self, shares_s: Doubles) -> Doubles:
        """What each token contributes to the score's slope along the path, st."""


@dataclass(frozen=True)
class PathSpan:
    """Where a part of a path begins and ends, and the score there."""

    begin: float
    end: float
    begin_score: float
    end_score: float

    @property
    def change(self) -> float:
        return self.end_score - self.begin_score


@dataclass(frozen=True)
class PathPart(PathSpan):
    """A span of a path with the integral of each token's slope."""

    values_t: Doubles

    @property
    def error(self) -> float:
        """How far the integral is from the change."""
        return abs(float(self.values_t.sum()) - self.change)


@dataclass(frozen=True)
class PathIntegral:
    """The integral of each token's slope, the score at both ends, and how many steps that took."""

    values_t: Doubles
    begin_score: float
    end_score: float
    steps: int


def path_integral(
    path: ScorePath, most_steps: int
) -> Generator[SaliencyProgress, None, PathIntegral]:
    """Tells after each part of the path how far it is; gives what is within the tolerance, or the
    nearest that so many steps allow."""
    first = max(1, min(FIRST_PARTS, most_steps // NODES))
    edges = np.linspace(0.0, 1.0, first + 1)
    scores = path.scores(edges)
    parts: list[PathPart] = []
    wanted, steps = _between(edges, scores), 0
    while wanted:
        for span in wanted:
            parts.append(_measured(path, span))
            steps += NODES
            yield SaliencyProgress(steps, most_steps)
        worst = _to_halve(parts, most_steps - steps)
        parts = [part for part in parts if all(part is not one for one in worst)]
        wanted = _halved(path, worst)
    values_t = np.sum([part.values_t for part in parts], axis=0)
    return PathIntegral(values_t, float(scores[0]), float(scores[-1]), steps)


def quadrature(nodes: int) -> tuple[Doubles, Doubles]:
    """The places between 0 and 1 of Gauss and Legendre's rule, and their weights."""
    places, weights = np.polynomial.legendre.leggauss(nodes)
    return (places + 1) / 2, weights / 2


def _to_halve(parts: Sequence[PathPart], steps_left: int) -> list[PathPart]:
    """The parts that are farthest off; none if all together are near enough."""
    wanted = TOLERANCE * abs(sum(part.change for part in parts))
    if sum(part.error for part in parts) <= wanted:
        return []
    worst = sorted(parts, key=lambda part: -part.error)[: steps_left // (2 * NODES)]
    return [part for part in worst[:HALVED_AT_ONCE] if part.error > wanted / len(parts)]


def _halved(path: ScorePath, parts: Sequence[PathPart]) -> list[PathSpan]:
    middles = np.array([(part.begin + part.end) / 2 for part in parts])
    scores = path.scores(middles) if parts else middles
    halves = []
    for part, middle, score in zip(parts, middles, scores, strict=True):
        edges = np.array([part.begin, middle, part.end])
        halves += _between(edges, np.array([part.begin_score, score, part.end_score]))
    return halves


def _between(edges: Doubles, scores: Doubles) -> list[PathSpan]:
    ends = zip(edges[:-1], edges[1:], scores[:-1], scores[1:], strict=True)
    return [PathSpan(*map(float, one)) for one in ends]


def _measured(path: ScorePath, span: PathSpan) -> PathPart:
    places, weights_s = quadrature(NODES)
    length = span.end - span.begin
    slopes_st = path.slopes(span.begin + length * places)
    values_t = np.einsum("st,s->t", slopes_st, weights_s) * length
    return PathPart(span.begin, span.end, span.begin_score, span.end_score, values_t)
