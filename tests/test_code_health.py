import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def run(*command: str) -> None:
    found = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stdout + found.stderr


def test_that_ruff_finds_nothing():
    run("ruff", "check", "--quiet", ".")


def test_that_the_code_is_formatted():
    run("ruff", "format", "--check", "--quiet", ".")


@pytest.mark.slow
def test_that_strict_typing_holds():
    run("mypy")
