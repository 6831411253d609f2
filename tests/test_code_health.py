import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*command: str) -> None:
    process = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert process.returncode == 0, process.stdout + process.stderr


def test_that_ruff_finds_nothing():
    run("ruff", "check", "--quiet", ".")


def test_that_no_two_files_of_tests_share_a_name():
    """Pytest imports them by it, and would collect but one of them."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))


def test_that_the_code_is_formatted():
    run("ruff", "format", "--check", "--quiet", ".")


@pytest.mark.slow
def test_that_typing_holds_strictly_and_in_the_tests_too():
    run("mypy")
