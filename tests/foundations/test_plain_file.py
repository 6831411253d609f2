import os
from pathlib import Path

import pytest

from workbench.corpora.preview import inspect_file
from workbench.errors import BadInput, NotFound, WorkbenchError
from workbench.file_formats.plain_file import TooLarge, given_path, is_path, read_plain_file
from workbench.project import Project
from workbench.store.files.named import write_file

NO_PATHS = ("a\0b", "\0", "\ud800", "x/\udbff/y")


@pytest.mark.parametrize("text", NO_PATHS)
def test_that_a_text_that_is_no_path_is_refused_wherever_one_is_given(tmp_path: Path, text: str):
    assert not is_path(text)
    for act in (
        lambda: given_path(text),
        lambda: inspect_file(text),
        lambda: write_file(tmp_path / text, b""),
        lambda: Project.open(tmp_path / text),
    ):
        with pytest.raises(WorkbenchError, match=r"is no path|takes it for no path|its path is no"):
            act()


def test_that_the_home_of_somebody_who_is_not_there_is_a_name_like_any_other():
    assert given_path("~nobody-of-that-name/x") == Path("~nobody-of-that-name/x")
    with pytest.raises(NotFound, match="nobody-of-that-name"):
        inspect_file("~nobody-of-that-name/x")


def test_that_no_more_than_the_bound_is_read(tmp_path: Path):
    path = tmp_path / "a"
    path.write_bytes(b"x" * 10)
    assert read_plain_file(path, 10) == read_plain_file(path) == b"x" * 10
    with pytest.raises(TooLarge) as large:
        read_plain_file(path, 9)
    assert (large.value.size, large.value.most) == (10, 9)


def test_that_an_endless_file_of_the_system_is_read_to_the_bound_alone():
    path = Path("/proc/self/maps")  # it tells a size of 0
    if path.exists():
        with pytest.raises(TooLarge):
            read_plain_file(path, 9)


def test_that_a_name_that_is_too_long_is_a_sentence(tmp_path: Path):
    with pytest.raises(BadInput, match="The name is too long"):
        write_file(tmp_path / ("x" * 300), b"")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no pipes")
def test_that_a_file_never_takes_the_place_of_a_pipe_or_a_device(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    with pytest.raises(BadInput, match="no file but a pipe"):
        write_file(pipe, b"a,b\n")
    assert pipe.is_fifo()
    file = tmp_path / "file.csv"
    file.write_bytes(b"old")
    write_file(file, b"new")
    assert file.read_bytes() == b"new"
