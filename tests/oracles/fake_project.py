"""Stands in for an open project where a test of the window wants no torch and no waiting.

Each class fulfils its protocol of `ui.protocols.open_project` (the project: `OpenProject`); what a
test asks for, it overrides.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import NoReturn

from ui.protocols.kept_catalogue import KeptCatalogue
from ui.protocols.open_project import (
    KeptPlans,
    KeptRunTable,
    PreviewedRun,
    QueriedModel,
    TeacherAndStudent,
)
from ui.protocols.open_runs import AttemptLike, KeptAlertRules, KeptQueue, RecordedRun
from workbench.activities.estimate.estimate import Estimate
from workbench.activities.estimate.mixture import MixtureShare
from workbench.activities.estimate.model_preview import ModelPreview
from workbench.activities.estimate.too_large import NoRoom
from workbench.activities.queries.prompt_tokens import PromptToken, PromptTokens
from workbench.activities.spec import AnySpec, Candidate, EvaluateSpec, ImportRunSpec
from workbench.curves.branches import NO_PARENTS, Ancestry
from workbench.distillation.contributions import Contribution
from workbench.distillation.recipes import Recipe
from workbench.distillation.spec import DistillSpec
from workbench.distillation.students.spec import shape_of
from workbench.events import Event
from workbench.generation.prompt_spec import as_prompt
from workbench.generation.spec import as_strategy
from workbench.jobs import Control, ThreadControl
from workbench.models.model_file import ModelFile
from workbench.models.spec import AnyModelSpec, GPTSpec
from workbench.plans.imported_runs import RunsToImport
from workbench.plans.journey import JourneySpec, planned_journey
from workbench.plans.journey_basis import JourneyBasis
from workbench.plans.minutes.minutes_plan import AnyPlan, Budget, MinutesPlan
from workbench.plans.minutes.within_minutes import MachineSize, TextSize
from workbench.plans.planned_run import PlannedRun, Startable, spec_of
from workbench.plans.sweep import Planned, Result, SweepSpec
from workbench.project.plots import KeptPlots
from workbench.project.presets import Presets
from workbench.project.runs.processes.failed_process import FailedRun
from workbench.project.runs.processes.interrupted import Interrupted
from workbench.project.runs.run_checkpoints import RunCheckpoint
from workbench.spec import Problem
from workbench.store.bin import BinnedItem, Moved
from workbench.store.change import Change
from workbench.store.choices.alert_rules import AlertRule
from workbench.store.choices.views import KeptView
from workbench.store.database.past import Past
from workbench.store.filtering.fields import RunRow
from workbench.store.folders import ProjectFolder
from workbench.store.records import (
    AnyRecord,
    CacheRecord,
    CheckpointRecord,
    CorpusRecord,
    ModelRecord,
    RunRecord,
    RunStatus,
    TokenizerRecord,
)
from workbench.store.runs.histograms import StepHistograms, read_histograms
from workbench.store.runs.journal import Journal
from workbench.store.runs.notes.alerts import Alert
from workbench.store.runs.notes.remarks import Remarks, RemarksChange
from workbench.store.runs.notes.step_notes import StepNote
from workbench.store.runs.requests import Request
from workbench.store.runs.state import RunState
from workbench.store.runs.superseded import Attempt
from workbench.training.pretrain_spec import PretrainSpec
from workbench.words import Words

VOCABULARY = 500
"""The pieces of the one tokenizer that the fake project has."""
MACHINE = MachineSize(1e11)
"""What plans are made for: no machine of a test is as fast as another."""

Script = Callable[[Control], Iterator[Event]]
AnyThing = CorpusRecord | TokenizerRecord | ModelRecord


def saved_model(name: str, parameters: int = 1, family: str = "gpt") -> ModelRecord:
    """The record of a model with one checkpoint, at step 10."""
    checkpoint = CheckpointRecord(10, Path(name), "ab" * 32, 3.0, is_best=True, is_last=True)
    return ModelRecord(name, name, family, parameters, "tok", name, Path(name), (checkpoint,))


CORPUS = CorpusRecord("0001-novel", "novel", Path(), "d", 10, 1000, 1000, "utf-8", 0)
TOKENIZER = TokenizerRecord("0001-bpe", "bpe", Path(), "d", "bpe", 1000)
MODEL = ModelRecord("0001-big", "big", "gpt", 1_000_000, "bpe", "0001-run", Path(), ())


def not_expected(query: str) -> NoReturn:
    raise AssertionError(f"nothing asks for {query} in this test")


class FakePair(TeacherAndStudent):
    """A teacher and a student that no test asks anything."""

    def __init__(self, teacher: str, student: str) -> None:
        self.teacher, self.student = teacher, student

    def weights(self):
        not_expected("weights")

    def tokens(self, text, *, add_special_tokens=True):
        not_expected("tokens")

    def distributions(self, ids):
        not_expected("distributions")

    def written(self, prompt, ids, writer):
        not_expected("written")

    def what_if(self, text):
        not_expected("what_if")

    def worst_passages(self, corpus, *, by, most_passages, most_tokens):
        not_expected("worst_passages")

    def neighbours(self, piece, *, top, matrix):
        not_expected("neighbours")

    def embeddings_steps(self, pieces=(), *, text="", most, matrix, projection):
        not_expected("embeddings_steps")

    def heads(self, text="", *, corpus="", passages=100, tokens=256, measures=()):
        not_expected("heads")

    def layer_mapping(self):
        not_expected("layer_mapping")

    def similarity(self, text):
        not_expected("similarity")

    def corpus_similarity(self, corpus="", *, most_passages, otherwise=""):
        not_expected("corpus_similarity")

    def layer_attention(self, text, teacher_layer, student_layer):
        not_expected("layer_attention")

    def over_checkpoints(self, text, *, known=None, **asked):
        not_expected("over_checkpoints")

    def patched(self, text, *, target, other, places):
        not_expected("patched")


class FakeModel(QueriedModel):
    """A model that no test asks anything; `name` is its reference without the checkpoint."""

    pair: type[FakePair] = FakePair
    reference = ""

    def __init__(self, reference: str) -> None:
        self.reference = reference
        self.name = reference.partition("@")[0]

    @property
    def record(self) -> ModelRecord:
        return saved_model(self.name)

    @property
    def checkpoint(self) -> CheckpointRecord:
        return self.record.checkpoints[-1]

    @property
    def spec(self) -> AnyModelSpec:
        return GPTSpec()

    @property
    def file(self) -> ModelFile:
        return ModelFile(spec=self.spec, vocabulary_size=VOCABULARY)

    @property
    def can_chat(self) -> bool:
        return False

    def strategy(self, given):
        return as_strategy(given)

    def stream(
        self,
        prompt,
        strategy=None,
        *,
        seed,
        max_new_tokens,
        precision="fp32",
    ):
        not_expected("stream")

    def stream_together(self, prompt, rows, *, max_new_tokens, precision="fp32"):
        not_expected("stream_together")

    def precision_deviation(self, precision, text=""):
        not_expected("precision_deviation")

    def candidates(self, prompt, strategy, *, top=20, also=()):
        not_expected("candidates")

    def mass_tree(self, prompt, strategy=None, *, least_mass, most_nodes, max_new_tokens):
        not_expected("mass_tree")

    def beam_tree(self, prompt, strategy, *, seed, max_new_tokens):
        not_expected("beam_tree")

    def begun_tokens(self, prompt):
        not_expected("begun_tokens")

    def speculate(self, prompt, draft="", strategy=None, *, lengths, seed, max_new_tokens, rounds):
        not_expected("speculate")

    def heads(self, text="", *, corpus="", passages=100, tokens=256, measures=()):
        not_expected("heads")

    def changed(self, interventions):
        not_expected("changed")

    def patched(self, clean, corrupted, *, target, other, places):
        not_expected("patched")

    def importance(self, text="", *, corpus="", passages):
        not_expected("importance")

    def inspected_ids(self, text):
        return list(range(len(text.split())))

    def attention(self, text, *, most_tokens=None, **asked):
        not_expected("attention")

    def attention_steps(self, text, **asked):
        yield self.attention(text, **asked)

    def neighbours(self, piece, *, top, matrix):
        not_expected("neighbours")

    def embedding_map_steps(self, pieces=(), *, text="", most, matrix, projection):
        not_expected("embedding_map_steps")

    def lens_steps(self, text, *, masked=(), most_tokens=None):
        not_expected("lens_steps")

    def neurons(self, text, layer, *, most_tokens=None):
        not_expected("neurons")

    def neuron(self, layer, number):
        not_expected("neuron")

    def neuron_passages(self, layer, number, corpus, *, most_passages, most_tokens):
        not_expected("neuron_passages")

    def query_key(self, text, layer, head, query, key, *, most_tokens=None):
        not_expected("query_key")

    def over_checkpoints(self, text, *, known=None, **asked):
        not_expected("over_checkpoints")

    def attribution(
        self, prompt, *, position=None, token=None, versus=None, second="", most_tokens=None
    ):
        not_expected("attribution")

    def saliency_steps(
        self,
        prompt,
        *,
        position=None,
        token=None,
        versus=None,
        settings=None,
        second="",
        most_tokens=None,
    ):
        not_expected("saliency_steps")

    def prompt_tokens(self, prompt):
        return list(range(len(as_prompt(prompt).text.split())))

    def written_text(self, prompt):
        return "".join(f" {token}" for token in as_prompt(prompt).written)

    def prompt_as_read(self, prompt):
        words = as_prompt(prompt).text.split()
        return PromptTokens(tuple(PromptToken(n, word) for n, word in enumerate(words)), 64)

    def pairs_over_checkpoints(self, corpus):
        not_expected("pairs_over_checkpoints")

    def promotion(self, best="", **asked):
        not_expected("promotion")

    def passages(self, shares, *, otherwise=""):
        not_expected("passages")

    def copied(self, texts, *, otherwise=""):
        not_expected("copied")

    def fill_mask(self, text, *, top_k, add_special_tokens=True):
        not_expected("fill_mask")

    def mask_parts(self, text):
        return text.split("[MASK]")

    def next_sentence(self, first, second):
        not_expected("next_sentence")

    def classify(self, text, second=""):
        not_expected("classify")

    def export(self, form, out, precision):
        not_expected("export")

    def deviation(self, path):
        not_expected("deviation")

    def untold(self):
        not_expected("untold")

    def recipe(self, name: str, *, corpus: str) -> DistillSpec:
        not_expected("recipe")

    def suits(self, recipe: Recipe) -> bool:
        return recipe.suits(self.spec)

    def versus(self, student: "FakeModel") -> FakePair:
        return self.pair(self.reference, student.reference)


class FakePreview(PreviewedRun):
    """Figures without a measurement."""

    def __init__(self, spec: AnySpec) -> None:
        self._spec = spec

    def models(self) -> tuple[ModelPreview, ...]:
        match self._spec:
            case PretrainSpec():
                return (ModelPreview("model", self._spec.model, VOCABULARY),)
            case DistillSpec():
                return (
                    ModelPreview("teacher", GPTSpec(), VOCABULARY),
                    ModelPreview("student", shape_of(self._spec.student), VOCABULARY),
                )
            case _:
                return ()

    def incompatibilities(self) -> tuple[Problem, ...]:
        return ()

    def mixture(self) -> tuple[MixtureShare, ...]:
        return ()

    def planned(self, minutes: float, kept: Collection[str] = (), *, timed: bool = True) -> AnyPlan:
        budget = Budget(minutes, TextSize(VOCABULARY), MACHINE, kept=frozenset(kept))
        if isinstance(self._spec, PretrainSpec):
            return MinutesPlan(self._spec, budget)
        assert isinstance(self._spec, DistillSpec)
        return MinutesPlan(self._spec, budget)

    def measured_before(self) -> Estimate | None:
        return None

    def too_large(self) -> NoRoom | None:
        return None

    def estimate(self) -> Estimate:
        return Estimate(
            parameters=1_234_567,
            flops_per_step=10**9,
            memory_bytes=300_000_000,
            disk_bytes=20_000_000,
            seconds=125.0,
            available_bytes=10**9,
        )

    def measured_estimate(self) -> Estimate:
        not_expected("measured_estimate")

    def first_losses(self):
        not_expected("first_losses")

    def examples(self):
        not_expected("examples")

    def first_batch(self):
        not_expected("first_batch")


class FakeAttempt(AttemptLike):
    """Journals what its script yields, as a real attempt does."""

    def __init__(self, run: "FakeRun", events: Iterator[Event]) -> None:
        self._run = run
        self._events = events

    @property
    def id(self) -> str:
        return self._run.id

    def __iter__(self) -> Iterator[Event]:
        self._run.folder.mkdir(parents=True, exist_ok=True)
        journal = Journal(self._run.journal_path)
        for event in self._events:
            journal.append(event)
            journal.flush()
            yield event
        journal.close()


class FakeAlertRules(KeptAlertRules):
    """Rules that are kept in memory alone."""

    def __init__(self) -> None:
        self.kept: list[AlertRule] = []

    def rules(self) -> tuple[AlertRule, ...]:
        return tuple(self.kept)

    def add(self, when: str, *, stops: bool = False) -> AlertRule:
        self.kept.append(AlertRule(when=when, stops=stops))
        return self.kept[-1]

    def remove(self, when: str) -> None:
        self.kept = [rule for rule in self.kept if rule.when != when]


class FakeQueue(KeptQueue):
    """A queue that is paused or not, in memory alone."""

    is_held = False

    def hold(self) -> None:
        self.is_held = True

    def release(self) -> None:
        self.is_held = False


class FakeRun(RecordedRun):
    """A run that is interrupted, and remembers what is to follow it."""

    def __init__(self, project: "FakeProject", run_id: str) -> None:
        self.id = run_id
        self.folder = project.folder / "runs" / run_id
        self._project = project

    def alerts(self) -> tuple[Alert, ...]:
        return ()

    def alerts_mark(self) -> tuple[int, int] | None:
        return (0, len(self.alerts()))

    def would_fire(self, when: str) -> tuple[Alert, ...]:
        return ()

    def teacher(self) -> str:
        return ""

    @property
    def record(self) -> RunRecord:
        status = RunStatus.INTERRUPTED
        return RunRecord(self.id, self.id, "pretrain", status, self.folder, 0, None)

    @property
    def journal_path(self) -> Path:
        return self.folder / "journal.jsonl"

    @property
    def traceback_path(self) -> Path:
        return self.folder / "traceback.txt"

    def past(self) -> Past:
        return Past()

    def state(self) -> RunState:
        return RunState()

    def histograms(self) -> tuple[StepHistograms, ...]:
        return read_histograms(self.folder, last_step=1 << 30)

    def flops_by_models(self) -> float | None:
        return None

    def estimated_seconds(self) -> float | None:
        return None

    def seed_group(self) -> str:
        return self.id

    def seed(self) -> int | None:
        return None

    def processes(self) -> int:
        return self._project.together[-1] if self._project.together else 1

    def ancestry(self) -> Ancestry:
        return NO_PARENTS

    def contributions(self) -> tuple[Contribution, ...]:
        return ()

    def superseded(self) -> tuple[Attempt, ...]:
        return ()

    def step_notes(self) -> tuple[StepNote, ...]:
        return ()

    def pin_note(self, step: int, text: str) -> tuple[StepNote, ...]:
        not_expected("pin_note")

    @property
    def spec(self) -> AnySpec:
        not_expected("spec")

    def checkpoints(self) -> tuple[RunCheckpoint, ...]:
        return ()

    def pin(self, step: int) -> None:
        not_expected("pin")

    def probe_sentences(self) -> tuple[str, ...]:
        return ()

    def probes(self, step: int):
        not_expected("probes")

    def unpin(self, step: int) -> None:
        not_expected("unpin")

    def delete_checkpoint(self, step: int) -> BinnedItem:
        not_expected("delete_checkpoint")

    def branch(
        self, step: int | None = None, *, name: str, overrides: Sequence[str] = ()
    ) -> PlannedRun:
        not_expected("branch")

    def compared_models(self) -> dict[str, str]:
        not_expected("compared_models")

    def anomalies(self):
        return ()

    def batch(self, step, *, under=None):
        not_expected("batch")

    def on_corpus(self, corpus: str) -> Startable:
        not_expected("on_corpus")

    def write_report(self, path: Path, *, language: str = "en") -> None:
        not_expected("write_report")

    def keep_following(self, runs: Sequence[Startable]) -> None:
        self._project.kept[self.id] = tuple(runs)

    def following(self) -> tuple[Startable, ...]:
        return self._project.kept.get(self.id, ())

    def following_mark(self) -> tuple[int, int] | None:
        kept = self._project.kept.get(self.id)
        return None if kept is None else (len(kept), hash(tuple(one.name for one in kept)))

    def request(self, request: Request) -> None:
        not_expected("request")


class FakeCatalogue(KeptCatalogue):
    """A catalogue that this process keeps, and that nothing changes."""

    notice: Words | None = None
    rebuilt: Words | None = None
    read_only: bool = False
    kept_elsewhere: bool = False
    why_read_only: Words | None = None

    progress: tuple[int, int] | None = None

    def read_ahead(self) -> Change:
        return Change.NOTHING

    def one_look(self) -> AbstractContextManager[None]:
        return nullcontext()

    def rename(self, record: AnyRecord, name: str) -> None:
        not_expected("rename")

    def dependents(self, *records: AnyRecord) -> tuple[str, ...]:
        return ()

    def delete(self, record: AnyRecord) -> BinnedItem:
        not_expected("delete")

    def delete_all(self, records: Sequence[AnyRecord]) -> Iterator[Moved]:
        not_expected("delete_all")

    def bin(self) -> tuple[BinnedItem, ...]:
        return ()

    def restore(self, item: BinnedItem) -> None:
        not_expected("restore")

    def restore_all(self, items: Sequence[BinnedItem]) -> Iterator[Moved]:
        not_expected("restore_all")

    def erase(self, item: BinnedItem) -> None:
        not_expected("erase")


class FakePlans(KeptPlans):
    """Plans journeys and comparisons, and keeps no sweep."""

    def journey_basis(self, spec: JourneySpec) -> JourneyBasis | None:
        return None

    def new_journey(
        self, spec: JourneySpec, basis: JourneyBasis | None = None
    ) -> tuple[PlannedRun, ...]:
        return planned_journey(spec, basis or JourneyBasis(MACHINE), "a1")

    def remaining_journey(
        self, spec: JourneySpec, basis: JourneyBasis | None = None
    ) -> tuple[PlannedRun, ...]:
        return self.new_journey(spec, basis)

    def vocabulary_size(self, corpus: str) -> int:
        return VOCABULARY

    def comparisons(
        self,
        models: Sequence[str],
        *,
        teacher: str = "",
        corpus: str = "",
        otherwise_on: str = "",
    ) -> tuple[EvaluateSpec, ...]:
        candidates = tuple(Candidate(model=one) for one in models)
        corpus = corpus or otherwise_on or CORPUS.name
        spec = EvaluateSpec(name="report", corpus=corpus, candidates=candidates, teacher=teacher)
        return (spec,)

    def imported_runs(self, path: Path) -> RunsToImport:
        return RunsToImport((ImportRunSpec(name=path.name, path=str(path)),))

    def keep_sweep(self, spec: SweepSpec) -> None:
        not_expected("keep_sweep")

    def sweeps(self) -> tuple[SweepSpec, ...]:
        return ()

    def sweep_results(self, spec: SweepSpec) -> tuple[Result, ...]:
        return ()

    def sweep_run(self, spec: SweepSpec, planned: Planned) -> PlannedRun:
        not_expected("sweep_run")


class FakeRunTable(KeptRunTable):
    """The runs of a project, without views of them."""

    def __init__(self, project: "FakeProject") -> None:
        self._project = project

    def rows(self) -> tuple[RunRow, ...]:
        return tuple(RunRow(run) for run in self._project.runs)

    def remark(self, run: RunRecord, change: RemarksChange) -> Remarks:
        not_expected("remark")

    def differences(self, runs):
        not_expected("differences")

    def reproduction(self, run):
        not_expected("reproduction")

    def lineage(self, of=""):
        not_expected("lineage")

    def disk_use(self):
        not_expected("disk_use")

    def checkpoints_to_go(self):
        not_expected("checkpoints_to_go")

    def clean(self, chosen):
        not_expected("clean")

    def views(self) -> dict[str, KeptView]:
        return {}

    def keep_view(self, name: str, kept: KeptView) -> str:
        not_expected("keep_view")

    def delete_view(self, name: str) -> None:
        not_expected("delete_view")


class FakeProject:
    """Records to choose from, models of one class, and runs that follow a script."""

    model_class: type[FakeModel] = FakeModel

    def __init__(
        self,
        folder: Path = Path("fake"),
        script: Script | None = None,
        records: Sequence[AnyThing] = (),
    ) -> None:
        self.folder = folder
        self.catalogue = FakeCatalogue()
        self.plans = FakePlans()
        self.run_table = FakeRunTable(self)
        self.alerts = FakeAlertRules()
        self.queue = FakeQueue()
        self.records = tuple(records)
        self.started: list[AnySpec] = []
        self.detached: list[str] = []
        self.together: list[int] = []
        self.failed: tuple[FailedRun, ...] = ()
        self.kept: dict[str, tuple[Startable, ...]] = {}
        self.closed = False
        self.script = script

    @property
    def presets(self) -> Presets:
        not_expected("presets")

    @property
    def plots(self) -> KeptPlots:
        return KeptPlots(ProjectFolder(self.folder, "fake", None))

    @property
    def corpora(self) -> tuple[CorpusRecord, ...]:
        return tuple(record for record in self.records if isinstance(record, CorpusRecord))

    @property
    def tokenizers(self) -> tuple[TokenizerRecord, ...]:
        return tuple(record for record in self.records if isinstance(record, TokenizerRecord))

    @property
    def caches(self) -> tuple[CacheRecord, ...]:
        return ()

    @property
    def models(self) -> tuple[ModelRecord, ...]:
        return tuple(record for record in self.records if isinstance(record, ModelRecord))

    @property
    def runs(self) -> tuple[RunRecord, ...]:
        return ()

    def answers(self, table):
        not_expected("answers")

    def report_steps(self, runs, *, language="en"):
        not_expected("report_steps")

    def interrupted(self) -> Interrupted | None:
        return None

    def damaged(self) -> tuple[Words, ...]:
        return ()

    def search(self, text):
        not_expected("search")

    def last_lr_test(self, spec):
        """None was made."""
        return

    def model(self, reference: str) -> FakeModel:
        return self.model_class(reference)

    def preview(self, spec: AnySpec) -> FakePreview:
        return FakePreview(spec)

    def saved_run(self, run: str) -> FakeRun:
        return FakeRun(self, run)

    def start(self, run: Startable, control: Control | None = None) -> FakeAttempt:
        self.started.append(spec_of(run))
        return self._attempt(f"{len(self.started):04d}-run", control)

    def resume(self, run: str, control: Control | None = None) -> FakeAttempt:
        return self._attempt(run, control)

    def _attempt(self, run_id: str, control: Control | None) -> FakeAttempt:
        assert self.script is not None, "this project runs nothing"
        return FakeAttempt(self.saved_run(run_id), self.script(control or ThreadControl()))

    def start_detached(self, run: Startable, *, processes: int = 1) -> str:
        self.started.append(spec_of(run))
        self.together.append(processes)
        return f"{len(self.started):04d}-run"

    def take_failed(self) -> tuple[FailedRun, ...]:
        failed, self.failed = self.failed, ()
        return failed

    def resume_detached(self, run: str) -> str:
        self.detached.append(run)
        journal = self.saved_run(run).journal_path
        journal.parent.mkdir(parents=True, exist_ok=True)
        with journal.open("a") as lines:
            lines.write("{}\n")
        return run

    def close(self) -> None:
        self.closed = True
