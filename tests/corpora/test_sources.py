"""Finding files: recursion, links, pipes, devices, unreadable folders."""

import os
import socket
from pathlib import Path

import pytest

from workbench.corpora.reading import ReadingLog
from workbench.corpora.sources import Format, find_sources
from workbench.errors import NotFound


def source_names(*paths: Path) -> tuple[list[str], ReadingLog]:
    log = ReadingLog()
    return [source.path.name for source in find_sources([str(p) for p in paths], log)], log


def skipped(log: ReadingLog) -> set[str]:
    return {Path(part.file).name for part in log.skipped}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "texts"
    (root / "b" / "deep").mkdir(parents=True)
    for name in ("z.txt", "a.MD", "b/one.jsonl", "b/deep/two.csv.gz", "b/three.parquet"):
        (root / name).write_text("text")
    return root


def test_that_a_folder_is_read_recursively_in_order_of_names(folder):
    assert source_names(folder)[0] == ["a.MD", "z.txt", "one.jsonl", "three.parquet", "two.csv.gz"]


def test_that_the_format_follows_the_name(folder):
    sources = {
        s.path.name: (s.format, s.packing) for s in find_sources([str(folder)], ReadingLog())
    }
    assert sources["a.MD"] == (Format.TEXT, "")
    assert sources["two.csv.gz"] == (Format.CSV, "gz")
    assert sources["three.parquet"] == (Format.PARQUET, "")


def test_that_other_files_of_a_folder_are_named_and_hidden_ones_left_aside(folder):
    (folder / "photo.png").write_bytes(b"\x89PNG")
    (folder / ".git").mkdir()
    (folder / ".git" / "notes.txt").write_text("hidden")
    names, log = source_names(folder)
    assert "notes.txt" not in names
    assert skipped(log) == {"photo.png"}


def test_that_a_named_file_of_an_unknown_kind_is_taken_for_text(tmp_path):
    path = tmp_path / "README"
    path.write_text("text")
    assert source_names(path)[0] == ["README"]


def test_that_a_file_named_twice_is_read_once(folder):
    assert source_names(folder / "z.txt", folder, folder / "b")[0].count("z.txt") == 1


def test_that_links_in_folders_are_named_and_never_followed(folder, tmp_path):
    outside = tmp_path / "outside.txt"
    outside.write_text("secret")
    (folder / "loop").symlink_to(folder)
    (folder / "out.txt").symlink_to(outside)
    (folder / "self.txt").symlink_to("self.txt")
    names, log = source_names(folder)
    assert len(names) == 5
    assert skipped(log) == {"loop", "out.txt", "self.txt"}


def test_that_a_link_the_user_names_is_followed_unless_it_leads_nowhere(folder, tmp_path):
    link, loop = tmp_path / "link.txt", tmp_path / "loop.txt"
    link.symlink_to(folder / "z.txt")
    loop.symlink_to("loop.txt")
    names, log = source_names(link, loop)
    assert names == ["link.txt"]
    assert skipped(log) == {"loop.txt"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such files")
def test_that_pipes_sockets_and_devices_are_named_and_never_opened(folder):
    os.mkfifo(folder / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(folder / "socket.txt"))
        names, log = source_names(folder, Path(os.devnull))
    assert len(names) == 5
    assert skipped(log) == {"pipe.txt", "socket.txt", "null"}


def test_that_a_folder_that_cannot_be_listed_is_named(folder, monkeypatch):
    real = os.scandir

    def refuse(path):
        if Path(path).name == "deep":
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", refuse)
    names, log = source_names(folder)
    assert "z.txt" in names
    assert skipped(log) == {"deep"}
    assert "Permission denied" in str(log.skipped[0].words)


def test_that_a_missing_file_is_an_error_that_names_it(tmp_path):
    with pytest.raises(NotFound, match=r"gone\.txt is not there"):
        source_names(tmp_path / "gone.txt")


def test_that_a_name_that_is_no_text_can_be_shown(tmp_path):
    path = os.fsencode(tmp_path) + b"/bad\xff.txt"
    try:
        with open(path, "w") as file:  # noqa: PTH123  (a Path cannot be made of bytes)
            file.write("text")
    except OSError:
        pytest.skip("this file system only takes names that are text")
    (source,) = find_sources([str(tmp_path)], ReadingLog())
    assert "bad\ufffd.txt" in source.name
