"""A run that was killed and resumed: one line, and what was done again stands apart."""

from pathlib import Path

from workbench.events import Event, Metrics, RunResumed, RunStarted
from workbench.store.runs.journal import Journal, read_journal
from workbench.store.runs.state import RunState
from workbench.store.runs.superseded import superseded


def measured(first: int, last: int, attempt: int) -> list[Event]:
    steps = range(first, last + 1)
    return [Metrics(step=step, values={"loss": step + attempt / 10}, tokens=step) for step in steps]


def test_that_two_kills_leave_one_line_and_two_superseded_ends(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    told: list[Event] = [
        RunStarted(run="r", name="r", kind="pretrain", total_steps=200),
        *measured(1, 137, 0),
        RunResumed(from_step=100),
        *measured(101, 120, 1),
        RunResumed(from_step=100),
        *measured(101, 200, 2),
    ]
    for event in told:
        journal.append(event)
    journal.close()
    state = RunState()
    for entry in read_journal(tmp_path / "journal.jsonl")[0]:
        state = state.apply(entry.event)
    assert list(state.series["loss"].steps) == list(range(1, 201))
    first, second = superseded(tmp_path / "journal.jsonl")
    assert list(first["loss"].steps) == list(range(100, 138)), "it begins on the line that counts"
    assert list(second["loss"].steps) == list(range(100, 121))
    assert second["loss"].values[1] == 101.1


def test_that_a_run_that_was_never_resumed_has_none(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.jsonl")
    journal.append(RunStarted(run="r", name="r", kind="pretrain"))
    journal.close()
    assert superseded(tmp_path / "journal.jsonl") == ()
