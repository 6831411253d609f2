"""Everything that writes into a project, as a person does it, and takes it up again.

To add an operation: what prepares its project, what does it (the same does what is left of it
after a death or an error), and what it makes that must be the same whatever happened on the way.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import tiny_project
from tiny_project import CORPUS, RUNTIME, TEACHER, TOKENIZER

from workbench.activities.spec import AnySpec, EvaluateSpec, ImportModelSpec
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.errors import WorkbenchError
from workbench.events import CheckpointSaved, Outcome, Paused, ReportReady, RunEnded
from workbench.plans.sweep import SweepSpec, failed_of, next_of
from workbench.project import Project
from workbench.project.runs.attempt import Attempt
from workbench.spec import validate
from workbench.store.database.database import Database
from workbench.store.folders import ProjectFolder
from workbench.store.records import AnyRecord, ModelRecord, RunStatus
from workbench.store.runs.run_folder import RunFolder
from workbench.tokenizers.spec import TrainTokenizerSpec

LAB, SOURCES = "lab", "sources"
"""The project below a trial's folder, and what it reads from elsewhere."""

SHORT = {"micro_batch_size": 2, "evaluate_every": 2, "evaluation_tokens": 100, "sample_tokens": 3}
"""Long enough for two checkpoints, a rotation, and steps whose figures were not saved yet."""

OnPause = Callable[[], None]


class NoEnd(AssertionError):
    """An attempt was over, and no event said so."""


@dataclass(frozen=True)
class Operation:
    """`do` begins it in a trial's folder, or goes on with it; `made` must come out the same."""

    name: str
    do: Callable[[Path, OnPause], None]
    made: Callable[[Path], Any]
    prepare: Callable[[Path], None] = field(default=lambda root: None)


# -- runs -------------------------------------------------------------------------------------


def follow(project: Project, attempt: Attempt, on_pause: OnPause) -> RunFolder:
    """An attempt to its end; raises WorkbenchError, with its sentence, when it failed."""
    end: RunEnded | None = None
    for event in attempt:
        if isinstance(event, Paused):
            on_pause()
        if isinstance(event, CheckpointSaved | RunEnded):
            project.catalogue.ingest()
        end = event if isinstance(event, RunEnded) else end
    if end is None:
        raise NoEnd("an attempt without an end")
    if end.outcome is not Outcome.FINISHED:
        raise WorkbenchError(end.words.template, **end.words.values)
    return attempt.run


def run_of(spec_of: Callable[[Path], AnySpec]) -> Callable[[Path, OnPause], None]:
    """Begin the run, or go on with it, as a person would who finds the project like this."""

    def do(root: Path, on_pause: OnPause) -> None:
        spec = spec_of(root)
        with Project.open(root / LAB) as project:
            records = [record for record in project.runs if record.name == spec.name]
            if records and records[-1].status is RunStatus.FINISHED:
                return
            attempt = project.resume(records[-1].id) if records else project.start(spec)
            follow(project, attempt, on_pause)

    return do


def become(spec_of: Callable[[Path], AnySpec]) -> Callable[[Path], Any]:
    """What the run has become, as far as it must not depend on what happened on the way."""

    def made(root: Path) -> dict[str, Any]:
        name = spec_of(root).name
        with Project.open(root / LAB, create=False) as project:
            return run_told(project, RunFolder(project.saved_run(name).record.folder))

    return made


def run_told(project: Project, run: RunFolder) -> dict[str, Any]:
    state = project.saved_run(run.id).state()
    catalogue = Database.open(ProjectFolder.open(project.folder))
    catalogue.ingest_all()
    ingested = sum(len(catalogue.points(run.id, name)) for name in state.series)
    catalogue.close()
    return {
        "status": project.saved_run(run.id).record.status,
        "name": state.name,
        "weights": checkpoint_hashes(run),
        "metrics": tiny_project.metric_rows(run),
        "samples": [(s.step, s.text) for s in state.samples],
        "report": last_report(run),
        "references": sorted((r.metric, r.name, r.value) for r in state.references),
        "all_points_ingested": ingested == sum(map(len, state.series.values())),
    }


def last_report(run: RunFolder) -> list[dict[str, Any]]:
    """The rows of a comparison; an attempt that was disturbed may have told them before."""
    ready = [e for e in tiny_project.events_of(run) if isinstance(e, ReportReady)]
    count = len(ready[-1].rows) if ready else 0
    return tiny_project.report_of(run)[-count:] if count else []


