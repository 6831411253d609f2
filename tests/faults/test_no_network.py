"""P7: no network; a sample of the verbs, with every socket that Python opens seen."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("no_network.py")
SAMPLED = ("import", "export", "report", "doctor")


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.qt
@pytest.mark.skipif(sys.platform != "linux", reason="needs fork")
def test_that_what_imports_most_opens_no_socket_to_the_network() -> None:
    # The script itself takes every verb, the demo and the journey of the window.
    works = [word for work in SAMPLED for word in ("--only", work)]
    process = subprocess.run(
        [sys.executable, SCRIPT, "--audit", *works],
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stdout + process.stderr
