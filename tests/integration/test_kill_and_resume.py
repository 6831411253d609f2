"""P1: whatever ends a run, and whenever, it goes on to the same numbers, bit for bit."""

import json
import shutil
import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tiny_project import (
    attempts,
    distill_spec,
    ending,
    finetune_spec,
    lines_of,
    metric_rows,
    perform,
    pretrain_spec,
    spec_file,
    started_command,
    weights_hash,
)

from workbench.activities.spec import AnySpec
from workbench.events import Metrics, Outcome, RunResumed, RunStarted
from workbench.generation.spec import Greedy
from workbench.jobs import ThreadControl
from workbench.project import Project
from workbench.store.runs.run_folder import RunFolder

pytestmark = pytest.mark.slow

SPECS: dict[str, AnySpec] = {
    "pretrain": pretrain_spec(name="again"),
    "pretrain_muon": pretrain_spec(
        name="again",
        optimizer={"algorithm": "muon"},
        schedule={"shape": "warmup_stable_decay", "decay_share": 0.5, "decay_shape": "1-sqrt"},
    ),
    "distill": distill_spec(),
    "distill_from_teacher": distill_spec(student={"init": "from_teacher"}),
    "finetune": finetune_spec(),
    "finetune_lora": finetune_spec(lora={"rank": 2, "dropout": 0.1}),
}


# -- a stop that is asked for -----------------------------------------------------------------


def stopped_at(project: Project, spec: AnySpec, step: int) -> RunFolder:
    """Begin a run and ask for a stop as soon as a step was reported."""
    control = ThreadControl()
    attempt = project.start(spec, control)
    for event in attempt:
        if isinstance(event, Metrics) and event.step >= step:
            control.stop()
    assert ending(attempt.run).outcome is Outcome.STOPPED
    return attempt.run


def go_on(project: Project, run: RunFolder) -> None:
    for _ in project.resume(run.id):
        pass
    assert ending(run).outcome is Outcome.FINISHED


def same(one: RunFolder, other: RunFolder) -> None:
    """Two runs have the same weights, optimizer, and figures at every step, to the last bit."""
    assert metric_rows(one) == metric_rows(other)
    assert weights_hash(one) == weights_hash(other)


@pytest.mark.parametrize("kind", SPECS)
@pytest.mark.parametrize("step", [0, 10])
def test_that_a_stopped_run_goes_on_to_the_same_bits(
    tiny: Project, tiny_template: Path, tmp_path: Path, kind: str, step: int
) -> None:
    stopped = stopped_at(tiny, SPECS[kind], step)
    go_on(tiny, stopped)
    assert isinstance(attempts(stopped)[1], RunResumed)
    with Project.open(shutil.copytree(tiny_template, tmp_path / "other")) as other:
        same(stopped, perform(other, SPECS[kind]))


def test_that_a_run_goes_on_from_an_earlier_checkpoint_to_the_same_bits(
    tiny: Project, tiny_template: Path, tmp_path: Path
) -> None:
    spec = pretrain_spec(name="again", loop={"evaluate_every": 5})
    run = stopped_at(tiny, spec, 13)
    steps = [checkpoint.step for checkpoint in run.checkpoints()]
    for _ in tiny.resume(run.id, from_step=steps[0]):
        pass
    assert attempts(run)[1] == attempts(run)[1].model_copy(update={"from_step": steps[0]})
    with Project.open(shutil.copytree(tiny_template, tmp_path / "other")) as other:
        same(run, perform(other, spec))


# -- the command line, killed -----------------------------------------------------------------

LONG = pretrain_spec(name="again", loop={"steps": 150, "evaluate_every": 20})


def killed_at(
    folder: Path, file: Path, step: int, number: signal.Signals
) -> "subprocess.Popen[str]":
    """A run on the command line that gets a signal once a step was reported."""
    process = started_command("run", file, "--project", folder, "--json")
    for line in lines_of(process):
        event: dict[str, Any] = json.loads(line)
        if event["type"] == "Metrics" and event["step"] >= step:
            process.send_signal(number)
            break
    process.communicate(timeout=60)
    return process


@pytest.mark.slow
def test_that_a_killed_command_line_run_is_resumed_to_the_same_bits(
    tiny_template: Path, tiny_folder: Path, tmp_path: Path
) -> None:
    file = spec_file(tmp_path, LONG)
    assert killed_at(tiny_folder, file, 90, signal.SIGKILL).returncode == -signal.SIGKILL
    with Project.open(tiny_folder) as project:
        record = project.saved_run("again").record
        assert record.status == "interrupted"
    resumed = started_command("resume", record.id, "--project", tiny_folder, "--json")
    output, errors = resumed.communicate(timeout=60)
    assert resumed.returncode == 0, errors
    first = json.loads(output.splitlines()[0])
    assert (first["type"], first["from_step"] >= 60) == ("RunResumed", True)
    with Project.open(shutil.copytree(tiny_template, tmp_path / "other")) as other:
        same(RunFolder(record.folder), perform(other, LONG))


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_that_an_interrupted_command_line_run_saves_and_leaves_with_130(
    tiny_folder: Path, tmp_path: Path, number: signal.Signals
) -> None:
    process = killed_at(tiny_folder, spec_file(tmp_path, LONG), 30, number)
    assert process.returncode == 130
    with Project.open(tiny_folder) as project:
        record = project.saved_run("again").record
        run = RunFolder(record.folder)
        assert record.status == "stopped"
        assert run.checkpoints()[-1].step == record.step >= 30
        assert isinstance(attempts(run)[0], RunStarted)
        assert list(project.model("again@last").stream("Ada", Greedy(), max_new_tokens=2))