def checkpoint_hashes(run: RunFolder) -> list[Any]:
    """The best and the last checkpoint, with the hash of all in it that no clock decides.

    A death between two of them may leave one more that the next rotation removes.
    """
    kept = [c for c in run.checkpoints() if c.is_best or c.is_last]
    return [(c.step, c.is_best, hash_of(sorted(c.folder.glob("*.safetensors")))) for c in kept]


def hash_of(files: list[Path]) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def run_operation(
    name: str,
    spec_of: Callable[[Path], AnySpec],
    prepare: Callable[[Path], None] = lambda root: None,
) -> Operation:
    """Everything that is journalled."""
    return Operation(name, run_of(spec_of), become(spec_of), prepare)


def without_shards(root: Path) -> None:
    """So that the text is encoded anew, which writes too."""
    shutil.rmtree(root / LAB / "shards")


def _corpus(root: Path) -> AnySpec:
    return validate(AddCorpusSpec, {"name": "more", "files": (str(sources(root) / "more.txt"),)})


def _tokenizer(root: Path) -> AnySpec:
    return TrainTokenizerSpec(name="crumbs", corpus=CORPUS, vocabulary_size=292, threads=1)


def _pretrain(root: Path) -> AnySpec:
    changes = {"model": {"num_layers": 1}, "loop": {**SHORT, "steps": 4}}
    return tiny_project.pretrain_spec(name="again", **changes)


def _finetune(root: Path) -> AnySpec:
    loop = {"steps": 3, "micro_batch_size": 2, "evaluate_every": 2}
    return tiny_project.finetune_spec(lora={"rank": 2}, loop=loop)


def _distil(root: Path) -> AnySpec:
    return tiny_project.distill_spec(stages=[{"steps": 3}], loop=SHORT)


def _cache(root: Path) -> AnySpec:
    plain = {"name": "kept", "corpus": CORPUS, "teacher": TEACHER, "tokens": 600}
    return validate(CacheTeacherSpec, plain | {"runtime": RUNTIME})


def _evaluate(root: Path) -> AnySpec:
    plain = {"name": "all", "corpus": CORPUS, "candidates": [{"model": TEACHER}]}
    return validate(EvaluateSpec, plain | {"tokens": 200, "sample_tokens": 2, "runtime": RUNTIME})


def _import(root: Path) -> AnySpec:
    return ImportModelSpec(name="foreign", folder=str(sources(root) / "hub"))


def sources(root: Path) -> Path:
    """What is read from outside the project: above all trials, so that its path is one."""
    return next(p / SOURCES for p in root.parents if (p / SOURCES).is_dir())


def _without_its_tokenizer(root: Path) -> None:
    """So that an import stores the tokenizer too: what it was exported from is deleted."""
    with Project.open(root / LAB) as project:
        project.catalogue.delete(project.model(TEACHER).record)
        (pieces,) = [record for record in project.tokenizers if record.name == TOKENIZER]
        project.catalogue.delete(pieces)


# -- exports, sweeps --------------------------------------------------------------------------


def _export(root: Path, on_pause: OnPause) -> None:
    out = root / "out"
    if not out.exists() or not any(out.iterdir()):
        with Project.open(root / LAB) as project:
            project.model(TEACHER).export("hf", out)


def _exported(root: Path) -> dict[str, str]:
    return {path.name: hash_of([path]) for path in sorted((root / "out").iterdir())}


def _sweep_spec() -> SweepSpec:
    base = tiny_project.distill_spec(stages=[{"steps": 1}], loop=SHORT | {"evaluate_every": 1})
    varied = [{"name": "stages.0.temperature", "values": ["1", "2"]}]
    return validate(SweepSpec, {"name": "heat", "base": base.model_dump(), "varied": varied})


def _sweep(root: Path, on_pause: OnPause) -> None:
    spec = _sweep_spec()
    with Project.open(root / LAB) as project:
        project.plans.keep_sweep(spec)
        for failed in failed_of(project.plans.sweep_results(spec)):
            follow(project, project.resume(failed.run), on_pause)
        while (due := next_of(spec, project.plans.sweep_results(spec))) is not None:
            planned = None if due.run else project.plans.sweep_run(spec, due.planned)
            attempt = project.start(planned) if planned else project.resume(due.run)
            follow(project, attempt, on_pause)


def _swept(root: Path) -> list[Any]:
    with Project.open(root / LAB) as project:
        kept = [sweep.name for sweep in project.plans.sweeps()]
        results = project.plans.sweep_results(_sweep_spec())
        runs = [checkpoint_hashes(project.saved_run(result.run)._run) for result in results]
        return [
            kept,
            [(result.name, str(result.status), result.figure) for result in results],
            runs,
        ]


