"""Who goes on with a run, and who is told that there is nothing left of it."""

import pytest
from tiny_project import pretrain_spec

from workbench.errors import BadInput
from workbench.project import Project
from workbench.project.runs.attempt import Attempt
from workbench.store.folders import ProjectFolder


def test_that_a_run_that_another_process_finished_meanwhile_is_not_gone_on_with(
    tiny: Project,
) -> None:
    first = tiny.start(pretrain_spec(name="again", loop={"steps": 2, "sample_prompt": ""}))
    second = Attempt.at(first.run, ProjectFolder.open(tiny.folder), None, tiny.alerts)
    list(first)
    journal = first.run.journal_path.read_bytes()
    with pytest.raises(BadInput, match="'again' is finished"):
        list(second)
    assert first.run.journal_path.read_bytes() == journal
