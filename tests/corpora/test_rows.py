import gzip
import json
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from workbench.corpora.formats.rows import fields_of, read_rows
from workbench.corpora.reading import ReadingLog
from workbench.errors import BadInput, NotFound

ROWS = [("good", 'He said, "well".\nTwice.'), ("坏", "不好"), ("3", "numbers too")]


def written(folder: Path, form: str) -> Path:
    """The same table in one of the formats."""
    path = folder / f"table.{form}"
    match form:
        case "csv" | "csv.gz":
            quoted = [f'{label},"{text.replace(chr(34), chr(34) * 2)}",x' for label, text in ROWS]
            data = "\n".join(["label,text,more", *quoted, ""]).encode()
            path.write_bytes(gzip.compress(data) if form.endswith("gz") else data)
        case "tsv":
            lines = [f'{label}\t"{text.replace(chr(34), chr(34) * 2)}"' for label, text in ROWS]
            path.write_text("\n".join(["label\ttext", *lines, ""]), encoding="utf-8")
        case "jsonl":
            lines = [json.dumps({"text": text, "label": label}) for label, text in ROWS]
            path.write_text("\n".join(lines))
        case _:
            columns = dict(zip(("label", "text"), map(list, zip(*ROWS, strict=True)), strict=True))
            parquet.write_table(pa.table(columns), path)
    return path


@pytest.mark.parametrize("form", ["csv", "csv.gz", "tsv", "jsonl", "parquet"])
def test_that_every_format_gives_the_same_rows(tmp_path: Path, form: str) -> None:
    path = written(tmp_path, form)
    assert {"label", "text"} <= set(fields_of(str(path)))
    rows = read_rows(str(path), ("label", "text"), ReadingLog())
    assert [row.values for row in rows] == ROWS


def test_that_numbers_and_truth_values_are_classes_too(tmp_path: Path) -> None:
    path = tmp_path / "table.jsonl"
    path.write_text('{"a": 1, "b": true}\n{"a": 2.5, "b": null}\n{"b": ["x"]}\n')
    rows = [row.values for row in read_rows(str(path), ("a", "b"), ReadingLog())]
    assert rows == [("1", "true"), ("2.5", ""), ("", "")]
    table = tmp_path / "table.parquet"
    parquet.write_table(pa.table({"a": [1, None], "b": [True, False]}), table)
    table_rows = [row.values for row in read_rows(str(table), ("a", "b"), ReadingLog())]
    assert table_rows == [("1", "true"), ("", "false")]


def test_that_what_is_no_row_is_logged_and_the_rest_read(tmp_path: Path) -> None:
    path = tmp_path / "table.jsonl"
    path.write_text('{"a": "one"}\nnonsense\n"text"\n{"a": "two"}\n')
    log = ReadingLog()
    rows = [row.values for row in read_rows(str(path), ("a",), log)]
    assert (rows, log.skipped_count) == ([("one",), ("two",)], 2)


@pytest.mark.parametrize("columns", [("a", "b"), ("prompt", "response"), ("messages",)])
@pytest.mark.parametrize("form", ["jsonl", "json"])
def test_that_characters_no_example_can_hold_are_replaced_and_counted(
    tmp_path: Path, columns: tuple[str, ...], form: str
) -> None:
    said = [{"role": "user", "content": "half \ud83d"}, {"role": "assistant", "content": "nul \0"}]
    row = {"a": "half \ud83d", "b": "nul \0", "messages": said}
    path = tmp_path / f"table.{form}"
    path.write_text(json.dumps(row) if form == "jsonl" else json.dumps([row]))
    log = ReadingLog()
    (read,) = read_rows(str(path), columns, log, columns)
    whole = "".join(read.values)
    assert "half \ufffd" in whole
    assert "nul \ufffd" in whole
    (told,) = log.told
    assert "2 characters that do not fit the encoding, or are NUL" in str(told)


def test_that_characters_are_counted_in_parquet_too(tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    parquet.write_table(pa.table({"a": ["fine", "nul \0"]}), path)
    log = ReadingLog()
    assert [row.values for row in read_rows(str(path), ("a",), log)] == [("fine",), ("nul \ufffd",)]
    assert "1 characters" in str(log.told[0])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("a,b\n雨下得很大。,1\n".encode("gb18030"), "gb18030, by a guess"),
        ("a,b\nx – y,1\n".encode("cp1252"), "cp1252, and it is not sure that it is"),
    ],
)
def test_that_a_guessed_encoding_of_examples_is_said(
    tmp_path: Path, data: bytes, said: str
) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(data)
    log = ReadingLog()
    list(read_rows(str(path), ("a",), log))
    assert f"{path} is read as {said}" in str(log.told[0])
    assert "save it as UTF-8" in str(log.told[0])


def test_that_a_missing_column_is_named_with_the_nearest(tmp_path: Path) -> None:
    path = written(tmp_path, "csv")
    with pytest.raises(BadInput, match=r"no field 'labl'; did you mean 'label'\? It has: label"):
        list(read_rows(str(path), ("labl",), ReadingLog()))


def test_that_files_that_are_no_tables_are_refused(tmp_path: Path) -> None:
    text = tmp_path / "text.txt"
    text.write_text("hello")
    empty = tmp_path / "empty.csv"
    empty.touch()
    torn = tmp_path / "torn.csv.gz"
    torn.write_bytes(gzip.compress(b"a,b\n" * 999)[:20])
    false = tmp_path / "false.parquet"
    false.write_text("hello")
    for path, sentence in (
        (text, "is no table"),
        (empty, "is empty"),
        (torn, "breaks off"),
        (false, "not a readable Parquet file"),
    ):
        with pytest.raises(BadInput, match=sentence):
            fields_of(str(path))
    with pytest.raises(NotFound, match="is not there"):
        fields_of(str(tmp_path / "none.csv"))
