"""An attempt after one that died or failed: what was made is recognised, and it has its name."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hub_material import MAKERS
from tiny_project import CORPUS, RUNTIME, TEACHER, ending, events_of, perform
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from workbench.activities.opening import NOTHING_KEPT, first_event
from workbench.activities.resources import RunResources
from workbench.activities.spec import AnySpec, ImportModelSpec
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.events import (
    ArtifactReady,
    CheckpointSaved,
    Event,
    Note,
    Outcome,
    RunEnded,
    RunResumed,
    RunStarted,
)
from workbench.project import Project
from workbench.spec import validate
from workbench.store.folders import ProjectFolder
from workbench.store.records import RunStatus
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.run_folder import RunFolder
from workbench.store.runs.state import RunState
from workbench.tokenizers.spec import TrainTokenizerSpec
from workbench.words import words


def imported(folder: Path) -> AnySpec:
    source = folder / "hub"
    source.mkdir()
    MAKERS["llama"](source)
    pieces = len(PreTrainedTokenizerFast.from_pretrained(source))
    config = LlamaConfig(
        vocab_size=pieces,
        intermediate_size=48,
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
    )
    LlamaForCausalLM(config).save_pretrained(source)
    return ImportModelSpec(name="mine", folder=str(source))


def cached(folder: Path) -> AnySpec:
    plain = {"name": "mine", "corpus": CORPUS, "teacher": TEACHER, "tokens": 600}
    return validate(CacheTeacherSpec, plain | {"runtime": RUNTIME})


SPECS: dict[str, Callable[[Path], AnySpec]] = {
    "corpus": lambda _: AddCorpusSpec(name="mine", sample="stories_en", sample_documents=50),
    "tokenizer": lambda _: TrainTokenizerSpec(
        name="mine", corpus=CORPUS, vocabulary_size=300, threads=1
    ),
    "cache": cached,
    "import": imported,
}


def die_before(run: RunFolder, number: int) -> list[Event]:
    """Cut the journal back to what it held before its n-th event; gives what was lost."""
    lines = run.journal_path.read_bytes().splitlines(keepends=True)
    lost = events_of(run)[number:]
    run.journal_path.write_bytes(b"".join(lines[:number]))
    assert run.status() is RunStatus.INTERRUPTED
    return lost


@pytest.mark.slow
@pytest.mark.parametrize("kind", SPECS)
def test_that_a_run_that_died_right_after_it_had_made_something_ends_as_finished(
    tiny: Project, tmp_path: Path, kind: str
) -> None:
    run = perform(tiny, SPECS[kind](tmp_path))
    assert ending(run).outcome is Outcome.FINISHED
    made = [event for event in events_of(run) if isinstance(event, ArtifactReady | CheckpointSaved)]
    holds = (tiny.corpora, tiny.tokenizers, tiny.caches, tiny.models)
    lost = die_before(run, events_of(run).index(made[-1]))
    for _ in tiny.resume(run.id):
        pass
    resumed = next(i for i, e in enumerate(events_of(run)) if isinstance(e, RunResumed))
    assert events_of(run)[resumed + 1 :] == lost
    assert (tiny.corpora, tiny.tokenizers, tiny.caches, tiny.models) == holds


@pytest.mark.parametrize("kind", ["corpus", "tokenizer"])
def test_that_work_of_which_nothing_is_kept_says_that_it_begins_anew(
    tiny: Project, tmp_path: Path, kind: str
) -> None:
    run = perform(tiny, SPECS[kind](tmp_path))
    ready = next(event for event in events_of(run) if isinstance(event, ArtifactReady))
    die_before(run, events_of(run).index(ready))
    shutil.rmtree(tiny.folder / ready.folder)
    for _ in tiny.resume(run.id):
        pass
    told = [str(event.words) for event in events_of(run) if isinstance(event, Note)]
    assert [one.startswith("this begins anew") for one in told].count(True) == 1
    assert ending(run).outcome is Outcome.FINISHED


@pytest.mark.slow
def test_that_an_import_that_died_before_its_weights_uses_its_own_tokenizer(
    tiny: Project, tmp_path: Path
) -> None:
    run = perform(tiny, imported(tmp_path))
    ready = next(event for event in events_of(run) if isinstance(event, ArtifactReady))
    holds = (tiny.tokenizers, tiny.models)
    die_before(run, events_of(run).index(ready))
    saved = run.checkpoint_folder(0)
    for path in saved.iterdir():
        path.unlink()
    saved.rmdir()
    for _ in tiny.resume(run.id):
        pass
    assert events_of(run).count(ready) == 1
    assert ending(run).outcome is Outcome.FINISHED
    assert (tiny.tokenizers, tiny.models) == holds


def test_that_what_was_made_and_then_renamed_keeps_its_name(tiny: Project, tmp_path: Path) -> None:
    run = perform(tiny, cached(tmp_path))
    made = next(event for event in events_of(run) if isinstance(event, ArtifactReady))
    die_before(run, events_of(run).index(made))
    tiny.catalogue.rename(tiny.caches[0], "renamed")
    for _ in tiny.resume(run.id):
        pass
    assert [cache.name for cache in tiny.caches] == ["renamed"]


def test_that_a_run_that_failed_before_it_began_still_has_its_name(tmp_path: Path) -> None:
    project = ProjectFolder.open(tmp_path / "lab", create=True)
    spec = ImportModelSpec(name="foreign", folder="somewhere")
    run = project.new_run(spec, Inputs(), name=spec.name, kind=spec.kind)
    resources = RunResources(project.path, run, Inputs(), lambda: None, lambda: None)
    failed = RunEnded(outcome=Outcome.FAILED, words=words("no"))
    with closing(run.journal()) as journal:
        journal.append(failed)
        first = first_event(spec, resources)
        assert isinstance(first, RunStarted)
        journal.append(first)
        assert first_event(spec, resources) == RunResumed(from_step=NOTHING_KEPT)
    state = RunState().apply(failed).apply(first)
    assert (state.name, state.ended) == ("foreign", None)
