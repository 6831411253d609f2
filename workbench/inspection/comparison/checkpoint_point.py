"""What is read of one checkpoint of a run, as plain values; torch is not needed.

Shapes: l layers, h heads, p pairs of layers.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

import numpy as np

from workbench.inspection.heads.spec import (
    DEFAULT_STAGES,
    MEASURE_BY_NAME,
    HeadStage,
    asked_stages,
)
from workbench.inspection.lens.reading import LogitLens
from workbench.inspection.maps.attention_maps import HeadStatistics
from workbench.inspection.maps.layer_heads import Floats
from workbench.inspection.maps.tiles import HeadTiles
from workbench.words import Words

TextMeasure = Literal[
    "normalised_entropy",
    "self_share",
    "previous_share",
    "next_share",
    "first_share",
    "special_share",
    "entropy",
    "distance",
]
"""Of the maps of the text."""
PassageMeasure = Literal["previous", "duplicate", "induction", "copying", "ablation"]
"""As heads are measured on the text, or over passages of a corpus."""
Measure = TextMeasure | PassageMeasure

TEXT_MEASURES: tuple[TextMeasure, ...] = get_args(TextMeasure)
PASSAGE_MEASURES: tuple[PassageMeasure, ...] = get_args(PassageMeasure)
MEASURES: tuple[Measure, ...] = (*TEXT_MEASURES, *PASSAGE_MEASURES)
SHARES: tuple[Measure, ...] = (*TEXT_MEASURES[:6], "previous", "duplicate", "induction")
"""Those between 0 and 1, whose changes can be compared with each other."""

DEFAULT_PASSAGES, DEFAULT_TOKENS = 20, 128
"""Fewer than heads are measured on once: each checkpoint reads them."""


@dataclass(frozen=True)
class EvolutionAsked:
    """What is read at each checkpoint beside the maps of a text.

    Heads are measured on the text, or on so many passages of so many tokens of a corpus's
    validation part; `stages` are the measures that take longer.
    """

    lens: bool = False
    stages: tuple[HeadStage, ...] = DEFAULT_STAGES
    corpus: str = ""
    num_passages: int = DEFAULT_PASSAGES
    passage_tokens: int = DEFAULT_TOKENS

    @classmethod
    def of(
        cls, *, lens: bool, measures: Collection[str], corpus: str, passages: int, tokens: int
    ) -> "EvolutionAsked":
        """As a person asks; raises BadInput for measures that are not there."""
        return cls(lens, asked_stages(measures), corpus, passages, tokens)


DEFAULT_ASKED = EvolutionAsked()


@dataclass(frozen=True)
class TeacherDistance:
    """How far a checkpoint is from a teacher, by pairs of the layer map.

    `divergence_p` is the mean Jensen-Shannon divergence of the matched heads in nats, `cka_p`
    linear CKA of what both blocks give (unbiased; NaN where one does not vary), `kl` the mean
    KL(teacher ‖ student) of the outputs in nats; None for models that predict nothing.
    """

    divergence_p: tuple[float, ...]
    cka_p: tuple[float, ...]
    kl: float | None


@dataclass(frozen=True)
class CheckpointPoint:
    """One checkpoint on the text; `loss` is in nats per token, None for a BERT.

    `measured_lh` has what was measured of the heads by its name, NaN where a head has no value;
    `lens` is the logit lens, None where it was not asked for or cannot be read.
    """

    step: int
    digest: str
    statistics: HeadStatistics = field(repr=False)
    tiles: HeadTiles = field(repr=False)
    loss: float | None = None
    distance: TeacherDistance | None = None
    measured_lh: Mapping[str, Floats] = field(default_factory=dict, repr=False)
    lens: LogitLens | None = field(default=None, repr=False)

    @property
    def measures(self) -> tuple[Measure, ...]:
        """Those that it has, in their order."""
        return (*TEXT_MEASURES, *(one for one in PASSAGE_MEASURES if one in self.measured_lh))

    def measured(self, measure: Measure) -> Floats:
        """A measure of every head, lh; NaN of one that was not measured."""
        if measure in PASSAGE_MEASURES:
            missing_lh = np.full_like(self.statistics.entropy_lh, np.nan)
            return self.measured_lh.get(measure, missing_lh)
        values_lh: Floats = getattr(self.statistics, f"{measure}_lh")
        return values_lh


@dataclass(frozen=True)
class SkippedCheckpoint:
    """A checkpoint that could not be read, and why."""

    step: int
    why: Words


def unit_of(measure: Measure) -> str:
    """What a measure is in: nats, share, tokens or number."""
    if measure in MEASURE_BY_NAME:
        return MEASURE_BY_NAME[measure].unit
    return "share"
