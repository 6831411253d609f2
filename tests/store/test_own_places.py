"""Nothing that a person has written lands among what a project keeps by itself."""

import os
import shutil
from pathlib import Path

import pytest
from a_project import add_run, journal, metrics, started

from workbench.activities.exchange.tensorboard import write_tensorboard
from workbench.errors import BadInput, WorkbenchError
from workbench.project import Project
from workbench.store.files import named
from workbench.store.files.own import KeptByAProject, require_not_kept
from workbench.store.folders import ProjectFolder
from workbench.store.runs.state import RunState


@pytest.fixture
def project(tmp_path: Path) -> Path:
    Project.open(tmp_path / "lab").close()
    return tmp_path / "lab"


def stage(path: Path) -> None:
    with named.staging(path) as staged:
        (staged / "a").write_text("a")


WRITERS = {
    "file": lambda path: named.write_file(path, b"a"),
    "folder": stage,
    "tensorboard": lambda path: write_tensorboard(RunState(), "0001-a", path),
    "project": lambda path: Project.open(path),
}


@pytest.mark.parametrize("name", ["runs/0001-a", "corpora", "bin/a/b", "project.db", "Shards/a"])
@pytest.mark.parametrize("write", WRITERS.values(), ids=WRITERS)
def test_that_every_writer_refuses_a_place_of_a_project_s_own(write, name: str, project: Path):
    before = sorted(project.rglob("*"))
    with pytest.raises(WorkbenchError, match=f"'{name.split('/')[0]}' is kept by the project in"):
        write(project / name)
    (project.parent / "link").symlink_to(project)
    with pytest.raises(WorkbenchError, match="is kept by the project"):
        write(project.parent / "link" / "x" / ".." / name)
    assert sorted(project.rglob("*")) == before


@pytest.mark.parametrize("place", ["file", "link", *(["pipe"] if hasattr(os, "mkfifo") else [])])
def test_that_a_folder_is_not_prepared_where_something_else_stands(place: str, tmp_path: Path):
    (tmp_path / "file").write_text("a")
    (tmp_path / "link").symlink_to("nowhere")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
    with (
        pytest.raises(BadInput, match=f"{place} cannot be written: It is not a folder"),
        named.staging(tmp_path / place),
    ):
        raise AssertionError("it was begun")
    assert not list(tmp_path.glob(".*"))


def test_that_a_journal_does_not_say_where_its_curves_are_written(tmp_path: Path):
    run = add_run(ProjectFolder.open(tmp_path / "lab", create=True), "big")
    journal(run, started(run).model_copy(update={"run": "../../out"}), metrics(1, train_loss=2.0))
    with Project.open(tmp_path / "lab") as lab:
        lab.saved_run(run.id).write_tensorboard(tmp_path / "curves")
    (file,) = tmp_path.rglob("*tfevents*")
    assert file.parent == tmp_path / "curves" / run.id


@pytest.mark.parametrize("place", ["a", "exports/a", "runs.csv", "../runs"])
def test_that_beside_what_it_keeps_a_project_s_folder_is_free(place: str, project: Path):
    (project / "exports").mkdir()
    named.write_file(project / place, b"a")
    assert (project / place).read_bytes() == b"a"


def test_that_all_that_a_whole_project_holds_is_its_own(tiny_folder: Path):
    for entry in tiny_folder.iterdir():
        with pytest.raises(KeptByAProject):
            require_not_kept(entry)
        with pytest.raises(KeptByAProject):
            require_not_kept(entry / "a" / "b")


def test_that_a_folder_called_like_one_is_free_where_there_is_no_project(project: Path):
    shutil.copytree(project, project.parent / "copy")
    (project.parent / "copy" / "workbench.json").unlink()
    require_not_kept(project.parent / "copy" / "runs")
