"""From a property of pieces to the colours of their points."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from ui.theme import Colours
from ui.widgets.colours import blend
from workbench.inspection.embeddings.spec import EmbeddingMap

STEPS = 16


class PieceProperty(StrEnum):
    """What the colour of a point says."""

    SCRIPT = "script"
    BEGINS_WORD = "begins_word"
    LENGTH = "length"
    FREQUENCY = "frequency"
    NORM = "norm"
    ALIGNMENT = "alignment"


@dataclass(frozen=True)
class Categories:
    """A colour each point, and what each colour is called, the commonest first."""

    colours: tuple[str, ...]
    names: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Ramp:
    """A colour each point, from the least value to the greatest; in even ratios if `is_log`."""

    colours: tuple[str, ...]
    least: float
    most: float
    is_log: bool


Coloured = Categories | Ramp


def has_property(found: EmbeddingMap, which: PieceProperty) -> bool:
    """Whether there is anything to colour by."""
    match which:
        case PieceProperty.FREQUENCY:
            return any(piece.frequency is not None for piece in found.pieces)
        case PieceProperty.ALIGNMENT:
            return bool(found.cosines)
        case _:
            return True


def coloured(found: EmbeddingMap, model: int, which: PieceProperty, colours: Colours) -> Coloured:
    """The colours of all points of one model; a ramp reaches over its own values."""
    match which:
        case PieceProperty.SCRIPT:
            return _categories([piece.script for piece in found.pieces], colours)
        case PieceProperty.BEGINS_WORD:
            words = ["yes" if piece.begins_word else "no" for piece in found.pieces]
            return _categories(words, colours)
        case PieceProperty.LENGTH:
            lengths = [float(piece.length) for piece in found.pieces]
            return _ramp(lengths, colours)
        case PieceProperty.FREQUENCY:
            counts = [float(piece.frequency or 0) for piece in found.pieces]
            return _ramp(counts, colours, is_log=True)
        case PieceProperty.NORM:
            return _ramp(found.norms_mn[model].tolist(), colours)
        case PieceProperty.ALIGNMENT:
            return _ramp(found.cosines, colours)


def ramp_colours(colours: Colours) -> tuple[str, ...]:
    """From the least to the greatest value: both ends stand out from the ground."""
    return tuple(
        blend(colours.teacher, colours.student, step / (STEPS - 1)).name() for step in range(STEPS)
    )


def _categories(values: Sequence[str], colours: Colours) -> Categories:
    """The commonest have colours of their own; all others share the last one."""
    common = [value for value, _ in Counter(values).most_common()]
    named, others = common[: len(colours.series) - 1], common[len(colours.series) - 1 :]
    by_value = dict(zip(named, colours.series, strict=False))
    names = tuple((value, by_value[value]) for value in named)
    if others:
        names += (("other", colours.series[-1]),)
    return Categories(tuple(by_value.get(value, colours.series[-1]) for value in values), names)


def _ramp(values: Sequence[float], colours: Colours, *, is_log: bool = False) -> Ramp:
    least, most = min(values), max(values)
    steps = ramp_colours(colours)

    def height(value: float) -> float:
        return math.log1p(value) if is_log else value

    room = (height(most) - height(least)) or 1.0
    shares = ((height(value) - height(least)) / room for value in values)
    return Ramp(
        tuple(steps[round(share * (STEPS - 1))] for share in shares), least, most, is_log=is_log
    )
