"""Readers: the oracles are the libraries that wrote the files (csv, json, pyarrow, gzip)."""

import bz2
import csv
import gzip
import io
import json
import lzma
import re
from pathlib import Path
from typing import TypedDict, Unpack

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.corpora.formats.readers import ReadAs, read_documents
from workbench.corpora.reading import LONGEST_DOCUMENT, ReadingLog
from workbench.corpora.sources import find_sources
from workbench.corpora.spec import DocumentRule
from workbench.corpora.text import Opened, blocks, documents, rule_for

TEXTS = [
    "Ein Satz.",
    'He said "no", then left;\nthe end.',
    "第一首诗，\n第二行。",
    "tab\there",
    "x" * 9,
]


class Settings(TypedDict, total=False):
    encoding: str
    field: str
    documents: DocumentRule


def read(path: Path, log: ReadingLog | None = None, **settings: Unpack[Settings]) -> list[str]:
    log = log or ReadingLog()
    (source,) = find_sources([str(path)], ReadingLog())
    batches = list(read_documents(source, ReadAs(**settings), log))
    assert all(0 <= batch.position <= source.size for batch in batches)
    return [document for batch in batches for document in batch.documents]


def reasons(log: ReadingLog) -> list[tuple[int, str]]:
    return [(part.line, str(part.words)) for part in log.skipped]


def write_csv(path: Path, delimiter: str) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(["id", "text", "score"])
        writer.writerows([i, text, 0.5] for i, text in enumerate(TEXTS))


def write_parquet(path: Path) -> None:
    table = pa.table({"id": range(len(TEXTS)), "text": TEXTS})
    pq.write_table(table, path, row_group_size=2)


def write_jsonl(path: Path) -> None:
    lines = [json.dumps({"id": i, "text": t}, ensure_ascii=i % 2 == 0) for i, t in enumerate(TEXTS)]
    path.write_text("\n".join(lines), encoding="utf-8")


WRITERS = {
    "t.csv": lambda path: write_csv(path, ","),
    "semicolon.csv": lambda path: write_csv(path, ";"),
    "t.tsv": lambda path: write_csv(path, "\t"),
    "t.jsonl": write_jsonl,
    "t.parquet": write_parquet,
    "t.txt": lambda path: path.write_text("\n\n".join(TEXTS), encoding="utf-8"),
    "t.md": lambda path: path.write_text("\n\n\n".join(TEXTS), encoding="utf-8"),
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", WRITERS)
def test_that_every_format_gives_back_its_documents(tmp_path, name, packed):
    path = tmp_path / name
    WRITERS[name](path)
    if packed:
        data = gzip.compress(path.read_bytes())
        path = tmp_path / f"{name}.gz"
        path.write_bytes(data)
    log = ReadingLog()
    assert read(path, log) == TEXTS
    assert log.skipped_count == 0
    assert log.by_size() == ["utf-8"]


@settings(max_examples=40)
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), min_size=1),
        min_size=2,
    ),
    st.sampled_from([",", "\t"]),
)
def test_that_any_table_the_csv_module_writes_is_read_back(tmp_path_factory, texts, delimiter):
    path = tmp_path_factory.mktemp("t") / ("t.csv" if delimiter == "," else "t.tsv")
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter).writerows([["n", "text"], *enumerate(texts)])
    path.write_bytes(buffer.getvalue().encode("utf-8-sig"))
    assert read(path, field="text", encoding="utf-8") == [t for t in texts if not t.isspace()]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("blank_lines", ["one\ntwo", "  three", "four\nfive"]),
        ("lines", ["one", "two", "  three", "four", "five"]),
        ("files", ["one\ntwo\n\n  three\n \t \n\nfour\nfive"]),
        ("auto", ["one\ntwo", "  three", "four\nfive"]),
    ],
)
def test_that_a_text_is_cut_into_documents_as_asked(tmp_path, rule, expected):
    path = tmp_path / "t.txt"
    path.write_bytes(b"\n\none\r\ntwo\r\n\r\n  three\n \t \n\nfour\nfive\n\n\n")
    assert read(path, documents=rule) == expected


