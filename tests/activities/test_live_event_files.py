"""Event files for TensorBoard, written as a run goes on: they tell what its journal tells."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest
from tiny_project import (
    TEACHER,
    distill_spec,
    ending,
    events_of,
    metric_rows,
    perform,
    pretrain_spec,
    weights_hash,
)

from workbench.activities.exchange.event_files.live import FOLDER
from workbench.activities.exchange.event_files.reader import read_event_file
from workbench.activities.exchange.imported_runs.attempts import attempts_of
from workbench.events import Metrics, Note, Outcome
from workbench.jobs import ThreadControl
from workbench.project import Project
from workbench.store.files import disk

LOOP = {"steps": 8, "evaluate_every": 4, "tensorboard": True}


def told(folder: Path) -> dict[tuple[str, int], float]:
    """The points that count, of all files of a folder."""
    files = []
    for path in sorted(folder.iterdir()):
        with path.open("rb") as stream:
            *_, read = read_event_file(path, stream, path.stat().st_size)
        assert not read.damaged
        assert read.ends_at is None
        files.append(read)
    points: dict[tuple[str, int], float] = {}
    for attempt in attempts_of(files):
        if attempt.from_step is not None:
            points = {key: one for key, one in points.items() if key[1] <= attempt.from_step}
        for tag, more in attempt.points.items():
            points |= {(tag, s): v for s, v in zip(more.steps, more.values, strict=True)}
    return points


def journalled(run: Any) -> dict[tuple[str, int], float]:
    return {
        (name, event.step): value
        for event in events_of(run)
        if isinstance(event, Metrics)
        for name, value in event.values.items()
    }


def test_that_the_files_tell_what_the_journal_tells(tiny: Project) -> None:
    run = perform(tiny, pretrain_spec(name="live", loop=LOOP))
    assert told(run.path / FOLDER) == pytest.approx(journalled(run), rel=1e-6)


def test_that_they_are_off_unless_asked_for_and_change_no_number(tiny: Project) -> None:
    live = perform(tiny, pretrain_spec(name="live", loop=LOOP))
    plain = perform(tiny, pretrain_spec(name="plain", loop=LOOP | {"tensorboard": False}))
    assert not (plain.path / FOLDER).exists()
    assert weights_hash(live) == weights_hash(plain)
    assert _numbers(live) == _numbers(plain)


def _numbers(run: Any) -> list[tuple[str, int, float]]:
    return [row[:3] for row in metric_rows(run)]


@pytest.mark.slow
def test_that_a_resumed_run_begins_a_file_that_purges_what_it_does_again(tiny: Project) -> None:
    control = ThreadControl()
    kept = {"steps": 12, "evaluate_every": 2, "keep_every": 2}
    attempt = tiny.start(pretrain_spec(name="live", loop=LOOP | kept), control)
    for event in attempt:
        if isinstance(event, Metrics) and event.step == 7:
            control.stop()
    run = attempt.run
    list(tiny.resume("live", from_step=4))
    first, second = sorted((run.path / FOLDER).iterdir())
    with second.open("rb") as stream:
        *_, read = read_event_file(second, stream, second.stat().st_size)
    assert [one.purged_from for one in read.stretches] == [None, 5]
    assert first.stat().st_size > 0
    expected: dict[tuple[str, int], float] = {}
    state = tiny.saved_run("live").state()
    for name, series in state.series.items():
        expected |= {(name, s): v for s, v in zip(series.steps, series.values, strict=True)}
    assert told(run.path / FOLDER) == pytest.approx(expected, rel=1e-6)


def test_that_a_distillation_writes_them_too(tiny: Project) -> None:
    spec = distill_spec(name="small", teacher=TEACHER, stages=[{"steps": 4}])
    loop = spec.loop.model_copy(update={"tensorboard": True})
    run = perform(tiny, spec.model_copy(update={"loop": loop}))
    assert told(run.path / FOLDER) == pytest.approx(journalled(run), rel=1e-6)


def test_that_a_run_goes_on_where_they_cannot_be_written_and_says_so(
    tiny: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, begun = disk.open_to_append, []

    def refused(path: Path) -> int:
        if FOLDER in path.parts:
            begun.append(path)
            raise OSError(errno.EACCES, os.strerror(errno.EACCES), str(path))
        return write(path)

    monkeypatch.setattr(disk, "open_to_append", refused)
    run = perform(tiny, pretrain_spec(name="live", loop=LOOP))
    assert ending(run).outcome is Outcome.FINISHED
    notes = [str(event.words) for event in events_of(run) if isinstance(event, Note)]
    assert len(begun) == len([note for note in notes if "the run itself goes on" in note]) == 1
