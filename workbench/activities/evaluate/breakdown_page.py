"""What was taken apart, as a part of a page: tables, and two plots."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import cycle

import numpy as np

from workbench.activities.evaluate.breakdown_tables import breakdown_tables
from workbench.activities.pages.html_page import figure, heading, paragraph, side_by_side, table
from workbench.activities.pages.plot import PaperLine, PaperPlot, PaperStyle
from workbench.activities.pages.plot_svg import NARROW, plot_svg
from workbench.activities.pages.role_colours import LINE_COLOURS, ROLE_COLOURS
from workbench.breakdown import Breakdown
from workbench.events import ReportReady, ReportRow
from workbench.language import SpokenLanguage
from workbench.words import words


def breakdown_parts(report: ReportReady, language: SpokenLanguage) -> Iterator[str]:
    """Nothing of a comparison that was made before this was measured."""
    breakdowns = report.breakdowns
    if not breakdowns:
        return
    say = language.say
    styles = model_styles(report.rows)
    plots = (*_positions(breakdowns, styles), _calibration(breakdowns, styles))
    pictures = (plot_svg(plot, language, NARROW) for plot in plots)
    yield side_by_side(map(figure, pictures), first_is_wide=False)
    for one in breakdown_tables(breakdowns, report.differences):
        yield heading(say(one.title), 3)
        yield paragraph(say(one.about), "quiet")
        yield table(map(say, one.columns), (map(say, row) for row in one.rows))


def model_styles(rows: Sequence[ReportRow]) -> dict[str, PaperStyle]:
    """A colour for each model: the first of a role has the role's colour, as on all pages."""
    firsts: dict[str, str] = {}
    for row in rows:
        if row.role in ROLE_COLOURS and row.role != "model":
            firsts.setdefault(row.role, row.model)
    colours = {model: ROLE_COLOURS[role] for role, model in firsts.items()}
    others = cycle([colour for colour in LINE_COLOURS if colour not in colours.values()])
    for row in rows:
        colours[row.model] = colours.get(row.model) or next(others)
    return {model: PaperStyle(colour) for model, colour in colours.items()}


def _positions(
    breakdowns: Sequence[Breakdown], styles: Mapping[str, PaperStyle]
) -> Iterator[PaperPlot]:
    """The mean loss by position, each range at its middle."""
    if not all(one.positions for one in breakdowns):
        return
    lines = tuple(
        PaperLine(
            words("{name}", name=one.model),
            styles[one.model],
            np.array([(b.low + (b.high or b.low)) / 2 for b in one.positions]),
            np.array([b.loss for b in one.positions]),
        )
        for one in breakdowns
    )
    yield PaperPlot(
        words("Loss by position in the context (nats per token)"),
        lines,
        x_title=words("Position"),
    )


def _calibration(breakdowns: Sequence[Breakdown], styles: Mapping[str, PaperStyle]) -> PaperPlot:
    """Where a line runs below the diagonal, the model is too sure."""
    ends_n = np.array([0.0, 1.0])
    lines = tuple(
        PaperLine(
            words("{name} (ECE {error:.4f})", name=one.model, error=one.calibration_error),
            styles[one.model],
            np.array([b.confidence for b in one.confidences]),
            np.array([b.accuracy for b in one.confidences]),
        )
        for one in breakdowns
    )
    honest = PaperLine(words("as sure as right"), PaperStyle("#888888", "4 3"), ends_n, ends_n)
    return PaperPlot(
        words("Calibration: how often the likeliest token was right"),
        (*lines, honest),
        x_title=words("Probability of the likeliest token"),
    )
