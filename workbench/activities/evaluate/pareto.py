"""Loss against size: the models of a comparison as a picture, and those that no other beats."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from workbench.activities.pages.role_colours import ROLE_COLOURS
from workbench.events import ReportRow
from workbench.language import ENGLISH, SpokenLanguage
from workbench.words import Words, in_a_row, words

_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP, _RIGHT = 760, 380, 64, 46, 28, 150


def pareto_front(rows: Sequence[ReportRow]) -> tuple[ReportRow, ...]:
    """The models of which none other is both as small and better, smallest first."""
    front: list[ReportRow] = []
    for row in sorted(rows, key=lambda one: (one.parameters, one.loss)):
        if not front or row.loss < front[-1].loss:
            front.append(row)
    return tuple(front)


@dataclass(frozen=True)
class _Axes:
    """From parameters (by their logarithm) and loss to pixels."""

    low: float
    high: float
    least: float
    most: float

    def x(self, parameters: float) -> float:
        share = (math.log10(parameters) - self.low) / (self.high - self.low)
        return _LEFT + share * (_WIDTH - _LEFT - _RIGHT)

    def y(self, loss: float) -> float:
        share = (loss - self.least) / (self.most - self.least)
        return _HEIGHT - _BOTTOM - share * (_HEIGHT - _BOTTOM - _TOP)


def pareto_svg(rows: Sequence[ReportRow], language: SpokenLanguage = ENGLISH) -> str:
    """Loss against parameters, and the line of those that no other beats in both."""
    shown = [row for row in rows if row.role != "ngram"]
    if not shown:
        return ""
    axes = _axes(shown)
    line = " ".join(
        f"{axes.x(row.parameters):.1f},{axes.y(row.loss):.1f}" for row in pareto_front(shown)
    )
    dots = "".join(_dot(row, axes) for row in shown)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif" font-size="11" role="img" '
        f'aria-label="{escape(language.say(_told(shown)))}">'
        f'{"".join(_ticks(axes))}<polyline points="{line}" fill="none" stroke="#889" '
        f'stroke-dasharray="4 3"/>{dots}'
        f'<text x="{_LEFT}" y="{_HEIGHT - 6}">{escape(language.say(words("Parameters")))}</text>'
        f'<text x="6" y="12">{escape(language.say(words("Loss")))}</text></svg>'
    )


def _told(rows: Sequence[ReportRow]) -> Words | str:
    """The picture in words."""
    return in_a_row(
        words(
            "{model}: {parameters:,} parameters, loss {loss:.4f}",
            model=row.model,
            parameters=row.parameters,
            loss=row.loss,
        )
        for row in rows
    )


def _axes(rows: Sequence[ReportRow]) -> _Axes:
    sizes = [math.log10(row.parameters) for row in rows]
    losses = [row.loss for row in rows]
    room = max(0.02, 0.08 * (max(losses) - min(losses)))
    return _Axes(min(sizes) - 0.1, max(sizes) + 0.1, min(losses) - room, max(losses) + room)


def _dot(row: ReportRow, axes: _Axes) -> str:
    x, y = axes.x(row.parameters), axes.y(row.loss)
    colour = ROLE_COLOURS.get(row.role, ROLE_COLOURS["model"])
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="{colour}"/>'
        f'<text x="{x + 8:.1f}" y="{y + 4:.1f}">{escape(row.model)}</text>'
    )


def _ticks(axes: _Axes) -> Iterator[str]:
    base = _HEIGHT - _BOTTOM
    yield (f'<path d="M{_LEFT} {_TOP}V{base}H{_WIDTH - _RIGHT}" fill="none" stroke="#889"/>')
    for step in range(5):
        loss = axes.least + step * (axes.most - axes.least) / 4
        yield (
            f'<text x="{_LEFT - 8}" y="{axes.y(loss) + 4:.1f}" text-anchor="end">{loss:.3f}</text>'
        )
    for step in range(4):
        size = 10 ** (axes.low + step * (axes.high - axes.low) / 3)
        x = axes.x(size)
        yield (f'<text x="{x:.1f}" y="{base + 16}" text-anchor="middle">{_size_text(size)}</text>')


def _size_text(size: float) -> str:
    for unit, name in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if size >= unit:
            return f"{size / unit:.3g} {name}"
    return f"{size:.3g}"
