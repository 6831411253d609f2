"""What happened along a run's curves, from its journal alone."""

import math

from workbench.curves.annotations import Annotation, AnnotationKind, annotations
from workbench.curves.branches import Parent
from workbench.events import CheckpointRemoved, CheckpointSaved, Event, Metrics, RunResumed
from workbench.store.runs.notes.alerts import Alert
from workbench.store.runs.state import MetricSeries, RunState
from workbench.words import words


def told(*events: Event, parents: tuple[Parent, ...] = ()) -> list[tuple[str, int, str]]:
    return [(str(one.kind), one.step, str(one.words)) for one in found(events, parents)]


def found(events: tuple[Event, ...], parents: tuple[Parent, ...]) -> tuple[Annotation, ...]:
    state = RunState()
    for event in events:
        state = state.apply(event)
    return annotations(state, parents)


def rates(values: list[float], first: int = 1) -> list[Event]:
    return [
        Metrics(step=step, values={"learning_rate": value})
        for step, value in enumerate(values, start=first)
    ]


def saved(step: int, *, best: bool = False) -> CheckpointSaved:
    return CheckpointSaved(step=step, folder="c", digest="d", is_best=best)


def test_that_warm_up_a_level_and_a_decay_are_three_phases() -> None:
    warm_up = [step / 10 for step in range(1, 11)]
    cosine = [0.5 + 0.5 * math.cos(math.pi * step / 20) for step in range(1, 21)]
    assert told(*rates([*warm_up, *[1.0] * 10, *cosine])) == [
        ("learning_rate", 10, "learning rate stays at 1.000000"),
        ("learning_rate", 20, "learning rate falls from 1.000000"),
    ]


def test_that_a_rate_that_was_changed_at_a_branch_is_a_jump() -> None:
    series = MetricSeries()
    for event in rates([1 - step / 100 for step in range(20)]):
        assert isinstance(event, Metrics)
        series.append(event, event.values["learning_rate"])
    parent = Parent("0001", "first", 20, {"learning_rate": series})
    lower = rates([0.1 - step / 1000 for step in range(20)], first=21)
    assert told(*lower, parents=(parent,)) == [
        ("branch", 20, "branched from 'first'"),
        ("learning_rate", 21, "learning rate 0.810000 → 0.100000"),
    ]


def test_that_a_constant_rate_and_one_without_phases_tell_nothing() -> None:
    assert told(*rates([0.3] * 50)) == []
    assert told(*rates([1.0 + step % 2 for step in range(100)])) == []


def test_that_kept_checkpoints_evaluations_resumes_and_the_best_are_told() -> None:
    events: list[Event] = [
        Metrics(step=10, values={"validation_loss": 3.0, "validation_accuracy": 0.1}),
        saved(10, best=True),
        Metrics(step=20, values={"validation_loss": 2.0}),
        saved(20, best=True),
        CheckpointRemoved(step=10),
        RunResumed(from_step=20),
        Metrics(step=30, values={"validation_loss": 4.0}),
        saved(30),
    ]
    kinds = [(kind, step) for kind, step, _ in told(*events)]
    assert kinds == [
        ("evaluation", 10),
        *(("resume", 20), ("best", 20), ("checkpoint", 20), ("evaluation", 20)),
        *(("checkpoint", 30), ("evaluation", 30)),
    ]


def test_that_a_resume_from_earlier_takes_later_ones_with_it() -> None:
    events = [Metrics(step=step, values={"loss": 1.0}) for step in range(1, 300)]
    resumes = [RunResumed(from_step=step) for step in (200, 100, 100, -1)]
    assert [step for _, step, _ in told(*events, *resumes[:3])] == [100]
    assert told(*events, *resumes) == []


def test_that_a_journal_without_checkpoints_has_the_lowest_finite_loss() -> None:
    losses = [3.0, float("nan"), 2.5, float("inf")]
    events = [
        Metrics(step=step, values={"validation_loss": loss}) for step, loss in enumerate(losses)
    ]
    best = [one for one in told(*events) if one[0] == AnnotationKind.BEST]
    assert best == [("best", 2, "lowest validation loss: 2.5000")]
    assert told(Metrics(step=1, values={"validation_loss": float("nan")})) == [
        ("evaluation", 1, "evaluation")
    ]
    assert told() == []


def test_that_an_alert_stands_among_what_happened_at_its_step() -> None:
    alert = Alert(words=words("too steep"), when="gradient_norm > 1", step=7)
    state = RunState().apply(Metrics(step=9, values={"validation_loss": 1.0}))
    (marked,) = (
        one for one in annotations(state, alerts=[alert]) if one.kind is AnnotationKind.ALERT
    )
    assert (marked.step, str(marked.words)) == (7, "too steep")
