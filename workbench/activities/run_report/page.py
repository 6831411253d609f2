"""Runs as one page, for readers who never saw the app: what comes first is in words."""

from collections.abc import Iterator, Sequence
from itertools import chain, repeat

from workbench.activities.pages.html_page import (
    PageSection,
    block,
    bullets,
    contents,
    definitions,
    figure,
    folded,
    heading,
    page,
    paragraph,
    section,
    side_by_side,
)
from workbench.activities.pages.plot import PaperPlot
from workbench.activities.pages.plot_svg import NARROW, WIDE, plot_svg
from workbench.activities.run_report.curves import numbered_notes, plots
from workbench.activities.run_report.glossary import GLOSSARY
from workbench.activities.run_report.provenance import provenance_parts
from workbench.activities.run_report.ranking import ranking
from workbench.activities.run_report.reported import AttentionPicture, ReportedRun
from workbench.activities.run_report.seeds import seeds_parts
from workbench.activities.run_report.summary import summary
from workbench.activities.run_report.tables import (
    figures_table,
    log_table,
    runs_table,
    settings_that_differ,
)
from workbench.events import SampleWritten
from workbench.language import SpokenLanguage
from workbench.words import Words, words

_MOST_TEXTS = 5


def run_page(runs: Sequence[ReportedRun], language: SpokenLanguage) -> str:
    """The whole page."""
    title = language.say(title_of(runs))
    sections = [one for one in _sections(runs, language) if one.parts]
    parts = (
        heading(title, 1),
        contents(sections, language.say(words("Contents"))),
        *map(section, sections),
    )
    return page(title, parts, language)


def title_of(runs: Sequence[ReportedRun]) -> Words:
    """What the page is called."""
    if len(runs) == 1:
        return words("Report of the run '{name}'", name=runs[0].name)
    return words("Report of {count} runs", count=len(runs))


def _sections(runs: Sequence[ReportedRun], language: SpokenLanguage) -> Iterator[PageSection]:
    """All that a report may have; one without parts is left out."""
    parts = (
        ("summary", words("Summary"), _summary(runs, language)),
        ("curves", words("Curves"), _curves(runs, language)),
        ("texts", words("Texts that it wrote as it learned"), _texts(runs, language)),
        ("attention", words("Attention at the last checkpoint"), _attention(runs, language)),
        ("figures", words("Figures"), _figures(runs, language)),
        ("settings", words("Settings"), _settings(runs, language)),
        (
            "provenance",
            words("What was read, and where it ran"),
            provenance_parts(runs, language),
        ),
        ("log", words("Log"), _log(runs, language)),
        ("words", words("What the words mean"), _glossary(language)),
    )
    for key, title, made in parts:
        yield PageSection(key, language.say(title), tuple(made))


def _named(run: ReportedRun, runs: Sequence[ReportedRun]) -> Iterator[str]:
    """The run's name above what is of it, where there are several."""
    if len(runs) > 1:
        yield heading(run.name, 3)


def _summary(runs: Sequence[ReportedRun], language: SpokenLanguage) -> Iterator[str]:
    say = language.say
    best = ranking(runs)
    if best is not None:
        yield paragraph(say(best))
    for run in runs:
        yield from _named(run, runs)
        for sentences in filter(None, summary(run)):
            yield paragraph(" ".join(map(say, sentences)))
        if run.anomalies:
            yield paragraph(say(words("What stands out in its curves:")))
            yield bullets(say(one.words) for one in run.anomalies)
        if amiss := (*run.record.problems, *run.not_read):
            yield paragraph(say(words("What of it is damaged or missing:")))
            yield bullets(map(say, amiss))
        yield from _remarks(run, language)
    yield runs_table(runs, language)
    yield from seeds_parts(runs, language)


def _remarks(run: ReportedRun, language: SpokenLanguage) -> Iterator[str]:
    """What a person said of the run: its tags, and its note as it was written."""
    remarks = run.record.remarks
    if remarks.tags:
        told = words("Tags: {tags}", tags=" · ".join(remarks.tags))
        yield paragraph(language.say(told))
    if remarks.note:
        yield paragraph(language.say(words("Note on this run:")))
        yield block(remarks.note)


