"""A window's lists: what is known at once, the newest first, and in the end all of it."""

import shutil
import time
from pathlib import Path

import pytest

from workbench.events import Metrics, Outcome, RunEnded, RunStarted
from workbench.project import Project
from workbench.project import listing as listing_module
from workbench.store.change import Change
from workbench.store.folders import ProjectFolder
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.run_folder import RunFolder
from workbench.store.scanning.run_scan import RunScan
from workbench.training.spec import PretrainSpec
from workbench.words import words

NUM_RUNS = 12


def add(folder: ProjectFolder, name: str) -> RunFolder:
    spec = PretrainSpec(name=name, corpus="novel", tokenizer="bpe")
    run = folder.new_run(spec, Inputs(), name=name, kind="pretrain")
    journal = run.journal()
    journal.append(RunStarted(run=run.id, name=name, kind="pretrain"))
    journal.append(Metrics(step=1, values={"loss": 1.0}))
    journal.append(RunEnded(outcome=Outcome.FINISHED, words=words("over")))
    journal.close()
    return run


@pytest.fixture
def folder(tmp_path: Path) -> ProjectFolder:
    folder = ProjectFolder.open(tmp_path / "lab", create=True)
    for number in range(NUM_RUNS):
        add(folder, f"run {number}")
    return folder


def names(project: Project) -> list[str]:
    return [run.name for run in project.runs]


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
