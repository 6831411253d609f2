"""Two processes at once in one project: nobody loses anything, and no name is given twice."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).with_name("two_processes.py")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(900),
    pytest.mark.skipif(sys.platform != "linux", reason="needs fork"),
]


def tries(kept: Path, *arguments: str) -> list[dict[str, object]]:
    process = subprocess.run(
        [sys.executable, SCRIPT, *arguments, "--json", kept],
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    return list(json.loads(kept.read_text()))


def test_that_two_verbs_at_once_do_each_other_no_harm(tmp_path: Path) -> None:
    found = tries(tmp_path / "tries.json", "--seed", "2", "--sample", "5", "--tries", "1")
    assert len(found) == 5
    assert [one for one in found if one["faults"]] == []


def test_that_two_processes_never_give_one_name_twice(tmp_path: Path) -> None:
    verbs = ("corpus add", "tokenizer", "cache", "import", "pretrain", "sweep", "resume")
    at_once = [word for verb in verbs for word in ("--pair", verb, verb)]
    held = ["--tries", "1", "--dawdle", "0.05", "--kept"]
    found = tries(tmp_path / "tries.json", *at_once, *held)
    assert len(found) == len(verbs)
    assert [one for one in found if one["faults"]] == []
