"""What the window needs of an open project, as protocols: `workbench.project` fulfils them.

Each panel's function takes the smallest that it can do with, and a test stands in for that alone.
"""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from ui.protocols.embedded_model import EmbeddedModel, EmbeddedPair
from ui.protocols.followed_model import FollowedModel
from ui.protocols.kept_catalogue import KeptCatalogue
from ui.protocols.open_runs import KeptAlertRules, KeptQueue, RunSource
from workbench.activities.estimate.estimate import Estimate
from workbench.activities.estimate.mixture import MixtureShare
from workbench.activities.estimate.model_preview import ModelPreview
from workbench.activities.estimate.too_large import NoRoom
from workbench.activities.queries.prompt_tokens import PromptTokens
from workbench.activities.spec import AnySpec, EvaluateSpec
from workbench.corpora.passages import CorpusPassage
from workbench.distillation.recipes import Recipe
from workbench.distillation.spec import DistillSpec
from workbench.generation.candidates.funnel import TokenCandidates
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.spec import Strategy
from workbench.inspection.attribution.spec import SaliencySettings
from workbench.inspection.interventions.spec import Intervention
from workbench.inspection.maps.layer_heads import Weighting
from workbench.models.layer_map import LayerMapping
from workbench.models.model_file import ModelFile
from workbench.models.packed.precision import QueryPrecision
from workbench.models.spec import AnyModelSpec
from workbench.plans.journey import JourneySpec
from workbench.plans.journey_basis import JourneyBasis
from workbench.plans.minutes.minutes_plan import AnyPlan
from workbench.plans.planned_run import PlannedRun
from workbench.plans.sweep import Planned, Result, SweepSpec
from workbench.spec import Problem
from workbench.store.bin import BinnedItem
from workbench.store.choices.views import KeptView
from workbench.store.filtering.fields import RunRow
from workbench.store.records import (
    CacheRecord,
    CheckpointRecord,
    CorpusRecord,
    ModelRecord,
    RunRecord,
    TokenizerRecord,
)
from workbench.store.runs.notes.remarks import Remarks, RemarksChange
from workbench.words import Words

if TYPE_CHECKING:
    from workbench.activities.distill.first_losses import FirstLosses
    from workbench.activities.exchange.deviation import GGUFDeviation
    from workbench.activities.exchange.export_model import Format
    from workbench.activities.finetune.preview import ExamplesPreview
    from workbench.activities.queries.model_queries import FilledPosition, GeneratedToken
    from workbench.activities.queries.precision import PrecisionDeviation
    from workbench.activities.queries.speculation import Speculation
    from workbench.activities.queries.text_queries import CrossScoredText, Writer
    from workbench.activities.queries.token_queries import (
        By,
        ComparedText,
        Distributions,
        WhatIf,
        WorstPassages,
    )
    from workbench.activities.queries.trees import BegunToken
    from workbench.activities.replay.first_batch import BatchPreview, PreparingBatch
    from workbench.activities.run_report.report import RunReport
    from workbench.corpora.copied.index import CopiedPassage, IndexProgress
    from workbench.errors import WorkbenchError
    from workbench.generation.trees.beam_nodes import BeamTree
    from workbench.generation.trees.mass_nodes import MassTree
    from workbench.generation.trees.paths import ShownTree
    from workbench.inspection.attribution.parts import LogitAttribution
    from workbench.inspection.attribution.token_saliency import SaliencyProgress, TokenSaliency
    from workbench.inspection.comparison.pair_scores import PairScores
    from workbench.inspection.comparison.promotion import PromotionCheck
    from workbench.inspection.comparison.similarity import (
        LayerAttention,
        Similarity,
        SimilarityProgress,
    )
    from workbench.inspection.comparison.weight_distances import WeightComparison
    from workbench.inspection.heads.table import HeadMeasurements, HeadsProgress
    from workbench.inspection.interventions.tables import HeadImportance, InterventionEffect
    from workbench.inspection.lens.reading import LensProgress, LogitLens
    from workbench.inspection.maps.attention_maps import AttentionMaps
    from workbench.inspection.maps.progress import AttentionProgress
    from workbench.inspection.maps.query_key import QueryKey
    from workbench.inspection.neurons.reading import (
        NeuronActivations,
        NeuronPassages,
        NeuronTokens,
    )
    from workbench.inspection.patching.maps import Patching
    from workbench.models.hub.gguf_file import GGUFPrecision
    from workbench.plans.imported_runs import RunsToImport
    from workbench.project.models.prompt_table import PromptAnswer, PromptTable
    from workbench.project.plots import KeptPlots
    from workbench.project.presets import Presets
    from workbench.project.run_table.cleaning import DiskUse
    from workbench.project.run_table.differences import RunDifferences
    from workbench.project.run_table.disk_checkpoints import CheckpointDiskUse
    from workbench.project.run_table.disk_use import RunDiskUse
    from workbench.project.run_table.lineage import RunLineage
    from workbench.project.run_table.reproduction import Reproduction
    from workbench.project.runs.processes.interrupted import Interrupted
    from workbench.project.searching.project_search import ProjectSearch


