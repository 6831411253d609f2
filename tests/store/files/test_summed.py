"""A single JSON file tells when it is not what was written."""

import contextlib
import json
from pathlib import Path

import pytest

from workbench.errors import Corrupt
from workbench.store.files import durable
from workbench.store.files.summed import read_summed, with_checksum

PLAIN = {"name": "Ada – ü", "loss": 0.1 + 0.2, "steps": [1, {"b": None, "a": True}], "z": 2**60}


def test_that_what_was_written_is_read(tmp_path: Path) -> None:
    durable.write_json(tmp_path / "one.json", with_checksum(PLAIN))
    assert read_summed(tmp_path / "one.json") == PLAIN


@pytest.mark.slow
def test_that_every_flipped_bit_is_named_or_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "one.json"
    durable.write_json(path, with_checksum(PLAIN))
    data = path.read_bytes()
    named = 0
    for bit in range(8 * len(data)):
        damaged = bytearray(data)
        damaged[bit // 8] ^= 1 << bit % 8
        path.write_bytes(damaged)
        with contextlib.suppress(Corrupt):
            # A flipped key of the checksum makes a file without one, of which all else is right.
            assert {key: read_summed(path)[key] for key in PLAIN} == PLAIN
            continue
        named += 1
    assert named > 0.8 * 8 * len(data)


def test_that_a_file_of_before_is_taken_as_it_is_unless_a_checksum_is_required(
    tmp_path: Path,
) -> None:
    path = tmp_path / "one.json"
    path.write_text(json.dumps(PLAIN))
    assert read_summed(path) == PLAIN
    with pytest.raises(Corrupt, match=r"one\.json"):
        read_summed(path, is_required=True)


@pytest.mark.parametrize("text", ["", "{", "[]", "7", "[" * 100_000, "\udcff"])
def test_that_what_is_no_json_object_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "one.json"
    path.write_bytes(text.encode(errors="surrogateescape"))
    with pytest.raises(Corrupt, match=r"one\.json"):
        read_summed(path)


def test_that_a_missing_file_and_a_folder_are_told_apart(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_summed(tmp_path / "none.json")
    with pytest.raises(Corrupt, match="cannot be read"):
        read_summed(tmp_path)
