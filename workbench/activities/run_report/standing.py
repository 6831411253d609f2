"""How good a run's model became: over its training, and beside what needs none."""

from collections.abc import Iterator

from workbench.activities.run_report.figures import best
from workbench.activities.run_report.reported import ReportedRun
from workbench.store.membership import CONTROL, STUDENT
from workbench.words import Words, words

_LOSS, _BITS = "validation_loss", "validation_bits_per_byte"
_PERPLEXITY = "validation_perplexity"


def standing(run: ReportedRun) -> Iterator[Words]:
    """The sentences on its validation loss; one says so where nothing was measured."""
    found = best(run, _LOSS)
    if found is None:
        if run.state.checkpoints or run.series:
            yield words(
                "Nothing was measured on text that it did not learn from, so that nobody knows how "
                "good it became: evaluate it on a corpus with a validation part."
            )
        return
    yield from _loss(run)
    yield from _baselines(run)
    yield from _ngram(run, found[1])
    if run.role in (STUDENT, CONTROL):
        yield from _teacher(run, found[1])
    yield from _control(run, found[1])


def _loss(run: ReportedRun) -> Iterator[Words]:
    """How the validation loss went, and whether it rose again after its best."""
    series, found = run.series.get(_LOSS), best(run, _LOSS)
    if series is None or found is None:
        return
    step, value = found
    if len(series) == 1:
        yield words(
            "On text that it never learned from, its loss is {best:.3f} nats per token "
            "(step {step:,}).",
            best=value,
            step=step,
        )
    else:
        yield words(
            "On text that it never learned from, its loss went from {first:.3f} to {best:.3f} nats "
            "per token (step {step:,}).",
            first=series.values[0],
            best=value,
            step=step,
        )
    if (choices := best(run, _PERPLEXITY)) is not None:
        yield words(
            "At its best it was as unsure as in a choice among {choices:,.1f} equally likely "
            "tokens (perplexity).",
            choices=choices[1],
        )
    if (bits := best(run, _BITS)) is not None:
        yield words("Its best figure in bits per byte of text is {bits:.3f}.", bits=bits[1])
    last = series.values[-1]
    if not last <= value * 1.02:
        yield words(
            "At its last evaluation the loss was {last:.3f}, above its best: what came after step "
            "{step:,} did not help.",
            last=last,
            step=step,
        )


def _baselines(run: ReportedRun) -> Iterator[Words]:
    """What no learning at all achieves, and frequencies alone."""
    uniform, unigram = (run.reference(_LOSS, name) for name in ("uniform", "unigram"))
    if uniform is not None and unigram is not None:
        yield words(
            "On the same text every token equally likely gives {uniform:.3f}, and knowing nothing "
            "but how frequent each token is {unigram:.3f}.",
            uniform=uniform,
            unigram=unigram,
        )


def _ngram(run: ReportedRun, value: float) -> Iterator[Words]:
    ngram = run.reference(_LOSS, "ngram")
    if ngram is None:
        return
    yield (
        words("Counting n-grams reaches {ngram:.3f}: the model does better.", ngram=ngram)
        if value < ngram
        else words(
            "Counting n-grams reaches {ngram:.3f}: the model is no better than that.", ngram=ngram
        )
    )


def _teacher(run: ReportedRun, value: float) -> Iterator[Words]:
    teacher = run.reference(_LOSS, "teacher")
    if teacher is None:
        return
    yield (
        words(
            "The teacher reaches {teacher:.3f} on this text; the student's best is "
            "{difference:.3f} above that.",
            teacher=teacher,
            difference=value - teacher,
        )
        if value > teacher
        else words(
            "The teacher reaches {teacher:.3f} on this text; the student's best is "
            "{difference:.3f} below that.",
            teacher=teacher,
            difference=teacher - value,
        )
    )


def _control(run: ReportedRun, value: float) -> Iterator[Words]:
    """What the teacher was worth; one seed alone does not tell how sure that is."""
    if run.beside is None:
        return
    values = {"name": run.beside.name, "control": run.beside.loss}
    yield (
        words(
            "Its control '{name}', the same student without the teacher, reaches {control:.3f}: "
            "the teacher was worth {difference:.3f} nats per token (one seed).",
            difference=run.beside.loss - value,
            **values,
        )
        if value < run.beside.loss
        else words(
            "Its control '{name}', the same student without the teacher, reaches {control:.3f}: "
            "the teacher did not help (one seed).",
            **values,
        )
    )
