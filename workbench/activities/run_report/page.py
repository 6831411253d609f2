"""Runs as one page, for readers who never saw the app: what comes first is in words."""

from collections.abc import Iterator, Sequence
from itertools import chain, repeat

from workbench.activities.pages.html_page import (
    block,
    definitions,
    figure,
    folded,
    heading,
    page,
    paragraph,
    side_by_side,
)
from workbench.activities.pages.plot import PaperPlot
from workbench.activities.pages.plot_svg import NARROW, WIDE, plot_svg
from workbench.activities.run_report.curves import plots
from workbench.activities.run_report.reported import AttentionPicture, ReportedRun
from workbench.activities.run_report.summary import ranking, summary
from workbench.activities.run_report.tables import (
    facts_table,
    figures_table,
    log_table,
    runs_table,
    settings_that_differ,
)
from workbench.events import SampleWritten
from workbench.language import SpokenLanguage
from workbench.words import Words, words

_MOST_TEXTS = 5

_GLOSSARY = (
    (
        words("Loss"),
        words(
            "How surprised the model is by the true next token, in nats: the mean of −ln of the "
            "probability that it gave it. Lower is better, 0 would be certainty."
        ),
    ),
    (
        words("Token"),
        words("A piece of text, often a word or a part of one, that models read and write."),
    ),
    (
        words("Validation"),
        words("Measuring on text that is kept apart and never learned from."),
    ),
    (
        words("Perplexity"),
        words("e to the power of the loss: among how many equally likely tokens it wavers."),
    ),
    (
        words("Bits per byte"),
        words(
            "The surprise for each byte of text. Loss and perplexity depend on how the text is cut "
            "into tokens, bits per byte do not."
        ),
    ),
    (
        words("Checkpoint"),
        words("The model as it was saved at a step. The best one has the lowest validation loss."),
    ),
    (
        words("Distillation"),
        words(
            "A small model, the student, learns to predict as a larger one, the teacher. A control "
            "is the same student trained without the teacher."
        ),
    ),
    (
        words("N-gram"),
        words("A model that only counts short sequences of tokens; whatever learns, beats it."),
    ),
)
"""What the words on the page mean."""


def run_page(runs: Sequence[ReportedRun], language: SpokenLanguage) -> str:
    """The whole page."""
    title = language.say(title_of(runs))
    return page(title, _parts(runs, title, language), language)


def title_of(runs: Sequence[ReportedRun]) -> Words:
    """What the page is called."""
    if len(runs) == 1:
        return words("Report of the run '{name}'", name=runs[0].name)
    return words("Report of {count} runs", count=len(runs))


def _parts(runs: Sequence[ReportedRun], title: str, language: SpokenLanguage) -> Iterator[str]:
    say = language.say
    yield heading(title, 1)
    yield heading(say(words("Summary")))
    best = ranking(runs)
    if best is not None:
        yield paragraph(say(best))
    for run in runs:
        yield paragraph(" ".join(map(say, summary(run))))
    yield runs_table(runs, language)
    yield from _curves(runs, language)
    yield from _texts(runs, language)
    yield from _attention(runs, language)
    yield heading(say(words("Figures")))
    for run in runs:
        yield from _named(run, runs)
        yield figures_table(run, language)
    yield from _settings(runs, language)
    yield heading(say(words("What was read, and where it ran")))
    yield paragraph(
        say(words("In brackets: the beginning of the fingerprint (SHA-256) of what was read.")),
        "quiet",
    )
    yield facts_table(runs, language)
    yield heading(say(words("Log")))
    for run in runs:
        yield from _named(run, runs)
        yield log_table(run, language)
    yield heading(say(words("What the words mean")))
    yield definitions((say(word), say(meaning)) for word, meaning in _GLOSSARY)


def _named(run: ReportedRun, runs: Sequence[ReportedRun]) -> Iterator[str]:
    """The run's name above what is of it, where there are several."""
    if len(runs) > 1:
        yield heading(run.name, 3)


def _curves(runs: Sequence[ReportedRun], language: SpokenLanguage) -> Iterator[str]:
    sizes = chain([WIDE], repeat(NARROW))
    drawn = [
        (plot, plot_svg(plot, language, size))
        for plot, size in zip(plots(runs), sizes, strict=False)
    ]
    yield heading(language.say(words("Curves")))
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
    yield heading(language.say(words("Texts that it wrote as it learned")))
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
    yield heading(language.say(words("Attention at the last checkpoint")))
    for run, attention in known:
        yield from _named(run, runs)
        if isinstance(attention, AttentionPicture):
            yield figure(attention.svg, language.say(_about(attention)))
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


def _settings(runs: Sequence[ReportedRun], language: SpokenLanguage) -> Iterator[str]:
    yield heading(language.say(words("Settings")))
    if differing := settings_that_differ(runs, language):
        yield paragraph(language.say(words("These settings differ:")))
        yield differing
    yield paragraph(
        language.say(
            words(
                "All settings of a run, as its spec file: with the same corpus and tokenizer, "
                "`distill-workbench run FILE` does it again."
            )
        ),
        "quiet",
    )
    yield folded({run.name: run.spec_text for run in runs})
