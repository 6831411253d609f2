"""What the catalogue knows of each stored thing, as plain frozen records."""

import math
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from workbench.store.membership import Membership


class RunStatus(StrEnum):
    """Where a run stands; the four ends of an attempt, and what precedes or replaces them."""

    QUEUED = "queued"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    HANDED_OVER = "handed_over"
    INTERRUPTED = "interrupted"


@dataclass(frozen=True)
class CorpusRecord:
    """A corpus of the project; `folder` is absolute, `digest` covers its text and split."""

    id: str
    name: str
    folder: Path
    digest: str
    documents: int
    characters: int
    bytes: int
    encoding: str
    skipped: int


@dataclass(frozen=True)
class TokenizerRecord:
    """A tokenizer of the project."""

    id: str
    name: str
    folder: Path
    digest: str
    family: str
    vocabulary_size: int


@dataclass(frozen=True)
class CacheRecord:
    """A teacher cache of the project; `teacher` and `corpus` are what they were called then."""

    id: str
    name: str
    folder: Path
    digest: str
    teacher: str
    corpus: str
    kept: str
    temperature: float
    context: int
    tokens: int
    bytes: int


@dataclass(frozen=True)
class CheckpointRecord:
    """One saved state of a model; the best one has the least `metric`, if that is known: its
    validation loss, or a negated accuracy."""

    step: int
    folder: Path
    digest: str
    metric: float | None = None
    is_best: bool = False
    is_last: bool = False
    pinned: bool = False

    @property
    def score(self) -> float | None:
        """The accuracy or macro-F1 that it was ranked by, if it was."""
        return -self.metric if self.metric is not None and self._by_score else None

    @property
    def loss(self) -> float | None:
        """The validation loss that it was ranked by, if it was."""
        return None if self._by_score else self.metric

    @property
    def _by_score(self) -> bool:
        """A loss is never below 0; the sign tells even of an accuracy of 0."""
        return self.metric is not None and math.copysign(1.0, self.metric) < 0


@dataclass(frozen=True)
class ModelRecord:
    """A model of the project and its checkpoints, oldest first.

    `labels` are the classes that a classifier tells, `template` is what a model that was tuned to
    answer reads around a prompt; both are empty for others.
    """

    id: str
    name: str
    family: str
    parameters: int
    tokenizer: str
    run: str
    folder: Path
    checkpoints: tuple[CheckpointRecord, ...]
    labels: tuple[str, ...] = ()
    template: str = ""


@dataclass(frozen=True)
class RunRecord:
    """A run as its folder tells it.

    `belongs_to` is None for a run that was made before this was recorded.
    """

    id: str
    name: str
    kind: str
    status: RunStatus
    folder: Path
    step: int
    total_steps: int | None
    metrics: dict[str, float] = field(default_factory=dict)
    started_at: float = 0.0
    belongs_to: Membership | None = None
