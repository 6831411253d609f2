"""Deleting is moving into the bin; restoring brings the same thing back."""

from pathlib import Path

import pytest
from a_project import add_corpus, add_run, journal, save_checkpoint, started

from workbench.errors import BadInput, Locked, NotFound
from workbench.project import Project
from workbench.store.bin import Bin, BinnedItem
from workbench.store.files import manifest
from workbench.store.folders import ProjectFolder
from workbench.store.names import Sort
from workbench.store.naming import rename
from workbench.store.records import ModelRecord


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    return ProjectFolder.open(tmp_path / "lab", create=True)


def test_that_what_is_deleted_can_be_restored_unchanged(project: ProjectFolder) -> None:
    add_corpus(project, "novel")
    before = project.corpus("novel")
    item = Bin(project).put(before)
    assert project.corpora() == ()
    assert (item.id, item.sort, item.name) == (before.id, Sort.CORPUS, "novel")
    assert item.bytes > 0
    Bin(project).restore(item)
    assert project.corpus("novel") == before
    manifest.verify(before.folder)
    assert Bin(project).items() == ()
    assert not (before.folder / "deleted.json").exists()


def test_that_the_bin_lists_the_last_deleted_first(project: ProjectFolder) -> None:
    for name in ("one", "two"):
        add_corpus(project, name)
        Bin(project).put(project.corpus(name))
    assert [item.name for item in Bin(project).items()] == ["two", "one"]


def test_that_a_model_goes_with_its_run_and_comes_back_as_a_model(project: ProjectFolder) -> None:
    run = add_run(project, "big")
    save_checkpoint(run, 3)
    Bin(project).put(project.models()[0])
    assert (project.models(), project.runs()) == ((), ())
    (item,) = Bin(project).items()
    assert item.sort is Sort.MODEL
    add_again = add_run(project, "big")
    save_checkpoint(add_again, 1)
    assert add_again.id == "0002-big"
    with pytest.raises(BadInput, match="'big' is taken by 0002-big"):
        Bin(project).restore(item)
    rename(project, project.models()[0], "other")
    Bin(project).restore(item)
    assert [model.name for model in project.models()] == ["big", "other"]


def test_that_a_running_run_is_not_deleted(project: ProjectFolder) -> None:
    run = add_run(project, "big")
    with run.claim():
        journal(run, started(run))
        with pytest.raises(Locked, match="stop it before"):
            Bin(project).put(project.run("big"))
    assert project.run("big").id == run.id


def test_that_erasing_is_final(project: ProjectFolder) -> None:
    add_corpus(project, "novel")
    item = Bin(project).put(project.corpus("novel"))
    Bin(project).erase(item)
    assert Bin(project).items() == ()
    assert not item.folder.exists()
    with pytest.raises(NotFound, match="no longer in the bin"):
        Bin(project).restore(item)


def test_that_what_was_deleted_is_not_found_by_its_record_either(project: ProjectFolder) -> None:
    run = add_run(project, "big")
    journal(run, started(run))
    add_corpus(project, "novel")
    with Project.open(project.path) as lab:
        (record,), (corpus,) = lab.runs, lab.corpora
        lab.catalogue.delete(record)
        lab.catalogue.delete(corpus)
        for use in (lab.watch, lab.resume, lab.resume_detached, lab.saved_run):
            with pytest.raises(NotFound, match="there is no run '0001-big' in this project"):
                use(record)
        for thing in (record, corpus):
            with pytest.raises(NotFound, match=f"{thing.name} is no longer in this project"):
                lab.catalogue.delete(thing)
            with pytest.raises(NotFound, match=f"{thing.name} is no longer in this project"):
                lab.catalogue.rename(thing, "other")
        assert {item.name for item in lab.catalogue.bin()} == {"big", "novel"}


def test_that_many_models_come_back_after_one_look_at_all_names(
    project: ProjectFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(6):
        save_checkpoint(add_run(project, f"model {number}"), 1)
    before = project.models()
    binned = list(Bin(project).put_all(before[:4]))
    looks: list[int] = []
    models = ProjectFolder.models

    def counted(folder: ProjectFolder) -> tuple[ModelRecord, ...]:
        looks.append(1)
        return models(folder)

    monkeypatch.setattr(ProjectFolder, "models", counted)
    items = [item for item in binned if isinstance(item, BinnedItem)]
    assert list(Bin(project).restore_all(items)) == items
    assert len(looks) == 1
    assert models(project) == before


def test_that_of_two_models_of_one_name_one_comes_back_and_the_rest_goes_on(
    project: ProjectFolder,
) -> None:
    binned: list[BinnedItem] = []
    for _ in range(2):
        save_checkpoint(add_run(project, "same"), 1)
        binned.append(Bin(project).put(project.models()[0]))
    save_checkpoint(add_run(project, "other"), 1)
    binned.append(Bin(project).put(project.models()[0]))
    first, second, third = Bin(project).restore_all(binned)
    assert (first, third) == (binned[0], binned[2])
    assert isinstance(second, BadInput)
    assert "'same' is taken" in str(second)
    assert [item.id for item in Bin(project).items()] == [binned[1].id]


def test_that_one_that_runs_stays_while_the_others_go_to_the_bin(project: ProjectFolder) -> None:
    run = add_run(project, "big")
    add_run(project, "small")
    with run.claim():
        journal(run, started(run))
        big, small = Bin(project).put_all(project.runs())
    assert isinstance(big, Locked)
    assert isinstance(small, BinnedItem)
    assert [one.name for one in project.runs()] == ["big"]
