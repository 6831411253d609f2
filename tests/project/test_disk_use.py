"""What runs take on the disk; the assistant never proposes what somebody could miss."""

from pathlib import Path

import pytest
from a_project import add_corpus, add_run, ended, journal, metrics, save_checkpoint, started

from workbench.errors import BadInput
from workbench.events import Outcome
from workbench.project import Project
from workbench.store.bin import BinnedItem
from workbench.store.folders import ProjectFolder
from workbench.store.membership import branch_of
from workbench.store.runs.inputs import Inputs, Located
from workbench.store.runs.notes.remarks import RemarksChange
from workbench.training.pretrain_spec import PretrainSpec

LOSSES = {"good": 2.0, "worse": 3.0, "pinned": 4.0, "teacher": 5.0}


@pytest.fixture
def lab(tmp_path: Path):
    folder = ProjectFolder.open(tmp_path / "lab", create=True)
    novel, other = add_corpus(folder, "novel"), add_corpus(folder, "other")
    for name, loss in LOSSES.items():
        run = add_run(folder, name, inputs=Inputs(corpus=novel))
        journal(run, started(run), metrics(1, validation_loss=loss), ended())
        save_checkpoint(run, 1, loss)
    alone = add_run(folder, "alone", inputs=Inputs(corpus=other))
    journal(alone, started(alone), metrics(1, validation_loss=9.0), ended())
    save_checkpoint(alone, 1, 9.0)
    path = "runs/0004-teacher/checkpoints/step-00000001"
    teacher = Located(id="0004-teacher", name="teacher", folder=path, digest="d")
    student = add_run(
        folder, "student", kind="distill", inputs=Inputs(corpus=novel, teacher=teacher)
    )
    journal(student, started(student), ended(Outcome.FAILED))
    with Project.open(tmp_path / "lab") as project:
        project.run_table.remark("pinned", RemarksChange(is_pinned=True))
        yield project


def test_that_neither_best_nor_pinned_nor_needed_nor_only_models_are_proposed(lab: Project) -> None:
    used = {one.row.record.name: one for one in lab.run_table.disk_use()}
    proposed = {name: str(one.why) for name, one in used.items() if one.why is not None}
    assert proposed == {
        "worse": "'good' is better on the same text: 2.0000 against 3.0000",
        "student": "it ended without a model",
    }


def test_that_what_another_run_branched_from_is_not_proposed(lab: Project) -> None:
    folder = ProjectFolder.open(lab.saved_run("worse").record.folder.parents[1])
    folder.new_run(
        PretrainSpec(name="branch", corpus="novel", tokenizer="pieces"),
        Inputs(),
        name="branch",
        kind="pretrain",
        belongs_to=branch_of("0002-worse", 1),
    )
    why = {one.row.record.name: one.why for one in lab.run_table.disk_use()}
    assert why["worse"] is None


def test_that_the_sizes_are_those_of_all_files(lab: Project) -> None:
    for one in lab.run_table.disk_use():
        files = [path for path in one.row.record.folder.rglob("*") if path.is_file()]
        assert one.bytes == sum(path.stat().st_size for path in files)


@pytest.fixture
def kept(tmp_path: Path):
    """Runs that keep checkpoints at steps 1 to 6: step 2 is the best one, of loss 1."""
    folder = ProjectFolder.open(tmp_path / "kept", create=True)
    novel = add_corpus(folder, "novel")
    long = add_run(folder, "long", inputs=Inputs(corpus=novel))
    journal(long, started(long), metrics(2, validation_loss=1.0), ended())
    for step in range(1, 7):
        save_checkpoint(long, step, 1.0 if step == 2 else 2.0, pinned=True)
    source = Located(
        id=long.id, name="long", folder=f"runs/{long.id}/checkpoints/step-00000003", digest="d"
    )
    mean = add_run(folder, "mean", kind="average", inputs=Inputs(candidates=(source,)))
    journal(mean, started(mean), ended())
    with Project.open(tmp_path / "kept") as project:
        project.saved_run("long").pin(4)
        yield project


def single(project: Project) -> list[str]:
    return [one.reference for one in project.run_table.checkpoints_to_go()]


def test_that_only_checkpoints_without_any_use_are_proposed(kept: Project) -> None:
    assert single(kept) == ["long@1", "long@5"]
    kept.saved_run("long").pin_note(5, "here it turns")
    assert single(kept) == ["long@1"]
    kept.run_table.remark("long", RemarksChange(is_pinned=True))
    assert single(kept) == []


def test_that_a_run_whose_inputs_are_lost_lets_no_checkpoint_be_proposed(kept: Project) -> None:
    (kept.saved_run("mean").folder / "inputs.json").write_text("{")
    assert single(kept) == []


def test_that_a_branch_keeps_the_checkpoint_that_it_went_on_from(kept: Project) -> None:
    run = kept.saved_run("long").record.id
    folder = f"runs/{run}/checkpoints/step-00000005"
    parent = Located(id=run, name="long", folder=folder, digest="d")
    add_run(ProjectFolder.open(kept.folder), "twig", inputs=Inputs(parent=parent))
    assert single(kept) == ["long@1"]


def test_that_cleaning_is_undone_to_the_byte(kept: Project) -> None:
    before = contents(kept.folder / "runs")
    proposed = tuple(kept.run_table.checkpoints_to_go())
    moved = list(kept.run_table.clean(proposed))
    assert [one.name for one in moved if isinstance(one, BinnedItem)] == ["long@1", "long@5"]
    assert single(kept) == []
    assert sum(one.bytes for one in proposed) <= sum(one.bytes for one in kept.catalogue.bin())
    assert [one.name for one in kept.run_table.undo_cleaning()] == ["long@1", "long@5"]
    assert contents(kept.folder / "runs") == before
    with pytest.raises(BadInput, match="nothing of the last cleaning"):
        list(kept.run_table.undo_cleaning())


def test_that_a_checkpoint_which_became_the_last_stays_and_the_reason_is_given(
    kept: Project,
) -> None:
    first, fifth = kept.run_table.checkpoints_to_go()
    run = kept.saved_run("long")
    run.delete_checkpoint(6)
    refused, moved = list(kept.run_table.clean((fifth, first)))
    assert "long@5 has become the best or the last" in str(refused)
    assert isinstance(moved, BinnedItem)


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def runs_to_go(project: Project) -> list[str]:
    return [one.row.record.name for one in project.run_table.disk_use() if one.why is not None]


def test_that_a_run_with_a_pinned_checkpoint_is_not_proposed_as_a_whole(lab: Project) -> None:
    lab.saved_run("worse").pin(1)
    assert runs_to_go(lab) == ["student"]


def test_that_a_run_with_a_noted_step_is_not_proposed_as_a_whole(lab: Project) -> None:
    lab.saved_run("worse").pin_note(1, "here it turns")
    assert runs_to_go(lab) == ["student"]


@pytest.mark.parametrize("kept", ["run", "checkpoint", "step"])
def test_that_what_is_kept_after_it_was_proposed_is_not_moved(lab: Project, kept: str) -> None:
    worse = next(one for one in lab.run_table.disk_use() if one.row.record.name == "worse")
    match kept:
        case "run":
            lab.run_table.remark("worse", RemarksChange(is_pinned=True))
        case "checkpoint":
            lab.saved_run("worse").pin(1)
        case _:
            lab.saved_run("worse").pin_note(1, "here it turns")
    (refused,) = lab.run_table.clean((worse,))
    assert "it stays" in str(refused)
    assert "worse" in {run.name for run in lab.catalogue.runs()}
