"""P4 and P5 on whole runs: a full disk and numbers that are none; and what else can go wrong."""

import errno
import math
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from safetensors.torch import load_file
from tiny_project import (
    distill_spec,
    ending,
    events_of,
    metric_rows,
    perform,
    pretrain_spec,
    saved_steps,
    weights_hash,
)

from workbench import room
from workbench.activities.spec import AnySpec
from workbench.distillation.objective import Distillation
from workbench.errors import Locked
from workbench.events import Continued, Level, Metrics, Note, Outcome, Paused
from workbench.generation.spec import Greedy
from workbench.jobs import ThreadControl
from workbench.project import Project
from workbench.store.files import disk
from workbench.store.runs.run_folder import RunFolder
from workbench.training.objectives.objective import CausalLanguageModelling, Loss

pytestmark = pytest.mark.slow

SPECS: dict[str, AnySpec] = {"pretrain": pretrain_spec(name="again"), "distill": distill_spec()}
OBJECTIVES = {"pretrain": CausalLanguageModelling, "distill": Distillation}


def spoil(
    monkeypatch: pytest.MonkeyPatch, kind: str, at: int, change: Callable[[Loss], Loss]
) -> None:
    """Change what the objective gives at a step (from 0)."""
    objective: Any = OBJECTIVES[kind]
    real = objective.__call__

    def call(self: Any, batch: Any, step: int) -> Loss:
        loss = real(self, batch, step)
        return change(loss) if step == at else loss

    monkeypatch.setattr(objective, "__call__", call)


def not_a_number(loss: Loss) -> Loss:
    bad = loss.total * math.nan
    return Loss(bad, {name: part * math.nan for name, part in loss.parts.items()})


@pytest.mark.parametrize(
    ("kind", "step", "term"), [("pretrain", 14, "loss"), ("distill", 10, "loss_soft")]
)
def test_that_a_loss_that_is_no_number_fails_the_run_and_names_step_and_term(
    tiny: Project, monkeypatch: pytest.MonkeyPatch, kind: str, step: int, term: str
) -> None:
    spoil(monkeypatch, kind, step, not_a_number)
    run = perform(tiny, SPECS[kind])
    end = ending(run)
    assert end.outcome is Outcome.FAILED
    assert str(end.words).startswith(f"{term} became NaN at step {step + 1};")
    assert saved_steps(run) == [10]
    for checkpoint in run.checkpoints():
        for name in ("model.safetensors", "optimizer.safetensors"):
            assert all(t.isfinite().all() for t in load_file(checkpoint.folder / name).values())
    assert list(tiny.model(f"{SPECS[kind].name}@last").stream("Ada", Greedy(), max_new_tokens=3))
    assert tiny.saved_run(run.id).record.status == "failed"
    marked = [e for e in events_of(run) if isinstance(e, Metrics) and e.step == step + 1]
    assert math.isnan(marked[0].values["loss"])