# -- models ---------------------------------------------------------------------------------------


class TeacherAndStudent(FollowedModel, EmbeddedPair, Protocol):
    """A teacher and a student on the same text."""

    def weights(self) -> "WeightComparison": ...

    def tokens(self, text: str, *, add_special_tokens: bool = True) -> "ComparedText": ...

    def distributions(self, ids: Sequence[int]) -> "Distributions": ...

    def written(
        self, prompt: str | PromptSpec, ids: Sequence[int], writer: "Writer"
    ) -> "CrossScoredText": ...

    def what_if(self, text: str) -> "WhatIf": ...

    def worst_passages(
        self, corpus: str, *, by: "By", most_passages: int, most_tokens: int
    ) -> "Iterator[WorstPassages]": ...

    def heads(
        self,
        text: str = "",
        *,
        corpus: str = "",
        passages: int = 100,
        tokens: int = 256,
        measures: Collection[str] = (),
    ) -> "Iterator[HeadsProgress | HeadMeasurements]": ...

    def layer_mapping(self) -> LayerMapping: ...

    def similarity(self, text: str) -> "Similarity": ...

    def corpus_similarity(
        self, corpus: str = "", *, most_passages: int, otherwise: str = ""
    ) -> "Iterator[SimilarityProgress]": ...

    def layer_attention(
        self, text: str, teacher_layer: int, student_layer: int
    ) -> "LayerAttention": ...

    def patched(
        self, text: str, *, target: str, other: str, places: Sequence[str]
    ) -> "Iterator[Patching]": ...


class InterventionsInForce(Protocol):
    """A model with interventions."""

    def effects(
        self,
        prompt: str | PromptSpec,
        strategy: Strategy | str | None = None,
        *,
        seed: int,
        max_new_tokens: int,
    ) -> "Iterator[InterventionEffect]": ...


