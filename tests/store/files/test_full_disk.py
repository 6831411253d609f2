"""Every library says "no room" in its own way; each becomes the same clear error."""

import sqlite3
from pathlib import Path

import pytest
from safetensors import SafetensorError

from workbench.errors import BadInput, DiskFull
from workbench.store.files import durable, full

NO_ROOM = OSError(28, "No space left on device")


@pytest.mark.parametrize(
    "error",
    [
        NO_ROOM,
        OSError(122, "Disk quota exceeded"),
        sqlite3.OperationalError("database or disk is full"),
        SafetensorError("I/O error: No space left on device (os error 28)"),
        RuntimeError("[enforce fail at inline_container.cc] No space left on device"),
        OSError("Not enough space on the disk"),
    ],
)
def test_that_each_librarys_way_of_saying_it_is_understood(
    error: Exception, tmp_path: Path
) -> None:
    with pytest.raises(DiskFull, match="make room"), durable.staging(tmp_path / "final"):
        raise error
    assert list(tmp_path.iterdir()) == []


def test_that_a_wrapped_cause_is_found() -> None:
    error = RuntimeError("could not save")
    error.__cause__ = NO_ROOM
    assert full.says_disk_full(error, free_bytes=None)


def test_that_a_vague_complaint_counts_only_when_next_to_nothing_is_free() -> None:
    error = RuntimeError("PytorchStreamWriter failed writing file data/0: file write failed")
    assert full.says_disk_full(error, free_bytes=4096)
    assert not full.says_disk_full(error, free_bytes=1 << 30)


def test_that_the_bytes_needed_are_named_when_they_are_known(tmp_path: Path) -> None:
    with (
        pytest.raises(DiskFull, match="123456 bytes are needed"),
        durable.staging(tmp_path / "final", needed_bytes=123456),
    ):
        raise NO_ROOM


@pytest.mark.parametrize("error", [ValueError("x"), PermissionError(13, "no"), BadInput("no")])
def test_that_other_errors_pass_unchanged(error: Exception, tmp_path: Path) -> None:
    with pytest.raises(type(error)), durable.staging(tmp_path / "final"):
        raise error
