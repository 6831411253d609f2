"""The first signal asks for an end, a second one makes it; 130 either way."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from called_verbs import Call
from tiny_project import CORPUS, ROOT, TEACHER

from workbench.activities.evaluate import evaluate
from workbench.activities.evaluate.verdict import mean_margin
from workbench.cli.shell import Interruption
from workbench.project import Project


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_that_the_first_signal_stops_and_the_second_exits_at_once(number: signal.Signals):
    before = signal.getsignal(number)
    with Interruption.caught() as interruption:
        assert not interruption.control.stopping
        os.kill(os.getpid(), number)
        assert interruption.control.stopping
        with pytest.raises(SystemExit) as left:
            os.kill(os.getpid(), number)
        assert left.value.code == 130
    assert signal.getsignal(number) is before


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="a process is sent SIGINT")
@pytest.mark.parametrize("command", [["main.py"], ["-m", "workbench.cli"]])
@pytest.mark.parametrize("module", ["click", "pydantic", "rich"])
def test_that_ctrl_c_while_modules_are_imported_leaves_in_silence(
    tmp_path: Path, command: list[str], module: str
):
    """By a module that is found first, and presses it when it is imported.

    It listens as a process in the foreground does: one in the background is deaf to Ctrl-C.
    """
    press = (
        "import os, signal, time; signal.signal(signal.SIGINT, signal.default_int_handler); "
        "os.kill(os.getpid(), signal.SIGINT); time.sleep(9)"
    )
    (tmp_path / f"{module}.py").write_text(press)
    environment = os.environ | {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}
    left = subprocess.run(
        [sys.executable, *command, "runs"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=False,
    )
    assert (left.returncode, left.stdout, left.stderr) == (130, b"", b"")


def test_that_watching_can_be_left_without_a_traceback(cli: Call, monkeypatch: pytest.MonkeyPatch):
    def interrupted(self: Project, reference: str) -> Iterator[Any]:
        raise KeyboardInterrupt

    monkeypatch.setattr(Project, "watch", interrupted)
    result = cli("watch", TEACHER, "--json")
    assert result.code == 130
    assert "Traceback" not in result.err


def test_that_an_interrupted_evaluation_leaves_with_130(cli: Call, monkeypatch: pytest.MonkeyPatch):
    def measure(*arguments: Any) -> Any:
        os.kill(os.getpid(), signal.SIGINT)
        return mean_margin(*arguments)

    monkeypatch.setattr(evaluate, "mean_margin", measure)
    result = cli("evaluate", "--model", TEACHER, "--corpus", CORPUS, "--json")
    assert (result.code, result.out) == (130, "")


def test_that_a_reader_who_leaves_early_is_no_error_worth_a_traceback(
    cli: Call, monkeypatch: pytest.MonkeyPatch
):
    def gone(self: Project) -> Any:
        raise BrokenPipeError

    monkeypatch.setattr(Project, "runs", property(gone))
    assert cli("runs").code == 1