class QueriedModel(FollowedModel, EmbeddedModel, Protocol):
    """A model at one checkpoint; `reference` is what it was asked for by."""

    @property
    def reference(self) -> str: ...

    @property
    def record(self) -> ModelRecord: ...

    @property
    def checkpoint(self) -> CheckpointRecord: ...

    @property
    def spec(self) -> AnyModelSpec: ...

    @property
    def file(self) -> ModelFile: ...

    @property
    def can_chat(self) -> bool: ...

    def strategy(self, given: Strategy | str) -> Strategy: ...

    def stream(
        self,
        prompt: str | PromptSpec,
        strategy: Strategy | None = None,
        *,
        seed: int,
        max_new_tokens: int,
        precision: QueryPrecision = "fp32",
    ) -> "Iterator[GeneratedToken]": ...

    def stream_together(
        self,
        prompt: str | PromptSpec,
        rows: Sequence[tuple[Strategy | str, int]],
        *,
        max_new_tokens: int,
        precision: QueryPrecision = "fp32",
    ) -> "Iterator[tuple[int, GeneratedToken]]": ...

    def precision_deviation(
        self, precision: QueryPrecision, text: str = ""
    ) -> "PrecisionDeviation": ...

    def candidates(
        self,
        prompt: str | PromptSpec,
        strategy: Strategy,
        *,
        top: int = 20,
        also: Collection[int] = (),
    ) -> TokenCandidates: ...
    def mass_tree(
        self,
        prompt: str | PromptSpec,
        strategy: Strategy | None = None,
        *,
        least_mass: float,
        most_nodes: int,
        max_new_tokens: int,
    ) -> "Iterator[ShownTree[MassTree]]": ...

    def beam_tree(
        self, prompt: str | PromptSpec, strategy: Strategy, *, seed: int, max_new_tokens: int
    ) -> "Iterator[ShownTree[BeamTree]]": ...

    def begun_tokens(self, prompt: PromptSpec) -> "tuple[BegunToken, ...]": ...
    def speculate(
        self,
        prompt: str | PromptSpec,
        draft: str = "",
        strategy: Strategy | None = None,
        *,
        lengths: Sequence[int],
        seed: int,
        max_new_tokens: int,
        rounds: int,
    ) -> "Iterator[Speculation]": ...

    def attention_steps(
        self,
        text: str,
        *,
        second: str = "",
        weighting: Weighting = "none",
        most_tokens: int | None = None,
    ) -> "Iterator[AttentionProgress | AttentionMaps]": ...

    def lens_steps(
        self, text: str, *, masked: Sequence[int] = (), most_tokens: int | None = None
    ) -> "Iterator[LensProgress | LogitLens]": ...

    def neurons(
        self, text: str, layer: int, *, most_tokens: int | None = None
    ) -> "NeuronActivations": ...

    def neuron(self, layer: int, number: int) -> "NeuronTokens": ...

    def neuron_passages(
        self, layer: int, number: int, corpus: str, *, most_passages: int, most_tokens: int
    ) -> "Iterator[NeuronPassages]": ...

    def query_key(
        self,
        text: str,
        layer: int,
        head: int,
        query: int,
        key: int,
        *,
        most_tokens: int | None = None,
    ) -> "QueryKey": ...

    def attribution(
        self,
        prompt: str | PromptSpec,
        *,
        position: int | None = None,
        token: int | str | None = None,
        versus: int | str | None = None,
        second: str = "",
        most_tokens: int | None = None,
    ) -> "LogitAttribution": ...

    def saliency_steps(
        self,
        prompt: str | PromptSpec,
        *,
        position: int | None = None,
        token: int | str | None = None,
        versus: int | str | None = None,
        settings: SaliencySettings | None = None,
        second: str = "",
        most_tokens: int | None = None,
    ) -> "Iterator[SaliencyProgress | TokenSaliency]": ...

    def heads(
        self,
        text: str = "",
        *,
        corpus: str = "",
        passages: int = 100,
        tokens: int = 256,
        measures: Collection[str] = (),
    ) -> "Iterator[HeadsProgress | HeadMeasurements]": ...

    def changed(self, interventions: Sequence[Intervention]) -> InterventionsInForce: ...

    def patched(
        self, clean: str, corrupted: str, *, target: str, other: str, places: Sequence[str]
    ) -> "Iterator[Patching]": ...

    def importance(
        self, text: str = "", *, corpus: str = "", passages: int
    ) -> "Iterator[HeadImportance]": ...

    def inspected_ids(self, text: str) -> list[int]: ...

    def prompt_tokens(self, prompt: str | PromptSpec) -> list[int]: ...

    def written_text(self, prompt: str | PromptSpec) -> str: ...

    def prompt_as_read(self, prompt: str | PromptSpec) -> PromptTokens: ...

    def pairs_over_checkpoints(self, corpus: str) -> "Iterator[PairScores]": ...

    def promotion(self, best: str = "", **asked: Any) -> "Iterator[PromotionCheck]": ...

    def passages(
        self, shares: Sequence[float], *, otherwise: str = ""
    ) -> tuple[CorpusPassage, ...]: ...

    def copied(
        self, texts: Sequence[str], *, otherwise: str = ""
    ) -> "Iterator[IndexProgress | CopiedPassage]": ...

    def fill_mask(
        self, text: str, *, top_k: int, add_special_tokens: bool = True
    ) -> "tuple[FilledPosition, ...]": ...

    def mask_parts(self, text: str) -> list[str]: ...

    def next_sentence(self, first: str, second: str) -> float: ...

    def classify(self, text: str, second: str = "") -> dict[str, float]: ...

    def export(self, form: "Format", out: Path, precision: "GGUFPrecision") -> tuple[Path, ...]: ...

    def deviation(self, path: Path) -> "GGUFDeviation": ...

    def untold(self) -> tuple[Words, ...]: ...

    def recipe(self, name: str, *, corpus: str) -> DistillSpec: ...

    def suits(self, recipe: Recipe) -> bool: ...

    def versus(self, student: Self) -> TeacherAndStudent: ...


class ModelSource(Protocol):
    """Where models are found by `NAME[@best|@last|@STEP]`; raises NotFound or BadInput."""

    def model(self, reference: str) -> QueriedModel: ...


# -- runs -----------------------------------------------------------------------------------------


