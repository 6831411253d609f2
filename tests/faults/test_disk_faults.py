"""What ends a process or fails a call of the disk, at any call: named, and gone on with.

Seeded samples of what `run.py` enumerates, which by itself tries all deaths. Every trial is made
in a process forked from the script's, whose memory no test shares.
"""

import functools
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from operations import OPERATIONS
from run import can_mount
from trials import After, Met

SCRIPT = Path(__file__).with_name("run.py")
RUNS = ("corpus", "tokenizer", "pretrain", "finetune", "distil", "cache", "evaluate", "import")
MANY = {"pretrain": 20, "distil": 4, "finetune": 4, "cache": 4}
"""Of whose deaths more than one is tried, with how many there are to be at least."""

pytestmark = [
    pytest.mark.slow,
    # The first test to ask for trials waits for all of their sample.
    pytest.mark.timeout(900),
    pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork"),
]


@functools.cache
def trials(*arguments: str) -> list[dict[str, Any]]:
    """Trials that the script makes, as plain values."""
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        process = subprocess.run(
            [sys.executable, str(SCRIPT), *arguments, "--json", file.name],
            env=os.environ | {"OMP_NUM_THREADS": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert "Traceback" not in process.stderr, process.stderr
        return [json.loads(line) for line in Path(file.name).read_text().splitlines()]


def sampled(operation: str) -> list[dict[str, Any]]:
    """A death and a call that fails of an operation; all such samples are taken at once."""
    every = trials("--most", "1", "--seed", "1", "--errors-each", "1")
    return [t for t in every if t["operation"] == operation]


def deaths(operation: str) -> list[dict[str, Any]]:
    if operation == "pretrain":
        return trials("--operation", "pretrain", "--fault", "crash", "--most", "30")
    if operation not in MANY:
        return [t for t in sampled(operation) if t["fault"] == "crash"]
    others = [name for name in MANY if name != "pretrain"]
    every = trials("--operation", *others, "--fault", "crash", "--most", "6")
    return [t for t in every if t["operation"] == operation]


@pytest.mark.parametrize("operation", OPERATIONS)
def test_that_a_death_at_any_write_changes_no_bit_of_what_is_made(operation: str) -> None:
    died = deaths(operation)
    assert len(died) >= MANY.get(operation, 1)
    for trial in died:
        assert trial["met"] == Met.DIED, trial
        assert trial["after"] in (After.SAME, After.LEFTOVERS), trial
        assert "checkpoints/" not in trial["said_after"], trial


@pytest.mark.parametrize("operation", OPERATIONS)
def test_that_nothing_half_written_stays_two_days_after_a_death(operation: str) -> None:
    assert [trial for trial in deaths(operation) if trial["after"] == After.LEFTOVERS] == []


@pytest.mark.parametrize("operation", OPERATIONS)
def test_that_an_error_of_the_disk_is_named_and_costs_nothing(operation: str) -> None:
    errors = [trial for trial in sampled(operation) if trial["fault"] != "crash"]
    assert errors
    assert [trial for trial in errors if not trial["is_good"]] == []


@pytest.mark.parametrize("operation", RUNS)
def test_that_a_full_disk_pauses_a_run_which_goes_on_to_the_same_bits(operation: str) -> None:
    if not can_mount():
        pytest.skip("a file system in memory cannot be mounted here")
    every = trials("--operation", *RUNS, "--fault", "tmpfs", "--most", "3")
    filled = [trial for trial in every if trial["operation"] == operation]
    assert [trial for trial in filled if not trial["is_good"]] == []
    assert Met.PAUSED in [trial["met"] for trial in filled]
