"""The catalogue may be asked and changed from any thread, as the window's restore does."""

import contextlib
import math
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from a_project import add_run, ended, journal, metrics, save_checkpoint, started

from workbench.project import Project
from workbench.store.change import Change
from workbench.store.database.database import Database
from workbench.store.folders import ProjectFolder


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    folder = ProjectFolder.open(tmp_path / "lab", create=True)
    for name in ("big", "small"):
        run = add_run(folder, name)
        journal(run, started(run), *(metrics(step, loss=1 / step) for step in (1, 2, 3)), ended())
        save_checkpoint(run, 3, 1.0)
    with Project.open(folder.path) as project:
        yield project


def elsewhere(work: Callable[[], object]) -> None:
    """Do something in another thread, and fail here if it failed there."""
    failures: list[BaseException] = []

    def watched() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001  (raised again where the test sees it)
            failures.append(error)

    thread = threading.Thread(target=watched)
    thread.start()
    thread.join()
    if failures:
        raise failures[0]


def delete(project: Project) -> None:
    project.catalogue.delete(project.saved_run("small").record)


def restore(project: Project) -> None:
    delete(project)
    project.catalogue.restore(project.catalogue.bin()[0])
    assert len(project.runs) == 2


def erase(project: Project) -> None:
    delete(project)
    project.catalogue.erase(project.catalogue.bin()[0])
    assert project.catalogue.bin() == ()


def rename(project: Project) -> None:
    project.catalogue.rename(project.models[0], "teacher")
    assert project.models[0].name == "teacher"


VERBS: tuple[Callable[[Project], object], ...] = (
    *(rename, delete, restore, erase),
    lambda project: project.catalogue.reindex(),
    lambda project: project.catalogue.ingest(),
    lambda project: project.catalogue.read_ahead(),
    lambda project: project.catalogue.take_over(),
    lambda project: project.catalogue.past("0001-big"),
    lambda project: project.catalogue.dependents(project.models[0]),
    lambda project: (project.catalogue.bin(), tuple(project.catalogue.damaged_bin())),
    lambda project: project.damaged(),
    lambda project: project.interrupted(),
    lambda project: project.runs,
    lambda project: project.models,
    lambda project: project.saved_run("0001-big").state(),
    lambda project: project.saved_run("big").record,
)


@pytest.mark.parametrize("verb", VERBS)
def test_that_a_verb_of_the_catalogue_works_in_another_thread(
    project: Project, verb: Callable[[Project], object]
) -> None:
    project.catalogue.ingest()
    elsewhere(lambda: verb(project))
    project.catalogue.ingest()
    assert project.runs == ProjectFolder.open(project.folder).runs()


def test_that_looking_up_goes_on_while_another_thread_takes_in(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_in, seen = Database.ingest_all, []

    def interrupted(database: Database, most_s: float = math.inf) -> Change:
        elsewhere(lambda: seen.append(project.runs))
        return take_in(database, most_s)

    monkeypatch.setattr(Database, "ingest_all", interrupted)
    project.catalogue.reindex()
    for runs in (*seen, project.runs):
        assert {record.name for record in runs} == {"big", "small"}
    assert len(seen) == 1


def test_that_threads_that_take_in_at_once_take_in_everything_once(project: Project) -> None:
    threads = [threading.Thread(target=project.catalogue.reindex) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with contextlib.closing(Database.open(ProjectFolder.open(project.folder))) as database:
        database.ingest_all()
        for record in project.runs:
            assert [point.step for point in database.points(record.id, "loss")] == [1, 2, 3]
