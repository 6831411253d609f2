"""The facade: everything a notebook, the terminal and the window do with a project.

Importing it imports neither torch nor sentencepiece; the first thing that needs them does.
"""

import contextlib
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.activities.chain import expanded
from workbench.activities.estimate import Estimate, estimate, total_seconds
from workbench.activities.perform import perform
from workbench.activities.resolve import resolve
from workbench.activities.sketch import Sketch
from workbench.activities.spec import ANY_SPEC, AnySpec
from workbench.activities.speed import flops_per_second
from workbench.activities.sweep import Result, SweepSpec, plan_of, results_of
from workbench.corpora.spec import AddCorpusSpec
from workbench.data.template import filled
from workbench.distillation.cache_spec import CacheTeacherSpec
from workbench.distillation.fit import misfits
from workbench.distillation.recipes import RECIPES, Recipe, half_of, recipe_of
from workbench.distillation.spec import DistillSpec
from workbench.distillation.student_spec import shape_of
from workbench.errors import BadInput, Corrupt, Locked, WorkbenchError
from workbench.events import Event, Outcome, RunEnded
from workbench.generation.spec import Greedy, Sample
from workbench.jobs import Control, ThreadControl
from workbench.models.model_file import ModelFile, read_model_file
from workbench.models.spec import AnyModelSpec
from workbench.spec import Problem, validate
from workbench.store import durable, lock
from workbench.store.bin import Bin, BinnedItem
from workbench.store.database import Database
from workbench.store.folders import MARK_NAME, AnyRecord, ProjectFolder
from workbench.store.inputs import Located
from workbench.store.journal import read_journal
from workbench.store.news import News
from workbench.store.records import (
    CacheRecord,
    CheckpointRecord,
    CorpusRecord,
    ModelRecord,
    RunRecord,
    RunStatus,
    TokenizerRecord,
)
from workbench.store.requests import Request
from workbench.store.run_folder import RunFolder
from workbench.store.state import RunState
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.spec import PretrainSpec
from workbench.words import Words

if TYPE_CHECKING:
    from workbench.activities.export_model import Format
    from workbench.activities.first_losses import FirstLosses
    from workbench.activities.questions import (
        FilledPosition,
        GeneratedToken,
        LoadedModels,
        ScoredToken,
    )
    from workbench.activities.token_questions import (
        By,
        ComparedText,
        Distributions,
        Pair,
        WhatIf,
        WorstPassages,
    )
    from workbench.corpora.corpus import Corpus
    from workbench.inspection.maps import AttentionMaps
    from workbench.models.build import Model
    from workbench.tokenizers.tokenizer import Piece, Tokenizer

__all__ = ["Attempt", "Project", "is_project"]

_POLL_S = 0.2
_TAKEN_UP_WITHIN_S = 60.0
"""How long a run that nobody works on yet is waited for: a new process imports torch first."""


def is_project(folder: Path) -> bool:
    """Whether a folder is a project."""
    return (folder / MARK_NAME).is_file()


class Attempt:
    """One go at a run; iterating it does the work, in the thread that iterates."""

    def __init__(self, run: RunFolder, events: Iterator[Event]) -> None:
        self.run = run
        self.id = run.id
        self._events = events

    def __iter__(self) -> Iterator[Event]:
        return self._events