def test_that_a_failed_run_goes_on_once_the_cause_is_gone(
    tiny: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = perform(tiny, pretrain_spec(name="whole"))
    with monkeypatch.context() as broken:
        spoil(broken, "pretrain", 14, not_a_number)
        run = perform(tiny, pretrain_spec(name="again"))
    for _ in tiny.resume(run.id):
        pass
    assert metric_rows(run) == metric_rows(whole)
    assert weights_hash(run) == weights_hash(whole)


def test_that_an_unexpected_error_fails_the_run_with_a_sentence_and_a_traceback(
    tiny: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bug(loss: Loss) -> Loss:
        raise ZeroDivisionError("a bug")

    spoil(monkeypatch, "pretrain", 3, bug)
    run = perform(tiny, pretrain_spec(name="again"))
    assert ending(run).outcome is Outcome.FAILED
    assert "ZeroDivisionError: a bug" in str(ending(run).words)
    assert "Traceback" in (run.path / "traceback.txt").read_text()


def test_that_running_out_of_memory_says_what_to_do(
    tiny: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    def allocate(loss: Loss) -> Loss:
        raise RuntimeError("[enforce fail] DefaultCPUAllocator: not enough memory: you tried …")

    spoil(monkeypatch, "pretrain", 3, allocate)
    run = perform(tiny, pretrain_spec(name="again"))
    assert "halve the micro-batch and double the accumulation" in str(ending(run).words)


# -- a full disk ------------------------------------------------------------------------------


class Room:
    """A disk without room for anything in the run's checkpoints, until there is some again."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
        self.full = False
        real = getattr(disk, call)

        def tight(subject: Any, *rest: Any) -> Any:
            if self.full and self._is_a_checkpoint(subject):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return real(subject, *rest)

        monkeypatch.setattr(disk, call, tight)
        monkeypatch.setattr(room, "POLL_S", 0.0)

    def _is_a_checkpoint(self, subject: Any) -> bool:
        if isinstance(subject, int):
            subject = Path(f"/proc/self/fd/{subject}").readlink()
        return "checkpoints" in subject.parts


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="tells files apart by /proc")
@pytest.mark.parametrize("call", ["make_folder", "create", "write", "sync", "rename"])
def test_that_a_full_disk_pauses_the_run_names_the_bytes_and_it_goes_on_when_there_is_room(
    tiny: Project, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    whole = perform(tiny, pretrain_spec(name="whole"))
    room = Room(monkeypatch, call)
    attempt = tiny.start(pretrain_spec(name="again"))
    run = attempt.run
    for event in attempt:
        if isinstance(event, Metrics) and event.step == 10:
            room.full = True
        if isinstance(event, Paused):
            assert tiny.saved_run(run.id).state().status == "paused"
            room.full = False
    notes = [e for e in events_of(run) if isinstance(e, Note) and e.level is Level.WARNING]
    assert len(notes) == 1
    needed = int(str(notes[0].words).split(" bytes are needed")[0].split()[-1])
    assert needed == pytest.approx(_size(run.checkpoints()[-1].folder), rel=0.2)
    assert [type(e) for e in events_of(run) if isinstance(e, Paused | Continued)] == [
        Paused,
        Continued,
    ]
    assert ending(run).outcome is Outcome.FINISHED
    assert metric_rows(run) == metric_rows(whole)
    assert weights_hash(run) == weights_hash(whole)


def _size(folder: Path) -> int:
    return sum(
        (folder / name).stat().st_size for name in ("model.safetensors", "optimizer.safetensors")
    )


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="tells files apart by /proc")
def test_that_a_stop_on_a_full_disk_keeps_the_last_checkpoint_and_says_why(
    tiny: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Room(monkeypatch, "write")
    control = ThreadControl()
    attempt = tiny.start(pretrain_spec(name="again"), control)
    for event in attempt:
        if isinstance(event, Metrics) and event.step == 11:
            room.full = True
        if isinstance(event, Paused):
            control.stop()
    run = attempt.run
    assert ending(run).outcome is Outcome.FAILED
    assert "no room" in str(ending(run).words)
    assert [c.step for c in run.checkpoints()] == [10]
    room.full = False
    for _ in tiny.resume(run.id):
        pass
    assert ending(run).outcome is Outcome.FINISHED


# -- two at once ------------------------------------------------------------------------------


def test_that_a_run_is_done_by_one_at_a_time(tiny: Project) -> None:
    attempt = tiny.start(pretrain_spec(name="again"))
    events = iter(attempt)
    next(events)
    with pytest.raises(Locked, match="in use by process"):
        next(iter(tiny.resume(attempt.id)))
    for _ in events:
        pass
    assert ending(attempt.run).outcome is Outcome.FINISHED


def test_that_a_second_instance_may_train_and_look_while_the_first_keeps_the_catalogue(
    tiny: Project, tiny_folder: Path
) -> None:
    with Project.open(tiny_folder) as second:
        assert second.catalogue.read_only
        assert second.catalogue.kept_elsewhere
        assert "deleting and restoring are possible there" in str(second.catalogue.notice)
        run: RunFolder = perform(second, pretrain_spec(name="again"))
        with pytest.raises(Locked):
            second.catalogue.rename(second.saved_run(run.id).record, "other")
    tiny.catalogue.ingest()
    assert tiny.saved_run("again").record.status == "finished"


def test_that_abandoning_an_attempt_leaves_it_interrupted_and_free_to_resume(
    tiny: Project,
) -> None:
    events = iter(tiny.start(pretrain_spec(name="again")))
    for event in events:
        if isinstance(event, Metrics) and event.step == 5:
            break
    events.close()  # type: ignore[attr-defined]
    assert tiny.saved_run("again").record.status == "interrupted"
    for _ in tiny.resume("again"):
        pass
    assert tiny.saved_run("again").record.status == "finished"
