"""The order of durable writes, and what is left when a process dies at any of their calls."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from workbench.errors import BadInput, DiskFull
from workbench.store.files import disk, durable, manifest

CALLS = ("create", "write", "sync", "sync_folder", "make_folder", "rename", "remove_folder")


class Died(BaseException):
    """The process is gone: no handler of the product may act on this."""


def _observe(
    monkeypatch: pytest.MonkeyPatch, before: Callable[[str, tuple[Any, ...]], None]
) -> None:
    """Call `before` ahead of every call that changes the disk."""
    for name in CALLS:
        real = getattr(disk, name)

        def call(*arguments: Any, name: str = name, real: Callable[..., Any] = real) -> Any:
            before(name, arguments)
            return real(*arguments)

        monkeypatch.setattr(disk, name, call)


def _die_at(monkeypatch: pytest.MonkeyPatch, number: int) -> list[int]:
    """Die at the `number`-th call, and at every one after it: a dead process cleans nothing up."""
    count = [0]

    def before(name: str, arguments: tuple[Any, ...]) -> None:
        count[0] += 1
        if count[0] >= number:
            raise Died

    _observe(monkeypatch, before)
    monkeypatch.setattr("shutil.rmtree", lambda *a, **k: None)
    monkeypatch.setattr(Path, "unlink", lambda *a, **k: None)
    return count


def _save(final: Path, content: bytes, *, replace: bool = False) -> None:
    with durable.staging(final, replace=replace) as staged:
        (staged / "weights").write_bytes(content)
        (staged / "state.json").write_text("{}")


def test_that_a_file_is_synced_before_it_gets_its_name_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    _observe(monkeypatch, lambda name, _: calls.append(name))
    durable.write_bytes(tmp_path / "file", b"data")
    assert calls == ["create", "write", "sync", "rename", "sync_folder"]


def test_that_a_folder_is_committed_files_first_then_manifest_then_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[tuple[str, str]] = []

    def note(name: str, arguments: tuple[Any, ...]) -> None:
        subject = arguments[0]
        if isinstance(subject, int):
            subject = Path(f"/proc/self/fd/{subject}").readlink()
        calls.append((name, "staged" if subject.name.startswith(".pending") else subject.name))

    if not Path("/proc/self/fd").exists():
        pytest.skip("tells files apart by /proc")
    _observe(monkeypatch, note)
    _save(tmp_path / "final", b"x")
    assert calls == [
        ("make_folder", "staged"),
        ("sync", "state.json"),
        ("sync", "weights"),
        ("create", "manifest.json"),
        ("write", "manifest.json"),
        ("sync", "manifest.json"),
        ("sync_folder", "staged"),
        ("rename", "staged"),
        ("sync_folder", tmp_path.name),
    ]


def test_that_a_death_at_any_call_leaves_the_old_or_the_new_file(tmp_path: Path) -> None:
    path, points = tmp_path / "file", 0
    while True:
        durable.write_bytes(path, b"old")
        points += 1
        with pytest.MonkeyPatch.context() as monkeypatch:
            _die_at(monkeypatch, points)
            try:
                durable.write_bytes(path, b"the new content")
                break
            except Died:
                pass
        assert path.read_bytes() in (b"old", b"the new content")
    assert points == 6


def test_that_a_death_at_any_call_leaves_no_folder_or_a_complete_one(tmp_path: Path) -> None:
    points = 0
    while True:
        points += 1
        final = tmp_path / f"at-{points}"
        with pytest.MonkeyPatch.context() as monkeypatch:
            _die_at(monkeypatch, points)
            try:
                _save(final, b"content")
                break
            except Died:
                pass
        if final.exists():
            manifest.verify(final)
        durable.sweep(tmp_path, older_than_s=0)
        assert not [p for p in tmp_path.iterdir() if durable.is_leftover(p)]
    assert points == 10


def test_that_a_failed_staging_leaves_nothing(tmp_path: Path) -> None:
    def fail() -> None:
        with durable.staging(tmp_path / "final") as staged:
            (staged / "half").write_text("…")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_that_a_reserved_empty_folder_is_filled(tmp_path: Path) -> None:
    folder = durable.make_numbered_folder(tmp_path / "corpora", "novel", iter(()))
    assert folder.name == "0001-novel"
    _save(folder, b"text")
    manifest.verify(folder)


def test_that_a_folder_with_content_is_only_replaced_when_that_is_asked_for(tmp_path: Path) -> None:
    _save(tmp_path / "final", b"first")
    with pytest.raises(BadInput, match="nothing was overwritten"):
        _save(tmp_path / "final", b"second")
    assert (tmp_path / "final" / "weights").read_bytes() == b"first"
    _save(tmp_path / "final", b"second", replace=True)
    assert (tmp_path / "final" / "weights").read_bytes() == b"second"
    assert [p.name for p in tmp_path.iterdir()] == ["final"]


def test_that_numbers_go_on_after_the_highest_that_was_ever_given(tmp_path: Path) -> None:
    parent = tmp_path / "runs"
    first = durable.make_numbered_folder(parent, "a", iter(()))
    second = durable.make_numbered_folder(parent, "b", iter(["0007-in-the-bin", "no-number"]))
    assert (first.name, second.name) == ("0001-a", "0008-b")


def test_that_two_processes_never_get_the_same_numbered_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, parent = disk.make_folder, tmp_path / "runs"

    def overtaken(path: Path) -> None:
        monkeypatch.setattr(disk, "make_folder", real)
        real(path)
        raise FileExistsError

    parent.mkdir()
    monkeypatch.setattr(disk, "make_folder", overtaken)
    assert durable.make_numbered_folder(parent, "a", iter(())).name == "0002-a"


def test_that_a_stream_takes_arrays_and_pieces_of_any_size(tmp_path: Path) -> None:
    from array import array

    tokens = array("H", range(1000))
    with durable.open_stream(tmp_path / "big") as stream:
        stream.write(b"")
        stream.write(memoryview(tokens))
        stream.write(b"x" * 3_000_000)
    assert (tmp_path / "big").read_bytes() == tokens.tobytes() + b"x" * 3_000_000


def test_that_sweeping_spares_what_may_still_be_written(tmp_path: Path) -> None:
    (tmp_path / ".pending-thing-1234").mkdir()
    (tmp_path / "thing").mkdir()
    durable.sweep(tmp_path)
    assert len(list(tmp_path.iterdir())) == 2
    durable.sweep(tmp_path, older_than_s=0)
    assert [p.name for p in tmp_path.iterdir()] == ["thing"]


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
@pytest.mark.parametrize("call", ["create", "write", "sync", "rename"])
def test_that_a_full_disk_is_named_and_the_old_content_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int
) -> None:
    durable.write_bytes(tmp_path / "file", b"old")

    def full(*arguments: Any) -> Any:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(disk, call, full)
    with pytest.raises(DiskFull, match="4 bytes are needed") as caught:
        durable.write_bytes(tmp_path / "file", b"data")
    assert str(tmp_path / "file") in str(caught.value)
    assert (tmp_path / "file").read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_that_a_write_taken_in_part_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = disk.write
    room = [7]

    def tight(descriptor: int, data: memoryview) -> int:
        if room[0] == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        taken = real(descriptor, data[: room[0]])
        room[0] -= taken
        return taken

    monkeypatch.setattr(disk, "write", tight)
    file = durable.AppendFile(tmp_path / "log")
    file.append(b"hello world\n")
    with pytest.raises(DiskFull):
        file.flush()
    room[0] = 100
    file.append(b"again\n")
    file.close()
    assert (tmp_path / "log").read_bytes() == b"hello world\nagain\n"
