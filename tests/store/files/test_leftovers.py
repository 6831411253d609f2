"""What dead writes leave behind, folders that go away, and what the system refuses."""

import os
import time
from pathlib import Path

import pytest
from a_project import add_run

from workbench.errors import BadInput, DiskError, DiskFull, ReadOnly
from workbench.project import Project
from workbench.store.files import disk, durable, leftovers, manifest, named
from workbench.store.files.held import HeldFolders
from workbench.store.folders import ProjectFolder
from workbench.store.names import Sort
from workbench.store.project_mark import FORMAT

TWO_DAYS_S = 48 * 3600.0


def long_ago(path: Path) -> Path:
    """Let a file or folder, and all in it, be two days old."""
    then = time.time() - TWO_DAYS_S
    for one in (*path.rglob("*"), path):
        os.utime(one, (then, then))
    return path


def staged_folder(parent: Path, name: str = ".pending-x-12345678") -> Path:
    folder = parent / name
    folder.mkdir(parents=True)
    (folder / "half").write_text("…")
    return folder


def test_that_a_manifest_describes_no_leftovers(tmp_path: Path) -> None:
    (tmp_path / "part.npy").write_text("whole")
    (tmp_path / ".pending-part.npy-12345678").write_text("half")
    staged_folder(tmp_path, ".doomed-old-12345678")
    durable.seal(tmp_path)
    assert list(manifest.read(tmp_path).files) == ["part.npy"]


def test_that_only_the_leftovers_of_one_thing_are_cleared(tmp_path: Path) -> None:
    ours = staged_folder(tmp_path, ".pending-0001-x-12345678")
    others = staged_folder(tmp_path, ".pending-0001-x-y-12345678")
    leftovers.clear_of(tmp_path / "0001-x")
    assert not ours.exists()
    assert others.exists()


def test_that_what_a_living_process_stages_is_never_swept_however_old(tmp_path: Path) -> None:
    with durable.staging(tmp_path / "final") as staged:
        (staged / "text").write_text("…")
        long_ago(staged)
        durable.sweep(tmp_path)
        assert staged.exists()
    manifest.verify(tmp_path / "final")


def test_that_the_keeper_of_a_project_removes_what_dead_processes_left(tmp_path: Path) -> None:
    Project.open(tmp_path / "lab").close()
    places = ("", "corpora", "caches/0001-c", "runs", "runs/0001-r/checkpoints", "shards", "plans")
    left = [long_ago(staged_folder(tmp_path / "lab" / place)) for place in places]
    (tmp_path / "lab" / "caches" / "0001-c" / "kept").write_text("…")
    with Project.open(tmp_path / "lab"):
        until = time.monotonic() + 20
        while any(path.exists() for path in left) and time.monotonic() < until:
            time.sleep(0.01)
    assert [path for path in left if path.exists()] == []
    assert (tmp_path / "lab" / "caches" / "0001-c" / "kept").exists()


# -- folders that go away -------------------------------------------------------------------------


def test_that_no_write_makes_a_missing_project_anew(tmp_path: Path) -> None:
    gone = tmp_path / "lab"
    writes = (
        lambda: durable.write_bytes(gone / "file", b"x"),
        lambda: durable.make_folder(gone / "runs"),
        lambda: durable.make_numbered_folder(gone / "runs", "x", iter(())),
        lambda: durable.AppendFile(gone / "journal.jsonl"),
        lambda: durable.staging(gone / "shards" / "x").__enter__(),
    )
    for write in writes:
        with pytest.raises(DiskError, match="is not there any more: it was moved or removed"):
            write()
    assert list(tmp_path.iterdir()) == []


def test_that_what_a_person_names_is_made_with_its_parents(tmp_path: Path) -> None:
    with named.staging(tmp_path / "far" / "away" / "export") as staged:
        (staged / "file").write_text("…")
    manifest.verify(tmp_path / "far" / "away" / "export")
    (tmp_path / "file").write_text("")
    with pytest.raises(BadInput, match=r"It is not a folder; choose another folder"):
        named.staging(tmp_path / "file" / "export").__enter__()


def test_that_a_held_folder_is_told_from_another_at_its_place(tmp_path: Path) -> None:
    folder = tmp_path / "run"
    folder.mkdir()
    with HeldFolders([folder]) as held:
        held.require_there()
        folder.rename(tmp_path / "elsewhere")
        with pytest.raises(DiskError, match="put it back and resume the run"):
            held.require_there()
        folder.mkdir()
        if os.name == "posix":
            with pytest.raises(DiskError):
                held.require_there()
        folder.rmdir()
        (tmp_path / "elsewhere").rename(folder)
        held.require_there()


# -- what the system refuses ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "advice"),
    [(5, "check the disk"), (30, "read-only; make the file"), (13, "permission"), (24, "limit")],
)
@pytest.mark.parametrize("call", ["create", "write", "sync", "rename", "sync_folder"])
def test_that_whatever_the_system_refuses_is_a_sentence_and_the_old_content_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, code: int, advice: str
) -> None:
    durable.write_bytes(tmp_path / "file", b"old")

    def refuse(*arguments: object) -> object:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(disk, call, refuse)
    with pytest.raises(DiskError, match=advice) as caught:
        durable.write_bytes(tmp_path / "file", b"new")
    assert str(tmp_path / "file") in str(caught.value)
    if call != "sync_folder":
        assert (tmp_path / "file").read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_that_a_name_too_long_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(DiskError, match="The name is too long; move the project"):
        durable.write_bytes(tmp_path / ("x" * 300), b"")


def test_that_a_project_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ReadOnly, match=r"no project can be made in .*It is not a folder"):
        Project.open(tmp_path / "file" / "lab")


def test_that_a_run_that_could_not_be_made_leaves_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = ProjectFolder.open(tmp_path / "lab", create=True)

    def full(descriptor: int, data: memoryview) -> int:
        raise OSError(28, os.strerror(28))

    with monkeypatch.context() as patched:
        patched.setattr(disk, "write", full)
        with pytest.raises(DiskFull, match="bytes are needed"):
            add_run(project, "big")
    assert list(project.folder_of(Sort.RUN).iterdir()) == []
    assert add_run(project, "big").id == "0001-big"


def test_that_an_older_project_on_a_full_disk_can_be_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = ProjectFolder.open(tmp_path / "lab", create=True)
    add_run(project, "big")
    mark = project.path / "workbench.json"
    mark.write_text(mark.read_text().replace(f'"format": {FORMAT}', '"format": 1'))

    def full(*arguments: object) -> object:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(disk, "create", full)
    monkeypatch.setattr(disk, "open_to_lock", full)
    with Project.open(project.path) as opened:
        assert [run.name for run in opened.runs] == ["big"]
        assert "no room" in str(opened.catalogue.notice)
