"""What a run came to, in sentences that need no plot and no knowledge of the app."""

import math
from collections.abc import Iterator, Sequence

from workbench.activities.run_report.reported import ReportedRun
from workbench.events import Level, Note, RunEnded
from workbench.named import named
from workbench.store.membership import CONTROL, STUDENT
from workbench.store.records import RunStatus
from workbench.store.runs.inputs import Located
from workbench.words import Words, listed, words

_LOSS, _BITS = "validation_loss", "validation_bits_per_byte"
_PERPLEXITY, _MASKED = "validation_perplexity", "validation_masked_accuracy"
STATUS = {
    RunStatus.QUEUED: words("queued"),
    RunStatus.RUNNING: words("running"),
    RunStatus.PAUSED: words("paused"),
    RunStatus.FINISHED: words("finished"),
    RunStatus.STOPPED: words("stopped"),
    RunStatus.FAILED: words("failed"),
    RunStatus.HANDED_OVER: words("handed over"),
    RunStatus.INTERRUPTED: words("interrupted"),
}
"""Where a run stands, in a word."""


def summary(run: ReportedRun) -> Iterator[Words]:
    """The sentences on one run."""
    yield _what(run)
    yield _how_far(run)
    yield from _loss(run)
    yield from _beside(run)
    yield from _log(run)
    yield from run.record.problems


def _what(run: ReportedRun) -> Words:
    """What was trained, of what size, on what."""
    inputs = run.inputs
    values = {"name": run.name, "size": _size(run), "corpus": _name(inputs.corpus)}
    match run.record.kind:
        case "pretrain":
            return words(
                "'{name}' trained a language model of {size} from the beginning, on the text "
                "'{corpus}'.",
                **values,
            )
        case "distill" if run.role == CONTROL:
            return words(
                "'{name}' trained a student of {size} on the text '{corpus}' without its teacher: "
                "a control, which shows what the teacher is worth.",
                **values,
            )
        case "distill":
            return words(
                "'{name}' trained a student of {size} to predict the text '{corpus}' as its "
                "teacher '{teacher}' does (distillation).",
                **values,
                teacher=_name(inputs.teacher),
            )
        case "finetune":
            return words(
                "'{name}' went on training the model '{model}', of {size}, on examples "
                "(fine-tuning).",
                **values,
                model=_name(inputs.model),
            )
        case kind:
            return words("'{name}' is a run of another kind: {kind}.", kind=named(kind), **values)


def _size(run: ReportedRun) -> Words:
    if run.parameters is None:
        return words("unknown size")
    return words("{count:,} parameters", count=run.parameters)


def _name(located: Located | None) -> str:
    return "–" if located is None else located.name


def _how_far(run: ReportedRun) -> Words:
    state = run.state
    ended = next((e.event for e in reversed(run.log) if isinstance(e.event, RunEnded)), None)
    where = words(
        "Status: {status}; {steps:,} steps, {tokens:,} tokens read, {time} of training.",
        status=STATUS[run.record.status],
        steps=state.step,
        tokens=state.tokens,
        time=duration(state.elapsed_s),
    )
    if ended is None or run.record.status is RunStatus.FINISHED:
        return where
    return words("{where} It ended with: {reason}", where=where, reason=ended.words)


