"""Pinning checkpoints, and deleting them to the bin."""

from pathlib import Path

import pytest
from a_project import add_run, save_checkpoint

from workbench.errors import BadInput, Locked, NotFound
from workbench.store import kept_checkpoints
from workbench.store.bin import Bin
from workbench.store.database.marks import marks_of
from workbench.store.files import manifest
from workbench.store.folders import ProjectFolder
from workbench.store.runs.notes.pins import FILE_NAME
from workbench.store.runs.run_folder import RunFolder


@pytest.fixture
def project(tmp_path: Path) -> ProjectFolder:
    return ProjectFolder.open(tmp_path / "lab", create=True)


@pytest.fixture
def run(project: ProjectFolder) -> RunFolder:
    run = add_run(project, "big")
    for step, loss in ((10, 3.0), (20, 2.0), (30, 2.5)):
        save_checkpoint(run, step, loss)
    return run


def pinned(run: RunFolder) -> list[int]:
    return [one.step for one in run.checkpoints() if one.pinned]


def test_that_a_pin_stays_until_it_is_taken_away_and_the_database_hears_of_it(
    project: ProjectFolder, run: RunFolder
) -> None:
    before = marks_of(run.path)
    kept_checkpoints.pin(project, run, 10, pinned=True)
    kept_checkpoints.pin(project, run, 30, pinned=True)
    assert pinned(run) == [10, 30]
    assert marks_of(run.path) != before
    kept_checkpoints.pin(project, run, 10, pinned=False)
    assert pinned(run) == [30]
    with pytest.raises(NotFound, match="big has no checkpoint at step 11; it has: 10, 20, 30"):
        kept_checkpoints.pin(project, run, 11, pinned=True)


def test_that_where_the_pins_are_lost_every_checkpoint_is_kept_and_that_is_said(
    project: ProjectFolder, run: RunFolder
) -> None:
    kept_checkpoints.pin(project, run, 10, pinned=True)
    path = run.checkpoints_path / FILE_NAME
    path.write_bytes(path.read_bytes().replace(b"10", b"20"))
    assert pinned(run) == [10, 20, 30]
    assert any("which checkpoints are pinned" in str(one) for one in project.damaged())
    kept_checkpoints.pin(project, run, 20, pinned=True)
    assert pinned(run) == [20]


def test_that_a_deleted_checkpoint_comes_back_as_it_was(
    project: ProjectFolder, run: RunFolder
) -> None:
    before = run.checkpoints()
    kept_checkpoints.delete(project, run, 20)
    assert [one.step for one in run.checkpoints()] == [10, 30]
    assert [one.is_best for one in run.checkpoints()] == [False, True]
    (item,) = Bin(project).items()
    assert (item.name, item.sort) == ("big@20", "checkpoint")
    assert item.bytes > 0
    Bin(project).restore(item)
    assert run.checkpoints() == before
    manifest.verify(before[1].folder)
    assert not (before[1].folder / "deleted.json").exists()
    assert Bin(project).items() == ()


def test_that_a_step_that_was_saved_again_is_not_written_over(
    project: ProjectFolder, run: RunFolder
) -> None:
    kept_checkpoints.delete(project, run, 30)
    save_checkpoint(run, 30, 1.0)
    (item,) = Bin(project).items()
    with pytest.raises(BadInput, match="has saved a checkpoint of that step again"):
        Bin(project).restore(item)
    kept_checkpoints.delete(project, run, 30)
    assert [one.name for one in Bin(project).items()] == ["big@30", "big@30"]
    Bin(project).erase(item)
    (other,) = Bin(project).items()
    Bin(project).restore(other)
    assert run.checkpoints()[-1].metric == 1.0


def test_that_what_must_stay_is_not_deleted(project: ProjectFolder, run: RunFolder) -> None:
    kept_checkpoints.pin(project, run, 10, pinned=True)
    with pytest.raises(BadInput, match="step 10 is pinned; unpin it"):
        kept_checkpoints.delete(project, run, 10)
    with run.claim(), pytest.raises(Locked, match="big is running"):
        kept_checkpoints.delete(project, run, 20)
    kept_checkpoints.delete(project, run, 20)
    kept_checkpoints.delete(project, run, 30)
    with pytest.raises(BadInput, match="step 10 is the only checkpoint of 'big'"):
        kept_checkpoints.delete(project, run, 10)


def test_that_a_checkpoint_whose_run_is_gone_waits_for_it(
    project: ProjectFolder, run: RunFolder
) -> None:
    kept_checkpoints.delete(project, run, 10)
    whole = Bin(project).put(project.models()[0])
    (item,) = (one for one in Bin(project).items() if one.sort == "checkpoint")
    with pytest.raises(NotFound, match="restore that first"):
        Bin(project).restore(item)
    Bin(project).restore(whole)
    Bin(project).restore(item)
    assert [one.step for one in run.checkpoints()] == [10, 20, 30]
