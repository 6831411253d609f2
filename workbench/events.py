"""What happens during a run, as types: the one language of journal, terminal, window and tests.

An activity yields these events, `perform` appends them to the run's journal, and each reader
folds them with one `match` that ends in `assert_never`.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from workbench.breakdown import Breakdown, PairedDifference
from workbench.words import Words

Whole = Annotated[int, Field(ge=-(2**63), lt=2**63)]
"""A whole number as the columns of curves and tables keep it: in 64 bits."""


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, ser_json_inf_nan="strings")


class RunStarted(_Event):
    """The first event of a run: what was asked, and how many steps it will take."""

    type: Literal["RunStarted"] = "RunStarted"
    run: str
    name: str
    kind: str
    total_steps: Whole | None = None
    environment: dict[str, str | int | float] = {}


class RunResumed(_Event):
    """A further attempt at the same run; what was journalled after `from_step` no longer counts."""

    type: Literal["RunResumed"] = "RunResumed"
    from_step: Whole
    environment: dict[str, str | int | float] = {}


class StageStarted(_Event):
    """A part of the work begins; `total` counts what `Progress.done` will count up to."""

    type: Literal["StageStarted"] = "StageStarted"
    words: Words
    total: Whole | None = None
    unit: str = ""


class Progress(_Event):
    """How far the present stage has come; `done` in the unit the stage named."""

    type: Literal["Progress"] = "Progress"
    done: Whole
    total: Whole | None = None


class Metrics(_Event):
    """Named numbers at a training step (the step just finished, counted from 1).

    `tokens` counts training tokens since the run's beginning; `elapsed_s` is training time in
    seconds, summed over attempts.
    """

    type: Literal["Metrics"] = "Metrics"
    step: Whole
    values: dict[str, float]
    tokens: Whole = 0
    epoch: float = 0.0
    elapsed_s: float = 0.0


class Reference(_Event):
    """A constant drawn as a line beside a curve, such as the teacher's own validation loss."""

    type: Literal["Reference"] = "Reference"
    metric: str
    name: str
    value: float


class SampleWritten(_Event):
    """What the model wrote from a fixed prompt at an evaluation."""

    type: Literal["SampleWritten"] = "SampleWritten"
    step: Whole
    prompt: str
    text: str


class CheckpointSaved(_Event):
    """A checkpoint is safely on disk; `folder` is relative to the run's folder."""

    type: Literal["CheckpointSaved"] = "CheckpointSaved"
    step: Whole
    folder: str
    digest: str
    is_best: bool = False


class CheckpointRemoved(_Event):
    """Rotation moved a checkpoint away that was neither best, last nor pinned."""

    type: Literal["CheckpointRemoved"] = "CheckpointRemoved"
    step: Whole


class ArtifactReady(_Event):
    """A corpus, tokenizer or set of shards is complete; `folder` is relative to the project's."""

    type: Literal["ArtifactReady"] = "ArtifactReady"
    artifact: Literal["corpus", "tokenizer", "shards", "cache"]
    name: str
    folder: str
    digest: str
    facts: dict[str, str | int | float] = {}


class ReportRow(BaseModel):
    """One model's line in a comparison; a figure that does not apply is None.

    `loss_margin` is half the 95 % interval of the loss over blocks of the text; `ms_per_token` is
    one text at a time, `tokens_per_second_16` sixteen, each with half its 95 % interval over rounds
    in which all models took their turn. Models of one `group` differ by their seed.
    """

    model_config = ConfigDict(frozen=True, ser_json_inf_nan="strings")

    role: str
    model: str
    parameters: int
    loss: float
    perplexity: float
    bits_per_byte: float | None = None
    agreement: float | None = None
    kl: float | None = None
    ms_per_token: float | None = None
    accuracy: float | None = None
    agreement_top5: float | None = None
    calibration_error: float | None = None
    loss_margin: float | None = None
    disk_bytes: int | None = None
    memory_bytes: int | None = None
    tokens_per_second_16: float | None = None
    ms_per_token_margin: float | None = None
    tokens_per_second_16_margin: float | None = None
    group: str = ""
    sample: str = ""

    @property
    def tokens_per_second(self) -> float | None:
        """One text at a time."""
        return None if self.ms_per_token is None else 1000.0 / self.ms_per_token


def speed_margin(row: ReportRow, figure: str) -> float | None:
    """Half the interval that stands beside a speed; None beside other figures."""
    match figure:
        case "ms_per_token":
            return row.ms_per_token_margin
        case "tokens_per_second_16":
            return row.tokens_per_second_16_margin
        case _:
            return None


class GroupRow(BaseModel):
    """Models that differ by their seed alone: means, and half the 95 % interval of each."""

    model_config = ConfigDict(frozen=True, ser_json_inf_nan="strings")

    group: str
    role: str
    models: int
    parameters: int
    loss: float
    loss_margin: float
    bits_per_byte: float | None = None
    bits_per_byte_margin: float | None = None
    accuracy: float | None = None
    accuracy_margin: float | None = None
    agreement: float | None = None
    agreement_margin: float | None = None


class ReportReady(_Event):
    """The comparison of several models on the same text, best kept together with its verdict."""

    type: Literal["ReportReady"] = "ReportReady"
    corpus: str
    rows: tuple[ReportRow, ...]
    verdict: Words | None = None
    groups: tuple[GroupRow, ...] = ()
    prompt: str = ""
    breakdowns: tuple[Breakdown, ...] = ()
    differences: tuple[PairedDifference, ...] = ()
    overlap: tuple[Words, ...] = ()
    """What of the scored text stands in a training text as well."""


class Misjudged(BaseModel):
    """An example whose class was not found; `probability` is that of the class it was given."""

    model_config = ConfigDict(frozen=True)

    first: str
    second: str
    truth: str
    guess: str
    probability: float


class Classified(_Event):
    """How the validation examples were judged at a step.

    `confusion[i][j]` counts those of class `labels[i]` that were taken for `labels[j]`; `worst`
    are the wrong ones the model was surest of, surest first.
    """

    type: Literal["Classified"] = "Classified"
    step: Whole
    labels: tuple[str, ...]
    confusion: tuple[tuple[int, ...], ...]
    worst: tuple[Misjudged, ...] = ()


class Level(StrEnum):
    """How urgent a note is."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class Note(_Event):
    """A sentence for the person at the screen, kept with the run."""

    type: Literal["Note"] = "Note"
    words: Words
    level: Level = Level.INFO


class Paused(_Event):
    """The run waits, between two steps, until it is resumed."""

    type: Literal["Paused"] = "Paused"
    step: Whole


class Continued(_Event):
    """A paused run goes on."""

    type: Literal["Continued"] = "Continued"
    step: Whole


class Outcome(StrEnum):
    """How an attempt at a run ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    FAILED = "failed"
    HANDED_OVER = "handed_over"


class RunEnded(_Event):
    """The last event of an attempt, always; without one and without a live owner: interrupted."""

    type: Literal["RunEnded"] = "RunEnded"
    outcome: Outcome
    words: Words


Event = (
    RunStarted
    | RunResumed
    | StageStarted
    | Progress
    | Metrics
    | Reference
    | SampleWritten
    | CheckpointSaved
    | CheckpointRemoved
    | ArtifactReady
    | ReportReady
    | Classified
    | Note
    | Paused
    | Continued
    | RunEnded
)

_AnyEvent = Annotated[Event, Field(discriminator="type")]
EVENT: TypeAdapter[Event] = TypeAdapter(_AnyEvent)
EVENTS: TypeAdapter[list[Event]] = TypeAdapter(list[_AnyEvent])
