"""What runs take on the disk; the assistant never proposes what somebody could miss."""

from pathlib import Path

import pytest
from a_project import add_corpus, add_run, ended, journal, metrics, save_checkpoint, started

from workbench.events import Outcome
from workbench.project import Project
from workbench.store.folders import ProjectFolder
from workbench.store.runs.inputs import Inputs, Located
from workbench.store.runs.remarks import RemarksChange

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


def test_that_the_sizes_are_those_of_all_files(lab: Project) -> None:
    for one in lab.run_table.disk_use():
        files = [path for path in one.row.record.folder.rglob("*") if path.is_file()]
        assert one.bytes == sum(path.stat().st_size for path in files)
