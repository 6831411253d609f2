"""What the system refuses to read is said, and neither passed over nor taken for damaged."""

import errno
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from a_project import (
    ExampleSpec,
    add_corpus,
    add_run,
    add_tokenizer,
    ended,
    journal,
    metrics,
    save_checkpoint,
    started,
)
from refused import refusing_to_read
from tiny_project import pretrain_spec

from workbench.data.encode_once import usable
from workbench.errors import CannotBeRead
from workbench.events import CheckpointSaved, RunEnded
from workbench.jobs import ThreadControl
from workbench.project import Project
from workbench.store.bin import Bin
from workbench.store.database.database import Database
from workbench.store.files import leftovers, looking, manifest, named
from workbench.store.folders import ProjectFolder
from workbench.store.membership import keep_new_plan_id, kept_plan_id, plan_path
from workbench.store.names import Sort
from workbench.store.naming import rename, require_free_name
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.run_folder import RunFolder

NUMBERS = (errno.EACCES, errno.EIO, errno.EMFILE)


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    project = ProjectFolder.open(tmp_path / "lab", create=True)
    add_corpus(project, "novel")
    run = add_run(project, "big")
    journal(run, started(run), metrics(1, loss=1.0), ended())
    save_checkpoint(run, 1, 1.0)
    return project


@pytest.fixture(params=NUMBERS, ids=errno.errorcode.get)
def refusing(request: pytest.FixtureRequest) -> "Refusing":
    """Lets the system refuse to open or list one path."""
    return partial(refusing_to_read, number=request.param)


Refusing = Callable[[Path], Any]


@pytest.mark.parametrize("folder", ["corpora", "tokenizers", "caches", "runs"])
def test_that_no_list_is_empty_because_its_folder_cannot_be_listed(
    project: ProjectFolder, refusing: Refusing, folder: str
) -> None:
    (project.path / folder).mkdir(exist_ok=True)
    ask = {
        "corpora": project.corpora,
        "tokenizers": project.tokenizers,
        "caches": project.caches,
        "runs": project.runs,
    }[folder]
    with refusing(project.path / folder), pytest.raises(CannotBeRead, match=folder):
        ask()


@pytest.mark.parametrize("name", ["meta.json", "manifest.json"])
def test_that_a_corpus_is_not_passed_over_and_in_a_window_told_of(
    project: ProjectFolder, refusing: Refusing, name: str
) -> None:
    path = project.path / "corpora" / "0001-novel" / name
    with Project.open(project.path, ahead=True) as window, refusing(path):
        with pytest.raises(CannotBeRead, match=name):
            project.corpora()
        with pytest.raises(CannotBeRead, match=name):
            require_free_name(project, Sort.CORPUS, "novel")
        assert window.corpora == ()
        assert [str(words) for words in window.damaged() if name in str(words)]


def test_that_a_thing_by_the_name_that_its_run_gave_it_is_refused_and_not_called_damaged(
    project: ProjectFolder, refusing: Refusing
) -> None:
    made = add_tokenizer(project, "pieces")
    add_run(project, "asked", kind="train_tokenizer", inputs=Inputs(target=made.folder))
    rename(project, project.tokenizer("pieces"), "parts")
    with refusing(project.path / made.folder / "manifest.json"):
        assert project.tokenizer("parts").id == made.id
        with pytest.raises(CannotBeRead, match=r"manifest\.json"):
            project.tokenizer("asked")


def test_that_what_a_run_may_be_making_is_not_called_damaged_while_its_run_is_refused(
    project: ProjectFolder, refusing: Refusing
) -> None:
    half = project.new_folder(Sort.CORPUS, "half")
    run = add_run(project, "half", kind="add_corpus", inputs=Inputs(target=project.relative(half)))
    (half / "text.bin").write_bytes(b"half of it")
    assert not project.damaged_of(Sort.CORPUS)
    with refusing(run.path / "inputs.json"):
        assert not project.damaged_of(Sort.CORPUS)


def test_that_the_best_checkpoint_is_not_another_one_for_want_of_a_look(
    project: ProjectFolder, refusing: Refusing
) -> None:
    run = project.run_folder("0001-big")
    save_checkpoint(run, 2, 2.0)
    assert project.model("big")[1].step == 1
    with refusing(run.checkpoint_folder(1) / "state.json"), pytest.raises(CannotBeRead):
        project.model("big")


@pytest.mark.parametrize("name", ["meta.json", "spec.toml", "inputs.json", "journal.jsonl"])
def test_that_the_database_keeps_nothing_of_a_run_that_it_could_not_read(
    project: ProjectFolder, refusing: Refusing, name: str
) -> None:
    path = project.run_folder("0001-big").path / name
    database = Database.open(project)
    with refusing(path):
        database.ingest_all()
        assert list(database.left_out) == ["0001-big"]
        assert any(name in str(problem) for problem in database.runs()[0].problems)
        with pytest.raises(CannotBeRead, match=name):
            database.reindex()
    database.ingest_all()
    assert not database.left_out
    (record,) = database.runs()
    assert (record.name, record.problems, record.step) == ("big", (), 1)
    database.close()


