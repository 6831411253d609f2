"""Looking into a file before it is imported."""

import gzip
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from workbench.corpora.preview import inspect_file
from workbench.errors import BadInput, NotFound

POEM = "床前明月光，\n疑是地上霜。\n举头望明月，\n低头思故乡。\n\n"


def test_that_a_text_shows_its_encoding_first_lines_and_how_it_is_cut(tmp_path):
    path = tmp_path / "poem.txt"
    path.write_bytes((POEM * 20).encode("gb18030"))
    preview = inspect_file(str(path))
    assert (preview.format, preview.encoding, preview.documents) == (
        "text",
        "gb18030",
        "blank_lines",
    )
    assert 0 < preview.confidence < 1
    assert preview.preview.startswith("床前明月光，\n疑是地上霜。")
    assert preview.problem is None
    assert preview.size_bytes == path.stat().st_size


def test_that_another_encoding_can_be_tried(tmp_path):
    path = tmp_path / "poem.txt"
    path.write_bytes(POEM.encode("gb18030"))
    wrong = inspect_file(str(path), encoding="utf-8")
    assert wrong.encoding == "utf-8"
    assert "\ufffd" in wrong.preview
    with pytest.raises(BadInput, match="'utf-99' is not an encoding"):
        inspect_file(str(path), encoding="utf-99")


def test_that_tables_show_their_fields_and_the_one_that_is_read(tmp_path):
    lines, rows, columns = (tmp_path / name for name in ("t.jsonl.gz", "t.csv", "t.parquet"))
    lines.write_bytes(gzip.compress(b'{"id": 1, "text": "hello"}\n'))
    rows.write_text("id,text\n1,hello\n")
    pq.write_table(pa.table({"id": [1], "text": ["hello"]}), columns)
    for path in (lines, rows, columns):
        preview = inspect_file(str(path))
        assert preview.problem is None
        assert preview.field == "text"
        assert preview.preview == "hello"
        assert "text" in preview.fields
        missing = inspect_file(str(path), field="txt")
        assert "did you mean 'text'" in str(missing.problem)
        assert "text" in missing.fields


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "is empty"),
        ("binary.txt", bytes(range(256)) * 10, "holds no text"),
        ("no.parquet", b"nothing of the sort", "cannot be read"),
        ("no.txt.gz", b"nothing of the sort", "cannot be read"),
        ("cut.txt.gz", gzip.compress(b"text" * 100)[:18], "cannot be read"),
    ],
)
def test_that_a_file_that_cannot_be_imported_says_why(tmp_path, name, data, reason):
    path = tmp_path / name
    path.write_bytes(data)
    assert reason in str(inspect_file(str(path)).problem)


def test_that_a_clone_of_a_data_set_shows_its_data_and_names_what_is_beside_them(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "LICENSE").write_text("As you like.")
    (tmp_path / "README.md").write_text("# Poems")
    (tmp_path / "data" / "train.txt").write_text("Rain on the roof")
    (tmp_path / "data" / "test.txt").write_text("Fog")
    kept = inspect_file(str(tmp_path))
    assert kept.preview == "Rain on the roof"
    assert kept.size_bytes == len("# Poems") + len("Rain on the roof") + len("Fog")
    told = [str(notice) for notice in kept.notices]
    assert "3 files are read; here is train.txt" in told[0]
    beside = ["README.md", "test.txt", "LICENSE"]
    assert all(name in notice for name, notice in zip(beside, told[1:], strict=True))
    removed = inspect_file(str(tmp_path), remove_boilerplate=True)
    assert "1 files are read" in str(removed.notices[0])


def test_that_a_folder_shows_its_first_file(tmp_path):
    folder = tmp_path / "texts"
    folder.mkdir()
    assert "no text found in" in str(inspect_file(str(folder)).problem)
    (folder / "a.txt").write_text("hello")
    assert inspect_file(str(folder)).preview == "hello"
    with pytest.raises(NotFound):
        inspect_file(str(tmp_path / "gone"))


def test_that_a_large_file_is_looked_into_quickly(tmp_path: Path):
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        for _ in range(64):
            file.write(b"nothing but ascii\n" * 60_000)
    began = time.perf_counter()
    assert inspect_file(str(path)).encoding == "utf-8"
    assert time.perf_counter() - began < 2
