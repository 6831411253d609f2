import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ui.check import QT_LIBRARIES, X11_LIBRARIES

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent

WITHOUT_QT = """
import sys, pytest, ui.check
sys.modules["PySide6"] = None
ui.check.display_problem = lambda: "Qt cannot load here; install libegl1"
sys.exit(pytest.main(["-q", "-n0", "-p", "no:cacheprovider", *sys.argv[1:]]))
"""
"""Runs pytest as on a machine where importing Qt fails, in this one process."""


def run_without_qt(*tests: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT_QT, *tests]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def test_that_the_readme_installs_every_library_that_the_window_may_miss() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    (line,) = (line for line in lines if line.startswith("apt-get "))
    packages = {*QT_LIBRARIES.values(), *X11_LIBRARIES.values()}
    assert packages <= set(line.split())


@pytest.mark.parametrize("tests", ["tests/ui", "tests/ui/widgets/test_forms.py"])
def test_that_without_qt_the_tests_of_the_window_are_skipped_and_say_why(tests: str) -> None:
    done = run_without_qt(tests)
    assert done.returncode == pytest.ExitCode.NO_TESTS_COLLECTED, done.stdout + done.stderr
    assert done.stdout.count("Qt cannot load here; install libegl1") == 1
    assert done.stderr == ""


def test_that_without_qt_the_other_tests_run() -> None:
    done = run_without_qt("tests/inspection/test_export.py")
    assert done.returncode == pytest.ExitCode.OK, done.stdout + done.stderr
    assert " passed, 10 skipped" in done.stdout
    assert done.stdout.count("Qt cannot load here; install libegl1") == 1


def write_program(path: Path, script: str) -> None:
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


@pytest.mark.skipif(sys.platform == "win32", reason="CI's script is for bash")
def test_that_ci_runs_the_commands_of_the_readme_and_ends_as_pytest_does(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci/run", tmp_path / ".ci/run")
    (tmp_path / "README.md").write_text("apt-get install -y them\n./python -m pytest -q\n")
    write_program(tmp_path / "python", 'echo "$@"; exit 3')
    write_program(tmp_path / "id", "echo 0")
    write_program(tmp_path / "apt-get", f'echo "$@" | tee {tmp_path}/installed')
    path = f"{tmp_path}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        [tmp_path / ".ci/run"],
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (3, "-m pytest -q\n", "")
    assert (tmp_path / "installed").read_text() == "install -y them\n"