def _curves(runs: Sequence[ReportedRun], language: SpokenLanguage) -> Iterator[str]:
    sizes = chain([WIDE], repeat(NARROW))
    drawn = [
        (plot, plot_svg(plot, language, size))
        for plot, size in zip(plots(runs), sizes, strict=False)
    ]
    if not drawn:
        yield paragraph(language.say(words("Nothing was measured over steps.")))
        return
    yield paragraph(
        language.say(
            words(
                "As measured, without smoothing. A long curve is drawn with the least and the "
                "greatest value of each column of pixels, so that no spike is lost."
            )
        ),
        "quiet",
    )
    yield side_by_side(
        (figure(picture, " ".join(map(language.say, _left_out(plot)))) for plot, picture in drawn),
        first_is_wide=True,
    )
    yield from _step_notes(runs, language)


def _step_notes(runs: Sequence[ReportedRun], language: SpokenLanguage) -> Iterator[str]:
    """The notes whose numbers stand on the plots."""
    lines = [
        words("{number}: step {step:,}, {text}", number=number, step=note.step, text=note.text)
        if len(runs) == 1
        else words(
            "{number}: {name}, step {step:,}, {text}",
            number=number,
            name=run.name,
            step=note.step,
            text=note.text,
        )
        for number, (run, note) in enumerate(numbered_notes(runs), start=1)
    ]
    if lines:
        yield paragraph(language.say(words("Notes at steps, by their numbers on the plots:")))
        yield bullets(map(language.say, lines))


def _left_out(plot: PaperPlot) -> Iterator[Words]:
    """What has no place on a plot, a sentence for each curve."""
    for line, count, step in plot.left_out():
        values = {"label": line.label, "count": count, "step": round(step)}
        yield (
            words(
                "{label}: {count} values are not finite, or not above 0 and without a place on a "
                "logarithmic axis; the first at step {step:,}.",
                **values,
            )
            if plot.log_y
            else words(
                "{label}: {count} values are not finite; the first at step {step:,}.", **values
            )
        )


def _texts(runs: Sequence[ReportedRun], language: SpokenLanguage) -> Iterator[str]:
    """What each run wrote as it learned: its first and last texts, and some between."""
    if not any(run.state.samples for run in runs):
        return
    for run in runs:
        yield from _named(run, runs)
        shown = _some(run.state.samples)
        if len(shown) < len(run.state.samples):
            told = words("{shown} of {all} texts.", shown=len(shown), all=len(run.state.samples))
            yield paragraph(language.say(told), "quiet")
        for sample in shown:
            yield paragraph(language.say(words("Step {step:,}", step=sample.step)), "quiet")
            yield block(sample.prompt + sample.text)


def _some(samples: Sequence[SampleWritten]) -> list[SampleWritten]:
    """At most a handful, evenly apart, with the first and the last."""
    if len(samples) <= _MOST_TEXTS:
        return list(samples)
    last = len(samples) - 1
    return [samples[round(n * last / (_MOST_TEXTS - 1))] for n in range(_MOST_TEXTS)]


def _attention(runs: Sequence[ReportedRun], language: SpokenLanguage) -> Iterator[str]:
    known = [(run, run.attention) for run in runs if run.attention is not None]
    if not known:
        return
    for run, attention in known:
        yield from _named(run, runs)
        if isinstance(attention, AttentionPicture):
            yield figure(attention.svg, language.say(_about(attention)), kind="map")
        else:
            yield paragraph(language.say(attention))


def _about(picture: AttentionPicture) -> Words:
    return words(
        "Step {step:,}. A map for each head, a row of maps for each layer, on the last text above "
        "(its first {tokens} tokens): each row of a map is a token that reads, each column one "
        "that it may look at; the darker, the more attention.",
        step=picture.step,
        tokens=picture.tokens,
    )


def _figures(runs: Sequence[ReportedRun], language: SpokenLanguage) -> Iterator[str]:
    for run in runs:
        yield from _named(run, runs)
        yield figures_table(run, language)


def _settings(runs: Sequence[ReportedRun], language: SpokenLanguage) -> Iterator[str]:
    if differing := settings_that_differ(runs, language):
        yield paragraph(language.say(words("These settings differ:")))
        yield differing
    elif len(runs) > 1:
        yield paragraph(language.say(words("These runs do not differ in their settings.")))
    yield paragraph(language.say(words("All settings of a run, as its spec file:")), "quiet")
    yield folded({run.name: run.spec_text for run in runs})


def _log(runs: Sequence[ReportedRun], language: SpokenLanguage) -> Iterator[str]:
    for run in runs:
        yield from _named(run, runs)
        yield log_table(run, language)


def _glossary(language: SpokenLanguage) -> Iterator[str]:
    say = language.say
    yield definitions((say(word), say(meaning)) for word, meaning in GLOSSARY)
