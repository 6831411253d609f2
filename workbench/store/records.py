"""What the catalogue knows of each stored thing, as plain frozen records."""

from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from workbench.errors import NotFound
from workbench.store.membership import Membership
from workbench.store.names import Sort
from workbench.store.runs.asked import NOTHING_ASKED, RunAsked
from workbench.store.runs.notes.remarks import NO_REMARKS, Remarks
from workbench.store.runs.saved_state import VALIDATION_LOSS, higher_is_better
from workbench.words import Words


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
    """One saved state of a model; the best one has the best `metric`, if that was measured.

    `metric_name` says what they are ranked by: the validation loss, or a score.
    """

    step: int
    folder: Path
    digest: str
    metric: float | None = None
    is_best: bool = False
    is_last: bool = False
    pinned: bool = False
    metric_name: str = VALIDATION_LOSS

    @property
    def is_damaged(self) -> bool:
        """Whether not even its rank can be told."""
        return not self.digest

    @property
    def score(self) -> float | None:
        """The accuracy, macro-F1 or agreement that it was ranked by, if it was."""
        return self.metric if higher_is_better(self.metric_name) else None

    @property
    def loss(self) -> float | None:
        """The validation loss that it was ranked by, if it was."""
        return None if higher_is_better(self.metric_name) else self.metric


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

    `belongs_to` is None for a run that was made before this was recorded. `problems` are sentences
    on what of it is damaged or missing; one that does not tell its name goes by its id. `metrics`
    are the newest values, `best` those of which one can be the better one, and `course` is that of
    the validation loss in a few points: both are empty where not all of a long journal was read.
    `elapsed_s` is training time, `tokens` those that it learnt from.
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
    problems: tuple[Words, ...] = ()
    best: dict[str, float] = field(default_factory=dict)
    course: tuple[float, ...] = ()
    elapsed_s: float = 0.0
    tokens: int = 0
    asked: RunAsked = NOTHING_ASKED
    remarks: Remarks = NO_REMARKS


AnyRecord = CorpusRecord | TokenizerRecord | CacheRecord | ModelRecord | RunRecord


def require_there(record: AnyRecord) -> None:
    """Raise NotFound when the folder of a thing was deleted since its record was read."""
    if not record.folder.is_dir():
        raise NotFound("{name} is no longer in this project", name=record.name)


def sort_of(record: AnyRecord) -> Sort:
    """Which sort of thing a record is of."""
    match record:
        case CorpusRecord():
            return Sort.CORPUS
        case TokenizerRecord():
            return Sort.TOKENIZER
        case CacheRecord():
            return Sort.CACHE
        case ModelRecord():
            return Sort.MODEL
        case RunRecord():
            return Sort.RUN