def test_that_auto_takes_long_lines_for_documents_and_short_ones_for_verse():
    assert rule_for("a\nb\n\nc") == "blank_lines"
    assert rule_for("\n".join(["word " * 80] * 5)) == "lines"
    assert rule_for("\n".join(["a short line"] * 5)) == "files"
    assert rule_for("one line\n\n\n") == "files"


@given(st.text("ab \t\n", max_size=60), st.integers(1, 7))
def test_that_blocks_do_not_show_in_the_documents(text, chunk):
    def cut(size: int) -> list[str]:
        stream = io.BytesIO(text.encode())
        batches = documents(blocks(Opened(stream, stream), "utf-8", chunk=size), "blank_lines", log)
        return [document for batch in batches for document in batch.documents]

    log = ReadingLog()
    by_hand = [t.strip("\n") for t in re.split(r"\n(?:[ \t]*\n)+", "\n" + text)]
    assert cut(chunk) == [t for t in by_hand if t.strip()]


@given(st.text("ab\n", max_size=60), st.integers(1, 7), st.integers(1, 9))
def test_that_blocks_are_whole_lines_with_their_numbers(text, chunk, longest):
    stream = io.BytesIO(text.encode())
    whole_lines = list(blocks(Opened(stream, stream), "utf-8", longest, chunk))
    assert "".join(block.text for block in whole_lines) == text
    before = ""
    for block in whole_lines:
        assert block.line == 1 + before.count("\n")
        before += block.text
        assert len(block.text) <= longest + 2 * chunk or block.text.endswith("\n")


def places(log: ReadingLog, path: Path) -> tuple[int, list[tuple[int, int | None]]]:
    """How many characters of a file were replaced, and the lines and bytes of the first."""
    replaced = log.replaced_in(str(path))
    assert replaced is not None
    return replaced.count, [(place.line, place.byte) for place in replaced.places]


def test_that_bytes_that_do_not_fit_the_encoding_are_replaced_and_placed(tmp_path):
    path = tmp_path / "t.txt"
    good = "Здравствуй, мир. Это хорошая строка.\n" * 20
    path.write_bytes(good.encode() + b"bad \xff\xfe line\n" + b"nul \0 line\n" + good.encode())
    log = ReadingLog()
    texts = read(path, log, documents="lines")
    assert texts[20:22] == ["bad \ufffd\ufffd line", "nul \ufffd line"]
    assert len(texts) == 42
    start = len(good.encode())
    assert places(log, path) == (3, [(21, start + 4), (21, start + 5), (22, start + 16)])
    assert log.skipped_count == 0
    told = "".join(str(note.words) for note in log.take_notes())
    assert "3 characters that do not fit the encoding, or are NUL, were replaced" in told
    assert f"the first in line 21, at byte {start + 4}" in told


DAMAGED = {
    "t.txt": b"One whole line\nand a b\xffd byte\n",
    "t.csv": b"id,text\n1,fine words\n2,a b\xffd byte\n",
    "t.jsonl": b'{"text": "fine words"}\n{"text": "a b\xffd byte"}\n',
    "t.json": b'[{"text": "fine words"},\n{"text": "a b\xffd byte"}]',
}


@pytest.mark.parametrize("bad", [b"\xff", b"\0"])
@pytest.mark.parametrize("pack", [None, gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("name", DAMAGED)
def test_that_in_every_format_a_bad_byte_costs_its_character_alone(tmp_path, name, pack, bad):
    data = DAMAGED[name].replace(b"\xff", bad)
    ending = {gzip.compress: ".gz", bz2.compress: ".bz2", lzma.compress: ".xz"}.get(pack, "")
    path = tmp_path / f"{name}{ending}"
    path.write_bytes(pack(data) if pack else data)
    log = ReadingLog()
    assert read(path, log, encoding="utf-8", documents="lines")[-1].endswith("a b\ufffdd byte")
    line = data[: data.find(bad)].count(b"\n") + 1
    assert places(log, path) == (1, [(line, data.find(bad))])


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "gb18030", "cp1251"])
def test_that_the_place_of_a_nul_is_counted_in_bytes_of_the_file(tmp_path, encoding):
    path = tmp_path / "t.txt"
    before = "Строка 行\n" if encoding != "cp1251" else "Строка\n"
    data = (before * 3 + "ab\0c\n").encode(encoding)
    path.write_bytes(data)
    log = ReadingLog()
    assert read(path, log, encoding=encoding, documents="lines")[-1] == "ab\ufffdc"
    assert places(log, path) == (1, [(4, len((before * 3 + "ab").encode(encoding)))])


