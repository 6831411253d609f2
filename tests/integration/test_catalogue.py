"""P6: delete the database, rebuild it from the folders, and nothing is missing."""

import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from tiny_project import distill_spec, perform, pretrain_spec, take_in

from workbench.activities.spec import Candidate, EvaluateSpec
from workbench.events import Metrics
from workbench.jobs import ThreadControl
from workbench.project import Project
from workbench.store.database.schema import TABLES


def tables(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    connection = sqlite3.connect(folder / "project.db")
    rows_by_table = {
        table: sorted(connection.execute(f"select * from {table}").fetchall(), key=repr)
        for table in TABLES
    }
    connection.close()
    return rows_by_table


@pytest.fixture(scope="module")
def lively_template(tiny_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which much has happened, ingested as it happened."""
    folder = Path(shutil.copytree(tiny_template, tmp_path_factory.mktemp("lively") / "lab"))
    with Project.open(folder) as project:
        control = ThreadControl()
        for event in project.start(pretrain_spec(name="stopped"), control):
            take_in(folder)
            if isinstance(event, Metrics) and event.step == 13:
                control.stop()
        for _ in project.resume("stopped"):
            take_in(folder)
        perform(project, distill_spec())
        perform(
            project,
            EvaluateSpec(
                name="report", corpus="tales", candidates=(Candidate(model="small"),), tokens=200
            ),
        )
        project.catalogue.rename(project.model("small").record, "kleiner Schüler")
        project.catalogue.rename(project.corpora[0], "故事")
        perform(project, distill_spec(name="unwanted", corpus="故事"))
        project.catalogue.delete(project.saved_run("unwanted").record)
        take_in(folder)
    return folder


@pytest.fixture
def lively(lively_template: Path, tmp_path: Path) -> Path:
    """A copy, whose database has seen that its files are new ones."""
    folder = Path(shutil.copytree(lively_template, tmp_path / "lab"))
    with Project.open(folder):
        take_in(folder)
    return folder


@pytest.mark.slow
def test_that_a_rebuilt_database_has_the_same_tables(lively: Path) -> None:
    before = tables(lively)
    assert all(before[table] for table in TABLES)
    for file in lively.glob("project.db*"):
        file.unlink()
    with Project.open(lively) as project:
        project.catalogue.reindex()
    assert tables(lively) == before


def test_that_rebuilding_one_that_is_there_changes_nothing(lively: Path) -> None:
    before = tables(lively)
    with Project.open(lively) as project:
        assert project.catalogue.reindex() == len(project.runs)
    assert tables(lively) == before


def test_that_a_damaged_database_is_made_anew_and_filled_as_before(lively: Path) -> None:
    before = tables(lively)
    path = lively / "project.db"
    path.write_bytes(b"this is no database" * 1000)
    for file in lively.glob("project.db-*"):
        file.unlink()
    with Project.open(lively) as project:
        assert project.catalogue.notice is None
        take_in(lively)
    assert tables(lively) == before


def test_that_without_a_database_everything_still_works(lively: Path) -> None:
    for file in lively.glob("project.db*"):
        file.unlink()
    with Project.open(lively, create=False) as project:
        assert {record.name for record in project.models} == {"big", "stopped", "kleiner Schüler"}
        assert project.corpora[0].name == "故事"
