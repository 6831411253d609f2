"""Which of several runs is the best one, by a figure that they may be compared by."""

from collections.abc import Sequence

from workbench.activities.run_report.figures import best
from workbench.activities.run_report.reported import ReportedRun
from workbench.words import Words, in_a_row, words

_LOSS, _BITS = "validation_loss", "validation_bits_per_byte"
_MASKED = "validation_masked_accuracy"


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
    value = min(figure for figure, _ in found)
    told = _best_of([run for figure, run in found if figure == value], value, unit)
    lengths = sorted({_tokens_scored(run) for run in measured})
    if len(lengths) < 2:
        return told
    return words(
        "{told} They were not measured on equally long parts of that text ({lengths} tokens), so "
        "that small differences say little.",
        told=told,
        lengths=in_a_row(
            words("{count:,}", count=length) if length else words("all") for length in lengths
        ),
    )


def _best_of(runs: Sequence[ReportedRun], value: float, unit: Words) -> Words:
    if len(runs) > 1:
        return words(
            "Of these runs {names} predict unseen text best, all of them with {value:.3f} {unit}.",
            names=in_a_row(words("'{name}'", name=run.name) for run in runs),
            value=value,
            unit=unit,
        )
    return words(
        "Of these runs '{name}' predicts unseen text best: {value:.3f} {unit}.",
        name=runs[0].name,
        value=value,
        unit=unit,
    )


def _text_of(run: ReportedRun) -> tuple[str, ...]:
    """What a run was measured on, and whether by filling in masks."""
    corpora = run.inputs.corpora
    text = tuple(one.digest for one in corpora) or run.inputs.examples
    return (*text, "masked" if _MASKED in run.series else "causal")


def _tokens_scored(run: ReportedRun) -> int:
    """How many validation tokens were scored at most; 0 for all."""
    return int(run.settings.get("loop", {}).get("evaluation_tokens", 0))
