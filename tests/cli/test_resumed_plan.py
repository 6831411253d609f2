"""A run that was planned for some minutes goes on as it was planned when it began."""

from dataclasses import replace
from pathlib import Path

import pytest
from called_verbs import Call
from tiny_project import CORPUS, TEACHER, TOKENIZER

from workbench.project import Project
from workbench.project.runs.preview import run_preview
from workbench.project.runs.preview.machine import this_machine
from workbench.training.optimizing.optimizer_step import OptimizerStep
from workbench.training.pretrain_spec import PretrainSpec

pytestmark = pytest.mark.slow

SPEC = f"""
kind = "pretrain"
name = "planned"
corpus = "{CORPUS}"
tokenizer = "{TOKENIZER}"

[model]
family = "gpt"

[loop]
baseline = false
sample_prompt = ""
"""


CHAIN = f"""
kind = "distill"
name = "small"
corpus = "{CORPUS}"
teacher = "{TEACHER}"

[loop]
baseline = false
sample_prompt = ""

[[stages]]
steps = 2

[[assistants]]
family = "gpt"
num_layers = 1
hidden_size = 16
num_heads = 2
context = 32
"""


def be_faster(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine has become eight times as fast."""
    machine = this_machine()
    faster = replace(machine, flops_per_second=8 * machine.flops_per_second)
    monkeypatch.setattr(run_preview, "this_machine", lambda: faster)


def fail_in_the_fourth_step(_step: OptimizerStep, step: int, _micro_batch: int) -> None:
    """In place of the seed of the dropout that a planned run does not have."""
    if step == 3:
        raise ValueError("a card fell out")


@pytest.fixture
def other_speed(cli: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a run that has ended, on a machine that has become faster."""
    file = tmp_path / "planned.toml"
    file.write_text(SPEC)
    assert cli("run", file, "--minutes", "0.002", "--resume").code == 0
    be_faster(monkeypatch)
    return file


def test_that_another_speed_of_the_machine_is_no_other_run(cli: Call, other_speed: Path) -> None:
    again = cli("run", other_speed, "--minutes", "0.002", "--resume")
    assert (again.code, again.err.splitlines()[-1]) == (0, "planned has finished already")


def test_that_a_run_that_failed_half_way_goes_on_as_it_was_planned(
    cli: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "planned.toml"
    file.write_text(SPEC)
    with monkeypatch.context() as failing:
        failing.setattr(OptimizerStep, "seed_dropout", fail_in_the_fourth_step)
        assert cli("run", file, "--minutes", "0.002", "--resume").code == 1
    be_faster(monkeypatch)
    again = cli("run", file, "--minutes", "0.002", "--resume")
    assert again.code == 0
    assert "goes on with" in again.err
    with Project.open(tmp_path / "lab") as project:
        run = project.saved_run("planned")
        assert isinstance(run.spec, PretrainSpec)
        assert run.state().step == run.spec.loop.steps


def refusal(cli: Call, file: Path, *more: str) -> str:
    """What a resume says that is refused."""
    again = cli("run", file, "--resume", *more)
    assert again.code == 1
    return again.error


def test_that_a_setting_that_the_file_names_by_now_is_named(cli: Call, other_speed: Path) -> None:
    other_speed.write_text(SPEC + "patience = 3\n")
    said = refusal(cli, other_speed, "--minutes", "0.002")
    assert "was begun with other settings: loop.patience;" in said


def test_that_a_setting_that_the_file_no_longer_names_is_named(
    cli: Call, other_speed: Path
) -> None:
    other_speed.write_text(SPEC.replace("baseline = false\n", ""))
    said = refusal(cli, other_speed, "--minutes", "0.002")
    assert "was begun with other settings: loop.baseline;" in said


def test_that_other_minutes_are_refused_and_those_of_then_are_told(
    cli: Call, other_speed: Path
) -> None:
    for minutes in (("--minutes", "60"), ()):
        assert "was planned for 0.002 minutes; say --minutes 0.002 to go on with it" in refusal(
            cli, other_speed, *minutes
        )


def test_that_a_damaged_plan_is_told_with_the_way_on(cli: Call, other_speed: Path) -> None:
    (kept,) = other_speed.parent.glob("lab/runs/*-planned/planned_for.json")
    for damage in ("{}", kept.read_text().replace("0.002", "0.004")):
        kept.write_text(damage)
        said = refusal(cli, other_speed, "--minutes", "0.002")
        assert f"planned for is not known; go on with it by: resume {kept.parent.name}" in said


def test_that_minutes_are_refused_for_a_run_that_was_begun_without(
    cli: Call, tmp_path: Path
) -> None:
    file = tmp_path / "planned.toml"
    file.write_text(SPEC + "steps = 2\n")
    assert cli("run", file).code == 0
    said = refusal(cli, file, "--minutes", "0.002")
    assert "was begun without --minutes, or by an earlier version; go on with it by: resume" in said


def test_that_a_chain_goes_on_behind_its_first_link(cli: Call, tmp_path: Path) -> None:
    file = tmp_path / "chain.toml"
    file.write_text(CHAIN)
    assert cli("run", file, "--minutes", "0.002", "--resume").code == 0
    again = cli("run", file, "--minutes", "0.002", "--resume")
    assert (again.code, again.err.splitlines()[-1]) == (0, "small has finished already")
    assert "say --minutes 0.002" in refusal(cli, file, "--minutes", "0.004")


def test_that_a_first_run_is_planned(cli: Call, tmp_path: Path) -> None:
    file = tmp_path / "planned.toml"
    file.write_text(SPEC)
    first = cli("run", file, "--minutes", "0.002", "--resume")
    assert first.code == 0
    assert "minutes a model of" in first.err
