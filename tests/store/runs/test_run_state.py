"""`RunState` is a fold: what counts after a resume, and that nothing but the events matters."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.events import (
    ArtifactReady,
    CheckpointRemoved,
    CheckpointSaved,
    Continued,
    Event,
    Metrics,
    Note,
    Outcome,
    Paused,
    Progress,
    Reference,
    ReportReady,
    ReportRow,
    RunEnded,
    RunResumed,
    RunStarted,
    SampleWritten,
    StageStarted,
)
from workbench.store.records import RunStatus
from workbench.store.runs.state import RunState
from workbench.words import words

STARTED = RunStarted(run="0001-a", name="a", kind="pretrain", total_steps=10)


def _fold(*events: Event) -> RunState:
    state = RunState()
    for event in events:
        state = state.apply(event)
    return state


def _metrics(step: int, **values: float) -> Metrics:
    return Metrics(step=step, values=values, tokens=8 * step, epoch=step / 10, elapsed_s=step / 2)


def _saved(step: int) -> CheckpointSaved:
    return CheckpointSaved(step=step, folder=f"step-{step:08d}", digest="d")


def _ended(outcome: Outcome) -> RunEnded:
    return RunEnded(outcome=outcome, words=words("Over"))


def test_that_metrics_become_columns_of_equal_length() -> None:
    state = _fold(STARTED, _metrics(1, loss=3.0, lr=0.1), _metrics(2, loss=2.0))
    assert list(state.series) == ["loss", "lr"]
    loss = state.series["loss"]
    assert (list(loss.steps), list(loss.values), list(loss.tokens)) == ([1, 2], [3.0, 2.0], [8, 16])
    assert (list(loss.epochs), list(loss.elapsed_s)) == ([0.1, 0.2], [0.5, 1.0])
    assert (state.step, state.tokens, state.elapsed_s, state.total_steps) == (2, 16, 1.0, 10)
    assert state.last == {"loss": 2.0, "lr": 0.1}


def test_that_a_column_becomes_numpy_by_a_copy_and_can_still_grow() -> None:
    state = _fold(_metrics(1, loss=3.0))
    copied = np.array(state.series["loss"].values)
    assert copied.dtype == np.float64
    assert state.apply(_metrics(2, loss=1.0)).last == {"loss": 1.0}
    assert copied.tolist() == [3.0]


def test_that_resuming_drops_what_came_after_the_step() -> None:
    before = _fold(
        STARTED,
        *(_metrics(step, loss=1.0 / step) for step in range(1, 8)),
        SampleWritten(step=4, prompt="p", text="four"),
        SampleWritten(step=6, prompt="p", text="six"),
        _saved(4),
        _saved(6),
        _ended(Outcome.FAILED),
    )
    after = before.apply(RunResumed(from_step=4))
    assert list(after.series["loss"].steps) == [1, 2, 3, 4]
    assert [sample.text for sample in after.samples] == ["four"]
    assert [saved.step for saved in after.checkpoints] == [4]
    assert (after.step, after.tokens, after.elapsed_s) == (4, 32, 2.0)
    assert (after.status, after.ended) == (RunStatus.RUNNING, None)
    assert list(before.series["loss"].steps) == [1, 2, 3, 4, 5, 6, 7]


def test_that_a_killed_and_resumed_run_folds_to_the_same_curves() -> None:
    whole = [_metrics(step, loss=1.0 / step, lr=0.1) for step in range(1, 21)]
    straight = _fold(STARTED, *whole)
    resumed = _fold(STARTED, *whole[:13], RunResumed(from_step=10), *whole[10:])
    for name, series in straight.series.items():
        assert resumed.series[name].steps == series.steps
        assert resumed.series[name].values == series.values
    assert (resumed.step, resumed.tokens) == (straight.step, straight.tokens)


def test_that_a_step_measured_anew_replaces_its_point() -> None:
    sample = SampleWritten(step=0, prompt="p", text="again")
    state = _fold(
        _metrics(0, validation_loss=9.0),
        SampleWritten(step=0, prompt="p", text="first"),
        RunResumed(from_step=0),
        _metrics(0, validation_loss=9.0),
        sample,
    )
    assert list(state.series["validation_loss"].steps) == [0]
    assert state.samples == (sample,)


@pytest.mark.parametrize(
    ("events", "status"),
    [
        ([], RunStatus.QUEUED),
        ([STARTED], RunStatus.RUNNING),
        ([STARTED, Paused(step=1)], RunStatus.PAUSED),
        ([STARTED, Paused(step=1), Continued(step=1)], RunStatus.RUNNING),
        ([STARTED, _ended(Outcome.FINISHED)], RunStatus.FINISHED),
        ([STARTED, _ended(Outcome.STOPPED)], RunStatus.STOPPED),
        ([STARTED, _ended(Outcome.FAILED)], RunStatus.FAILED),
        ([STARTED, _ended(Outcome.HANDED_OVER)], RunStatus.HANDED_OVER),
        ([STARTED, _ended(Outcome.STOPPED), RunResumed(from_step=0)], RunStatus.RUNNING),
    ],
)
def test_that_the_status_is_what_the_last_word_says(events: list[Event], status: RunStatus) -> None:
    assert _fold(*events).status is status


def test_that_progress_belongs_to_the_stage_that_was_named() -> None:
    state = _fold(StageStarted(words=words("Encoding"), total=10, unit="documents"))
    state = state.apply(Progress(done=4))
    assert state.stage is not None
    assert (state.stage.done, state.stage.total, state.stage.unit) == (4, 10, "documents")
    assert _fold(Progress(done=4)).stage is None
    assert state.apply(_ended(Outcome.FINISHED)).stage is None


def test_that_references_are_kept_once_each_and_removed_checkpoints_are_not() -> None:
    state = _fold(
        Reference(metric="validation_loss", name="teacher", value=2.0),
        Reference(metric="validation_loss", name="ngram", value=3.0),
        Reference(metric="validation_loss", name="teacher", value=2.5),
        _saved(1),
        _saved(2),
        CheckpointRemoved(step=1),
    )
    assert {r.name: r.value for r in state.references} == {"ngram": 3.0, "teacher": 2.5}
    assert [saved.step for saved in state.checkpoints] == [2]


def test_that_notes_artifacts_and_the_report_stay_with_the_run() -> None:
    row = ReportRow(
        role="teacher", model="big", parameters=1, loss=1.0, perplexity=2.7, bits_per_byte=0.5
    )
    report = ReportReady(corpus="novel", rows=(row,))
    artifact = ArtifactReady(artifact="corpus", name="novel", folder="corpora/1", digest="d")
    note = Note(words=words("Mind this"))
    state = _fold(note, artifact, report)
    assert (state.notes, state.artifacts, state.report) == ((note,), (artifact,), report)


@given(st.lists(st.integers(0, 30), max_size=20))
def test_that_folding_never_changes_what_an_earlier_state_says(steps: list[int]) -> None:
    state = _fold(STARTED)
    for step in steps:
        earlier = (state.step, state.status, state.checkpoints)
        later = state.apply(RunResumed(from_step=step)).apply(_saved(step))
        assert (state.step, state.status, state.checkpoints) == earlier
        state = later


def test_that_a_hundred_thousand_points_fold_in_linear_time() -> None:
    def seconds(count: int) -> float:
        events = [_metrics(step, loss=1.0, lr=0.1) for step in range(count)]
        started = time.thread_time()
        _fold(*events)
        return time.thread_time() - started

    seconds(1000)
    assert seconds(40_000) < 60 * max(seconds(2000), 1e-3)


def test_that_a_stage_that_counts_steps_tells_how_many_the_run_will_have() -> None:
    state = RunState().apply(StageStarted(words=words("Encoding"), total=90, unit="documents"))
    assert state.total_steps is None
    state = state.apply(StageStarted(words=words("Training"), total=500, unit="steps"))
    assert state.total_steps == 500
    assert state.apply(StageStarted(words=words("Saving"))).total_steps == 500
