"""A project: its records, its models and runs as nouns, and the work done in it."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.activities.range_test.spec import trained_by
from workbench.activities.spec import AnySpec
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.spec import DistillSpec
from workbench.errors import BadInput, NotFound, OutOfMemory, WorkbenchError
from workbench.events import Outcome, RunEnded
from workbench.jobs import ThreadControl
from workbench.plans.chain import planned_chain
from workbench.plans.planned_run import PlannedRun, Startable, require_spec
from workbench.project.alerts import AlertRules
from workbench.project.catalogue import Catalogue
from workbench.project.history import TextHistory
from workbench.project.models.loaded_models import LoadedModels
from workbench.project.models.missing_model import require_made
from workbench.project.models.saved_model import SavedModel
from workbench.project.plans import Plans
from workbench.project.plots import KeptPlots
from workbench.project.presets import Presets
from workbench.project.queue import RunQueue
from workbench.project.range_tests import RangeTests
from workbench.project.run_table.imports import ImportsRuns
from workbench.project.run_table.run_table import RunTable
from workbench.project.runs.attempt import Attempt
from workbench.project.runs.preview.last_measured import LastMeasured
from workbench.project.runs.preview.run_preview import RunPreview
from workbench.project.runs.processes.detached import DetachedRuns
from workbench.project.runs.processes.elsewhere import RunsElsewhere
from workbench.project.runs.processes.interrupted import Interrupted, interrupted
from workbench.project.runs.saved_run import SavedRun
from workbench.project.runs.starting import go_back, new_run, unfinished
from workbench.spec import validate
from workbench.store.folders import ProjectFolder
from workbench.store.names import Sort, find
from workbench.store.records import (
    CacheRecord,
    CorpusRecord,
    ModelRecord,
    RunRecord,
    TokenizerRecord,
)
from workbench.store.runs.run_folder import RunFolder
from workbench.store.scanning.problems import problems_in
from workbench.training.distributed.ranks import ALONE, Ranks
from workbench.training.pretrain_spec import PretrainSpec
from workbench.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbench.activities.run_report.report import RunReport
    from workbench.corpora.corpus import Corpus
    from workbench.project.models.prompt_table import PromptAnswer, PromptTable
    from workbench.project.searching.project_search import ProjectSearch
    from workbench.tokenizers.tokenizer import Tokenizer


class Project(RangeTests, ImportsRuns, RunsElsewhere):
    """A folder with corpora, tokenizers, models and runs; close it, or use it in a `with`.

    `catalogue` renames and deletes, `plans` gives the runs of journeys and sweeps, `history` has
    the texts that models wrote, `presets` the strategies with a name, `plots` how curves are
    arranged, `alerts` has the alert rules, `queue` what waits, `run_table` finds runs. Any number
    of processes may run, watch and query; one of them keeps the catalogue.
    """

    def __init__(self, store: ProjectFolder, catalogue: Catalogue, *, ahead: bool = False) -> None:
        self.folder = store.path
        self.catalogue = catalogue
        self.plans = Plans(store, catalogue)
        self.history = TextHistory(store.path)
        self.presets = Presets(store)
        self.alerts = AlertRules(store, catalogue)
        self.queue = RunQueue(store, lambda: self.runs, self.saved_run)
        self.run_table = RunTable(store, catalogue)
        self.plots = KeptPlots(store)
        self._store = store
        self._ahead = ahead
        self._detached = DetachedRuns(store)
        self._loaded = LoadedModels()
        self._measured = LastMeasured()

    @classmethod
    def open(cls, folder: Path | str, *, create: bool = True, ahead: bool = False) -> "Project":
        """Open a project, or make one of the folder; what ingestion takes in is not waited for.

        With `ahead`, `runs` and `models` are what is known by now: a thread of the caller's has to
        call `catalogue.read_ahead` again and again, which also opens the database.
        Raises NotFound when there is none and `create` is false, ReadOnly when it cannot be made,
        BadInput for an empty text, which names no folder.
        """
        if isinstance(folder, str) and not folder.strip():
            raise BadInput("no folder is named; give the path of a project's folder")
        store = ProjectFolder.open(Path(folder), create=create)
        return cls(store, Catalogue.of(store, ahead=ahead), ahead=ahead)

    def close(self) -> None:
        """Give the catalogue back; what is running elsewhere goes on."""
        self.catalogue.close()

    def __enter__(self) -> "Project":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- what it holds ------------------------------------------------------------------------

    @property
    def corpora(self) -> tuple[CorpusRecord, ...]:
        """Every corpus but for the damaged ones; so are `tokenizers` and `caches`.

        Raises CannotBeRead where the system refuses to read one; for a window that is `damaged`.
        """
        return self._store.list_corpora() if self._ahead else self._store.corpora()

    @property
    def tokenizers(self) -> tuple[TokenizerRecord, ...]:
        return self._store.list_tokenizers() if self._ahead else self._store.tokenizers()

    @property
    def caches(self) -> tuple[CacheRecord, ...]:
        return self._store.list_caches() if self._ahead else self._store.caches()

    @property
    def models(self) -> tuple[ModelRecord, ...]:
        """Every model, in the order of the runs that made them."""
        return self.catalogue.listed_models()

    @property
    def runs(self) -> tuple[RunRecord, ...]:
        """Every run, oldest first."""
        return self.catalogue.listed_runs()

    def interrupted(self) -> Interrupted | None:
        """The run to go on with where the project was left amid work; of those known by now."""
        return interrupted(self.runs, self.saved_run)

    def damaged(self) -> tuple[Words, ...]:
        """A sentence for all that cannot be read or taken in, and for each problem of a run."""
        return (
            *self._store.damaged_things(),
            *problems_in(self.runs),
            *self.catalogue.left_out(),
            *self.plans.damaged(),
            *self.catalogue.damaged_bin(),
        )

    def corpus(self, reference: str) -> "Corpus":
        """A corpus by name or id, opened for reading; raises NotFound, with a suggestion."""
        from workbench.corpora.corpus import Corpus

        return Corpus.open(self._store.corpus(reference).folder)

    def tokenizer(self, reference: str) -> "Tokenizer":
        """A tokenizer by name or id, ready to use; raises NotFound, with a suggestion."""
        from workbench.tokenizers.opening import open_tokenizer

        return open_tokenizer(self._store.tokenizer(reference).folder)

    def model(self, reference: ModelRecord | RunRecord | str) -> SavedModel:
        """A model at a checkpoint, by `NAME[@best|@last|@STEP]`; best if nothing is said.

        Its own record, or that of the run that made it, is taken too. Raises NotFound, with a
        suggestion, InBin, or BadInput for a checkpoint that it does not have.
        """
        if not isinstance(reference, str):
            reference = reference.id
        try:
            record, checkpoint = self._store.choose_model(self.catalogue.models(), reference)
        except NotFound as missing:
            require_made(missing, self._store, self.catalogue.runs())
            raise
        return SavedModel(reference, record, checkpoint, self._store, self._loaded)

    def answers(self, table: "PromptTable") -> "Iterator[PromptAnswer]":
        """What models write behind many prompts, text by text; `prompt_table.means` sums them up.

        Raises NotFound or BadInput for a model or a strategy that is not to be had, and what
        reading, writing and scoring raise.
        """
        from workbench.project.models.prompt_table import answers

        yield from answers(self, table)

    def search(self, text: str) -> "ProjectSearch":
        """What holds a text: runs, written texts, samples, corpora; as it is found. Or BadInput."""
        from workbench.project.searching.project_search import ProjectSearch

        return ProjectSearch(self, text)

    def report(self, *runs: RunRecord | str, language: str = "en") -> "RunReport":
        """Runs as a page that shows itself; its `write` makes a file of it, .html or .pdf.

        Raises NotFound, or BadInput for a language that does not ship and for comparisons.
        """
        *_, report = self.report_steps(runs, language=language)
        assert not isinstance(report, int)
        return report

    def report_steps(
        self, runs: Sequence[RunRecord | str], *, language: str = "en"
    ) -> "Iterator[int | RunReport]":
        """The same, with how many runs have been read before."""
        from workbench.language import language as spoken
        from workbench.project.runs.reported_runs import gathered

        yield from gathered(self, runs, spoken(language))

    def saved_run(self, run: RunRecord | ModelRecord | str) -> SavedRun:
        """A run by its record, its model's, its id or name; raises NotFound, with a suggestion."""
        return SavedRun(self._run_folder(run), self._store, self.catalogue)

    def _run_folder(self, run: RunRecord | ModelRecord | str) -> RunFolder:
        if isinstance(run, ModelRecord):
            return self._store.run_folder(run.run)
        if isinstance(run, RunRecord):
            return self._store.run_folder(run.id)
        if self._store.has_run(run):
            return self._store.run_folder(run)
        return RunFolder(find(Sort.RUN, run, self.catalogue.runs()).folder)

    # -- work ---------------------------------------------------------------------------------

    def preview(self, spec: AnySpec) -> RunPreview:
        """What can be said of a spec's run without starting it: size, cost, what does not fit."""
        require_spec(spec)
        return RunPreview(spec, self._store, self.model, self._measured)

    def start(
        self, run: Startable, control: ThreadControl | None = None, *, ranks: Ranks = ALONE
    ) -> Attempt:
        """Make a run of a spec, by itself or as a part of a plan; iterate the attempt to do it.

        What a plan knows to have been begun is gone on with. `ranks` perform it together.
        Raises NotFound, BadInput, OutOfMemory or ReadOnly before anything is made.
        """
        return Attempt.at(self._run_for(run), self._store, control, self.alerts, ranks)

    def run(self, run: Startable) -> RunRecord:
        """Do what a spec or a planned run asks, and return when it is done.

        Of a chain of runs it gives the last one's record. Raises WorkbenchError if it failed.
        """
        require_spec(run)
        *before, last = planned_chain(run)
        for one in before:
            self._run(one)
        return self._run(last)

    def _run(self, run: Startable) -> RunRecord:
        attempt = self.start(run)
        ended: RunEnded | None = None
        for event in attempt:
            self.catalogue.ingest()
            ended = event if isinstance(event, RunEnded) else ended
        if ended is not None and ended.outcome is Outcome.FAILED:
            raise WorkbenchError(ended.words.template, **ended.words.values)
        return attempt.run.record()

    def add_corpus(
        self, files: str | Path | Sequence[str | Path], *, name: str, **settings: Any
    ) -> CorpusRecord:
        """Import texts, of a file, a folder or several, and return when it is done."""
        several = [files] if isinstance(files, str | Path) else files
        named = tuple(str(Path(file).absolute()) for file in several)
        self.run(validate(AddCorpusSpec, {"name": name, "files": named, **settings}))
        return self._store.corpus(name)

    def resume(
        self,
        run: RunRecord | ModelRecord | str,
        control: ThreadControl | None = None,
        *,
        from_step: int | None = None,
        ranks: Ranks = ALONE,
    ) -> Attempt:
        """Go on with a run that did not finish; `from_step` goes back to an earlier checkpoint.

        Raises BadInput when it is finished, Locked when another process is at it.
        """
        folder = unfinished(self._store, self._run_folder(run))
        if from_step is not None:
            go_back(folder, from_step)
        return Attempt.at(folder, self._store, control, self.alerts, ranks)

    def _run_for(self, run: Startable) -> RunFolder:
        require_spec(run)
        if isinstance(run, PlannedRun) and run.begun:
            return unfinished(self._store, self._store.run_folder(run.begun))
        folder = new_run(self._store, run, self._require_room)
        saved = self.saved_run(folder.id)
        spec = saved.spec
        if isinstance(spec, PretrainSpec | DistillSpec):
            measured = self._measured.of(spec)
            estimate = measured or self.preview(spec).estimate()
            if estimate.seconds is not None:
                saved.keep_estimate(estimate.seconds, measured=measured is not None)
        return folder

    def _require_room(self, spec: AnySpec) -> None:
        """Raise OutOfMemory for a run that can never fit into this machine's memory."""
        if (problem := self.preview(trained_by(spec)).too_large()) is not None:
            raise OutOfMemory(problem.words.template, **problem.words.values)
