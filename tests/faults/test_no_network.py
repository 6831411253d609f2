"""P7: no network; every verb and the window's journey, with every socket that Python opens seen."""

import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("no_network.py")


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.qt
@pytest.mark.skipif(sys.platform != "linux", reason="needs fork")
def test_that_no_verb_and_nothing_in_the_window_opens_a_socket_to_the_network() -> None:
    # The demo takes minutes; its journey is the window's, which is made small.
    process = subprocess.run(
        [sys.executable, SCRIPT, "--audit", "--without", "demo"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stdout + process.stderr