@given(st.binary(max_size=60).filter(lambda data: b"\0" not in data), st.integers(1, 7))
def test_that_places_are_where_python_finds_what_it_cannot_decode(data, chunk):
    data = b"." + data  # no byte order mark
    heard: list[int | None] = []
    source = io.BytesIO(data)
    parts = blocks(
        Opened(source, source),
        "utf-8",
        chunk=chunk,  # so small that no chunk has more bad bytes than are placed of each
        on_replaced=lambda _count, found: heard.extend(place.byte for place in found),
    )
    text = "".join(part.text for part in parts)
    expected: list[int] = []
    start = 0
    while start < len(data):
        try:
            data[start:].decode()
            break
        except UnicodeDecodeError as error:
            expected.append(start + error.start)
            start += error.end
    assert [place for place in expected if place in heard] == heard
    assert len(heard) == len(expected) or chunk > 5
    plain = data.decode(errors="replace")
    assert text == io.StringIO(plain, newline=None).read()


def test_that_a_very_long_document_goes_on_as_another_one(tmp_path):
    path = tmp_path / "t.txt"
    line = "a line of thirty-one characters\n"
    path.write_text(line * (2 * LONGEST_DOCUMENT // len(line)))
    log = ReadingLog()
    texts = read(path, log, documents="files")
    assert max(map(len, texts)) <= LONGEST_DOCUMENT
    assert "\n".join(texts) == path.read_text().rstrip("\n")
    assert log.continued_count == len(texts) - 1


def test_that_a_line_of_two_megabytes_is_a_document(tmp_path):
    path = tmp_path / "t.txt"
    path.write_text("short\n" + "long " * 400_000 + "\nshort again\n")
    assert list(map(len, read(path, documents="lines"))) == [5, 2_000_000, 11]


def test_that_broken_json_lines_are_named_and_the_rest_is_read(tmp_path):
    path = tmp_path / "t.jsonl"
    lines = [
        '{"text": "first"}',
        '{"text": "broken',
        "",
        '{"text": null}',
        '{"other": "field"}',
        '{"text": "half \\ud83d"}',
        '{"text": "whole \\ud83d\\ude00"}',
        '{"text": "nul \\u0000"}',
        "[" * 100_000,
        '{"text": ""}',
        "17",
        '{"text": "last\u2028of all"}',
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    log = ReadingLog()
    replaced = ["half \ufffd", "whole \U0001f600", "nul \ufffd"]
    assert read(path, log) == ["first", *replaced, "last\u2028of all"]
    assert [line for line, _ in reasons(log)] == [2, 4, 5, 9, 11]
    assert places(log, path) == (2, [(6, None), (8, None)])


def test_that_lines_that_are_json_strings_are_documents(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text('"one"\n"two"\n')
    assert read(path) == ["one", "two"]


def test_that_the_field_can_be_chosen_and_a_misspelt_one_gets_a_suggestion(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text('{"title": "T", "summary": "S", "text": "X"}\n')
    assert read(path, field="summary") == ["S"]
    log = ReadingLog()
    assert read(path, log, field="sumary") == []
    assert "did you mean 'summary'" in reasons(log)[0][1]


def test_that_without_a_usual_name_the_longest_column_is_read(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("id,kind,words\n1,note,a long text in the third column\n2,note,another one\n")
    log = ReadingLog()
    assert read(path, log) == ["a long text in the third column", "another one"]
    assert "the text is read from 'words'" in "".join(str(n.words) for n in log.take_notes())


def test_that_a_number_counts_the_columns_of_a_table_without_a_heading(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("1,first text\n2,second text\n")
    assert read(path, field="2") == ["first text", "second text"]


def test_that_short_rows_of_a_table_are_named_and_bad_bytes_in_others_replaced(tmp_path):
    path = tmp_path / "t.csv"
    rows = b'id,text\n1,"two\nlines"\n2\n3,bad \xff\n4,nul \0\n\n5,last\n'
    path.write_bytes(rows)
    log = ReadingLog()
    documents = read(path, log, encoding="utf-8")
    assert documents == ["two\nlines", "bad \ufffd", "nul \ufffd", "last"]
    assert [line for line, _ in reasons(log)] == [4]
    assert places(log, path) == (2, [(5, rows.find(b"\xff")), (6, rows.find(b"\0"))])


def test_that_an_open_quote_costs_its_row_and_not_the_import(tmp_path):
    path = tmp_path / "t.tsv"
    path.write_text('id\ttext\n1\tfine\n2\t"never closed\n3\tswallowed\n')
    assert read(path)[0] == "fine"


@pytest.mark.parametrize(
    "kind",
    [pa.string(), pa.large_string(), pa.string_view(), pa.dictionary(pa.int32(), pa.string())],
)
def test_that_every_parquet_type_of_text_is_read(tmp_path, kind):
    path = tmp_path / "t.parquet"
    column = pa.array([*TEXTS, None, " ", TEXTS[0]]).cast(kind)
    pq.write_table(pa.table({"text": column, "n": range(len(column))}), path)
    log = ReadingLog()
    assert read(path, log) == [*TEXTS, TEXTS[0]]
    assert [line for line, _ in reasons(log)] == [len(TEXTS) + 1]


@pytest.mark.parametrize("nested", [False, True])
def test_that_bad_bytes_in_a_parquet_column_are_replaced(tmp_path, nested):
    path = tmp_path / "t.parquet"
    column = pa.array([b"good", b"bad \xff", b"fine"]).view(pa.string())
    struct = pa.StructArray.from_arrays([column], names=["text"])
    pq.write_table(pa.table({"data": struct} if nested else {"text": column}), path)
    log = ReadingLog()
    field = "data.text" if nested else "text"
    assert read(path, log, field=field) == ["good", "bad \ufffd", "fine"]
    assert places(log, path) == (1, [(2, None)])


@pytest.mark.parametrize("name", ["t.txt.gz", "t.parquet", "t.parquet.gz"])
def test_that_a_damaged_file_is_named_and_what_came_before_stays(tmp_path, name):
    path = tmp_path / name
    whole = tmp_path / name.removesuffix(".gz")
    if "parquet" in name:
        write_parquet(whole)
    else:
        whole.write_text("".join(f"document {i}\n" for i in range(300_000)))
    data = gzip.compress(whole.read_bytes()) if name.endswith(".gz") else whole.read_bytes()
    path.write_bytes(data[: len(data) * 9 // 10])
    log = ReadingLog()
    texts = read(path, log, documents="lines")
    assert (len(texts) > 1000) == (name == "t.txt.gz")
    assert log.skipped_count == 1
    assert str(path) in reasons(log)[0][1]


@pytest.mark.parametrize("name", ["t.txt", "t.txt.gz", "t.csv", "t.jsonl", "t.parquet"])
def test_that_a_binary_file_is_named_whatever_it_is_called(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(b"\x7fELF" + bytes(range(256)) * 40)
    for encoding in ("", "utf-8"):
        log = ReadingLog()
        assert read(path, log, encoding=encoding) == []
        assert log.skipped_count == 1


def test_that_a_table_of_numbers_has_no_column_of_text(tmp_path):
    path = tmp_path / "t.parquet"
    pq.write_table(pa.table({"n": [1, 2, 3]}), path)
    log = ReadingLog()
    assert read(path, log) == []
    assert "has no column of text" in reasons(log)[0][1]
