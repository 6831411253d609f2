"""The integral of a gradient along a straight path, by steps that are taken where they are needed.

Over each part of the path the gradient's integral is known beforehand: what the score changes by.
The parts where the sum of the steps misses that most are halved, until all is within a tolerance or
no more steps may be taken. Shapes: p parts of the path, s steps, t tokens.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]

NODES = 4
FIRST_PARTS = 4
HALVED_AT_ONCE = 4
TOLERANCE = 0.002
"""Parts may miss so much of the whole change in all, their sizes added."""


class ScorePath(Protocol):
    """A straight path: the score at shares of the way, and its gradient times the whole way."""

    def scores(self, shares_s: Doubles) -> Doubles: ...

    def slopes(self, shares_s: Doubles) -> Doubles:
        """What each token contributes to the score's slope along the path, st."""


@dataclass(frozen=True)
class PathPart:
    """A part of a path, the score at its ends, and the integral of each token's slope."""

    begin: float
    end: float
    begin_score: float
    end_score: float
    values_t: Doubles

    @property
    def change(self) -> float:
        return self.end_score - self.begin_score

    @property
    def error(self) -> float:
        """How far the integral is from it."""
        return abs(float(self.values_t.sum()) - self.change)


@dataclass(frozen=True)
class PathIntegral:
    """What is known after so many steps: the integral of each token, and the score at both ends."""

    steps: int
    values_t: Doubles
    begin_score: float
    end_score: float
    is_last: bool


def path_integral(path: ScorePath, most_steps: int) -> Iterator[PathIntegral]:
    """Ever better integrals; the last one is within the tolerance, or has used up the steps."""
    first = max(1, min(FIRST_PARTS, most_steps // NODES))
    edges = np.linspace(0.0, 1.0, first + 1)
    scores = path.scores(edges)
    parts = _measured(path, edges, scores)
    steps = NODES * first
    while True:
        worst = _to_halve(parts, most_steps - steps)
        values_t = np.sum([part.values_t for part in parts], axis=0)
        yield PathIntegral(steps, values_t, float(scores[0]), float(scores[-1]), not worst)
        if not worst:
            return
        kept = [part for part in parts if all(part is not one for one in worst)]
        parts = [*kept, *_halved(path, worst)]
        steps += 2 * NODES * len(worst)


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


def _halved(path: ScorePath, parts: Sequence[PathPart]) -> list[PathPart]:
    middles = np.array([(part.begin + part.end) / 2 for part in parts])
    halves = []
    for part, middle, score in zip(parts, middles, path.scores(middles), strict=True):
        edges = np.array([part.begin, middle, part.end])
        halves += _measured(path, edges, np.array([part.begin_score, score, part.end_score]))
    return halves


def _measured(path: ScorePath, edges: Doubles, scores: Doubles) -> list[PathPart]:
    """The parts between some edges, whose scores are known."""
    places, weights_s = quadrature(NODES)
    spans = np.diff(edges)
    shares_s = (edges[:-1, None] + spans[:, None] * places).ravel()
    slopes_pst = path.slopes(shares_s).reshape(len(spans), NODES, -1)
    values_pt = np.einsum("pst,s->pt", slopes_pst, weights_s) * spans[:, None]
    ends = zip(edges[:-1], edges[1:], scores[:-1], scores[1:], values_pt, strict=True)
    return [PathPart(float(a), float(b), float(y), float(z), values) for a, b, y, z, values in ends]