class PreviewedRun(Protocol):
    """A run before it begins."""

    def models(self) -> tuple[ModelPreview, ...]: ...

    def incompatibilities(self) -> tuple[Problem, ...]: ...

    def mixture(self) -> tuple[MixtureShare, ...]: ...

    def too_large(self) -> NoRoom | None: ...

    def estimate(self) -> Estimate: ...

    def planned(
        self, minutes: float, kept: Collection[str] = (), *, timed: bool = True
    ) -> AnyPlan: ...

    def measured_before(self) -> Estimate | None: ...

    def measured_estimate(self) -> Estimate: ...

    def first_losses(self) -> "FirstLosses": ...

    def examples(self) -> "ExamplesPreview": ...

    def first_batch(self) -> "Iterator[PreparingBatch | BatchPreview]": ...


class PreviewSource(Protocol):
    """Says what can be said of a spec's run without starting it."""

    def preview(self, spec: AnySpec) -> PreviewedRun: ...


# -- the whole ------------------------------------------------------------------------------------


class KeptPlans(Protocol):
    """The runs of journeys, comparisons and sweeps."""

    def journey_basis(self, spec: JourneySpec) -> JourneyBasis | None: ...

    def new_journey(
        self, spec: JourneySpec, basis: JourneyBasis | None = None
    ) -> tuple[PlannedRun, ...]: ...

    def remaining_journey(
        self, spec: JourneySpec, basis: JourneyBasis | None = None
    ) -> tuple[PlannedRun, ...]: ...

    def vocabulary_size(self, corpus: str) -> int: ...

    def comparisons(
        self,
        models: Sequence[str],
        *,
        teacher: str = "",
        corpus: str = "",
        otherwise_on: str = "",
    ) -> tuple[EvaluateSpec, ...]: ...

    def keep_sweep(self, spec: SweepSpec) -> None: ...

    def sweeps(self) -> tuple[SweepSpec, ...]: ...

    def imported_runs(self, path: Path) -> "RunsToImport": ...

    def sweep_results(self, spec: SweepSpec) -> tuple[Result, ...]: ...

    def sweep_run(self, spec: SweepSpec, planned: Planned) -> PlannedRun: ...


class KeptRunTable(Protocol):
    """The table of runs, what is said of them, and the views of it."""

    def rows(self) -> tuple[RunRow, ...]: ...

    def remark(self, run: RunRecord, change: RemarksChange) -> Remarks: ...

    def differences(self, runs: Sequence[RunRecord]) -> "RunDifferences": ...

    def reproduction(self, run: RunRecord) -> "Reproduction": ...

    def lineage(self, of: RunRecord | str = "") -> "RunLineage": ...

    def disk_use(self) -> "Iterator[RunDiskUse]": ...

    def checkpoints_to_go(self) -> "Iterator[CheckpointDiskUse]": ...

    def clean(self, chosen: "Sequence[DiskUse]") -> "Iterator[BinnedItem | WorkbenchError]": ...

    def views(self) -> dict[str, KeptView]: ...

    def keep_view(self, name: str, kept: KeptView) -> str: ...

    def delete_view(self, name: str) -> None: ...


class OpenProject(ModelSource, PreviewSource, RunSource, Protocol):
    """A project as the session keeps it."""

    @property
    def folder(self) -> Path: ...

    @property
    def catalogue(self) -> KeptCatalogue: ...

    @property
    def presets(self) -> "Presets": ...

    @property
    def plots(self) -> "KeptPlots": ...

    @property
    def alerts(self) -> KeptAlertRules: ...

    @property
    def queue(self) -> KeptQueue: ...

    @property
    def plans(self) -> KeptPlans: ...

    @property
    def run_table(self) -> KeptRunTable: ...

    @property
    def corpora(self) -> tuple[CorpusRecord, ...]: ...

    @property
    def tokenizers(self) -> tuple[TokenizerRecord, ...]: ...

    @property
    def caches(self) -> tuple[CacheRecord, ...]: ...

    @property
    def models(self) -> tuple[ModelRecord, ...]: ...

    @property
    def runs(self) -> tuple[RunRecord, ...]: ...

    def answers(self, table: "PromptTable") -> "Iterator[PromptAnswer]": ...

    def report_steps(
        self, runs: Sequence[str], *, language: str = "en"
    ) -> "Iterator[int | RunReport]": ...

    def interrupted(self) -> "Interrupted | None": ...

    def damaged(self) -> tuple[Words, ...]: ...

    def search(self, text: str) -> "ProjectSearch": ...

    def close(self) -> None: ...
