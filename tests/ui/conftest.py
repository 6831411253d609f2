"""What every test of the window shares: a session with settings in a temporary file, a project.

Qt is imported where it is used: this file must load where Qt's libraries are missing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from workbench.activities.estimate.model_preview import ModelPreview
from workbench.distillation.spec import DistillSpec
from workbench.events import Event, Metrics, Outcome, RunEnded, RunStarted, StageStarted
from workbench.jobs import Control, ThreadControl
from workbench.models.spec import GPTSpec
from workbench.plans.journey import JourneySpec, planned_journey
from workbench.plans.planned_run import PlannedRun
from workbench.spec import Spec
from workbench.store.change import Change
from workbench.store.database.past import Past
from workbench.store.journal import Journal
from workbench.store.records import CorpusRecord, ModelRecord, RunRecord, RunStatus, TokenizerRecord
from workbench.training.spec import PretrainSpec
from workbench.words import Words, words

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from ui.session import Session
    from ui.settings import Settings

VOCABULARY = 500
"""The pieces of the one tokenizer that the fake project has."""

Script = Callable[[Control], Iterator[Event]]


@dataclass(frozen=True)
class FakeEstimate:
    parameters: int = 1_234_567
    memory_bytes: int = 300_000_000
    disk_bytes: int = 20_000_000
    seconds: float = 125.0
    available_bytes: int = 10**9
    fits: bool = True


class FakeAttempt:
    """Journals what its script yields, as a real attempt does."""

    def __init__(self, run_id: str, folder: Path, events: Iterator[Event]) -> None:
        self.id = run_id
        self._folder = folder
        self._events = events

    def __iter__(self) -> Iterator[Event]:
        self._folder.mkdir(parents=True, exist_ok=True)
        journal = Journal(self._folder / "journal.jsonl")
        for event in self._events:
            journal.append(event)
            journal.flush()
            yield event
        journal.close()


@dataclass
class FakeProject:
    """Stands in for a project: records to choose from, and runs that follow a script."""

    folder: Path
    script: Script
    read_only: bool = False
    notice: Words | None = None
    records: tuple[CorpusRecord | TokenizerRecord | ModelRecord, ...] = ()
    started: list[Spec] = field(default_factory=list)
    detached: list[str] = field(default_factory=list)
    kept: dict[str, tuple[Spec, ...]] = field(default_factory=dict)
    closed: bool = False

    def start(self, run: Spec | PlannedRun, control: Control | None = None) -> FakeAttempt:
        self.started.append(run.spec if isinstance(run, PlannedRun) else run)
        run_id = f"{len(self.started):04d}-run"
        events = self.script(control or ThreadControl())
        return FakeAttempt(run_id, self.run_folder(run_id), events)

    def new_journey(self, spec: JourneySpec) -> tuple[PlannedRun, ...]:
        return planned_journey(spec, "a1")

    def keep_following(self, run_id: str, specs: Sequence[Spec]) -> None:
        self.kept[run_id] = tuple(specs)

    def following(self, run_id: str) -> tuple[Spec, ...]:
        return self.kept.get(run_id, ())

    def resume(self, run_id: str, control: Control) -> FakeAttempt:
        return FakeAttempt(run_id, self.run_folder(run_id), self.script(control))

    def resume_detached(self, run_id: str) -> str:
        self.detached.append(run_id)
        self.run_folder(run_id).mkdir(parents=True, exist_ok=True)
        with (self.run_folder(run_id) / "journal.jsonl").open("a") as journal:
            journal.write("{}\n")
        return run_id

    def run_folder(self, run_id: str) -> Path:
        return self.folder / "runs" / run_id

    def corpora(self) -> tuple[CorpusRecord, ...]:
        return tuple(record for record in self.records if isinstance(record, CorpusRecord))

    def tokenizers(self) -> tuple[TokenizerRecord, ...]:
        return tuple(record for record in self.records if isinstance(record, TokenizerRecord))

    def models(self) -> tuple[ModelRecord, ...]:
        return tuple(record for record in self.records if isinstance(record, ModelRecord))

    def runs(self) -> tuple[RunRecord, ...]:
        return ()

    def past(self, run_id: str) -> Past:
        return Past()

    def run_record(self, run_id: str) -> RunRecord:
        status = RunStatus.INTERRUPTED
        return RunRecord(run_id, run_id, "pretrain", status, self.run_folder(run_id), 0, None)

    def estimate(self, spec: Spec) -> FakeEstimate:
        return FakeEstimate()

    def model_previews(self, spec: Spec) -> tuple[ModelPreview, ...]:
        match spec:
            case PretrainSpec():
                return (ModelPreview("model", spec.model, VOCABULARY),)
            case DistillSpec():
                return (
                    ModelPreview("teacher", GPTSpec(), VOCABULARY),
                    ModelPreview("student", spec.student, VOCABULARY),
                )
            case _:
                return ()

    def estimated_seconds(self, run_id: str) -> None:
        return None

    def caches(self) -> tuple[()]:
        return ()

    def sweeps(self) -> tuple[()]:
        return ()

    def incompatibilities(self, spec: DistillSpec) -> tuple[()]:
        return ()

    def damaged(self) -> tuple[Words, ...]:
        return ()

    def ingest(self) -> Change:
        return Change.NOTHING

    def close(self) -> None:
        self.closed = True


def short_run(control: Control) -> Iterator[Event]:
    """Ten steps that can be stopped between any two."""
    yield RunStarted(run="0001-run", name="teacher", kind="pretrain", total_steps=10)
    yield StageStarted(words=words("Training"), total=10, unit="steps")
    for step in range(1, 11):
        if control.stopping:
            yield RunEnded(outcome=control.outcome, words=words("stopped"))
            return
        yield Metrics(step=step, values={"loss": 1 / step}, tokens=step * 8, elapsed_s=step)
    yield RunEnded(outcome=Outcome.FINISHED, words=words("finished"))


def endless_run(control: Control) -> Iterator[Event]:
    """Goes on until it is told to stop."""
    yield RunStarted(run="0001-run", name="teacher", kind="pretrain")
    while not control.stopping:
        control.wait(0.01)
    yield RunEnded(outcome=control.outcome, words=words("stopped"))


CORPUS = CorpusRecord("0001-novel", "novel", Path(), "d", 10, 1000, 1000, "utf-8", 0)
TOKENIZER = TokenizerRecord("0001-bpe", "bpe", Path(), "d", "bpe", 1000)
MODEL = ModelRecord("0001-big", "big", "gpt", 1_000_000, "bpe", "0001-run", Path(), ())


@pytest.fixture
def settings(tmp_path: Path) -> "Settings":
    from PySide6.QtCore import QSettings

    from ui.settings import Settings

    return Settings(QSettings(str(tmp_path / "settings.ini"), QSettings.Format.IniFormat))


@pytest.fixture
def session(qapp: "QApplication", settings: "Settings") -> Iterator["Session"]:
    from ui.i18n import Languages
    from ui.session import Session
    from ui.theme import Appearance, Theme

    session = Session(Theme(qapp, Appearance.LIGHT), Languages(qapp, "en"), settings)
    yield session
    session.language.set("en")
    session.close()


@pytest.fixture
def project(tmp_path: Path) -> FakeProject:
    """A project that holds a corpus, a tokenizer and a model, and runs `short_run`."""
    return FakeProject(tmp_path / "lab", short_run, records=(CORPUS, TOKENIZER, MODEL))


@pytest.fixture
def endless_project(tmp_path: Path) -> FakeProject:
    return FakeProject(tmp_path / "lab", endless_run, records=(CORPUS, TOKENIZER, MODEL))


@pytest.fixture
def lab_session(session: "Session", project: FakeProject) -> "Session":
    """A session with the fake project open."""
    session.use_project(project)  # type: ignore[arg-type]
    return session
