"""A run in many processes gives the numbers of a run in one, whatever happens to the processes."""

import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from many_ranks import (
    Started,
    be_impatient,
    fail_in_the_fourth_step,
    free_port,
    furthest,
    notes_of,
    run_command,
    same,
    sliced,
    start,
    the_run,
    together,
    wait_until,
)
from tiny_project import (
    CORPUS,
    ROOT,
    distill_spec,
    ending,
    events_of,
    finetune_spec,
    metric_rows,
    perform,
    pretrain_spec,
    weights_hash,
)

from workbench.activities.spec import AnySpec
from workbench.events import Outcome, RunResumed, RunStarted
from workbench.project import Project
from workbench.tokenizers.spec import TrainTokenizerSpec

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="processes are forked"),
]

BERT = {"family": "bert", "num_layers": 1, "hidden_size": 16, "num_heads": 2, "context": 24}
MUON = {"algorithm": "muon"}
SPECS: dict[str, AnySpec] = {
    "gpt": pretrain_spec(name="again", loop={"steps": 12}),
    "bert": pretrain_spec(
        name="again", model=BERT, loop={"steps": 12, "sample_prompt": "Ada had a [MASK] ."}
    ),
    "distill": distill_spec(name="again"),
    "finetune": finetune_spec(name="again", loop={"steps": 12, "accumulation": 2}),
    "muon": pretrain_spec(name="again", optimizer=MUON, loop={"steps": 6}),
}


@pytest.fixture
def elsewhere(tiny_template: Path, tmp_path: Path) -> Path:
    """A second copy of the project."""
    return Path(shutil.copytree(tiny_template, tmp_path / "elsewhere"))


@pytest.mark.parametrize("kind", SPECS)
def test_that_two_processes_give_the_bits_of_one(tiny: Project, elsewhere: Path, kind: str) -> None:
    alone = perform(tiny, SPECS[kind])
    started = together(elsewhere, SPECS[kind], 2)
    assert started.ended() == [0, 0], started.errors()
    same(alone, the_run(elsewhere))


def test_that_four_processes_give_the_weights_of_one_within_rounding(
    tiny: Project, elsewhere: Path
) -> None:
    spec = pretrain_spec(name="again", loop={"steps": 12, "accumulation": 4})
    alone = perform(tiny, spec)
    started = together(elsewhere, spec, 4)
    assert started.ended() == [0] * 4, started.errors()
    assert furthest(alone, the_run(elsewhere)) < 1e-5
    first = events_of(the_run(elsewhere))[0]
    assert isinstance(first, RunStarted)
    assert first.environment["processes"] == 4


@pytest.mark.parametrize("kind", ["gpt", "bert", "distill", "finetune", "muon"])
def test_that_two_processes_with_slices_give_the_weights_of_one_to_the_bit(
    tiny: Project, elsewhere: Path, kind: str
) -> None:
    alone = perform(tiny, SPECS[kind])
    started = together(elsewhere, sliced(SPECS[kind]), 2)
    assert started.ended() == [0, 0], started.errors()
    run = the_run(elsewhere)
    assert weights_hash(alone) == weights_hash(run)
    apart = [row for row in metric_rows(alone) if not row[0].startswith("gradient_norm_")]
    assert metric_rows(run) == apart
    assert any("each with a slice of the model" in note for note in notes_of(run))


def test_that_four_processes_with_slices_give_the_weights_of_one_within_rounding(
    tiny: Project, elsewhere: Path
) -> None:
    spec = pretrain_spec(name="again", loop={"steps": 12, "accumulation": 4})
    alone = perform(tiny, spec)
    started = together(elsewhere, sliced(spec), 4)
    assert started.ended() == [0] * 4, started.errors()
    assert furthest(alone, the_run(elsewhere)) < 1e-5