class Project:
    """A folder with corpora, tokenizers, models and runs; close it, or use it in a `with`.

    One process at a time keeps the catalogue: it alone ingests, renames and deletes. Any other
    may run, watch and ask; its `notice` says who the keeper is.
    """

    def __init__(
        self, folder: ProjectFolder, keeper: lock.Lock | None, notice: Words | None
    ) -> None:
        self._store = folder
        self._keeper = keeper
        self._database = _database(folder) if keeper is not None else None
        self._loaded: LoadedModels | None = None
        self._detached: dict[str, subprocess.Popen[bytes]] = {}
        self._measured: tuple[AnySpec | None, Estimate | None] = (None, None)
        self.notice = notice

    @classmethod
    def open(cls, folder: Path | str, *, create: bool = True) -> "Project":
        """Open a project, or make one of the folder.

        Raises NotFound when there is none and `create` is false, ReadOnly when it cannot be made.
        """
        store = ProjectFolder.open(Path(folder), create=create)
        if store.read_only:
            return cls(store, None, store.notice)
        try:
            return cls(store, store.lock(), None)
        except Locked as locked:
            return cls(store, None, locked.words)

    @property
    def folder(self) -> Path:
        return self._store.path

    @property
    def read_only(self) -> bool:
        """Whether renaming and deleting are for another process, or for nobody."""
        return self._keeper is None

    def close(self) -> None:
        """Give the catalogue back; what is running elsewhere goes on."""
        if self._database is not None:
            self._database.close()
            self._database = None
        if self._keeper is not None:
            self._keeper.release()
            self._keeper = None

    def __enter__(self) -> "Project":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # -- what is there ------------------------------------------------------------------------

    def corpora(self) -> tuple[CorpusRecord, ...]:
        return self._store.corpora()

    def tokenizers(self) -> tuple[TokenizerRecord, ...]:
        return self._store.tokenizers()

    def caches(self) -> tuple[CacheRecord, ...]:
        return self._store.caches()

    def models(self) -> tuple[ModelRecord, ...]:
        return self._store.models()

    def runs(self) -> tuple[RunRecord, ...]:
        return self._store.runs()

    def run_record(self, reference: str) -> RunRecord:
        """A run by id or name; raises NotFound, with a suggestion."""
        return self._store.run(reference)

    def load_model(self, reference: str) -> tuple[ModelRecord, CheckpointRecord]:
        """A model and the checkpoint that `NAME[@best|@last|@STEP]` means."""
        return self._store.model(reference)

    def corpus(self, reference: str) -> "Corpus":
        """A corpus by name or id, opened for reading."""
        from workbench.corpora.corpus import Corpus

        return Corpus.open(self._store.corpus(reference).folder)

    def tokenizer(self, reference: str) -> "Tokenizer":
        """A tokenizer by name or id, ready to use."""
        from workbench.tokenizers.opening import open_tokenizer

        return open_tokenizer(self._store.tokenizer(reference).folder)

    def state(self, run_id: str) -> RunState:
        """Everything a run's journal tells by now."""
        entries, _ = read_journal(self._store.run_folder(run_id).journal_path)
        state = RunState()
        for entry in entries:
            state = state.apply(entry.event)
        return state

    def write_tensorboard(self, run_id: str, folder: Path) -> int:
        """Write a run's curves as TensorBoard files; gives the number of points."""
        from workbench.activities.tensorboard import write_tensorboard

        return write_tensorboard(self.state(run_id), folder)

    def write_report(self, run_id: str, path: Path) -> None:
        """Write a comparison as a page (.html) or a table (.csv); raises BadInput for others."""
        from workbench.activities.report_page import as_csv, as_html

        report = self.state(run_id).report
        if report is None:
            raise BadInput("this comparison has no figures yet; let it finish first")
        match path.suffix.lower():
            case ".html":
                specs = {one.name: self._settings_of(one.id) for one in self._compared(run_id)}
                text = as_html(self.run_record(run_id).name, report, specs)
            case ".csv":
                text = as_csv(report)
            case _:
                raise BadInput(
                    "{path} ends in neither .html nor .csv; a report is written as one of these",
                    path=path,
                )
        durable.write_text(path, text)

    def _compared(self, run_id: str) -> tuple[Located, ...]:
        """The models that a comparison measured."""
        return self._store.run_folder(run_id).inputs().candidates

    def _settings_of(self, run_id: str) -> str:
        return self._store.run_folder(run_id).spec_path.read_text(encoding="utf-8")

    def damaged(self) -> tuple[Words, ...]:
        """A sentence for everything that cannot be read and is therefore left out."""
        return self._store.damaged()

    # -- work ---------------------------------------------------------------------------------

    def start(self, spec: AnySpec, control: Control | None = None) -> Attempt:
        """Make a run of a spec; iterate the attempt to do it.

        Raises NotFound, BadInput or ReadOnly before anything is made.
        """
        run = self._new_run(spec)
        return self._attempt(run, control)

    def run(self, spec: AnySpec) -> RunRecord:
        """Do what a spec asks and return when it is done; raises WorkbenchError if it failed.

        Of a chain of runs it gives the last one's record.
        """
        *before, last = expanded(spec)
        for one in before:
            self._run(one)
        return self._run(last)

    def _run(self, spec: AnySpec) -> RunRecord:
        attempt = self.start(spec)
        ended: RunEnded | None = None
        for event in attempt:
            self.ingest()
            ended = event if isinstance(event, RunEnded) else ended
        if ended is not None and ended.outcome is Outcome.FAILED:
            raise WorkbenchError(ended.words.template, **ended.words.values)
        return attempt.run.record()

    def add_corpus(
        self, files: Sequence[str | Path], *, name: str, **settings: Any
    ) -> CorpusRecord:
        """Import texts and return when it is done."""
        named = tuple(str(Path(file).absolute()) for file in files)
        self.run(validate(AddCorpusSpec, {"name": name, "files": named, **settings}))
        return self._store.corpus(name)

    def resume(
        self, reference: str, control: Control | None = None, *, from_step: int | None = None
    ) -> Attempt:
        """Go on with a run that did not finish; `from_step` goes back to an earlier checkpoint.

        Raises BadInput when it is finished, Locked when another process is at it.
        """
        run = self._resumable(reference)
        if from_step is not None:
            _go_back(run, from_step)
        return self._attempt(run, control)

    def start_detached(self, spec: AnySpec) -> str:
        """Make a run and let a process of its own perform it; gives the run's id."""
        return self._detach(self._new_run(spec))

    def resume_detached(self, reference: str) -> str:
        """Go on with a run in a process of its own; gives the run's id."""
        return self._detach(self._resumable(reference))

    def keep_following(self, run_id: str, specs: Sequence[AnySpec]) -> None:
        """Keep with a run what is to be started, in order, once it has finished.

        Whoever resumes the run does it, be it a process of its own, the terminal or the window.
        """
        self._store.require_writable()
        self._store.run_folder(run_id).keep_following(specs)

    def following(self, run_id: str) -> tuple[AnySpec, ...]:
        """What was kept to be started once a run has finished; raises Corrupt or BadSpec."""
        kept = self._store.run_folder(run_id).following()
        return tuple(validate(ANY_SPEC, plain, where=f"{run_id}/following.json") for plain in kept)

    def request(self, run_id: str, request: Request) -> None:
        """Ask a run in another process to pause, resume, stop or hand over."""
        self._store.run_folder(run_id).request(request)

    def watch(self, reference: str) -> Iterator[Event]:
        """The events of a run from its beginning, as they come, until its attempt ends."""
        run = self._store.run_folder(self._store.run(reference).id)
        offset, ended = 0, False
        waited_from = time.monotonic()
        while True:
            working = run.is_claimed or self._is_detached(run.id)
            entries, offset = read_journal(run.journal_path, offset)
            for entry in entries:
                ended = _is_over(entry.event)
                yield entry.event
            if entries or working:
                waited_from = time.monotonic()
            if not entries and not working and (ended or _given_up(run, waited_from)):
                return
            time.sleep(_POLL_S)

    def _is_detached(self, run_id: str) -> bool:
        """Whether a process that was started from here is at a run, or about to be."""
        process = self._detached.get(run_id)
        return process is not None and process.poll() is None

    def _new_run(self, spec: AnySpec) -> RunFolder:
        self._store.require_writable()
        inputs = resolve(spec, self._store)
        run = self._store.new_run(spec, inputs, name=spec.name, kind=spec.kind)
        if isinstance(spec, PretrainSpec | DistillSpec):
            self._keep_estimate(run, spec)
        return run

    def _keep_estimate(self, run: RunFolder, spec: PretrainSpec | DistillSpec) -> None:
        """What was said of the run before it began, to stand beside what it took."""
        known, found = self._measured
        kept = found if found is not None and known == spec else self.estimate(spec)
        if kept.seconds is not None:
            plain = {"seconds": kept.seconds, "measured": kept is found}
            durable.write_json(run.path / "estimate.json", plain)

    def estimated_seconds(self, run_id: str) -> float | None:
        """How long a run was said to take before it began; None where nothing was said."""
        path = self._store.run_folder(run_id).path / "estimate.json"
        try:
            return float(json.loads(path.read_text(encoding="utf-8"))["seconds"])
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _resumable(self, reference: str) -> RunFolder:
        self._store.require_writable()
        record = self._store.run(reference)
        if record.status is RunStatus.FINISHED:
            raise BadInput(
                "'{name}' is finished; start a new run to train longer", name=record.name
            )
        return self._store.run_folder(record.id)

    def _attempt(self, run: RunFolder, control: Control | None) -> Attempt:
        spec = validate(ANY_SPEC, run.spec(), where=f"{run.id}/spec.toml")
        listening = run.control(control if isinstance(control, ThreadControl) else ThreadControl())
        return Attempt(run, perform(self._store.path, run, spec, run.inputs(), listening))

    def _detach(self, run: RunFolder) -> str:
        command = [sys.executable, "-m", "workbench.cli", "resume", run.id]
        log = (run.path / "output.log").open("ab")
        with log:
            process = subprocess.Popen(
                [*command, "--project", str(self._store.path), "--json"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
                cwd=Path(__file__).parent.parent,
            )
        # Until somebody takes its exit code, a process that has ended stays in the system's table.
        threading.Thread(target=process.wait, name=f"waits for {run.id}", daemon=True).start()
        self._detached[run.id] = process
        return run.id

    # -- sweeps -------------------------------------------------------------------------------

    def keep_sweep(self, spec: SweepSpec) -> None:
        """Keep a sweep by its name; one of that name is replaced.

        Raises BadInput or BadSpec when one of its runs would be impossible.
        """
        self._store.require_writable()
        first = plan_of(spec)[0].spec
        resolve(first.model_copy(update={"name": f"{first.name} ?"}), self._store)
        self._store.keep_sweep(spec.name, spec)

    def sweeps(self) -> tuple[SweepSpec, ...]:
        """Every sweep that was kept, oldest first; one that cannot be read is left out."""
        found = []
        for plain in self._store.sweeps():
            with contextlib.suppress(WorkbenchError):
                found.append(validate(SweepSpec, plain))
        return tuple(found)

    def sweep_results(self, spec: SweepSpec) -> tuple[Result, ...]:
        """What became of a sweep's runs by now, in the order of its plan."""
        return results_of(spec, plan_of(spec), self.runs())

    # -- the catalogue ------------------------------------------------------------------------

    def ingest(self) -> News:
        """Take what the journals tell into the database, at most once a second.

        Says what was new; does nothing where another process keeps the catalogue.
        """
        return News.NOTHING if self._database is None else self._database.ingest_due()

    def reindex(self) -> int:
        """Build the database anew from the folders; gives the number of runs."""
        return self._kept().reindex()

    def rename(self, record: AnyRecord, name: str) -> None:
        """Give a thing another display name; raises BadInput when it is taken."""
        self._kept()
        self._store.rename(record, name)
        self._kept().refresh()

    def dependents(self, record: AnyRecord) -> tuple[str, ...]:
        """The names of the runs that were made from something."""
        return self._store.dependents(record)

    def delete(self, record: AnyRecord) -> None:
        """Move a thing to the bin; nothing is erased."""
        self._kept()
        self._bin.put(record)
        self._kept().refresh()

    def bin(self) -> tuple[BinnedItem, ...]:
        """What was deleted and can be restored."""
        return self._bin.items()

    def restore(self, item: BinnedItem) -> None:
        """Bring a thing back from the bin; raises BadInput when its name was given away."""
        self._kept()
        self._bin.restore(item)
        self._kept().ingest_all()

    def erase(self, item: BinnedItem) -> None:
        """Remove a thing in the bin for good."""
        self._kept()
        self._bin.erase(item)

    @property
    def _bin(self) -> Bin:
        return Bin(self._store)

    def _kept(self) -> Database:
        """The database, if this process keeps it; raises Locked or ReadOnly, with the reason."""
        self._store.require_writable()
        if self._database is None:
            assert self.notice is not None
            raise Locked(self.notice.template, **self.notice.values)
        return self._database

    # -- questions ----------------------------------------------------------------------------

    def generate(
        self,
        model: str,
        prompt: str,
        strategy: Greedy | Sample,
        *,
        seed: int = 0,
        max_new_tokens: int = 100,
    ) -> "Iterator[GeneratedToken]":
        """What a model writes after a prompt, token by token; the same seed writes the same.

        A model that was tuned to answer reads the prompt in its template.
        """
        from workbench.activities.questions import write

        gpt, tokenizer = self._asked(model)
        asked = self._in_template(model, prompt)
        return write(gpt, tokenizer, asked, strategy, seed=seed, max_new_tokens=max_new_tokens)

    def prompt_tokens(self, model: str, prompt: str) -> list[int]:
        """The ids a model reads for a prompt: the document's beginning, then the text's.

        A model that was tuned to answer reads the text in its template.
        """
        from workbench.activities.prompts import prompt_ids

        record, _ = self._store.model(model)
        return prompt_ids(self.tokenizer(record.tokenizer), self._in_template(model, prompt))

    def _in_template(self, model: str, prompt: str) -> str:
        return filled(self._model_file(model).template, prompt)

    def attention(self, model: str, text: str) -> "AttentionMaps":
        """Every head's attention on a text, and what each head does there."""
        from workbench.activities.questions import attention

        return attention(*self._asked(model), text)

    def fill_mask(self, model: str, text: str, *, top_k: int = 5) -> "tuple[FilledPosition, ...]":
        """The likeliest tokens for each [MASK] of a text; raises BadInput for other models."""
        from workbench.activities.questions import fill_mask

        return fill_mask(*self._asked(model), text, top_k)

    def next_sentence(self, model: str, first: str, second: str) -> float:
        """The probability a BERT gives to `second` following `first`."""
        from workbench.activities.questions import next_sentence

        return next_sentence(*self._asked(model), first, second)

    def classify(self, model: str, text: str, second: str = "") -> dict[str, float]:
        """The probability of each class for a text, or a pair; likeliest first.

        Raises BadInput for a model that was not fine-tuned to tell classes.
        """
        from workbench.activities.questions import classify

        return classify(*self._asked(model), self._model_file(model), text, second)

    def export(self, model: str, form: "Format", out: Path) -> tuple[Path, ...]:
        """Write a model into a new folder for other tools; gives the files."""
        from workbench.activities.export_model import export_model

        record, checkpoint = self._store.model(model)
        return export_model(self._store, record, checkpoint, form, out)

    def score(self, model: str, text: str) -> "tuple[ScoredToken, ...]":
        """How likely a model finds each token of a text."""
        from workbench.activities.questions import score_text

        return score_text(*self._asked(model), text)

    def compare_tokens(self, teacher: str, student: str, text: str) -> "ComparedText":
        """How both models find each token of a text: KL, surprisals and ranks.

        Raises BadInput for models that do not share a tokenizer.
        """
        return self._pair(teacher, student).compare(text)

    def distributions(
        self, teacher: str, student: str, ids: Sequence[int], *, top_k: int = 10
    ) -> "Distributions":
        """What both models expect in the place of the last of `ids`, having read the others."""
        return self._pair(teacher, student).distributions(ids, top_k)

    def worst_passages(
        self,
        teacher: str,
        student: str,
        corpus: str,
        *,
        by: "By" = "kl",
        most_passages: int = 20,
        most_tokens: int = 20_000,
    ) -> "Iterator[WorstPassages]":
        """Search the beginning of a corpus's validation part for where the student is worst.

        Tells after every window how far it is and what was worst so far.
        """
        from workbench.activities.token_questions import validation_tokens
        from workbench.data.shards import fingerprint

        pair, record = self._pair(teacher, student), self._store.corpus(corpus)
        mark = fingerprint(record.digest, pair.tokenizer.digest)
        shards = self._store.shards_path / mark
        tokens = validation_tokens(record.folder, shards, pair.tokenizer, most_tokens)
        yield from pair.worst(tokens, by, most_passages)

    def first_losses(self, spec: DistillSpec) -> "FirstLosses":
        """The loss of a student before its first step: with its teacher's weights, and random."""
        from workbench.activities.first_losses import MOST_TOKENS, first_losses
        from workbench.activities.token_questions import validation_tokens
        from workbench.data.shards import fingerprint

        teacher, tokenizer = self._asked(spec.teacher)
        corpus = self._store.corpus(spec.corpus)
        shards = self._store.shards_path / fingerprint(corpus.digest, tokenizer.digest)
        tokens = validation_tokens(corpus.folder, shards, tokenizer, MOST_TOKENS)
        return first_losses(spec, teacher, self._model_file(spec.teacher), tokens)

    def what_if(self, teacher: str, student: str, text: str) -> "WhatIf":
        """The logits of both models for the beginning of a text, to ask about α and τ."""
        return self._pair(teacher, student).what_if(text)

    def pieces(self, tokenizer: str, text: str) -> "tuple[Piece, ...]":
        """A text's tokens, and the stretches of text they come from."""
        return self.tokenizer(tokenizer).pieces(text)

    def estimate(self, spec: AnySpec) -> Estimate:
        """Parameters, FLOPs a step, memory, disk and time, before anything starts."""
        vocabulary_size, base = self._shapes(spec)
        tokens = self._training_tokens(spec) if isinstance(spec, CacheTeacherSpec) else 0
        student = self._student_shape(spec) if isinstance(spec, DistillSpec) else None
        return estimate(spec, vocabulary_size, flops_per_second(), base, tokens, student)

    def measured_estimate(self, spec: PretrainSpec | DistillSpec) -> Estimate:
        """The same with the time of some real steps, taken here and now with random tokens."""
        from workbench.activities.calibrate import Teaching, seconds_per_step

        vocabulary_size, base = self._shapes(spec)
        teaching = None
        if isinstance(spec, DistillSpec):
            assert base is not None
            teaching = Teaching([self._asked(name)[0] for name, _ in spec.teachers], base)
        shape = spec.model if isinstance(spec, PretrainSpec) else self._student_shape(spec)
        seconds = seconds_per_step(spec, shape, vocabulary_size, teaching)
        found = replace(self.estimate(spec), seconds=total_seconds(spec, shape, seconds))
        self._measured = (spec, found)
        return found

    def _training_tokens(self, spec: CacheTeacherSpec) -> int:
        from workbench.activities.token_count import training_tokens

        model, _ = self._store.model(spec.teacher)
        corpus, tokenizer = self._store.corpus(spec.corpus), self._store.tokenizer(model.tokenizer)
        return training_tokens(corpus, tokenizer, self._store.shards_path)

    def sketches(self, spec: AnySpec) -> tuple[Sketch, ...]:
        """The models that a run would make or learn from; none where it trains none.

        Raises NotFound for a tokenizer or model that is not there.
        """
        match spec:
            case PretrainSpec():
                vocabulary_size = self._store.tokenizer(spec.tokenizer).vocabulary_size
                return (Sketch("model", spec.model, vocabulary_size),)
            case DistillSpec():
                file = self._model_file(spec.teacher)
                return (
                    Sketch("teacher", file.spec, file.vocabulary_size),
                    Sketch("student", self._student_shape(spec), file.vocabulary_size),
                )
            case FinetuneSpec():
                file = self._model_file(spec.model)
                return (Sketch("model", file.spec, file.vocabulary_size),)
            case _:
                return ()

    def misfits(self, spec: DistillSpec) -> tuple[Problem, ...]:
        """Where a student does not fit its teacher, each with the setting's path.

        Raises NotFound for a model that is not there.
        """
        warm = self._model_file(spec.warm_start).spec if spec.warm_start else None
        return tuple(misfits(spec, self._model_file(spec.teacher).spec, warm))

    def recipe(self, name: str, *, teacher: str, corpus: str) -> DistillSpec:
        """A published recipe's settings for a teacher of the project; see `RECIPES`.

        Raises BadInput when there is none of that name, or when it is for another kind of model.
        """
        shape = self._model_file(teacher).spec
        found = recipe_of(name)
        if found is None or not found.suits(shape):
            raise BadInput(
                "the recipe '{name}' is not for a {family} teacher; there are: {names}",
                name=name,
                family=shape.family,
                names=", ".join(recipe.name for recipe in RECIPES if recipe.suits(shape)),
            )
        plain = {"name": f"{found.title} student", "corpus": corpus, "teacher": teacher}
        settings = {"student": half_of(shape), **found.settings(shape)}
        return validate(DistillSpec, plain | settings)

    def suits(self, recipe: Recipe, teacher: str) -> bool:
        """Whether a recipe can be used with a model; no for one that is not there."""
        try:
            return recipe.suits(self._model_file(teacher).spec)
        except WorkbenchError:
            return False

    def _student_shape(self, spec: DistillSpec) -> AnyModelSpec:
        return self._model_file(spec.warm_start).spec if spec.warm_start else shape_of(spec.student)

    def _shapes(self, spec: AnySpec) -> tuple[int, AnyModelSpec | None]:
        match spec:
            case PretrainSpec():
                return self._store.tokenizer(spec.tokenizer).vocabulary_size, None
            case DistillSpec() | CacheTeacherSpec():
                file = self._model_file(spec.teacher)
                return file.vocabulary_size, file.spec
            case FinetuneSpec():
                file = self._model_file(spec.model)
                return file.vocabulary_size, file.spec
            case _:
                return 0, None

    def _model_file(self, reference: str) -> ModelFile:
        return read_model_file(self._store.model(reference)[1].folder)

    def _pair(self, teacher: str, student: str) -> "Pair":
        """Two models that read the same tokens; raises BadInput naming the tokenizers if not."""
        from workbench.activities.token_questions import Pair

        models = [self._store.model(reference)[0] for reference in (teacher, student)]
        one, other = (self._store.tokenizer(model.tokenizer) for model in models)
        if one.digest != other.digest:
            raise BadInput(
                "'{teacher}' reads text with the tokenizer '{one}' and '{student}' with '{other}', "
                "so that they cannot be compared token by token; choose two models that share a "
                "tokenizer",
                teacher=models[0].name,
                student=models[1].name,
                one=one.name,
                other=other.name,
            )
        (first, tokenizer), (second, _) = self._asked(teacher), self._asked(student)
        return Pair.of(first, second, tokenizer)

    def _asked(self, reference: str) -> "tuple[Model, Tokenizer]":
        from workbench.activities.questions import LoadedModels

        model, checkpoint = self._store.model(reference)
        self._loaded = self._loaded or LoadedModels()
        return self._loaded.get(checkpoint), self.tokenizer(model.tokenizer)


def _database(folder: ProjectFolder) -> Database:
    """The catalogue, brought up to date; a damaged one is made anew from the folders."""
    try:
        database = Database.open(folder)
        database.ingest_all()
    except Corrupt:
        Database.discard(folder)
        database = Database.open(folder)
        database.reindex()
    return database


def _is_over(event: Event) -> bool:
    """Whether nothing is to be expected after an event; a run handed over will be taken up."""
    return isinstance(event, RunEnded) and event.outcome is not Outcome.HANDED_OVER


def _given_up(run: RunFolder, waited_from: float) -> bool:
    """Whether a run that nobody works on is not going to be taken up."""
    if run.status() in (RunStatus.QUEUED, RunStatus.HANDED_OVER):
        return time.monotonic() - waited_from > _TAKEN_UP_WITHIN_S
    return True


def _go_back(run: RunFolder, step: int) -> None:
    """Set later checkpoints aside, so that a checkpoint is the last one again."""
    saved = run.checkpoints()
    if step not in [checkpoint.step for checkpoint in saved]:
        raise BadInput(
            "there is no checkpoint at step {step}; there is: {steps}",
            step=step,
            steps=", ".join(str(checkpoint.step) for checkpoint in saved),
        )
    with run.claim():
        for checkpoint in saved:
            if checkpoint.step > step:
                aside = run.path / "discarded" / f"{checkpoint.folder.name}-{time.time_ns()}"
                durable.move(checkpoint.folder, aside)
