"""P3: whatever is damaged, no verb says something else without a word; a seeded sample of it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import this_checkout  # noqa: F401  (finds the other)
from damages import damage, damages

SCRIPT = Path(__file__).with_name("corruption.py")
SAMPLED = ("look", "resume", "run distill cached", "sweep", "export", "generate", "restore")
"""They open files of every kind; without arguments the script tries all verbs, for an hour."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs fork and inotify")


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_that_no_damage_of_any_file_goes_unsaid(tmp_path: Path) -> None:
    kept = tmp_path / "tries.json"
    verbs = [word for verb in SAMPLED for word in ("--verb", verb)]
    process = subprocess.run(
        [sys.executable, SCRIPT, "--seed", "1", "--sample", "16", *verbs, "--json", kept],
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
    tries = json.loads(kept.read_text())
    assert len(tries) == 16
    assert [one for one in tries if one["verdict"] not in ("harmless", "named")] == []


def test_that_each_damage_changes_a_file_and_that_its_name_repeats_it(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    whole.write_bytes(bytes(range(1, 200)))
    for name in damages(seed=3):
        once, again = tmp_path / "once", tmp_path / "again"
        for path in (once, again):
            shutil.copy2(whole, path)
            damage(path, name)
        if once.is_file():
            assert once.read_bytes() == again.read_bytes() != whole.read_bytes()
        else:
            assert not again.is_file()
        for path in (once, again):
            if path.is_dir():
                path.rmdir()
            else:
                path.unlink(missing_ok=True)