def test_that_a_run_goes_from_whole_models_to_slices_to_one_process_to_the_same_bits(
    tiny: Project, elsewhere: Path
) -> None:
    spec = pretrain_spec(name="again", optimizer=MUON, loop={"steps": 60})
    alone = perform(tiny, spec)
    reached = elsewhere.glob
    started = together(elsewhere, spec, 2)
    wait_until(lambda: bool(list(reached("runs/*-again/checkpoints/step-00000010"))))
    started.kill(0, 1)
    started.ended()
    command = ["resume", "again", "--sharding", "fsdp", "--project", str(elsewhere)]
    started = start(elsewhere.parent / "said", [command] * 2)
    wait_until(lambda: bool(list(reached("runs/*-again/checkpoints/step-000000[345]0"))))
    started.kill(0, 1)
    started.ended()
    assert any("each with a slice of the model" in note for note in notes_of(the_run(elsewhere)))
    with Project.open(elsewhere) as project:
        for _ in project.resume("again"):
            pass
    same(alone, the_run(elsewhere))


def test_that_killed_processes_are_gone_on_with_by_one_to_the_same_bits(
    tiny: Project, elsewhere: Path
) -> None:
    spec = pretrain_spec(name="again", loop={"steps": 40})
    alone = perform(tiny, spec)
    started = together(elsewhere, spec, 2)
    wait_until(lambda: bool(list(elsewhere.glob("runs/*-again/checkpoints/step-00000010"))))
    started.kill(0, 1)
    started.ended()
    with Project.open(elsewhere) as project:
        for _ in project.resume("again"):
            pass
    same(alone, the_run(elsewhere))


def test_that_one_killed_process_ends_all_and_a_restart_goes_on_to_the_same_bits(
    tiny: Project, elsewhere: Path
) -> None:
    spec = pretrain_spec(name="again", loop={"steps": 40})
    alone = perform(tiny, spec)
    started = together(elsewhere, spec, 2, most_restarts=1)
    wait_until(lambda: bool(list(elsewhere.glob("runs/*-again/checkpoints/step-00000010"))))
    started.kill(1)
    assert started.ended() == [1, -signal.SIGKILL]
    assert ending(the_run(elsewhere)).outcome is Outcome.HANDED_OVER
    again = together(elsewhere, spec, 2, restart=1, most_restarts=1)
    assert again.ended() == [0, 0], again.errors()
    same(alone, the_run(elsewhere))


def test_that_torchrun_starts_a_killed_process_again_by_itself(
    tiny: Project, elsewhere: Path
) -> None:
    spec = pretrain_spec(name="again", loop={"steps": 60})
    alone = perform(tiny, spec)
    torchrun = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--max-restarts=1"]
    command = [*torchrun, "--nproc-per-node=2", "main.py", *run_command(elsewhere, spec)]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        wait_until(lambda: bool(list(elsewhere.glob("runs/*-again/checkpoints/step-00000010"))))
        second = next(
            one
            for one in psutil.Process(process.pid).children(recursive=True)
            if one.environ().get("RANK") == "1"
        )
        second.kill()
        assert process.wait(120) == 0
    same(alone, the_run(elsewhere))
    assert any(isinstance(one, RunResumed) for one in events_of(the_run(elsewhere)))


def test_that_one_process_that_fails_ends_all_with_one_sentence(elsewhere: Path) -> None:
    started = together(elsewhere, SPECS["gpt"], 2, before=fail_in_the_fourth_step)
    assert started.ended() == [1, 1]
    said = str(ending(the_run(elsewhere)).words)
    assert "process 1 of 2 failed" in said
    assert "a card fell out" in said
    assert ending(the_run(elsewhere)).outcome is Outcome.FAILED


def test_that_a_failed_run_is_not_begun_anew_by_a_restart(elsewhere: Path) -> None:
    together(elsewhere, SPECS["gpt"], 2, before=fail_in_the_fourth_step).ended()
    before = len(events_of(the_run(elsewhere)))
    again = together(elsewhere, SPECS["gpt"], 2, restart=1, most_restarts=3)
    assert again.ended()[0] == 1
    assert "ended before: process 1 of 2 failed" in again.errors()[0]
    assert len(events_of(the_run(elsewhere))) == before


# -- what cannot be done -----------------------------------------------------------------------