def duration(seconds: float) -> Words:
    """A time as people say it."""
    if not math.isfinite(seconds) or seconds < 60:
        return words("{seconds:.1f} s", seconds=seconds)
    minutes = round(seconds / 60)
    if minutes < 60:
        return words("{minutes} min", minutes=minutes)
    return words("{hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)


def best(run: ReportedRun, name: str, *, lower: bool = True) -> tuple[int, float] | None:
    """The step and the value of a metric's best finite point."""
    series = run.series.get(name)
    if series is None:
        return None
    points = zip(series.steps, series.values, strict=True)
    finite = [(step, value) for step, value in points if math.isfinite(value)]
    if not finite:
        return None
    return min(finite, key=lambda point: point[1] if lower else -point[1])


def _loss(run: ReportedRun) -> Iterator[Words]:
    """How the validation loss went, and whether it rose again after its best."""
    series, found = run.series.get(_LOSS), best(run, _LOSS)
    if series is None or found is None:
        return
    step, value = found
    yield words(
        "On text that it never learned from, its loss went from {first:.3f} to {best:.3f} nats per "
        "token (step {step:,}).",
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


def _beside(run: ReportedRun) -> Iterator[Words]:
    """Against counting n-grams, and against the teacher."""
    found = best(run, _LOSS)
    ngram, teacher = (run.reference(_LOSS, name) for name in ("ngram", "teacher"))
    if found is None:
        return
    if ngram is not None:
        yield (
            words("Counting n-grams reaches {ngram:.3f}: the model does better.", ngram=ngram)
            if found[1] < ngram
            else words(
                "Counting n-grams reaches {ngram:.3f}: the model is no better than that.",
                ngram=ngram,
            )
        )
    if teacher is not None and run.role in (STUDENT, CONTROL):
        yield (
            words(
                "The teacher reaches {teacher:.3f} on this text; the student's best is "
                "{difference:.3f} above that.",
                teacher=teacher,
                difference=found[1] - teacher,
            )
            if found[1] > teacher
            else words(
                "The teacher reaches {teacher:.3f} on this text; the student's best is "
                "{difference:.3f} below that.",
                teacher=teacher,
                difference=teacher - found[1],
            )
        )


def _log(run: ReportedRun) -> Iterator[Words]:
    """Nothing of a run without an incident."""
    notes = [entry.event for entry in run.log if isinstance(entry.event, Note)]
    warnings = sum(1 for note in notes if note.level is not Level.INFO)
    if warnings or run.resumes:
        yield words(
            "Resumed: {resumes} times. Warnings and errors in its log: {warnings}.",
            resumes=len(run.resumes),
            warnings=warnings,
        )


def ranking(runs: Sequence[ReportedRun]) -> Words | None:
    """Which run predicts best, by a figure that they may be compared by; None of fewer than two."""
    measured = [run for run in runs if best(run, _LOSS) is not None]
    if len(measured) < 2:
        return None
    if len({_text_of(run) for run in measured}) > 1:
        return words(
            "These runs were measured on different texts or tasks: their figures cannot be "
            "compared."
        )
    name, unit = _LOSS, words("nats per token")
    if len({run.inputs.tokenizer.digest for run in measured if run.inputs.tokenizer}) > 1:
        name, unit = _BITS, words("bits per byte")
    found = [(figure[1], run) for run in measured if (figure := best(run, name)) is not None]
    if len(found) < len(measured):
        return words(
            "These runs cut the text into different tokens, and not all were measured in bits per "
            "byte: their figures cannot be compared."
        )
    value, first = min(found, key=lambda one: one[0])
    told = words(
        "Of these runs '{name}' predicts unseen text best: {value:.3f} {unit}.",
        name=first.name,
        value=value,
        unit=unit,
    )
    lengths = sorted({_tokens_scored(run) for run in measured})
    if len(lengths) < 2:
        return told
    return words(
        "{told} They were not measured on equally long parts of that text ({lengths} tokens), so "
        "that small differences say little.",
        told=told,
        lengths=listed(f"{length:,}" if length else words("all") for length in lengths),
    )


def _text_of(run: ReportedRun) -> tuple[str, ...]:
    """What a run was measured on, and whether by filling in masks."""
    corpus = run.inputs.corpus
    text = run.inputs.examples if corpus is None else (corpus.digest,)
    return (*text, "masked" if _MASKED in run.series else "causal")


def _tokens_scored(run: ReportedRun) -> int:
    """How many validation tokens were scored at most; 0 for all."""
    return int(run.settings.get("loop", {}).get("evaluation_tokens", 0))
