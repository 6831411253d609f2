"""A window's lists: what is known at once, the newest first, and in the end all of it."""

import contextlib
import shutil
import time
from pathlib import Path

import pytest

from workbench.events import Metrics, Outcome, RunEnded, RunStarted
from workbench.project import Project
from workbench.project import catalogue as catalogue_module
from workbench.project import listing as listing_module
from workbench.store.change import Change
from workbench.store.folders import ProjectFolder
from workbench.store.names import Sort
from workbench.store.records import RunRecord, RunStatus
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.run_folder import RunFolder
from workbench.store.scanning.run_scan import RunScan
from workbench.training.pretrain_spec import PretrainSpec
from workbench.words import words

NUM_RUNS = 12


def begin(folder: ProjectFolder, name: str) -> RunFolder:
    spec = PretrainSpec(name=name, corpus="novel", tokenizer="bpe")
    run = folder.new_run(spec, Inputs(), name=name, kind="pretrain")
    with contextlib.closing(run.journal()) as journal:
        journal.append(RunStarted(run=run.id, name=name, kind="pretrain"))
        journal.append(Metrics(step=1, values={"loss": 1.0}))
    return run


def add(folder: ProjectFolder, name: str) -> RunFolder:
    run = begin(folder, name)
    with contextlib.closing(run.journal()) as journal:
        journal.append(RunEnded(outcome=Outcome.FINISHED, words=words("over")))
    return run


@pytest.fixture
def folder(tmp_path: Path) -> ProjectFolder:
    folder = ProjectFolder.open(tmp_path / "lab", create=True)
    for number in range(NUM_RUNS):
        add(folder, f"run {number}")
    return folder


def names(project: Project) -> list[str]:
    return [run.name for run in project.runs]


def newest(project: Project) -> RunRecord:
    return project.runs[-1]


def test_that_a_list_waits_for_nothing_and_is_complete_soon_after(
    folder: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(listing_module, "_AT_ONCE_S", 0.0)
    with Project.open(folder.path, ahead=True) as project:
        assert len(names(project)) < NUM_RUNS
        assert project.catalogue.progress is not None
        assert len(project.catalogue.runs()) == NUM_RUNS, "who works with them gets all"
        while project.catalogue.progress is not None:
            project.catalogue.read_ahead()
        assert names(project) == [f"run {number}" for number in range(NUM_RUNS)]
        time.sleep(1.1)
        while project.catalogue.read_ahead() is not Change.NOTHING:
            pass
        assert project.runs == project.catalogue.runs() == folder.runs()


def test_that_the_newest_runs_are_listed_first(
    folder: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads = iter([True] * 3)
    monkeypatch.setattr(listing_module._Stretch, "__call__", lambda _: next(reads, False))
    with Project.open(folder.path, ahead=True) as project:
        assert names(project) == ["run 9", "run 10", "run 11"]


def test_that_what_is_changed_is_in_the_list_at_once(folder: ProjectFolder) -> None:
    with Project.open(folder.path, ahead=True) as project:
        while project.catalogue.progress is not None:
            project.catalogue.read_ahead()
        project.catalogue.rename(project.runs[0], "renamed")
        assert names(project)[0] == "renamed"
        project.catalogue.delete(project.runs[0])
        assert names(project)[0] == "run 1"
        add(folder, "new")
        assert names(project)[-1] == "new"
        shutil.rmtree(project.runs[0].folder)
        assert names(project)[0] == "run 2"


def test_that_folders_are_looked_at_once_in_one_look(
    folder: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Project.open(folder.path, ahead=True) as project:
        looks: list[str] = []
        marks = RunScan.marks

        def counted(scan: RunScan) -> object:
            looks.append("all")
            return marks(scan)

        monkeypatch.setattr(RunScan, "marks", counted)
        with project.catalogue.one_look():
            assert (project.runs, project.models) == (project.runs, project.models)
        assert len(looks) == 1
        assert len(project.runs) == NUM_RUNS
        assert len(looks) == 2


def test_that_a_window_that_does_without_the_database_sees_what_others_do(
    folder: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue_module, "_LOOK_EVERY_S", 0.0)
    with Project.open(folder.path), Project.open(folder.path, ahead=True) as second:
        look = second.catalogue.read_ahead
        assert second.catalogue.kept_elsewhere
        while second.catalogue.progress is not None:
            look()
        look()
        assert look() is Change.NOTHING
        run = begin(folder, "elsewhere")
        with run.claim(), contextlib.closing(run.journal()) as journal:
            assert look() is Change.CATALOGUE
            assert newest(second).status == RunStatus.RUNNING
            journal.append(Metrics(step=2, values={"loss": 1.0}))
            journal.flush()
            assert look() is Change.NUMBERS
            assert second.runs[-1].step == 2
            journal.append(RunEnded(outcome=Outcome.FINISHED, words=words("over")))
            journal.flush()
            assert look() is Change.CATALOGUE
        assert newest(second).status == RunStatus.FINISHED
        corpus = folder.folder_of(Sort.CORPUS) / "0001-novel"
        corpus.mkdir(parents=True)
        assert look() is Change.CATALOGUE
        assert look() is Change.NOTHING


@pytest.mark.parametrize("has_database", [True, False])
def test_that_a_window_sees_that_the_process_of_a_run_has_died(
    folder: ProjectFolder, monkeypatch: pytest.MonkeyPatch, has_database: bool
) -> None:
    monkeypatch.setattr(catalogue_module, "_LOOK_EVERY_S", 0.0)
    with contextlib.ExitStack() as stack:
        if not has_database:
            stack.enter_context(Project.open(folder.path))
        window = stack.enter_context(Project.open(folder.path, ahead=True))
        run = begin(folder, "elsewhere")
        with run.claim():
            while window.catalogue.progress is not None or not window.runs[-1].step:
                window.catalogue.read_ahead()
            window.catalogue.read_ahead()
            assert newest(window).status == RunStatus.RUNNING
            assert window.catalogue.read_ahead() is Change.NOTHING
        assert window.catalogue.read_ahead() is Change.CATALOGUE
        assert newest(window).status == RunStatus.INTERRUPTED


def test_that_what_is_learnt_beside_a_look_is_not_forgotten_with_it(
    folder: ProjectFolder, monkeypatch: pytest.MonkeyPatch
):
    """The thread that paints looks while the one beside it is told all by the database."""
    indexed = folder.run_scan.runs({}), folder.run_scan.models({})
    listing, look = listing_module.Listing(folder), RunScan.runs

    def told_meanwhile(scan: RunScan, known, marks, is_time):
        found = look(scan, known, marks, lambda: False)
        listing.take(*indexed)
        return found

    monkeypatch.setattr(RunScan, "runs", told_meanwhile)
    assert [run.name for run in listing.runs()] == [f"run {n}" for n in range(NUM_RUNS)]
    shutil.rmtree(folder.path / "runs" / listing.runs()[0].id)
    assert len(listing.runs()) == NUM_RUNS - 1
