"""What a plot shows, in words: for readers who do not see it."""

from collections.abc import Iterator

import numpy as np

from workbench.activities.pages.plot import PaperLine, PaperPlot
from workbench.activities.pages.ticks import tick_text
from workbench.language import SpokenLanguage
from workbench.words import Words, words

_MOST_LINES = 10


def alternative(plot: PaperPlot, language: SpokenLanguage) -> str:
    """The plot's title, the course of each line, and its levels."""
    return " ".join(map(language.say, _sentences(plot)))


def _sentences(plot: PaperPlot) -> Iterator[Words]:
    low, high = plot.x_bounds()
    yield words(
        "{title}. {axis}: {low} to {high}.",
        title=plot.title,
        axis=plot.x_title or words("Step"),
        low=tick_text(low),
        high=tick_text(high),
    )
    for line in plot.lines[:_MOST_LINES]:
        yield from _course(line)
    for band in plot.bands[:_MOST_LINES]:
        low, high = float(band.low_n[-1]), float(band.high_n[-1])
        ends = (tick_text(low), tick_text(high))
        yield words("At the end the band lies between {low} and {high}.", low=ends[0], high=ends[1])
    for level in plot.levels[:_MOST_LINES]:
        yield words("{label}: {value} throughout.", label=level.label, value=tick_text(level.value))
    further = len(plot.lines[_MOST_LINES:]) + len(plot.levels[_MOST_LINES:])
    if further:
        yield words("{count} further lines.", count=further)


def _course(line: PaperLine) -> Iterator[Words]:
    """Where a line begins and ends, and between what it runs; nothing of one without a value."""
    known_k = line.y_n[np.isfinite(line.y_n)]
    if len(known_k):
        first, last, least, most = (
            tick_text(float(one)) for one in (known_k[0], known_k[-1], known_k.min(), known_k.max())
        )
        yield words(
            "{label}: from {first} to {last}, at least {least} and at most {most}.",
            label=line.label,
            first=first,
            last=last,
            least=least,
            most=most,
        )
