"""A run that branches from a checkpoint of another."""

from pathlib import Path

import pytest
from tiny_project import (
    distill_spec,
    ending,
    events_of,
    grown,
    metric_rows,
    perform,
    pretrain_spec,
    run_named,
    weights_hash,
)

from workbench.activities.branch_settings import fixed_settings
from workbench.errors import BadInput
from workbench.events import CheckpointSaved, Note, Outcome
from workbench.jobs import ThreadControl
from workbench.project import Project
from workbench.store.runs.run_folder import RunFolder


@pytest.fixture(scope="module")
def tiny_template(tiny_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a run to branch from."""
    spec = pretrain_spec(name="parent", loop={"steps": 12, "keep_every": 4})
    return grown(tiny_template, tmp_path_factory.mktemp("parent"), spec)


@pytest.fixture
def parent(tiny: Project) -> RunFolder:
    return run_named(tiny, "parent")


def test_that_a_branch_with_the_same_settings_ends_as_its_parent_to_the_bit(
    tiny: Project, parent: RunFolder
) -> None:
    branch = perform(tiny, tiny.saved_run("parent").branch(4, name="same"))
    assert ending(branch).outcome is Outcome.FINISHED
    assert weights_hash(branch) == weights_hash(parent)
    later = [row for row in metric_rows(parent) if row[1] > 4]
    assert [row for row in metric_rows(branch) if row[1] > 4] == later
    assert tiny.saved_run("same").parent() == (parent.id, 4)
    assert tiny.saved_run("parent").parent() is None
    assert branch.meta.belongs_to == tiny.saved_run("same").record.belongs_to


def test_that_a_branch_goes_its_own_way_and_begins_with_its_parents_figure(
    tiny: Project, parent: RunFolder
) -> None:
    saved = tiny.saved_run(parent.id)
    planned = saved.branch(name="on", overrides=["loop.steps=16", "optimizer.learning_rate=1e-3"])
    branch = perform(tiny, planned)
    rows = metric_rows(branch)
    losses = {step: value for name, step, value, *_ in rows if name == "validation_loss"}
    assert min(losses) == 12
    assert losses[12] == parent.checkpoints()[-1].metric
    assert max(losses) == branch.checkpoints()[-1].step == 16
    epochs = tiny.saved_run("on").state().series["validation_loss"].epochs
    before = saved.state().series["validation_loss"]
    assert epochs[0] == before.epochs[before.steps.index(12)] > 0
    assert list(epochs) == sorted(epochs)


@pytest.mark.parametrize("damage", ["cut", "flipped", "gone"])
def test_that_a_branch_says_that_its_parents_journal_does_not_tell_its_epoch(
    tiny: Project, parent: RunFolder, damage: str
) -> None:
    lines = parent.journal_path.read_bytes().splitlines(keepends=True)
    match damage:
        case "cut":
            parent.journal_path.write_bytes(b"".join(lines[: len(lines) // 3]))
        case "flipped":
            middle = len(lines) // 2
            lines[middle] = lines[middle].replace(b"1", b"2")
            parent.journal_path.write_bytes(b"".join(lines))
        case "gone":
            parent.journal_path.unlink()
    branch = perform(
        tiny, tiny.saved_run("parent").branch(12, name="on", overrides=["loop.steps=16"])
    )
    said = [str(one.words) for one in events_of(branch) if isinstance(one, Note)]
    assert sum("does not tell its epoch at step 12" in one for one in said) == 1


@pytest.mark.slow
def test_that_a_branch_that_was_stopped_goes_on_after_its_parent_was_deleted(
    tiny: Project, parent: RunFolder
) -> None:
    control = ThreadControl()
    attempt = tiny.start(tiny.saved_run("parent").branch(4, name="left"), control)
    for event in attempt:
        if isinstance(event, CheckpointSaved):
            control.stop()
    assert ending(attempt.run).outcome is Outcome.STOPPED
    tiny.catalogue.delete(next(run for run in tiny.runs if run.name == "parent"))
    for _ in tiny.resume("left"):
        pass
    assert ending(attempt.run).outcome is Outcome.FINISHED


def test_that_a_branch_finds_what_its_parent_read_under_the_names_of_now(
    tiny: Project, parent: RunFolder
) -> None:
    tiny.catalogue.rename(tiny.corpora[0], "renamed")
    planned = tiny.saved_run("parent").branch(8, name="again")
    assert planned.spec.model_dump()["corpus"] == "renamed"
    assert ending(perform(tiny, planned)).outcome is Outcome.FINISHED


def test_that_a_branch_tells_in_what_it_differs_before_it_starts(
    tiny: Project, parent: RunFolder
) -> None:
    run = tiny.saved_run("parent")
    overrides = ["loop.steps=16", "runtime.seed=7", "optimizer.learning_rate=1e-3"]
    changes = run.branch_changes(run.branch(4, name="other", overrides=overrides))
    assert {one.name: (one.before, one.now) for one in changes} == {
        "loop.steps": (12, 16),
        "runtime.seed": (1, 7),
        "optimizer.learning_rate": (0.01, 0.001),
    }
    assert run.branch_changes(run.branch(4, name="same")) == ()
    with pytest.raises(BadInput, match="so that model cannot change"):
        run.branch_changes(run.branch(4, name="wide", overrides=["model.num_layers=3"]))
    assert {"tokenizer", "model", "optimizer.algorithm"} <= set(fixed_settings(run.spec))


@pytest.mark.parametrize(
    ("step", "overrides", "sentence"),
    [
        (4, ["model.num_layers=3"], "so that model cannot change"),
        (4, ["optimizer.algorithm='sgd'"], "so that optimizer cannot change"),
        (4, ["optimizer.algorithm='muon'"], "so that optimizer cannot change"),
        (12, [], "begins at step 12, and 12 steps are asked for"),
        (5, [], "there is no checkpoint at step 5; there is: 0, 4, 8"),
        (4, ["loop.minutes=1e-9"], "loop.minutes allows"),
    ],
)
def test_that_what_a_branch_cannot_be_is_said(
    tiny: Project, parent: RunFolder, step: int, overrides: list[str], sentence: str
) -> None:
    planned = tiny.saved_run("parent").branch(step, name="no", overrides=overrides)
    with pytest.raises(BadInput, match=sentence):
        tiny.start(planned)
    assert "no" not in [run.name for run in tiny.runs]


@pytest.mark.slow
def test_that_a_distillation_branches_too(tiny: Project) -> None:
    perform(tiny, distill_spec(loop={"keep_every": 4}))
    stages = ["stages.0.steps=14", "stages.0.alpha=0.9"]
    branch = perform(tiny, tiny.saved_run("small").branch(8, name="small 2", overrides=stages))
    assert ending(branch).outcome is Outcome.FINISHED
    assert branch.checkpoints()[-1].step == 14


def test_that_nothing_is_branched_from_what_trains_nothing(tiny: Project) -> None:
    with pytest.raises(BadInput, match="has saved no checkpoint to branch from"):
        tiny.saved_run("tales").branch(name="no")
