"""What a project that was left amid work tells of it."""

from pathlib import Path

import pytest
from a_project import add_run, ended, journal, metrics, started

from workbench.events import Outcome
from workbench.project import Project
from workbench.store.folders import ProjectFolder
from workbench.store.membership import Membership
from workbench.store.runs.run_folder import RunFolder
from workbench.training.pretrain_spec import PretrainSpec

LATER = (PretrainSpec(name="later", corpus="novel", tokenizer="bpe"), Membership())


@pytest.fixture
def folder(tmp_path: Path) -> ProjectFolder:
    return ProjectFolder.open(tmp_path / "lab", create=True)


def left_at_step_2(folder: ProjectFolder, name: str = "big") -> RunFolder:
    run = add_run(folder, name)
    journal(run, started(run), metrics(1, loss=2.0), metrics(2, loss=1.0))
    return run


def told(folder: ProjectFolder) -> tuple[str, int, tuple[str, ...]] | None:
    with Project.open(folder.path) as project:
        there = project.interrupted()
    return None if there is None else (there.run.id, there.run.step, there.waiting)


def test_that_the_run_that_was_going_on_is_told_with_what_waits_behind_it(
    folder: ProjectFolder,
) -> None:
    run = left_at_step_2(folder)
    run.keep_following([LATER])
    assert told(folder) == (run.id, 2, ("later",))


def test_that_a_run_that_somebody_works_on_is_no_interrupted_one(folder: ProjectFolder) -> None:
    with left_at_step_2(folder).claim():
        assert told(folder) is None


def test_that_a_run_that_was_left_before_its_first_line_is_told_of(folder: ProjectFolder) -> None:
    run = add_run(folder, "big")
    assert told(folder) is None, "a process of its own may be about to take it up"
    run.claim().release()
    assert told(folder) == (run.id, 0, ())


def test_that_an_abandoned_run_is_not_offered_for_ever(folder: ProjectFolder) -> None:
    left_at_step_2(folder)
    later = add_run(folder, "small")
    journal(later, started(later), ended())
    assert told(folder) is None


@pytest.mark.parametrize("outcome", [Outcome.STOPPED, Outcome.FAILED, Outcome.FINISHED])
def test_that_what_waits_is_told_however_the_run_before_it_ended(
    folder: ProjectFolder, outcome: Outcome
) -> None:
    run = add_run(folder, "big")
    journal(run, started(run), metrics(2, loss=1.0), ended(outcome))
    assert told(folder) is None
    run.keep_following([LATER])
    assert told(folder) == (run.id, 2, ("later",))