def test_that_a_name_that_was_not_read_is_not_written_anew(
    project: ProjectFolder, refusing: Refusing
) -> None:
    run = project.run_folder("0001-big")
    before = run.meta
    with refusing(run.path / "meta.json"), pytest.raises(CannotBeRead):
        run.rename("other")
    assert run.meta == before


def test_that_what_is_in_the_bin_stays_listed_and_comes_back_under_its_own_name_alone(
    project: ProjectFolder, refusing: Refusing
) -> None:
    the_bin = Bin(project)
    item = the_bin.put(project.corpus("novel"))
    with refusing(item.folder / "meta.json"):
        (listed,) = the_bin.items()
        assert listed.id == "0001-novel"
        with pytest.raises(CannotBeRead):
            the_bin.restore(listed)
    add_corpus(project, "novel")
    assert item.folder.is_dir()


def test_that_a_kept_plan_is_not_begun_anew_because_it_was_not_read(
    project: ProjectFolder, refusing: Refusing
) -> None:
    (project.path / "plans").mkdir()
    assert kept_plan_id(project.path, "journey", "way") == ""
    kept = keep_new_plan_id(project.path, "journey", "way")
    with refusing(plan_path(project.path, "journey", "way")), pytest.raises(CannotBeRead):
        kept_plan_id(project.path, "journey", "way")
    assert kept_plan_id(project.path, "journey", "way") == kept


def test_that_a_folder_that_cannot_be_listed_is_not_described_as_empty(
    tmp_path: Path, refusing: Refusing
) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "inner" / "file").write_text("text")
    with refusing(tmp_path / "inner"), pytest.raises(CannotBeRead, match="inner"):
        looking.files_below(tmp_path)


def test_that_a_meta_json_that_cannot_be_described_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "meta.json"
    path.write_text("{}")
    with refusing_to_read(path, errno.EIO), pytest.raises(CannotBeRead, match=r"meta\.json"):
        manifest.entry_of(path)


def test_that_a_run_whose_making_fails_leaves_no_half_of_it(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(RunFolder, "_write_meta", die)
    monkeypatch.setattr("shutil.rmtree", lambda *_, **__: None)  # as where the process dies
    with pytest.raises(KeyboardInterrupt):
        project.new_run(ExampleSpec(), Inputs(), name="half", kind="pretrain")
    assert [run.id for run in project.runs()] == ["0001-big"]
    assert not project.damaged()
    (left,) = [path for path in (project.path / "runs").iterdir() if leftovers.is_leftover(path)]
    assert (left / "spec.toml").is_file()


def test_that_an_export_clears_what_one_that_died_left_beside_it(tmp_path: Path) -> None:
    dead, young = tmp_path / ".pending-out-12345678", tmp_path / ".pending-out-87654321"
    other = tmp_path / ".pending-another-12345678"
    for folder in (dead, young, other):
        folder.mkdir()
        (folder / ".pending-file-12345678").write_text("half")
    for path in (dead / ".pending-file-12345678", dead, other):
        os.utime(path, (0, 0))
    with named.staging(tmp_path / "out") as staged:
        (staged / "file").write_text("whole")
    assert not dead.exists()
    assert young.is_dir()
    assert other.is_dir()


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["runtime.json", "checkpoints/step-00000002/optimizer.safetensors"]
)
def test_that_a_resume_gives_no_advice_for_damage_where_the_system_refused(
    tiny: Project, refusing: Refusing, name: str
) -> None:
    control = ThreadControl()
    attempt = tiny.start(pretrain_spec(name="again"), control)
    for event in attempt:
        if isinstance(event, CheckpointSaved):
            control.stop()
    saved = attempt.run.checkpoints()[-1].folder.name
    path = attempt.run.path / name.replace("step-00000002", saved)
    with refusing(path):
        ended = list(tiny.resume(attempt.id))[-1]
    assert isinstance(ended, RunEnded)
    assert "cannot be read" in str(ended.words)
    assert path.name in str(ended.words)
    assert "start" not in str(ended.words)
    assert "--from" not in str(ended.words)


def test_that_shards_that_are_refused_are_not_encoded_again(
    tiny_folder: Path, refusing: Refusing
) -> None:
    (shards,) = (path for path in (tiny_folder / "shards").iterdir() if path.is_dir())
    with refusing(shards / "train.bin"), pytest.raises(CannotBeRead, match=r"train\.bin"):
        list(usable(shards, shards.name, ThreadControl()))
