"""Curves of runs as a picture of its own: for a notebook, or as an SVG file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from workbench.activities.pages.plot import (
    PaperLine,
    PaperMark,
    PaperMoment,
    PaperPlot,
    PaperStyle,
)
from workbench.activities.pages.plot_svg import plot_svg
from workbench.activities.pages.role_colours import LINE_COLOURS
from workbench.curves.annotations import Annotation, AnnotationKind
from workbench.curves.formula import is_formula
from workbench.inspection.shown import Shown
from workbench.language import ENGLISH
from workbench.metrics import metric
from workbench.store.files.named import write_file
from workbench.store.runs.state import MetricSeries
from workbench.words import Words, words

_DASHES = ("", "6 3", "2 2", "8 3 2 3")
_UPRIGHT = (AnnotationKind.BRANCH, AnnotationKind.RESUME, AnnotationKind.LEARNING_RATE)
"""What is marked by a vertical line; the best step is a ring on its curve."""


@dataclass(frozen=True)
class PicturedCurve:
    """One line of a picture: its run's name, the metric or formula, its points.

    `about` says what else there is to know of it, such as whose points it begins with; `ends` are
    those of the band around a mean.
    """

    run: str
    curve: str
    series: MetricSeries
    about: Words | None = None
    annotations: tuple[Annotation, ...] = ()
    ends: tuple[Sequence[float], ...] = ()

    @property
    def label(self) -> Words:
        """What the legend says."""
        label = words("{name}: {what}", name=self.run, what=curve_title(self.curve))
        return label if self.about is None else words("{a} ({b})", a=label, b=self.about)


@dataclass(frozen=True)
class CurvePicture(Shown):
    """Curves over steps on one plot; it shows itself in a notebook."""

    curves: tuple[PicturedCurve, ...]

    @property
    def svg(self) -> str:
        """The drawing; empty where no value has a place on it."""
        return plot_svg(_plot(self.curves), ENGLISH)

    def save(self, path: Path | str) -> None:
        """Write it as SVG; raises DiskFull, ReadOnly."""
        write_file(Path(path), self.svg.encode("utf-8"))

    def _repr_html_(self) -> str:
        return self.svg


def curve_title(curve: str) -> Words:
    """A metric's name, or a formula as it is written."""
    return words("{formula}", formula=curve) if is_formula(curve) else metric(curve).label


def _plot(curves: Sequence[PicturedCurve]) -> PaperPlot:
    names = list(dict.fromkeys(one.curve for one in curves))
    styles = [_style(number) for number in range(len(curves))]
    drawn = list(zip(curves, styles, strict=True))
    marks = [mark for one, style in drawn for mark in _best(one, style)]
    title = curve_title(names[0]) if len(names) == 1 else words("Curves")
    return PaperPlot(
        title=title,
        lines=tuple(line for one, style in drawn for line in _lines(one, style)),
        marks=tuple(marks),
        moments=tuple(_upright(curves)),
        log_y=all(metric(name).is_perplexity for name in names),
    )


def _style(number: int) -> PaperStyle:
    turn, place = divmod(number, len(LINE_COLOURS))
    return PaperStyle(LINE_COLOURS[place], _DASHES[turn % len(_DASHES)])


def _lines(one: PicturedCurve, style: PaperStyle) -> Iterator[PaperLine]:
    x_n = np.array(one.series.steps, dtype=np.float64)
    yield PaperLine(one.label, style, x_n, np.array(one.series.values))
    faint = PaperStyle(style.colour, style.dash, faint=True)
    for end in one.ends:
        label = words("an end of the band of {name}", name=one.run)
        yield PaperLine(label, faint, x_n, np.array(end, dtype=np.float64))


def _best(one: PicturedCurve, style: PaperStyle) -> Iterator[PaperMark]:
    for found in one.annotations:
        if found.kind is AnnotationKind.BEST and found.step in one.series.steps:
            value = one.series.values[one.series.steps.index(found.step)]
            yield PaperMark(found.words, style.colour, float(found.step), value)


def _upright(curves: Sequence[PicturedCurve]) -> Iterator[PaperMoment]:
    """What several runs share stands there once."""
    told = {
        (str(found.words), found.step): found
        for one in curves
        for found in one.annotations
        if found.kind in _UPRIGHT
    }
    for found in told.values():
        label = words("step {step}: {what}", step=found.step, what=found.words)
        yield PaperMoment(label, float(found.step))
