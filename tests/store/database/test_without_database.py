"""Where the database cannot be used, tables and curves come from the folders, and it is said."""

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlite_utils
from a_project import add_run, ended, journal, metrics, save_checkpoint, started
from tiny_project import take_in

from workbench.errors import Locked, ReadOnly
from workbench.project import Project
from workbench.store.change import Change
from workbench.store.database import connections
from workbench.store.folders import ProjectFolder

FROM_FOLDERS = "tables and curves are read from the folders"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = ProjectFolder.open(tmp_path / "lab", create=True)
    run = add_run(store, "big")
    journal(run, started(run), *(metrics(step, loss=1 / step) for step in (1, 2, 3)), ended())
    save_checkpoint(run, 3, 1.0)
    return store.path


def assert_complete(project: Project) -> None:
    """Tables and curves show everything all the same."""
    (run,), (model,) = project.runs, project.models
    assert (run.name, run.metrics, run.step) == ("big", {"loss": 1 / 3}, 3)
    assert [checkpoint.step for checkpoint in model.checkpoints] == [3]
    assert list(project.saved_run(run.id).state().series["loss"].steps) == [1, 2, 3]
    assert project.catalogue.ingest() is Change.NOTHING


def test_that_a_database_of_a_newer_version_is_not_used(folder: Path) -> None:
    Project.open(folder).close()
    db = sqlite_utils.Database(folder / "project.db")
    row = {"migration_set": "workbench", "name": "9999_future", "applied_at": "2099"}
    db.table("_sqlite_migrations").insert(row)
    db.close()
    with Project.open(folder) as project:
        assert "newer version" in str(project.catalogue.notice)
        assert FROM_FOLDERS in str(project.catalogue.notice)
        assert_complete(project)
        project.catalogue.rename(project.runs[0], "renamed")
        assert project.runs[0].name == "renamed"
        with pytest.raises(ReadOnly, match="newer version"):
            project.catalogue.reindex()


def test_that_a_second_process_reads_the_folders(folder: Path) -> None:
    with Project.open(folder), Project.open(folder) as second:
        assert "another window or program keeps the list" in str(second.catalogue.notice)
        assert "process" not in str(second.catalogue.notice)
        assert "read-only" not in str(second.catalogue.notice)
        assert FROM_FOLDERS in str(second.catalogue.notice)
        assert_complete(second)
        with pytest.raises(Locked) as refused:
            second.catalogue.reindex()
        assert FROM_FOLDERS not in str(refused.value)


def test_that_a_project_that_cannot_be_written_is_read_from_its_folders(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)
    with Project.open(folder) as project:
        assert "cannot be written to" in str(project.catalogue.notice)
        assert FROM_FOLDERS in str(project.catalogue.notice)
        assert_complete(project)
    assert not (folder / "project.db").exists()


def test_that_a_database_that_another_program_holds_is_not_used_and_the_project_is_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_TIMEOUT_S", 0.05)
    other = sqlite3.connect(folder / "project.db", isolation_level=None)
    other.execute("begin exclusive")
    with Project.open(folder) as project:
        assert "in use by another process" in str(project.catalogue.notice)
        assert FROM_FOLDERS in str(project.catalogue.notice)
        assert not project.catalogue.read_only
        assert_complete(project)
        other.close()
        assert project.catalogue.reindex() == 1


def test_that_a_database_that_cannot_be_opened_is_not_used(folder: Path) -> None:
    (folder / "project.db").mkdir()
    with Project.open(folder) as project:
        assert "cannot be used" in str(project.catalogue.notice)
        assert FROM_FOLDERS in str(project.catalogue.notice)
        assert_complete(project)


def hold(database: Path) -> Callable[[], None]:
    other = sqlite3.connect(database, isolation_level=None)
    other.execute("begin exclusive")
    return other.close


def move_away(database: Path) -> Callable[[], None]:
    for path in database.parent.glob("project.db*"):
        path.unlink()
    return lambda: None


def replace_by_a_folder(database: Path) -> Callable[[], None]:
    move_away(database)
    database.mkdir()
    return database.rmdir


def replace_by_an_empty_file(database: Path) -> Callable[[], None]:
    move_away(database)
    database.touch()
    return lambda: None


def overwrite(database: Path) -> Callable[[], None]:
    for path in database.parent.glob("project.db*"):
        path.write_bytes(b"this is no database" * 1000)
    return lambda: None


@pytest.mark.parametrize(
    "spoil", [hold, move_away, replace_by_a_folder, replace_by_an_empty_file, overwrite]
)
def test_that_a_database_that_becomes_unusable_is_done_without_and_tried_again_later(
    folder: Path, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[Path], Callable[[], None]]
) -> None:
    monkeypatch.setattr(connections, "BUSY_TIMEOUT_S", 0.05)
    begun, waited = time.monotonic(), [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: begun + waited[0])
    store = ProjectFolder.open(folder)
    with Project.open(folder) as project:
        assert project.catalogue.ingest() is Change.CATALOGUE
        mend = spoil(store.database_path)
        add_run(store, "second")
        waited[0] += 2
        assert project.catalogue.ingest() is Change.NOTHING
        assert FROM_FOLDERS in str(project.catalogue.notice)
        assert [run.name for run in project.runs] == ["big", "second"]
        mend()
        assert project.catalogue.ingest() is Change.NOTHING
        waited[0] += 20
        assert project.catalogue.ingest() is Change.CATALOGUE
        assert project.catalogue.notice is None
        assert [run.name for run in project.runs] == ["big", "second"]
    connection = sqlite3.connect(store.database_path)
    assert connection.execute("select count(*) from runs").fetchone() == (2,)
    connection.close()


def test_that_a_database_damaged_while_it_is_open_does_not_hide_anything(folder: Path) -> None:
    with Project.open(folder) as project:
        take_in(folder)
        for path in folder.glob("project.db*"):
            path.write_bytes(b"this is no database" * 1000)
        (run,) = project.runs
        assert run.name == "big"
        assert project.catalogue.reindex() == 1
        assert project.runs == (run,)


@pytest.mark.slow
def test_that_a_second_window_takes_the_catalogue_over_once_the_first_has_closed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    first = Project.open(folder)
    with Project.open(folder) as second:
        assert not second.catalogue.take_over()
        first.close()
        assert not second.catalogue.take_over(), "not tried at every beat"
        now[0] += 60
        assert second.catalogue.ingest() is Change.NOTHING
        assert second.catalogue.kept_elsewhere, "a run leaves it to the windows"
        assert second.catalogue.take_over()
        assert not second.catalogue.take_over()
        assert not second.catalogue.read_only
        assert second.catalogue.notice is None
        assert second.catalogue.ingest() is Change.CATALOGUE
        second.catalogue.rename(second.runs[0], "renamed")
        assert second.runs[0].name == "renamed"
        assert Project.open(folder).catalogue.kept_elsewhere


def test_that_a_closed_project_takes_nothing_over(folder: Path) -> None:
    with Project.open(folder) as project:
        pass
    assert not project.catalogue.take_over()
    with Project.open(folder) as again:
        assert not again.catalogue.read_only
