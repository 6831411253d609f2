"""The first event of an attempt, also after one that failed before it had any."""

from contextlib import closing
from pathlib import Path

from workbench.activities.opening import NOTHING_KEPT, first_event
from workbench.activities.resources import RunResources
from workbench.activities.spec import ImportModelSpec
from workbench.events import Outcome, RunEnded, RunResumed, RunStarted
from workbench.store.folders import ProjectFolder
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.state import RunState
from workbench.words import words


def test_that_a_run_that_failed_before_it_began_still_has_its_name(tmp_path: Path) -> None:
    project = ProjectFolder.open(tmp_path / "lab", create=True)
    spec = ImportModelSpec(name="foreign", folder="somewhere")
    run = project.new_run(spec, Inputs(), name=spec.name, kind=spec.kind)
    resources = RunResources(project.path, run, Inputs(), lambda: None, lambda: None)
    failed = RunEnded(outcome=Outcome.FAILED, words=words("no"))
    with closing(run.journal()) as journal:
        journal.append(failed)
        first = first_event(spec, resources)
        assert isinstance(first, RunStarted)
        journal.append(first)
        assert first_event(spec, resources) == RunResumed(from_step=NOTHING_KEPT)
    state = RunState().apply(failed).apply(first)
    assert (state.name, state.ended) == ("foreign", None)
