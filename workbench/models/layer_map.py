"""Which layer of the teacher each layer of a student corresponds to; torch is not needed.

Layers count from 0, blocks alone: the embeddings are no layer.
"""

from dataclasses import dataclass
from typing import Literal, assert_never

Preset = Literal["uniform", "last", "skip", "first_half"]

NONE = -1
"""In a map of one's own: the student's layer has no counterpart."""


@dataclass(frozen=True)
class LayerMapping:
    """The teacher's layer for each of the student's, or `NONE`.

    `is_own` when the student was distilled from this teacher with it; otherwise it is uniform.
    """

    layers: tuple[int, ...]
    is_own: bool = False

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """(teacher's layer, student's layer) wherever there is a counterpart."""
        return tuple((theirs, ours) for ours, theirs in pairs_of(self.layers))


def uniform_mapping(num_student: int, num_teacher: int) -> LayerMapping:
    """The mapping of two models of which neither was distilled from the other."""
    return LayerMapping(preset_map("uniform", num_student, num_teacher))


def preset_map(preset: Preset, num_student: int, num_teacher: int) -> tuple[int, ...]:
    """The teacher's layer for each of the student's, which has at most as many.

    uniform: evenly from the first to the last, as DistilBERT (0 2 4 7 9 11 of 12 for 6); last: the
    uppermost; skip: the last of equal stretches, as TinyBERT; first_half: the lowest. Only uniform
    maps a student with more layers too: neighbours then share one of the teacher's.
    """
    layers = range(num_student)
    match preset:
        case "uniform":
            if num_student == 1:
                return (0,)
            return tuple(round(i * (num_teacher - 1) / (num_student - 1)) for i in layers)
        case "last":
            return tuple(num_teacher - num_student + i for i in layers)
        case "skip":
            return tuple((i + 1) * num_teacher // num_student - 1 for i in layers)
        case "first_half":
            return tuple(layers)
        case _:
            assert_never(preset)


def pairs_of(layers: tuple[int, ...]) -> tuple[tuple[int, int], ...]:
    """(student's layer, teacher's layer) wherever there is a counterpart."""
    return tuple((ours, theirs) for ours, theirs in enumerate(layers) if theirs != NONE)
