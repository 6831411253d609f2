"""What the window needs of the runs of an open project, as protocols."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ui.run_with_checkpoints import RunWithCheckpoints
from workbench.events import Event
from workbench.jobs import ThreadControl
from workbench.plans.planned_run import Startable
from workbench.store.alert_rules import AlertRule
from workbench.store.database.past import Past
from workbench.store.records import RunRecord
from workbench.store.runs.alerts import Alert
from workbench.store.runs.requests import Request
from workbench.store.runs.state import RunState
from workbench.store.runs.step_notes import StepNote
from workbench.store.runs.superseded import Attempt

if TYPE_CHECKING:
    from workbench.activities.replay.step_batch import StepBatch
    from workbench.training.anomalies.anomaly import Anomaly


class AttemptLike(Protocol):
    """A run that was made and waits to be iterated."""

    @property
    def id(self) -> str: ...

    def __iter__(self) -> Iterator[Event]: ...


class RecordedRun(RunWithCheckpoints, Protocol):
    """A run that was made, whoever performs it."""

    @property
    def record(self) -> RunRecord: ...

    @property
    def journal_path(self) -> Path: ...

    @property
    def traceback_path(self) -> Path: ...

    def past(self) -> Past: ...

    def state(self) -> RunState: ...

    def estimated_seconds(self) -> float | None: ...

    def seed_group(self) -> str: ...

    def superseded(self) -> tuple[Attempt, ...]: ...

    def step_notes(self) -> tuple[StepNote, ...]: ...

    def pin_note(self, step: int, text: str) -> tuple[StepNote, ...]: ...

    def alerts(self) -> tuple[Alert, ...]: ...

    def alerts_mark(self) -> tuple[int, int] | None: ...

    def would_fire(self, when: str) -> tuple[Alert, ...]: ...

    def teacher(self) -> str: ...

    def compared_models(self) -> dict[str, str]: ...

    def anomalies(self) -> "tuple[Anomaly, ...]": ...

    def batch(self, step: int, *, under: int | None = None) -> "Iterator[StepBatch]": ...

    def write_report(self, path: Path, *, language: str = "en") -> None: ...

    def keep_following(self, runs: Sequence[Startable]) -> None: ...

    def following(self) -> tuple[Startable, ...]: ...

    def following_mark(self) -> tuple[int, int] | None: ...

    def request(self, request: Request) -> None: ...


class KeptQueue(Protocol):
    """Whether what waits is started by itself; another process may have paused it."""

    @property
    def is_held(self) -> bool: ...

    def hold(self) -> None: ...

    def release(self) -> None: ...


class KeptAlertRules(Protocol):
    """What a person wants to be told of while a run learns."""

    def rules(self) -> tuple[AlertRule, ...]: ...

    def add(self, when: str, *, stops: bool = False) -> AlertRule: ...

    def remove(self, when: str) -> None: ...


class RunSource(Protocol):
    """Where runs are started, resumed and found by their ids."""

    def start(self, run: Startable, control: ThreadControl | None = None) -> AttemptLike: ...

    def resume(self, run: str, control: ThreadControl | None = None) -> AttemptLike: ...

    def start_detached(self, run: Startable) -> str: ...

    def resume_detached(self, run: str) -> str: ...

    def saved_run(self, run: str) -> RecordedRun: ...
