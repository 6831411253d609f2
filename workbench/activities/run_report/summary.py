"""What a run came to, in sentences that need no plot and no knowledge of the app."""

from collections.abc import Iterator

from workbench.activities.run_report.figures import STATUS, duration
from workbench.activities.run_report.reported import ReportedRun
from workbench.activities.run_report.standing import standing
from workbench.events import Level, Note, RunEnded
from workbench.named import named
from workbench.store.membership import CONTROL, parent_of
from workbench.store.records import RunStatus
from workbench.store.runs.inputs import Inputs, Located
from workbench.words import Words, words

_LOSS = "loss"


def summary(run: ReportedRun) -> tuple[list[Words], ...]:
    """The paragraphs on one run: what it did, how good its model became, and what happened."""
    return list(_done(run)), list(standing(run)), list(_happened(run))


def _done(run: ReportedRun) -> Iterator[Words]:
    yield _what(run)
    yield from _branched(run)
    yield from _text(run)
    yield _how_far(run)


def _happened(run: ReportedRun) -> Iterator[Words]:
    yield from _log(run)
    if not run.anomalies and run.series.get(_LOSS):
        yield words("Nothing stands out in its curves.")


def _what(run: ReportedRun) -> Words:
    """What was trained, of what size, on what."""
    inputs = run.inputs
    values = {"name": run.name, "size": _size(run), "corpus": _texts(inputs)}
    match run.record.kind:
        case "pretrain" if inputs.model is not None:
            return words(
                "'{name}' went on training the model '{model}', of {size}, on the text '{corpus}' "
                "(continued pretraining).",
                **values,
                model=_name(inputs.model),
            )
        case "pretrain" if inputs.parent is not None:
            return words(
                "'{name}' trained a language model of {size} on the text '{corpus}'.", **values
            )
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
        case "":
            return words("What kind of run '{name}' was is not known any more.", **values)
        case kind:
            return words("'{name}' is a run of another kind: {kind}.", kind=named(kind), **values)


def _branched(run: ReportedRun) -> Iterator[Words]:
    """Where a branch began: steps and tokens count on from there."""
    found, parent = parent_of(run.record.belongs_to), run.inputs.parent
    if found is not None and parent is not None:
        yield words(
            "It is a branch: it went on from step {step:,} of '{parent}'; its steps, tokens and "
            "time are counted from the beginning of that run.",
            step=found[1],
            parent=parent.name,
        )
    if run.ancestry.missing is not None:
        yield words("Its {missing}.", missing=run.ancestry.missing)


def _text(run: ReportedRun) -> Iterator[Words]:
    """How much text it learned from, and how often it read that."""
    if run.inputs.corpus is None:
        return
    if run.corpus_size is None:
        yield words(
            "That text is no longer in the project: restore it from the bin, or import it again, "
            "to train on it once more."
        )
        return
    size = words("That text has {size}.", size=run.corpus_size)
    if not run.state.epoch:
        yield size
        return
    yield words("{size} It was read {times:.2f} times.", size=size, times=run.state.epoch)


def _size(run: ReportedRun) -> Words:
    if run.parameters is None:
        return words("unknown size")
    return words("{count:,} parameters", count=run.parameters)


def _texts(inputs: Inputs) -> str:
    """The name of its corpus, or those of the corpora that it mixed."""
    return " + ".join(one.name for one in inputs.corpora) or "–"


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
