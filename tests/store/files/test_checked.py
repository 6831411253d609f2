"""Damage is named before it is read, and a file is hashed once while nobody touches it."""

import os
import random
import time
from pathlib import Path

import pytest

from workbench.errors import Corrupt
from workbench.events import Continued, Paused, Progress, StageStarted
from workbench.jobs import ThreadControl
from workbench.store.files import checked, durable

NAME = "text.bin"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with durable.staging(tmp_path / "thing") as staged:
        (staged / NAME).write_bytes(random.Random(1).randbytes(300_000))
        (staged / "empty").write_bytes(b"")
        durable.write_json(staged / "meta.json", {"name": "first", "documents": 12})
    for path in (tmp_path / "thing").iterdir():
        settle(path)
    return tmp_path / "thing"


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were read to their end, in order; files count as settled."""
    seen: list[str] = []
    read = checked._read

    def counted(path: Path):
        seen.append(path.name)
        return (yield from read(path))

    monkeypatch.setattr(checked, "_read", counted)
    monkeypatch.setattr(checked, "_SETTLED_NS", -1)
    return seen


def settle(path: Path, age_s: float = 100.0) -> None:
    then = time.time() - age_s
    os.utime(path, (then, then))


def flip(path: Path, position: int = 1000) -> None:
    with path.open("r+b") as file:
        file.seek(position)
        byte = file.read(1)[0]
        file.seek(position)
        file.write(bytes([byte ^ 1]))


def test_that_an_untouched_file_is_read_once(folder: Path, reads: list[str]) -> None:
    for _ in range(3):
        checked.require_intact(folder)
    assert sorted(reads) == ["empty", NAME]


def test_that_a_touched_file_is_read_again_even_when_its_time_was_set_back(
    folder: Path, reads: list[str]
) -> None:
    checked.require_intact(folder)
    before = (folder / NAME).stat()
    flip(folder / NAME)
    os.utime(folder / NAME, ns=(before.st_atime_ns, before.st_mtime_ns))
    with pytest.raises(Corrupt, match=rf"{NAME} is damaged"):
        checked.require_intact(folder)


def test_that_a_file_that_was_just_written_is_not_remembered(folder: Path) -> None:
    for number in range(50):  # many within one tick of the file system's clock
        checked.require_intact(folder)
        flip(folder / NAME, number)
        with pytest.raises(Corrupt, match=NAME):
            checked.require_intact(folder)
        flip(folder / NAME, number)


def test_that_only_the_named_files_are_read(folder: Path, reads: list[str]) -> None:
    flip(folder / NAME)
    checked.require_intact(folder, "empty", "meta.json")
    assert reads == ["empty"]
    assert not checked.is_intact(folder, NAME)


def test_that_a_file_unknown_to_the_manifest_is_not_vouched_for(folder: Path) -> None:
    (folder / "other").write_text("x")
    with pytest.raises(Corrupt, match=r"other is missing from the manifest\.json"):
        checked.require_intact(folder, "other")


def test_that_a_renaming_is_no_damage_and_other_changes_are(folder: Path) -> None:
    durable.write_json(folder / "meta.json", {"name": "a longer name", "documents": 12})
    checked.require_intact(folder)
    durable.write_json(folder / "meta.json", {"name": "first", "documents": 13})
    with pytest.raises(Corrupt, match=r"meta\.json"):
        checked.require_intact(folder)


def test_that_a_file_that_never_stays_as_it_is_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = checked._read

    def touched(path: Path):
        sha256 = yield from read(path)
        path.touch()
        return sha256

    monkeypatch.setattr(checked, "_read", touched)
    with pytest.raises(Corrupt, match="being written to"):
        checked.require_intact(folder)


def test_that_a_folder_in_the_place_of_a_file_is_named(folder: Path) -> None:
    (folder / NAME).unlink()
    (folder / NAME).mkdir()
    with pytest.raises(Corrupt, match=NAME):
        checked.require_intact(folder)


def test_that_a_quick_check_is_silent_and_a_long_one_says_what_it_does(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert list(checked.checking("tales", folder, ThreadControl())) == []
    monkeypatch.setattr(checked, "_SILENT_S", -1.0)
    monkeypatch.setattr(checked, "_READ_AT_ONCE", 100_000)
    durable.write_bytes(folder / NAME, (folder / NAME).read_bytes())
    events = list(checked.checking("tales", folder, ThreadControl()))
    assert isinstance(events[0], StageStarted)
    assert "tales" in str(events[0].words)
    assert events[0].total is not None
    assert events[0].total > 300_000
    assert isinstance(events[1], Progress)


def test_that_a_check_can_be_paused_and_stopped(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked, "_READ_AT_ONCE", 100_000)
    control = ThreadControl()
    control.pause()
    events = []
    for event in checked.checking("tales", folder, control):
        events.append(event)
        control.resume()
    assert [type(event) for event in events] == [Paused, Continued]
    flip(folder / NAME)
    control.stop()
    assert list(checked.checking("tales", folder, control)) == []