# -- the catalogue ----------------------------------------------------------------------------

NEW_NAMES = {TEACHER: "bigger", CORPUS: "stories", TOKENIZER: "bits"}


def everything(project: Project) -> list[AnyRecord]:
    return [*project.models, *project.corpora, *project.tokenizers]


def _rename(root: Path, on_pause: OnPause) -> None:
    with Project.open(root / LAB) as project:
        for record in everything(project):
            if record.name in NEW_NAMES:
                project.catalogue.rename(record, NEW_NAMES[record.name])


def _delete(root: Path, on_pause: OnPause) -> None:
    with Project.open(root / LAB) as project:
        for record in everything(project):
            project.catalogue.delete(record)


def _restore(root: Path, on_pause: OnPause) -> None:
    with Project.open(root / LAB) as project:
        for item in project.catalogue.bin():
            project.catalogue.restore(item)


def _erase(root: Path, on_pause: OnPause) -> None:
    with Project.open(root / LAB) as project:
        for item in project.catalogue.bin():
            project.catalogue.erase(item)


def _reindex(root: Path, on_pause: OnPause) -> None:
    with Project.open(root / LAB) as project:
        project.catalogue.reindex()


def _deleted(root: Path) -> None:
    _delete(root, lambda: None)


def _indexed(root: Path) -> dict[str, Any]:
    """What the database tells of each run's curves, once it has looked.

    One whose sum could not be noted when it was closed is made anew at the next look.
    """
    with Project.open(root / LAB) as project:
        series = {run.name: project.saved_run(run.id).state().series for run in project.runs}
    catalogue = Database.open(ProjectFolder.open(root / LAB))
    try:
        catalogue.ingest_all()
        runs = {run.id: run.name for run in catalogue.runs()}
        return {
            name: {metric: len(catalogue.points(run_id, metric)) for metric in series[name]}
            for run_id, name in runs.items()
        }
    finally:
        catalogue.close()


def nothing(root: Path) -> None:
    """All that is made is in the listing."""


OPERATIONS = {
    operation.name: operation
    for operation in (
        run_operation("corpus", _corpus),
        run_operation("tokenizer", _tokenizer),
        run_operation("pretrain", _pretrain, without_shards),
        run_operation("finetune", _finetune),
        run_operation("distil", _distil),
        run_operation("cache", _cache, without_shards),
        run_operation("evaluate", _evaluate),
        run_operation("import", _import, _without_its_tokenizer),
        Operation("export", _export, _exported),
        Operation("sweep", _sweep, _swept),
        Operation("rename", _rename, nothing),
        Operation("delete", _delete, nothing),
        Operation("restore", _restore, nothing, _deleted),
        Operation("erase", _erase, nothing, _deleted),
        Operation("reindex", _reindex, _indexed),
    )
}


# -- what a project holds ---------------------------------------------------------------------


def listing(root: Path) -> dict[str, list[Any]]:
    """Everything that can be found in the project, by its sort, without ids and times."""
    with Project.open(root / LAB, create=False) as project:
        return {
            "corpora": sorted((c.name, c.digest) for c in project.corpora),
            "tokenizers": sorted((t.name, t.digest) for t in project.tokenizers),
            "caches": sorted((c.name, _cache_hash(c.folder)) for c in project.caches),
            "models": sorted((m.name, _weights_hash(m)) for m in project.models),
            "runs": sorted(_finished(project)),
            "bin": sorted((str(item.sort), item.name) for item in project.catalogue.bin()),
            "damaged": [str(words) for words in project.damaged()],
        }


def _weights_hash(model: ModelRecord) -> str:
    return hash_of(sorted(model.checkpoints[-1].folder.glob("*.safetensors")))


def _cache_hash(folder: Path) -> str:
    return hash_of(sorted(folder.glob("*.npy")))


def _finished(project: Project) -> Iterator[tuple[str, str]]:
    for run in project.runs:
        if run.status is RunStatus.FINISHED:
            yield run.name, run.kind


def build(scratch: Path) -> Path:
    """What is read from outside, and the project that every operation is prepared from."""
    outside, root = scratch / SOURCES, scratch / "template"
    outside.mkdir(parents=True)
    root.mkdir()
    (outside / "more.txt").write_text(tiny_project.tales(120, seed=5))
    tiny_project.build(root / LAB)
    with Project.open(root / LAB) as project:
        project.model(TEACHER).export("hf", outside / "hub")
    return root
