"""A run that was planned for some minutes goes on as it was planned when it began."""

from dataclasses import replace
from pathlib import Path

import pytest
from called_verbs import Call
from tiny_project import CORPUS, TOKENIZER

from workbench.project.runs import run_preview
from workbench.project.runs.machine import this_machine

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
"""


@pytest.fixture
def other_speed(cli: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file of a run that has ended, on a machine that has become eight times as fast."""
    file = tmp_path / "planned.toml"
    file.write_text(SPEC)
    assert cli("run", file, "--minutes", "0.002").code == 0
    machine = this_machine()
    faster = replace(machine, flops_per_second=8 * machine.flops_per_second)
    monkeypatch.setattr(run_preview, "this_machine", lambda: faster)
    return file


def test_that_another_speed_of_the_machine_is_no_other_run(cli: Call, other_speed: Path) -> None:
    again = cli("run", other_speed, "--minutes", "0.002", "--resume")
    assert (again.code, again.err.splitlines()[-1]) == (0, "planned has finished already")


def test_that_what_the_file_names_by_now_is_still_compared(cli: Call, other_speed: Path) -> None:
    other_speed.write_text(SPEC + "patience = 3\n")
    again = cli("run", other_speed, "--minutes", "0.002", "--resume")
    assert "was begun with other settings: loop.patience;" in again.error


def test_that_a_first_run_is_planned(cli: Call, tmp_path: Path) -> None:
    file = tmp_path / "planned.toml"
    file.write_text(SPEC)
    first = cli("run", file, "--minutes", "0.002", "--resume")
    assert first.code == 0
    assert "minutes a model of" in first.err
