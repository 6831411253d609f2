"""Alert rules while runs learn: told once, kept with the run, and able to stop it."""

from collections.abc import Iterator
from contextlib import closing

import pytest
from tiny_project import TEACHER, pretrain_spec

from workbench.errors import BadInput, Corrupt, NotFound
from workbench.events import Event, Metrics, Note, Outcome, RunEnded, RunStarted
from workbench.jobs import ThreadControl
from workbench.project import Project
from workbench.project.alert_watch import AlertWatch, watched
from workbench.store.choices.alert_rules import FILE_NAME, AlertRule
from workbench.store.folders import ProjectFolder
from workbench.store.runs.journal import Journal, read_journal
from workbench.store.runs.notes.alerts import MOST_OF_A_RULE, Alert
from workbench.store.runs.notes.remarks import RemarksChange
from workbench.store.runs.run_folder import RunFolder
from workbench.words import words

LOOP = {"steps": 6, "evaluate_every": 2, "sample_prompt": ""}


def alerts_in(events: list[Event]) -> list[tuple[str, int]]:
    return [(one.when, one.step) for one in events if isinstance(one, Alert)]


def test_that_a_rule_is_told_among_the_events_and_kept_with_the_run_alone(tiny: Project) -> None:
    tiny.alerts.add("val_loss > 1")
    tiny.alerts.add("loss not finite")
    attempt = tiny.start(pretrain_spec(name="again", loop=LOOP))
    events = list(attempt)
    ((when, step),) = alerts_in(events)
    run = tiny.saved_run(attempt.id)
    first = run.state().series["validation_loss"].steps[0]
    assert (when, step) == ("val_loss > 1", first)
    assert [(one.when, one.step) for one in run.alerts()] == [(when, step)]
    assert isinstance(events[-1], RunEnded)
    journalled = [entry.event for entry in read_journal(attempt.run.journal_path)[0]]
    assert journalled == [event for event in events if not isinstance(event, Alert)]
    tiny.catalogue.take_all_in()
    (row,) = tiny.run_table.find("alerts > 0")
    assert (row.id, row.remarks.alerts) == (attempt.id, 1)
    remarks = tiny.run_table.remark(row, RemarksChange(add_tags=("odd",)))
    assert (remarks.tags, remarks.alerts) == (("odd",), 1)


def test_that_a_learning_rate_test_which_is_to_go_too_far_alerts_nobody(tiny: Project) -> None:
    tiny.alerts.add("loss > 0", stops=True)
    tested = tiny.lr_test(pretrain_spec(), steps=20, high=1e-3)
    assert len(tested.losses_n) == 20
    assert tiny.saved_run(tiny.runs[-1].id).alerts() == ()


def test_that_alerts_change_no_number_of_a_run(tiny: Project) -> None:
    without = list(tiny.start(pretrain_spec(name="plain", loop=LOOP)))
    tiny.alerts.add("loss > 0")
    told = list(tiny.start(pretrain_spec(name="watched", loop=LOOP)))

    def losses(events: list[Event]) -> list[float]:
        return [
            one.values["loss"] for one in events if isinstance(one, Metrics) if "loss" in one.values
        ]

    assert losses(told) == losses(without)
    assert alerts_in(told)


def test_that_a_rule_may_stop_the_run_with_a_checkpoint_from_which_it_goes_on(
    tiny: Project,
) -> None:
    tiny.alerts.add("val_loss > 1", stops=True)
    attempt = tiny.start(pretrain_spec(name="again", loop=LOOP | {"steps": 400}))
    events = list(attempt)
    assert isinstance(events[-1], RunEnded)
    assert events[-1].outcome is Outcome.STOPPED
    saved = attempt.run.last_saved_step()
    assert saved is not None
    assert saved < 400
    tiny.alerts.remove("val_loss > 1")
    resumed = tiny.resume(attempt.id, control := ThreadControl())
    for event in resumed:
        if isinstance(event, Metrics) and event.step > saved:
            control.stop()
    assert len(tiny.saved_run(attempt.id).alerts()) == 1


class Recorded:
    """A run whose journal is written by hand, event by event, each looked at."""

    def __init__(self, tiny: Project) -> None:
        self.store = ProjectFolder.open(tiny.folder)
        attempt = tiny.start(pretrain_spec(name="by hand", loop=LOOP))
        self.run, self.tiny = attempt.run, tiny

    def watch(self) -> AlertWatch:
        return AlertWatch(RunFolder(self.run.path), self.store, self.tiny.catalogue)

    def events(self, first: int, *losses: float) -> Iterator[Event]:
        with closing(Journal(self.run.journal_path)) as journal:
            for step, loss in enumerate(losses, start=first):
                event = Metrics(step=step, values={"loss": loss})
                journal.append(event)
                yield event
            end = RunEnded(outcome=Outcome.STOPPED, words=words("stopped"))
            journal.append(end)
            yield end

    def looked_at(self, first: int, *losses: float) -> list[Event]:
        control = ThreadControl()
        return list(watched(self.events(first, *losses), self.watch(), control, share=1e9))


