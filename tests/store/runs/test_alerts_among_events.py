"""Where the alerts of a run stand in its log, and what is read of a damaged file."""

from pathlib import Path

import pytest

from workbench.errors import Corrupt
from workbench.events import CheckpointSaved, Event, Note, Outcome, RunEnded
from workbench.store.runs.notes.alerts import FILE_NAME, Alert, among, keep_alerts, read_alerts
from workbench.words import words


def alert(step: int) -> Alert:
    return Alert(words=words("at {step}", step=step), when="loss > 10", step=step)


def saved(step: int) -> CheckpointSaved:
    return CheckpointSaved(step=step, folder=f"step-{step}", digest="")


END = RunEnded(outcome=Outcome.FINISHED, words=words("finished"))
NOTE = Note(words=words("a note"))


@pytest.mark.parametrize(
    ("log", "expected"),
    [
        ([], [alert(5), alert(9)]),
        ([NOTE, saved(5), saved(8), END], [NOTE, saved(5), alert(5), saved(8), alert(9), END]),
        ([saved(2), saved(20)], [saved(2), alert(5), alert(9), saved(20)]),
        ([saved(2), END, saved(7), END], [saved(2), END, alert(5), saved(7), alert(9), END]),
    ],
)
def test_that_each_alert_stands_before_what_comes_at_a_later_step(
    log: list[Event], expected: list[Event]
) -> None:
    assert list(among(log, [alert(5), alert(9)])) == expected


def test_that_alerts_are_kept_in_the_order_of_their_steps(tmp_path: Path) -> None:
    assert read_alerts(tmp_path) == ()
    keep_alerts(tmp_path, [alert(9), alert(5)])
    assert read_alerts(tmp_path) == (alert(5), alert(9))
    (tmp_path / FILE_NAME).write_text("{}")
    with pytest.raises(Corrupt, match="no alerts of this run are known"):
        read_alerts(tmp_path)
