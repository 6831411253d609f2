"""A comparison as one page that needs nothing else: table, plot, texts and settings; and as CSV.

torch is not needed.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from itertools import chain
from pathlib import Path
from typing import Any

from workbench.activities.evaluate.breakdown_columns import breakdown_columns
from workbench.activities.evaluate.breakdown_page import breakdown_parts
from workbench.activities.evaluate.pareto import pareto_svg
from workbench.activities.pages.html_page import (
    PageSection,
    block,
    bullets,
    contents,
    figure,
    folded,
    heading,
    page,
    paragraph,
    section,
    table,
)
from workbench.activities.pages.pdf_file import as_pdf, require_pdf
from workbench.errors import BadInput
from workbench.events import GroupRow, ReportReady, ReportRow, speed_margin
from workbench.file_formats.csv_text import csv_text
from workbench.language import ENGLISH, SpokenLanguage
from workbench.metrics import REPORT, Metric, report_figure
from workbench.named import named
from workbench.words import Words, words

_OVER_SEEDS = ("loss", "bits_per_byte", "accuracy", "agreement")


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
    rows = records(report)
    names = dict.fromkeys(name for row in rows for name in row)
    return csv_text(chain([names], ([row.get(name) for name in names] for row in rows)))


def records(report: ReportReady) -> list[dict[str, Any]]:
    """Every figure of each model by its name, also those that were taken apart; `sample` last."""
    margins = ["ms_per_token_margin", "tokens_per_second_16_margin"]
    names = ["role", "model", *(one.name for one in REPORT), *margins, "group"]
    taken_apart = {one.model: breakdown_columns(one) for one in report.breakdowns}
    return [
        {
            **{name: getattr(row, name) for name in names},
            **taken_apart.get(row.model, {}),
            "sample": row.sample,
        }
        for row in report.rows
    ]


def as_html(
    name: str,
    report: ReportReady,
    specs: Mapping[str, str],
    language: SpokenLanguage = ENGLISH,
) -> str:
    """The whole comparison; `specs` are the settings (TOML) that each model was made by."""
    say = language.say
    sections = [one for one in _sections(report, specs, language) if "".join(one.parts)]
    parts = (
        heading(name, 1),
        paragraph(say(report.verdict)) if report.verdict else "",
        paragraph(say(words("Measured on the corpus '{corpus}'.", corpus=report.corpus))),
        bullets(map(say, report.overlap)),
        contents(sections, say(words("Contents"))),
        *map(section, sections),
    )
    return page(name, parts, language)


def _sections(
    report: ReportReady, specs: Mapping[str, str], language: SpokenLanguage
) -> Iterator[PageSection]:
    """All that a comparison may have; one without parts is left out."""
    rows = report.rows
    parts = (
        ("models", words("Models"), [models_table(rows, language), _ratios(rows, language)]),
        (
            "seeds",
            words("Over seeds (mean ± half the 95 % interval, Student's t)"),
            [_groups(report, language)],
        ),
        ("size", words("Loss against size"), [figure(pareto_svg(rows, language))]),
        ("detail", words("In detail"), breakdown_parts(report, language)),
        ("texts", words("Texts"), [_samples(report)]),
        ("settings", words("Settings"), [folded(specs)]),
    )
    for key, title, made in parts:
        yield PageSection(key, language.say(title), tuple(made))


def models_table(rows: Sequence[ReportRow], language: SpokenLanguage) -> str:
    """A line a model with what was measured of any."""
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
    return table(map(say, titles), lines, "left2")


def _with_margin(group: GroupRow, measure: Metric) -> str:
    mean, margin = getattr(group, measure.name), getattr(group, f"{measure.name}_margin")
    if mean is None or margin is None:
        return ""
    shown = measure.text(mean)
    return f"{shown} ± {measure.text(margin)}" if math.isfinite(margin) else shown


def _samples(report: ReportReady) -> str:
    return "".join(
        heading(row.model, 3) + block(report.prompt + row.sample)
        for row in report.rows
        if row.sample
    )
