"""Projects and runs as folders: what is found, by which name, and in which state."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from a_project import (
    add_corpus,
    add_run,
    add_tokenizer,
    ended,
    journal,
    metrics,
    save_checkpoint,
    started,
)

from workbench.activities.spec import Candidate, EvaluateSpec
from workbench.errors import BadInput, Corrupt, Locked, NotFound, ReadOnly
from workbench.events import Outcome, Paused, RunResumed
from workbench.project import Project
from workbench.store.files import disk
from workbench.store.folders import ProjectFolder
from workbench.store.names import Sort
from workbench.store.naming import rename, require_free_name
from workbench.store.project_mark import is_project
from workbench.store.records import RunStatus
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.requests import Request, read_request
from workbench.store.runs.run_folder import RunFolder


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    return ProjectFolder.open(tmp_path / "lab", create=True)


# -- projects -------------------------------------------------------------------------------------


def test_that_a_project_is_made_once_and_found_again(tmp_path: Path) -> None:
    made = ProjectFolder.open(tmp_path / "new" / "lab", create=True)
    assert is_project(made.path)
    assert ProjectFolder.open(made.path, create=True).id == made.id
    assert ProjectFolder.open(made.path).id == made.id
    assert not made.read_only


def test_that_a_folder_without_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="is not a project"):
        ProjectFolder.open(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(BadInput, match="is a file"):
        ProjectFolder.open(tmp_path / "file", create=True)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_that_a_folder_that_cannot_be_written_is_refused_with_a_reason(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(ReadOnly, match="choose a folder"):
        ProjectFolder.open(tmp_path / "lab", create=True)


def test_that_an_unwritable_medium_is_refused_with_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(disk, "make_folder", refuse)
    with pytest.raises(ReadOnly, match="Permission denied; choose a folder"):
        ProjectFolder.open(tmp_path / "lab", create=True)


def test_that_a_project_that_cannot_be_written_can_be_read(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_corpus(project, "novel")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    reopened = ProjectFolder.open(project.path)
    assert reopened.read_only
    assert [corpus.name for corpus in reopened.corpora()] == ["novel"]
    with pytest.raises(ReadOnly, match="cannot be written to"):
        rename(reopened, reopened.corpora()[0], "other")
    with pytest.raises(ReadOnly):
        reopened.lock()


def test_that_a_project_of_a_newer_format_is_read_only(project: ProjectFolder) -> None:
    (project.path / "workbench.json").write_text(json.dumps({"format": 99, "id": "x", "new": 1}))
    reopened = ProjectFolder.open(project.path)
    assert reopened.read_only
    assert "newer version" in str(reopened.notice)


def test_that_a_damaged_project_mark_is_named(project: ProjectFolder) -> None:
    (project.path / "workbench.json").write_text("{")
    with pytest.raises(Corrupt, match=r"workbench\.json"):
        ProjectFolder.open(project.path)


def test_that_a_second_keeper_of_the_catalogue_is_refused(project: ProjectFolder) -> None:
    with project.lock(), pytest.raises(Locked):
        ProjectFolder.open(project.path).lock()
    project.lock().release()


# -- corpora and tokenizers -----------------------------------------------------------------------


def test_that_corpora_and_tokenizers_are_told_by_their_folders(project: ProjectFolder) -> None:
    add_corpus(project, "唐诗")
    add_corpus(project, "Novel II")
    add_tokenizer(project, "pieces")
    first, second = project.corpora()
    assert (first.id, first.name, first.encoding) == ("0001-唐诗", "唐诗", "gb18030")
    assert (second.id, second.documents, second.skipped) == ("0002-novel-ii", 3, 1)
    assert first.digest != second.digest
    (tokenizer,) = project.tokenizers()
    assert (tokenizer.family, tokenizer.vocabulary_size, tokenizer.digest) == ("unigram", 99, "d1")
    assert project.corpus("唐诗") == project.corpus("0001-唐诗") == first


def test_that_unfinished_and_foreign_folders_are_not_there(project: ProjectFolder) -> None:
    project.new_folder(Sort.CORPUS, "never finished")
    (project.path / "corpora" / ".pending-x-1").mkdir()
    (project.path / "corpora" / ".DS_Store").write_text("")
    assert project.corpora() == ()
    assert project.damaged() == ()


def test_that_a_damaged_one_is_named_and_a_damaged_run_is_listed_by_its_id(
    project: ProjectFolder,
) -> None:
    add_corpus(project, "good")
    add_corpus(project, "bad")
    run = add_run(project, "run")
    (project.path / "corpora" / "0002-bad" / "meta.json").write_text("{")
    (run.path / "meta.json").write_bytes(bytes(20))
    assert [corpus.name for corpus in project.corpora()] == ["good"]
    (record,) = project.runs()
    assert (record.id, record.name, record.kind) == (run.id, run.id, "pretrain")
    first, second = project.damaged()
    assert "0002-bad" in str(first)
    assert "0001-run" in str(second)
    assert record.problems == (second,)


def test_that_a_mistyped_name_gets_the_closest(project: ProjectFolder) -> None:
    add_corpus(project, "novel")
    with pytest.raises(NotFound, match="did you mean 'novel'"):
        project.corpus("nvel")
    with pytest.raises(NotFound, match="train it"):
        project.tokenizer("pieces")


# -- models ---------------------------------------------------------------------------------------


def test_that_a_model_is_a_training_run_with_a_checkpoint(project: ProjectFolder) -> None:
    run = add_run(project, "big")
    other = add_run(project, "comparison", kind="evaluate")
    assert project.models() == ()
    save_checkpoint(run, 10, 2.0)
    save_checkpoint(other, 10, 2.0)
    (model,) = project.models()
    assert (model.id, model.run, model.name, model.family) == (run.id, run.id, "big", "gpt")
    assert (model.parameters, model.tokenizer) == (17, "0001-pieces")


@pytest.mark.parametrize(
    "name",
    ["step-00000010 (copy)", "step-abc", "step-", "step--0000010", "step-0000001٠", "step-10"],
)
def test_that_a_folder_that_is_only_called_like_a_checkpoint_is_left_out_and_named(
    project: ProjectFolder, name: str
) -> None:
    run = add_run(project, "big")
    journal(run, started(run), metrics(10, loss=2.0), ended())
    save_checkpoint(run, 10, 2.0)
    saved = run.checkpoint_folder(10)
    shutil.copytree(saved, saved.parent / name)
    (model,) = project.models()
    assert [checkpoint.folder for checkpoint in model.checkpoints] == [saved]
    (sentence,) = project.damaged()
    assert str(sentence).startswith(f"{saved.parent / name} is left out")


def test_that_the_best_checkpoint_has_the_lowest_finite_loss(project: ProjectFolder) -> None:
    run = add_run(project, "big")
    losses = {10: 3.0, 20: 2.0, 30: None, 40: 2.0, 50: float("nan")}
    for step, loss in losses.items():
        save_checkpoint(run, step, loss, pinned=step == 30)
    saved = run.checkpoints()
    assert [c.step for c in saved] == [10, 20, 30, 40, 50]
    assert [c.step for c in saved if c.is_best] == [20]
    assert [c.step for c in saved if c.is_last] == [50]
    assert [c.step for c in saved if c.pinned] == [30]


def test_that_the_best_checkpoint_has_the_highest_score_if_it_is_ranked_by_one(
    project: ProjectFolder,
) -> None:
    run = add_run(project, "judge")
    for step, accuracy in {10: 0.5, 20: 0.75, 30: 0.75, 40: 0.0}.items():
        save_checkpoint(run, step, accuracy, metric_name="validation_accuracy")
    saved = run.checkpoints()
    assert [c.step for c in saved if c.is_best] == [20]
    assert [c.score for c in saved] == [0.5, 0.75, 0.75, 0.0]
    assert {c.loss for c in saved} == {None}


def test_that_a_negative_metric_of_an_old_checkpoint_is_a_score(project: ProjectFolder) -> None:
    run = add_run(project, "judge")
    for step, negated in {10: -0.5, 20: -0.75, 30: -0.75, 40: -0.0}.items():
        save_checkpoint(run, step, negated, metric_name=None)
    saved = run.checkpoints()
    assert [c.step for c in saved if c.is_best] == [20]
    assert [c.score for c in saved] == [0.5, 0.75, 0.75, 0.0]
    assert {(c.loss, c.metric_name) for c in saved} == {(None, "score")}


def test_that_scores_saved_before_and_after_their_names_were_are_ranked_together(
    project: ProjectFolder,
) -> None:
    run = add_run(project, "judge")
    save_checkpoint(run, 10, -0.5, metric_name=None)
    save_checkpoint(run, 20, 0.75, metric_name="validation_macro_f1")
    save_checkpoint(run, 30, 0.25, metric_name="validation_macro_f1")
    assert [c.step for c in run.checkpoints() if c.is_best] == [20]


def test_that_without_any_loss_the_last_checkpoint_is_the_best(project: ProjectFolder) -> None:
    run = add_run(project, "big")
    save_checkpoint(run, 5)
    save_checkpoint(run, 10)
    assert [c.is_best for c in run.checkpoints()] == [False, True]


def test_that_a_checkpoint_that_lost_its_manifest_is_there_and_named(
    project: ProjectFolder,
) -> None:
    run = add_run(project, "big")
    save_checkpoint(run, 5)
    save_checkpoint(run, 10)
    (run.checkpoint_folder(10) / "manifest.json").unlink()
    assert [(c.step, c.is_damaged) for c in run.checkpoints()] == [(5, False), (10, True)]
    told = [str(problem) for problem in project.damaged()]
    assert any("step-00000010 is not complete: it has no manifest.json" in one for one in told)


def test_that_a_damaged_checkpoint_stays_visible(project: ProjectFolder) -> None:
    run = add_run(project, "big")
    save_checkpoint(run, 5, 2.0)
    save_checkpoint(run, 10, 1.0)
    (run.checkpoint_folder(10) / "manifest.json").write_text("{")
    last = run.checkpoints()[-1]
    assert (last.step, last.digest, last.is_last, last.is_best) == (10, "", True, False)
    for reference in ("big", "big@best"):
        with pytest.raises(Corrupt, match=r"the best one: .*step-00000010 is damaged; write big@"):
            project.model(reference)
    assert project.model("big@5")[1].step == 5


@pytest.mark.parametrize("name", ["manifest.json", "state.json"])
def test_that_a_damaged_rank_makes_no_other_checkpoint_the_best(
    project: ProjectFolder, name: str
) -> None:
    run = add_run(project, "big")
    save_checkpoint(run, 5, 2.0)
    save_checkpoint(run, 10, 1.0)
    path = run.checkpoint_folder(10) / name
    path.write_bytes(
        path.read_bytes().replace(b"1.0", b"3.0").replace(b'"sha256": "', b'"sha256": "0')
    )
    with pytest.raises(Corrupt, match="the best one"):
        project.model("big")
    assert "step-00000010" in str(project.damaged())


@pytest.mark.parametrize(
    ("reference", "step"),
    [("big", 20), ("big@best", 20), ("big@last", 30), ("big@10", 10), ("0001-big@last", 30)],
)
def test_that_a_reference_means_one_checkpoint(
    project: ProjectFolder, reference: str, step: int
) -> None:
    run = add_run(project, "big")
    for saved, loss in ((10, 3.0), (20, 1.0), (30, 2.0)):
        save_checkpoint(run, saved, loss)
    model, checkpoint = project.model(reference)
    assert (model.name, checkpoint.step) == ("big", step)


def test_that_a_wrong_reference_is_explained(project: ProjectFolder) -> None:
    run = add_run(project, "big")
    save_checkpoint(run, 10)
    with pytest.raises(NotFound, match="did you mean 'big'"):
        project.model("bgi@best")
    with pytest.raises(NotFound, match="no checkpoint at step 11; it has: 10"):
        project.model("big@11")
    with pytest.raises(BadInput, match="big@best, big@last or big@STEP"):
        project.model("big@newest")


# -- names ----------------------------------------------------------------------------------------


def test_that_renaming_keeps_folder_digest_and_id(project: ProjectFolder) -> None:
    add_corpus(project, "novel")
    before = project.corpus("novel")
    rename(project, before, "  A   better name ")
    after = project.corpus("A better name")
    assert (after.id, after.digest, after.folder) == (before.id, before.digest, before.folder)
    run = add_run(project, "big")
    save_checkpoint(run, 1)
    rename(project, project.models()[0], "teacher")
    assert project.model("teacher")[0].id == run.id
    assert project.run("teacher").id == run.id


def test_that_names_are_unique_within_their_sort(project: ProjectFolder) -> None:
    add_corpus(project, "novel")
    add_corpus(project, "poems")
    add_tokenizer(project, "novel")
    with pytest.raises(BadInput, match="'Novel' is taken by 0001-novel"):
        rename(project, project.corpus("poems"), "Novel")
    rename(project, project.corpus("novel"), "NOVEL")
    assert require_free_name(project, Sort.CORPUS, "other") == "other"


def test_that_a_failed_run_can_be_tried_again_under_its_name_but_a_model_cannot(
    project: ProjectFolder,
) -> None:
    first = add_run(project, "big")
    journal(first, started(first), ended(Outcome.FAILED))
    assert require_free_name(project, Sort.MODEL, "big") == "big"
    second = add_run(project, "big")
    save_checkpoint(first, 1)
    with pytest.raises(BadInput, match="is taken"):
        require_free_name(project, Sort.MODEL, "big")
    with pytest.raises(BadInput, match=f"several: {first.id}, {second.id}"):
        project.run("big")


def test_that_the_id_of_another_thing_is_no_name(project: ProjectFolder) -> None:
    add_corpus(project, "novel")
    add_corpus(project, "poems")
    first, second = add_run(project, "big"), add_run(project, "small")
    save_checkpoint(second, 1)
    for sort, taken in ((Sort.CORPUS, "0001-novel"), (Sort.MODEL, first.id), (Sort.RUN, first.id)):
        with pytest.raises(BadInput, match=f"'{taken}' is the id of something else"):
            require_free_name(project, sort, taken)
    for record, taken in (
        (project.corpus("poems"), "0001-novel"),
        (project.models()[0], first.id),
        (project.run("small"), first.id),
    ):
        with pytest.raises(BadInput, match="choose another name"):
            rename(project, record, taken)
    rename(project, project.run("small"), second.id)
    with Project.open(project.path) as lab:
        lab.catalogue.delete(lab.saved_run(first.id).record)
        with pytest.raises(BadInput, match="choose another name"):
            rename(project, project.run(second.id), first.id)
        with pytest.raises(BadInput, match="choose another name"):
            lab.start(
                EvaluateSpec(name=second.id, corpus="novel", candidates=(Candidate(model="x"),))
            )
        assert [run.id for run in lab.runs] == [second.id]


def test_that_an_id_is_found_before_a_name_that_was_given_before_it(
    project: ProjectFolder,
) -> None:
    add_run(project, "0002-big")
    second = add_run(project, "big")
    assert project.run("0002-big").id == second.id


@pytest.mark.parametrize("name", ["", "  ", "a@b", "x" * 81, "a\x07b", "a\u202eb"])
def test_that_some_names_are_none(project: ProjectFolder, name: str) -> None:
    with pytest.raises(BadInput):
        require_free_name(project, Sort.CORPUS, name)


def test_that_what_depends_on_a_thing_is_named(project: ProjectFolder) -> None:
    corpus, tokenizer = add_corpus(project, "novel"), add_tokenizer(project, "pieces")
    run = add_run(project, "big", inputs=Inputs(corpus=corpus, tokenizer=tokenizer))
    save_checkpoint(run, 10)
    model, checkpoint = project.model("big")
    teacher = corpus.model_copy(update={"folder": project.relative(checkpoint.folder)})
    add_run(project, "small", kind="distill", inputs=Inputs(teacher=teacher))
    assert project.dependents(project.corpus("novel")) == ("big",)
    assert project.dependents(project.tokenizer("pieces")) == ("big",)
    assert project.dependents(model) == ("small",)
    assert project.dependents(project.run("small")) == ()
    assert project.dependents(project.corpus("novel"), model) == ("big", "small")
    assert project.dependents() == ()


# -- runs -----------------------------------------------------------------------------------------


def test_that_a_new_run_holds_what_was_asked(project: ProjectFolder) -> None:
    corpus = add_corpus(project, "novel")
    run = add_run(project, "big", inputs=Inputs(corpus=corpus))
    assert run.spec() == {"kind": "pretrain", "name": "big"}
    assert run.inputs().corpus == corpus
    record = project.run("big")
    assert (record.id, record.kind, record.status) == ("0001-big", "pretrain", RunStatus.QUEUED)
    assert project.run_folder(run.id).path == run.path


@pytest.mark.parametrize("run_id", ["0009-none", "..", "../runs/0001-big", ""])
def test_that_only_a_runs_id_opens_its_folder(project: ProjectFolder, run_id: str) -> None:
    add_run(project, "big")
    with pytest.raises(NotFound):
        project.run_folder(run_id)


def test_that_the_record_tells_where_a_long_run_stands(project: ProjectFolder) -> None:
    run = add_run(project, "big")
    steps = [metrics(step, loss=1 / step, lr=0.1) for step in range(1, 2001)]
    with run.claim():
        journal(run, started(run), *steps)
        record = project.run("big")
        assert run.journal_path.stat().st_size > 200_000
        assert (record.status, record.step, record.total_steps) == (RunStatus.RUNNING, 2000, 100)
        assert record.metrics == {"loss": 1 / 2000, "lr": 0.1}
        assert record.started_at > 0
        journal(run, ended())
    assert project.run("big").status is RunStatus.FINISHED


def test_that_a_run_without_an_end_or_an_owner_is_interrupted(project: ProjectFolder) -> None:
    run = add_run(project, "big")
    with run.claim():
        journal(run, started(run), metrics(1, loss=2.0))
        assert run.status() is RunStatus.RUNNING
        journal(run, Paused(step=1))
        assert run.status() is RunStatus.PAUSED
    assert run.status() is RunStatus.INTERRUPTED
    with run.claim():
        journal(run, RunResumed(from_step=0))
        assert run.status() is RunStatus.RUNNING
        journal(run, ended(Outcome.STOPPED))
    assert run.status() is RunStatus.STOPPED


def test_that_one_process_at_a_time_works_on_a_run(project: ProjectFolder) -> None:
    run = add_run(project, "big")
    with run.claim():
        assert run.is_claimed
        with pytest.raises(Locked, match=r"0001-big is in use by process \d+"):
            RunFolder(run.path).claim()
    assert not run.is_claimed


def test_that_claiming_clears_what_a_dead_attempt_left(project: ProjectFolder) -> None:
    run = add_run(project, "big")
    journal(run, started(run))
    with run.claim():
        run.request(Request.STOP)
        (run.checkpoints_path / ".pending-step-1").mkdir(parents=True)
    with run.claim():
        assert read_request(run.control_path) is None
        assert list(run.checkpoints_path.iterdir()) == []


def test_that_a_request_made_before_the_start_is_heard(project: ProjectFolder) -> None:
    run = add_run(project, "big")
    run.request(Request.STOP)
    with run.claim():
        asked = read_request(run.control_path)
    assert asked is not None
    assert asked.request is Request.STOP


def test_that_nobody_is_asked_when_nobody_is_there(project: ProjectFolder) -> None:
    run = add_run(project, "big")
    journal(run, started(run), ended())
    with pytest.raises(BadInput, match="nobody would hear"):
        run.request(Request.PAUSE)


def test_that_reading_a_project_loads_nothing_heavy() -> None:
    """The window reads the project before it is painted first."""
    code = (
        "import sys, workbench.store.folders, workbench.store.bin, workbench.store.runs.state; "
        "print({'torch', 'numpy', 'PySide6', 'sqlite_utils'} & set(sys.modules))"
    )
    process = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert process.stdout.strip() == "set()"
