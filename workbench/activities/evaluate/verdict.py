"""One honest sentence on a comparison: what distillation changed against its control."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from workbench.activities.evaluate.groups import mean_and_margin
from workbench.breakdown import Breakdown
from workbench.events import ReportRow
from workbench.words import Words, words

_BLOCK_TOKENS = 256
"""Losses within a block depend on each other; blocks far less."""


@dataclass(frozen=True)
class Measured:
    """A model's row, the loss of every target for paired comparisons, and all taken apart."""

    row: ReportRow
    losses: NDArray[np.float64]
    breakdown: Breakdown | None = None


def verdict(measured: Sequence[Measured]) -> Words | None:
    """What the paired losses of student and control say; None if one of them is missing.

    The interval is the normal 95 % interval of the mean difference over blocks of the text. It
    says how sure the difference is on this kind of text, not what another seed would give.
    """
    student, control = _of_role(measured, "student"), _of_role(measured, "control")
    if student is None or control is None:
        return None
    difference, margin = paired_difference(student.losses, control.losses)
    if abs(difference) <= margin:
        return words(
            "Distillation made no measurable difference: {difference:+.4f} ± {margin:.4f} nats per "
            "token against the control (95 % over this text, one seed).",
            difference=difference,
            margin=margin,
        )
    if difference < 0:
        return words(
            "The distilled student predicts this text better than its control: {difference:+.4f} ± "
            "{margin:.4f} nats per token (95 % over this text, one seed).",
            difference=difference,
            margin=margin,
        )
    return words(
        "Distillation did not help here: the student is worse than its control by "
        "{difference:+.4f} ± {margin:.4f} nats per token (95 % over this text, one seed).",
        difference=difference,
        margin=margin,
    )


def verdict_over_seeds(rows: Sequence[ReportRow]) -> Words | None:
    """What the first group of students says against the first group of controls, seed by seed.

    None unless both have equally many models, at least two: only then are they pairs.
    """
    student, control = (_first_group(rows, role) for role in ("student", "control"))
    if len(student) < 2 or len(student) != len(control):
        return None
    differences = [ours.loss - theirs.loss for ours, theirs in zip(student, control, strict=True)]
    difference, margin = mean_and_margin(differences)
    values = {"group": student[0].group, "count": len(student)}
    if abs(difference) <= margin:
        return words(
            "Over {count} seeds '{group}' made no sure difference: {difference:+.4f} ± "
            "{margin:.4f} nats per token against the control (95 %).",
            difference=difference,
            margin=margin,
            **values,
        )
    if difference < 0:
        return words(
            "Over {count} seeds '{group}' predicts this text better than its control: "
            "{difference:+.4f} ± {margin:.4f} nats per token (95 %).",
            difference=difference,
            margin=margin,
            **values,
        )
    return words(
        "Over {count} seeds '{group}' is worse than its control by {difference:+.4f} ± "
        "{margin:.4f} nats per token (95 %).",
        difference=difference,
        margin=margin,
        **values,
    )


def with_warning(sentence: Words | None, rows: Sequence[ReportRow]) -> Words | None:
    """A verdict, and what it is worth where the teacher knows less of the text than an n-gram."""
    teacher, ngram = (
        next((row for row in rows if row.role == role), None) for role in ("teacher", "ngram")
    )
    if teacher is None or ngram is None or teacher.loss <= ngram.loss:
        return sentence
    warning = words(
        "The teacher predicts this text worse than the n-gram does ({teacher:.4f} against "
        "{ngram:.4f} nats per token): train it longer before students learn from it.",
        teacher=teacher.loss,
        ngram=ngram.loss,
    )
    if sentence is None:
        return warning
    return words("{verdict} {warning}", verdict=sentence, warning=warning)


def _first_group(rows: Sequence[ReportRow], role: str) -> list[ReportRow]:
    """The models of the first group with a role, in their order."""
    name = next((row.group for row in rows if row.role == role and row.group), "")
    return [row for row in rows if row.role == role and row.group == name] if name else []


def _of_role(measured: Sequence[Measured], role: str) -> Measured | None:
    return next((one for one in measured if one.row.role == role), None)


def mean_margin(losses: NDArray[np.float64]) -> float | None:
    """Half the 95 % interval of a mean loss over blocks of the text; None for too short a text."""
    _, margin = paired_difference(losses, np.zeros_like(losses))
    return margin if np.isfinite(margin) else None


def paired_difference(
    ours: NDArray[np.float64], theirs: NDArray[np.float64]
) -> tuple[float, float]:
    """The mean of ours - theirs over the same targets, and half its 95 % interval (nats)."""
    differences = ours - theirs
    mean = float(differences.mean())
    num_blocks = len(differences) // _BLOCK_TOKENS
    if num_blocks < 2:
        return mean, float("inf")
    blocks = differences[: num_blocks * _BLOCK_TOKENS].reshape(num_blocks, -1).mean(axis=1)
    return mean, float(1.96 * blocks.std(ddof=1) / np.sqrt(num_blocks))