def refusal(started: Started) -> str:
    """What the first process says, and none of the others."""
    codes = started.ended()
    assert 0 not in codes, (codes, started.errors())
    first, *others = started.errors()
    assert not any("Traceback" in one for one in (first, *others)), started.errors()
    assert not any("error: " in one for one in others)
    assert first.count("error: ") == 1
    return first


def test_that_a_world_that_cannot_share_out_the_micro_batches_is_told_which_can(
    elsewhere: Path,
) -> None:
    started = together(elsewhere, SPECS["gpt"], 3)
    assert set(started.ended()) == {1}
    said = str(ending(the_run(elsewhere)).words)
    assert "3 processes cannot share out the 2 micro-batches" in said
    assert "start 1, 2 processes, or set loop.accumulation to 3" in said


def test_that_a_spec_that_differs_between_processes_is_refused(elsewhere: Path) -> None:
    command = run_command(elsewhere, SPECS["gpt"])
    other = [*command, "--set", "loop.steps=13"]
    said = refusal(start(elsewhere.parent / "said", [command, other]))
    assert "process 1 has read another spec than process 0" in said


def test_that_a_project_that_one_process_does_not_see_is_refused(
    elsewhere: Path, tmp_path: Path
) -> None:
    command = run_command(elsewhere, SPECS["gpt"])
    other = [*command[:-1], str(tmp_path / "nowhere")]
    started = start(elsewhere.parent / "said", [command, other], before=be_impatient)
    assert started.ended() == [1, 1]
    assert "process 1 does not find" in str(ending(the_run(elsewhere)).words)


def test_that_other_verbs_are_for_one_process(elsewhere: Path) -> None:
    command = ["corpus", "add", "x.txt", "--name", "x", "--project", str(elsewhere)]
    said = refusal(start(elsewhere.parent / "said", [command] * 2))
    assert "only run and resume are for several" in said


def test_that_what_is_no_training_is_done_by_one_process_while_the_others_wait(
    elsewhere: Path,
) -> None:
    spec = TrainTokenizerSpec(name="again", corpus=CORPUS, vocabulary_size=320, threads=1)
    started = together(elsewhere, spec, 2)
    assert started.ended() == [0, 0], started.errors()
    assert "only training and teacher caches are shared out" in started.errors()[0]
    with Project.open(elsewhere) as project:
        assert [one.name for one in project.tokenizers].count("again") == 1


def test_that_a_port_in_use_is_named(elsewhere: Path) -> None:
    port = free_port()
    with socket.create_server(("localhost", port)):
        started = start(
            elsewhere.parent / "said", [run_command(elsewhere, SPECS["gpt"])] * 2, port=port
        )
        wait_until(lambda: not started.processes[0].is_alive())
        started.kill(1)
        started.ended()
    assert f"the port {port} of this machine is in use" in started.errors()[0]


def test_that_a_process_that_dies_before_all_are_there_ends_the_others_with_a_sentence(
    elsewhere: Path,
) -> None:
    started = together(elsewhere, SPECS["gpt"], 2)
    started.kill(1)
    time.sleep(4)
    started.processes[0].terminate()
    assert started.ended()[0] == 1
    assert "before all 2 had come together; missing: 1" in started.errors()[0]


def test_that_a_run_goes_on_with_the_settings_that_it_was_begun_with(elsewhere: Path) -> None:
    together(elsewhere, SPECS["gpt"], 2, before=fail_in_the_fourth_step).ended()
    other = pretrain_spec(name="again", loop={"steps": 13})
    command = run_command(elsewhere, other, "--resume")
    said = refusal(start(elsewhere.parent / "said", [command] * 2))
    assert "was begun with other settings: loop.steps" in said


def test_that_what_another_process_works_on_is_left_to_it(elsewhere: Path) -> None:
    together(elsewhere, SPECS["gpt"], 2, before=fail_in_the_fourth_step).ended()
    run = the_run(elsewhere)
    command = run_command(elsewhere, SPECS["gpt"], "--resume")
    with run.claim():
        started = start(elsewhere.parent / "said", [command] * 2)
        said = refusal(started)
    assert "is in use by process" in said
