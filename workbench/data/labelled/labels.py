"""Labels of a table: spellings of one class, texts with two of them, numbers that are amounts."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from workbench.data.labelled.examples import Example

_NUMBER = re.compile(r"[+-]?(0|[1-9]\d{0,30})(\.\d{0,30})?", re.ASCII)
"""What begins with a zero is a code, and stays as it is spelled."""

_MANY_NUMBERS = 20
_MANY_FRACTIONS = 10


def other_spellings(labels: Iterable[str]) -> dict[str, str]:
    """The labels that differ from a more frequent one only in case, spaces, the form of a letter
    or the way a number is written, each with that one."""
    by_meaning: defaultdict[str, list[str]] = defaultdict(list)
    counts = Counter(labels)
    for label in counts:
        by_meaning[_meaning(label)].append(label)
    return {
        label: usual
        for alike in by_meaning.values()
        for usual in [max(alike, key=counts.__getitem__)]
        for label in alike
        if label != usual
    }


def _meaning(label: str) -> str:
    text = " ".join(unicodedata.normalize("NFKC", label).casefold().split())
    number = number_of(text)
    return text if number is None else str(number.normalize() + 0)


def number_of(label: str) -> Decimal | None:
    """The number that a label is; None for others."""
    return Decimal(label) if _NUMBER.fullmatch(label) else None


def respelled(examples: Iterable[Example], usual: Mapping[str, str]) -> tuple[Example, ...]:
    """The examples with their labels as they are spelled mostly, equal ones once."""
    changed = (
        one if one.target not in usual else one.model_copy(update={"target": usual[one.target]})
        for one in examples
    )
    return tuple(dict.fromkeys(changed))


def contradictions(examples: Iterable[Example]) -> dict[str, tuple[str, ...]]:
    """The texts that have several labels, with these; of a pair the first text."""
    labels: defaultdict[tuple[str, str], dict[str, None]] = defaultdict(dict)
    for one in examples:
        labels[one.texts][one.target] = None
    return {first: tuple(found) for (first, _), found in labels.items() if len(found) > 1}


def are_amounts(labels: Sequence[str]) -> bool:
    """Whether labels are so many different numbers that they hardly name classes."""
    numbers = [number_of(label) for label in labels]
    if not all(number is not None for number in numbers):
        return False
    whole = all(number == number.to_integral_value() for number in numbers if number is not None)
    return len(labels) > (_MANY_NUMBERS if whole else _MANY_FRACTIONS)
