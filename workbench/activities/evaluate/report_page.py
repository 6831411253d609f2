"""A comparison as one page that needs nothing else: table, plot, texts and settings; and as CSV.

torch is not needed.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import chain
from pathlib import Path

from workbench.activities.evaluate.breakdown_page import breakdown_parts
from workbench.activities.pages.html_page import (
    block,
    figure,
    folded,
    heading,
    page,
    paragraph,
    table,
)
from workbench.activities.pages.pdf_file import as_pdf, require_pdf
from workbench.activities.pages.role_colours import ROLE_COLOURS
from workbench.csv_text import csv_text
from workbench.errors import BadInput
from workbench.events import GroupRow, ReportReady, ReportRow, speed_margin
from workbench.language import ENGLISH, SpokenLanguage
from workbench.metrics import REPORT, Metric, report_figure
from workbench.named import named
from workbench.words import Words, in_a_row, words

_OVER_SEEDS = ("loss", "bits_per_byte", "accuracy", "agreement")
_WIDTH, _HEIGHT, _LEFT, _BOTTOM, _TOP, _RIGHT = 760, 380, 64, 46, 16, 150


def written(
    path: Path,
    name: str,
    report: ReportReady,
    specs: Mapping[str, str],
    language: SpokenLanguage = ENGLISH,
) -> bytes:
    """A file in the format that its name asks for; raises BadInput for any other."""
    check_name(path)
    match path.suffix.lower():
        case ".csv":
            return as_csv(report).encode()
        case ".pdf":
            return as_pdf(as_html(name, report, specs, language))
        case _:
            return as_html(name, report, specs, language).encode()


def check_name(path: Path) -> None:
    """Raise BadInput unless a report can be written so; asked before the work begins."""
    if path.suffix.lower() not in (".html", ".pdf", ".csv"):
        raise BadInput(
            "{path} ends in neither .html, .pdf nor .csv; a comparison is written as one of these",
            path=path,
        )
    if path.suffix.lower() == ".pdf":
        require_pdf()


def as_csv(report: ReportReady) -> str:
    """One line a model, every figure as exact as it was measured."""
    margins = ["ms_per_token_margin", "tokens_per_second_16_margin"]
    names = ["role", "model", *(one.name for one in REPORT), *margins, "group", "sample"]
    lines = ([getattr(row, name) for name in names] for row in report.rows)
    return csv_text(chain([names], lines))


def as_html(
    name: str,
    report: ReportReady,
    specs: Mapping[str, str],
    language: SpokenLanguage = ENGLISH,
) -> str:
    """The whole comparison; `specs` are the settings (TOML) that each model was made by."""
    say = language.say
    parts = [
        heading(name, 1),
        paragraph(say(report.verdict)) if report.verdict else "",
        paragraph(say(words("Measured on the corpus '{corpus}'.", corpus=report.corpus))),
        _table(report.rows, language),
        _ratios(report.rows, language),
        _groups(report, language),
        heading(say(words("Loss against size"))),
        figure(pareto_svg(report.rows, language)),
        *breakdown_parts(report.breakdowns, language),
        _samples(report, language),
        heading(say(words("Settings"))) if specs else "",
        folded(specs),
    ]
    return page(name, parts, language)


def _table(rows: Sequence[ReportRow], language: SpokenLanguage) -> str:
    say = language.say
    used = [one for one in REPORT if any(getattr(row, one.name) is not None for row in rows)]
    titles = (words("Role"), words("Model"), *(one.heading for one in used))
    lines = (
        (say(named(row.role)), row.model, *(_figure(row, one) for one in used)) for row in rows
    )
    return table(map(say, titles), lines, "left2")


def _figure(row: ReportRow, measure: Metric) -> str:
    """A figure; a speed with half its interval."""
    text, margin = measure.text(getattr(row, measure.name)), speed_margin(row, measure.name)
    return text if margin is None else f"{text} ± {measure.text(margin)}"


def _ratios(rows: Sequence[ReportRow], language: SpokenLanguage) -> str:
    """How much smaller and faster each model is than the teacher."""
    teacher = next((row for row in rows if row.role == "teacher"), None)
    if teacher is None:
        return ""
    lines = [
        f"<li>{escape(language.say(_ratio(row, teacher)))}</li>"
        for row in rows
        if row is not teacher and row.role != "ngram"
    ]
    told = paragraph(language.say(words("Against the teacher:")))
    return f"{told}<ul>{''.join(lines)}</ul>" if lines else ""


def _ratio(row: ReportRow, teacher: ReportRow) -> Words:
    told = words(
        "{model}: {ratio:.2f} × smaller",
        model=row.model,
        ratio=teacher.parameters / row.parameters,
    )
    if row.ms_per_token and teacher.ms_per_token:
        ratio = teacher.ms_per_token / row.ms_per_token
        times = _times(ratio, "ms_per_token", row, teacher)
        told = words("{told}, {times} × as fast at batch 1", told=told, times=times)
    if row.tokens_per_second_16 and teacher.tokens_per_second_16:
        ratio = row.tokens_per_second_16 / teacher.tokens_per_second_16
        times = _times(ratio, "tokens_per_second_16", row, teacher)
        told = words("{told}, {times} × at batch 16", told=told, times=times)
    return told


def _times(ratio: float, figure: str, *rows: ReportRow) -> str:
    """A ratio of two speeds, with half its interval where both have one."""
    shares = [(speed_margin(row, figure), getattr(row, figure)) for row in rows]
    known = [margin / value for margin, value in shares if margin is not None]
    if len(known) < len(rows):
        return f"{ratio:.2f}"
    return f"{ratio:.2f} ± {ratio * math.hypot(*known):.2f}"


def _groups(report: ReportReady, language: SpokenLanguage) -> str:
    if not report.groups:
        return ""
    say = language.say
    measures = [report_figure(name) for name in _OVER_SEEDS]
    titles = (words("Group"), words("Role"), words("Seeds"), *(one.label for one in measures))
    lines = (
        (
            group.group,
            say(named(group.role)),
            str(group.models),
            *(_with_margin(group, one) for one in measures),
        )
        for group in report.groups
    )
    title = say(words("Over seeds (mean ± half the 95 % interval, Student's t)"))
    return heading(title) + table(map(say, titles), lines, "left2")


def _with_margin(group: GroupRow, measure: Metric) -> str:
    mean, margin = getattr(group, measure.name), getattr(group, f"{measure.name}_margin")
    if mean is None or margin is None:
        return ""
    shown = measure.text(mean)
    return f"{shown} ± {measure.text(margin)}" if math.isfinite(margin) else shown


def _samples(report: ReportReady, language: SpokenLanguage) -> str:
    texts = "".join(
        heading(row.model, 3) + block(report.prompt + row.sample)
        for row in report.rows
        if row.sample
    )
    return heading(language.say(words("Texts"))) + texts if texts else ""


# -- loss against size ------------------------------------------------------------------------


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
