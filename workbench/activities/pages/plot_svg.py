"""A plot as SVG: black on white, a legend below it, no script and no font of its own."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

import numpy as np

from workbench.activities.pages.alternative import alternative
from workbench.activities.pages.plot import PaperBand, PaperLine, PaperPlot, PaperStyle, share
from workbench.activities.pages.reduction import reduced
from workbench.activities.pages.ticks import linear_ticks, log_ticks, tick_text
from workbench.language import SpokenLanguage
from workbench.words import Words, text_width, words

WIDE, NARROW = (900, 320), (520, 250)
"""Pixels of a plot with its axes: over a page's whole width, and of one beside another."""
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 14, 30, 40
_LETTER, _LINE_HEIGHT, _SAMPLE = 6.4, 17, 30
_MOST_DOTS = 60
_AXIS, _GRID = "#444", "#e4e7eb"


@dataclass(frozen=True)
class _Frame:
    """From the units of the axes to pixels."""

    width: int
    height: int
    x_bounds: tuple[float, float]
    y_bounds: tuple[float, float]
    log_y: bool
    log_x: bool

    def x(self, value: float) -> float:
        return _LEFT + share(value, self.x_bounds, log=self.log_x) * (self.right - _LEFT)

    def y(self, value: float) -> float:
        return self.base - share(value, self.y_bounds, log=self.log_y) * (self.base - _TOP)

    @property
    def right(self) -> int:
        return self.width - _RIGHT

    @property
    def base(self) -> int:
        return self.height - _BOTTOM


def plot_svg(plot: PaperPlot, language: SpokenLanguage, size: tuple[int, int] = WIDE) -> str:
    """The drawing; empty where nothing has a place on it."""
    y_bounds = plot.y_bounds()
    if y_bounds is None:
        return ""
    frame = _Frame(*size, plot.x_bounds(), y_bounds, plot.log_y, plot.log_x)
    title = escape(language.say(plot.title))
    told = escape(alternative(plot, language))
    legend, legend_height = _legend(plot, frame, language)
    width, height = frame.width, frame.height + legend_height
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="11" role="img" '
        f'aria-label="{told}"><rect width="{width}" height="{height}" fill="#fff"/>',
        f'<text x="{_LEFT}" y="18" font-size="13" font-weight="600">{title}</text>',
        *_axes(frame, language.say(plot.x_title or words("Step"))),
        *_moments(plot, frame),
        *_levels(plot, frame),
        *(_band(band, plot, frame) for band in plot.bands),
        *(_curve(line, plot, frame) for line in plot.lines),
        *_marks(plot, frame),
        legend,
    ]
    return "".join(parts) + "</svg>"


def _axes(frame: _Frame, x_title: str) -> Iterator[str]:
    base, right = frame.base, frame.right
    ticks = log_ticks(*frame.y_bounds) if frame.log_y else linear_ticks(*frame.y_bounds)
    for tick in ticks:
        y = frame.y(tick)
        yield f'<path d="M{_LEFT} {y:.1f}H{right}" stroke="{_GRID}"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{tick_text(tick)}</text>'
    for tick in _x_ticks(frame):
        x = frame.x(tick)
        yield f'<path d="M{x:.1f} {base}v4" stroke="{_AXIS}"/>'
        yield f'<text x="{x:.1f}" y="{base + 16}" text-anchor="middle">{tick_text(tick)}</text>'
    yield f'<path d="M{_LEFT} {_TOP}V{base}H{right}" fill="none" stroke="{_AXIS}"/>'
    yield f'<text x="{right}" y="{base + 32}" text-anchor="end">{escape(x_title)}</text>'


