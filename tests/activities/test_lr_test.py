"""A learning-rate range test as a run of a project."""

import csv
import io
from pathlib import Path

import pytest
from tiny_project import (
    TEACHER,
    distill_spec,
    ending,
    events_of,
    finetune_spec,
    lines_of,
    perform,
    pretrain_spec,
    spec_file,
    started_command,
)

from workbench.activities.range_test.result import COLUMNS
from workbench.activities.range_test.spec import LearningRateTestSpec, lr_test_of
from workbench.activities.spec import AnySpec, Candidate, EvaluateSpec
from workbench.errors import BadInput
from workbench.events import Event, Metrics, Outcome
from workbench.jobs import ThreadControl
from workbench.project import Project
from workbench.spec import BadSpec, to_toml
from workbench.store.folders import ProjectFolder

SPECS: dict[str, AnySpec] = {
    "pretrain": pretrain_spec(name="again"),
    "bert": pretrain_spec(name="again", model={"family": "bert"}),
    "distill": distill_spec(),
    "finetune": finetune_spec(),
}


def losses(events: list[Event]) -> list[float]:
    return [
        one.values["loss"] for one in events if isinstance(one, Metrics) and "loss" in one.values
    ]


@pytest.mark.slow
@pytest.mark.parametrize("kind", SPECS)
def test_that_its_first_loss_is_the_trainings_own_to_the_bit(tiny: Project, kind: str):
    """Batches, dropout, weights and objective are the training's."""
    spec = SPECS[kind]
    run = perform(tiny, lr_test_of(spec, {"steps": 20}))
    assert ending(run).outcome is Outcome.FINISHED, ending(run).words
    assert losses(events_of(run))[0] == losses(events_of(perform(tiny, spec)))[0]


def test_that_it_makes_no_model_and_may_test_what_has_been_trained(tiny: Project):
    before = [model.name for model in tiny.models]
    found = tiny.lr_test(pretrain_spec(), steps=60)
    assert [model.name for model in tiny.models] == before
    (run,) = [run for run in tiny.runs if run.kind == "lr_test"]
    assert run.name == f"learning rate of {TEACHER}"
    assert not tiny.saved_run(run).checkpoints()
    assert found.run == run.id
    assert found.suggestion is not None
    low, high = found.suggestion.ends
    assert 1e-4 < low <= high < 1e-1
    notes = [str(note.words) for note in tiny.saved_run(run).state().notes]
    assert str(found.sentences()[0]) in notes
    assert "Suggested learning rate" in notes[-1]
    assert "<svg" in found._repr_html_()


def test_that_its_table_and_its_objects_have_every_step(tiny: Project):
    found = tiny.lr_test(pretrain_spec(), steps=20, high=1e-3)
    heading, *rows = csv.reader(io.StringIO(found.as_csv()))
    assert tuple(heading) == COLUMNS
    assert [float(row[2]) for row in rows] == [
        point["loss"] for point in found.as_plain()["points"]
    ]
    assert len(rows) == 20


def test_that_a_loss_that_never_falls_gets_a_reason_instead_of_a_rate(tiny: Project):
    found = tiny.lr_test(pretrain_spec(), steps=20, low=1e-12, high=1e-11)
    assert found.suggestion is None
    assert str(found.sentences()[0]).startswith("No learning rate is suggested: the loss")
    assert found.as_plain()["why_not"]


@pytest.mark.slow
def test_that_one_that_was_stopped_begins_anew_to_the_same_numbers(tiny: Project):
    spec = lr_test_of(pretrain_spec(), {"steps": 20})
    whole = losses(events_of(perform(tiny, spec)))
    control = ThreadControl()
    attempt = tiny.start(spec, control)
    for event in attempt:
        if isinstance(event, Metrics) and event.step == 5:
            control.stop()
    assert ending(attempt.run).outcome is Outcome.STOPPED
    stopped = tiny.saved_run(attempt.id).lr_test()
    assert "has not come to its end" in str(stopped.sentences()[0])
    for _ in tiny.resume(attempt.id):
        pass
    assert tiny.saved_run(attempt.id).lr_test().losses_n.tolist() == whole


def test_that_stages_that_end_within_it_are_warned_of(tiny: Project):
    stages = [{"steps": 5}, {"steps": 30, "learning_rate_scale": 0.5}]
    run = perform(tiny, lr_test_of(distill_spec(stages=stages), {"steps": 20}))
    said = [str(getattr(event, "words", "")) for event in events_of(run)]
    assert any("the first stage has 5 steps and the test 20" in text for text in said)


def test_that_what_trains_nothing_and_what_cannot_grow_is_refused(tiny: Project):
    with pytest.raises(BadInput, match="trains no model"):
        tiny.lr_test(EvaluateSpec(corpus="c", candidates=(Candidate(model=TEACHER),)))
    with pytest.raises(BadSpec, match="at least ten times the lowest"):
        lr_test_of(pretrain_spec(), {"low": 1e-3, "high": 5e-3})
    with pytest.raises(BadInput, match="is no learning-rate range test"):
        tiny.saved_run(tiny.models[0].run).lr_test()


def test_that_a_test_of_a_test_is_the_same_with_other_settings():
    once = lr_test_of(pretrain_spec(), {"steps": 30})
    again = lr_test_of(once, {"high": 0.1})
    assert isinstance(again, LearningRateTestSpec)
    assert (again.steps, again.high, again.training) == (30, 0.1, once.training)
    assert "[training.model]" in to_toml(again)


@pytest.mark.slow
def test_that_one_that_was_killed_begins_anew_to_the_same_numbers(tiny: Project, tmp_path: Path):
    spec = lr_test_of(pretrain_spec(), {"steps": 120, "high": 1e-2})
    whole = losses(events_of(perform(tiny, spec)))
    path = spec_file(tmp_path, spec.model_copy(update={"name": "killed"}))
    process = started_command("run", path, "--project", tiny.folder, "--json")
    taken = 0
    for line in lines_of(process):
        taken += '"Metrics"' in line
        if taken == 3:
            process.kill()
    process.communicate()
    (run,) = [
        run for run in ProjectFolder.open(tiny.folder).run_folders() if run.meta.name == "killed"
    ]
    assert 0 < len(losses(events_of(run))) < 120
    for _ in tiny.resume(run.id):
        pass
    assert tiny.saved_run(run.id).lr_test().losses_n.tolist() == whole