@pytest.fixture
def recorded(tiny: Project) -> Recorded:
    run = Recorded(tiny)
    with closing(Journal(run.run.journal_path)) as journal:
        journal.append(RunStarted(run=run.run.id, name="by hand", kind="pretrain"))
    return run


def test_that_each_stretch_is_told_once_and_what_was_told_is_not_told_again(
    recorded: Recorded,
) -> None:
    recorded.tiny.alerts.add("loss > 2")
    first = recorded.looked_at(1, 3.0, 3.0, 1.0, 3.0)
    assert alerts_in(first) == [("loss > 2", 1), ("loss > 2", 4)]
    assert alerts_in(recorded.looked_at(5, 3.0, 1.0, 3.0)) == [("loss > 2", 7)]
    assert len(recorded.tiny.saved_run(recorded.run.id).alerts()) == 3


def test_that_a_rule_that_is_made_meanwhile_is_looked_at_from_then_on(recorded: Recorded) -> None:
    told: list[Event] = []
    events = watched(recorded.events(1, 3.0, 3.0, 3.0), recorded.watch(), ThreadControl(), 1e9)
    for event in events:
        told.append(event)
        if isinstance(event, Metrics) and event.step == 2:
            recorded.tiny.alerts.add("loss > 2")
    assert alerts_in(told) == [("loss > 2", 1)]


def test_that_a_rule_that_holds_again_and_again_is_cut_short_and_that_is_said(
    recorded: Recorded,
) -> None:
    recorded.tiny.alerts.add("loss > 2")
    told = recorded.looked_at(1, *([3.0, 1.0] * (MOST_OF_A_RULE + 5)))
    assert len(alerts_in(told)) == MOST_OF_A_RULE
    notes = [str(one.words) for one in told if isinstance(one, Note) and not isinstance(one, Alert)]
    assert len(notes) == 1
    assert "further times are not told" in notes[0]


def test_that_a_rule_that_says_nothing_of_a_run_is_said_at_its_end(recorded: Recorded) -> None:
    recorded.tiny.alerts.add("val_loss > 2")
    *_, note, end = recorded.looked_at(1, 3.0)
    assert isinstance(note, Note)
    assert "the alert rule 'val_loss > 2' says nothing of this run" in str(note.words)
    assert isinstance(end, RunEnded)


def test_that_damaged_rules_are_said_once_and_the_run_goes_on(recorded: Recorded) -> None:
    (recorded.tiny.folder / FILE_NAME).write_text("{}")
    told = recorded.looked_at(1, 3.0, 3.0)
    notes = [str(one.words) for one in told if isinstance(one, Note)]
    assert len(notes) == 1
    assert "no alert rule is known" in notes[0]
    with pytest.raises(Corrupt):
        recorded.tiny.alerts.rules()


def test_that_rules_are_kept_once_each_and_refused_with_the_nearest(tiny: Project) -> None:
    tiny.alerts.add("val_loss  rises 5 evaluations")
    tiny.alerts.add("val_loss rises 5", stops=True)
    assert tiny.alerts.rules() == (AlertRule(when="val_loss rises 5", stops=True),)
    with pytest.raises(BadInput, match="did you mean 'gradient_norm'"):
        tiny.alerts.add("gradient_nrom > 10")
    with pytest.raises(NotFound, match="did you mean 'val_loss rises 5'"):
        tiny.alerts.remove("val_loss rises 6")
    tiny.alerts.remove("val_loss rises 5")
    assert tiny.alerts.rules() == ()


def test_that_a_rule_is_tried_on_a_run_that_has_ended(tiny: Project) -> None:
    run = tiny.saved_run("big")
    losses = run.state().series["loss"]
    limit = (max(losses.values) + min(losses.values)) / 2
    steps = [one.step for one in run.would_fire(f"loss < {limit}")]
    below = [step for step, value in zip(losses.steps, losses.values, strict=True) if value < limit]
    assert steps[0] == below[0]
    with pytest.raises(BadInput, match="no 'validation_kl' was measured"):
        run.would_fire("validation_kl > 3")


def test_that_damaged_alerts_leave_the_curves_and_are_said_where_they_are_asked_for(
    tiny: Project,
) -> None:
    run = tiny.saved_run(TEACHER)
    before = run.annotations()
    (run.folder / "alerts.json").write_text("{", encoding="utf-8")
    assert run.annotations() == before
    assert run.curves("validation_loss").svg
    with pytest.raises(Corrupt, match="no alerts of this run are known"):
        run.alerts()
