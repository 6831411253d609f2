"""What a table of true and guessed classes tells; torch is not needed.

Shape legend: k = classes. A row is a true class, a column a guessed one.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class ClassFigures:
    """One class: which share of the guesses for it is right, which share of it is found, their
    harmonic mean, and how many examples it has. A share of nothing counts as 0."""

    label: str
    precision: float
    recall: float
    f1: float
    examples: int


def confusion(truths: Counts, guesses: Counts, num_classes: int) -> Counts:
    """How often each true class was taken for each class, kk."""
    cells = np.bincount(truths * num_classes + guesses, minlength=num_classes**2)
    return cells.reshape(num_classes, num_classes)


def accuracy(counts_kk: Counts) -> float:
    """The share of examples whose class was found."""
    return _share(int(counts_kk.trace()), int(counts_kk.sum()))


def by_class(counts_kk: Counts, labels: Sequence[str]) -> tuple[ClassFigures, ...]:
    """The figures of each class, in the order of the labels."""
    return tuple(_figures(counts_kk, index, label) for index, label in enumerate(labels))


def macro_f1(counts_kk: Counts) -> float:
    """The mean F1 of the classes that occur, as truth or as guess: rare ones count as much."""
    occurs_k = (counts_kk.sum(0) + counts_kk.sum(1)) > 0
    figures = by_class(counts_kk, [""] * len(counts_kk))
    return float(np.mean([one.f1 for one, occurs in zip(figures, occurs_k, strict=True) if occurs]))


def _figures(counts_kk: Counts, index: int, label: str) -> ClassFigures:
    right = int(counts_kk[index, index])
    guessed, there = int(counts_kk[:, index].sum()), int(counts_kk[index].sum())
    # F1 = 2PR / (P + R) = 2·right / (guessed + there)
    return ClassFigures(
        label,
        precision=_share(right, guessed),
        recall=_share(right, there),
        f1=_share(2 * right, guessed + there),
        examples=there,
    )


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