def _x_ticks(frame: _Frame) -> list[float]:
    if frame.log_x:
        return log_ticks(*frame.x_bounds)
    return linear_ticks(*frame.x_bounds, about=frame.width // 110)


def _curve(line: PaperLine, plot: PaperPlot, frame: _Frame) -> str:
    """One line, broken where it has no value; few points are dots as well."""
    points = reduced(line.x_n, plot.placed(line.y_n), frame.right - _LEFT)
    x_k, y_k = (
        np.array([place(value) for value in values.tolist()])
        for place, values in ((frame.x, points.x_k), (frame.y, points.y_k))
    )
    steps = zip(points.begins_k.tolist(), x_k.tolist(), y_k.tolist(), strict=True)
    path = "".join(f"{'M' if begins else 'L'}{x:.1f} {y:.1f}" for begins, x, y in steps)
    dots = ""
    if len(x_k) <= _MOST_DOTS and not line.style.faint:
        places = zip(x_k.tolist(), y_k.tolist(), strict=True)
        dots = "".join(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" fill="{line.style.colour}"/>'
            for x, y in places
        )
    return f'<path d="{path}" fill="none" {_stroke(line.style)}/>{dots}'


def _band(band: PaperBand, plot: PaperPlot, frame: _Frame) -> str:
    """Its upper end to the right, its lower end back to the left."""
    places: list[str] = []
    for end_n, way in ((band.high_n, 1), (band.low_n, -1)):
        points = reduced(band.x_n, plot.placed(end_n), frame.right - _LEFT)
        ends = zip(points.x_k[::way].tolist(), points.y_k[::way].tolist(), strict=True)
        places += [f"{frame.x(x):.1f} {frame.y(y):.1f}" for x, y in ends]
    return f'<path d="M{"L".join(places)}Z" fill="{band.colour}" fill-opacity="0.2"/>'


def _stroke(style: PaperStyle) -> str:
    dash = f' stroke-dasharray="{style.dash}"' if style.dash else ""
    width, opacity = (1, 0.45) if style.faint else (1.7, 1)
    return f'stroke="{style.colour}" stroke-width="{width}" stroke-opacity="{opacity}"{dash}'


def _moments(plot: PaperPlot, frame: _Frame) -> Iterator[str]:
    for moment in plot.moments:
        x = frame.x(min(max(moment.x, frame.x_bounds[0]), frame.x_bounds[1]))
        yield f'<path d="M{x:.1f} {_TOP}V{frame.base}" {_moment_stroke(moment.colour)}/>'
        if moment.sign:
            yield f'<text x="{x + 3:.1f}" y="{_TOP + 9}" font-size="9">{escape(moment.sign)}</text>'


def _moment_stroke(colour: str) -> str:
    return f'stroke="{colour}" stroke-dasharray="2 3"'


def _levels(plot: PaperPlot, frame: _Frame) -> Iterator[str]:
    for level in plot.levels:
        if np.isfinite(level.value) and (level.value > 0 or not plot.log_y):
            y = frame.y(level.value)
            yield f'<path d="M{_LEFT} {y:.1f}H{frame.right}" {_level_stroke(level.colour)}/>'


def _level_stroke(colour: str) -> str:
    return f'stroke="{colour}" stroke-dasharray="7 4"'


def _marks(plot: PaperPlot, frame: _Frame) -> Iterator[str]:
    for mark in plot.marks:
        if np.isfinite(mark.y) and (mark.y > 0 or not plot.log_y):
            yield _ring(frame.x(mark.x), frame.y(mark.y), mark.colour)


def _ring(x: float, y: float, colour: str) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="5" fill="none" {_stroke(PaperStyle(colour))}/>'


# -- the legend -------------------------------------------------------------------------------


def _legend(plot: PaperPlot, frame: _Frame, language: SpokenLanguage) -> tuple[str, int]:
    """Samples of everything with their names, in rows below the axes; and how high they are."""
    x, row, parts = float(_LEFT), 0, []
    for label, sample in _samples(plot):
        text = language.say(label)
        width = _SAMPLE + 6 + text_width(text, _LETTER) + 18
        if x > _LEFT and x + width > frame.right:
            x, row = float(_LEFT), row + 1
        y = frame.height + 6 + row * _LINE_HEIGHT
        parts.append(f'<g transform="translate({x:.1f} {y})">{sample}')
        parts.append(f'<text x="{_SAMPLE + 6}" y="4">{escape(text)}</text></g>')
        x += width
    return "".join(parts), (row + 1) * _LINE_HEIGHT + 4


def _samples(plot: PaperPlot) -> Iterator[tuple[Words, str]]:
    for line in plot.lines:
        yield line.label, f'<path d="M0 0H{_SAMPLE}" {_stroke(line.style)}/>'
    for level in plot.levels:
        yield level.label, f'<path d="M0 0H{_SAMPLE}" {_level_stroke(level.colour)}/>'
    for mark in plot.marks:
        yield mark.label, _ring(_SAMPLE / 2, 0, mark.colour)
    for moment in {(str(one.label), one.colour): one for one in plot.moments}.values():
        yield moment.label, f'<path d="M{_SAMPLE / 2} -7V7" {_moment_stroke(moment.colour)}/>'
