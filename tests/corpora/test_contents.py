"""What is no text is named for what it is; the oracles are the programs that wrote the bytes."""

import bz2
import gzip
import io
import json
import lzma
import sqlite3
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.feather
import pyarrow.parquet as pq
import pytest
from safetensors.numpy import save

from workbench.corpora.formats.readers import ReadAs, read_documents
from workbench.corpora.formats.rows import fields_of
from workbench.corpora.preview import inspect_file
from workbench.corpora.reading import ReadingLog
from workbench.corpora.sources import find_sources
from workbench.errors import BadInput


def zipped(*names: str, first: bytes = b"") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        if first:
            archive.writestr("mimetype", first)
        for name in names:
            archive.writestr(name, "<x/>" * 500)
    return stream.getvalue()


def tarred() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"), io.BytesIO())
    return stream.getvalue()


def database() -> bytes:
    with sqlite3.connect(":memory:") as connection:
        connection.execute("create table t (text)")
        return connection.serialize()


def numbers() -> bytes:
    stream = io.BytesIO()
    np.save(stream, np.zeros(300))
    return stream.getvalue()


def table(write: object) -> bytes:
    stream = io.BytesIO()
    assert callable(write)
    write(pa.table({"text": ["one", "two"]}), stream)
    return stream.getvalue()


NOTEBOOK = json.dumps({"cells": [{"cell_type": "code", "source": ["1+1"]}], "nbformat": 4})
DOCX = zipped("[Content_Types].xml", "_rels/.rels", "word/document.xml")
KINDS = {
    "docx": (DOCX, "office program"),
    "xlsx": (zipped("[Content_Types].xml", "docProps/app.xml", "xl/workbook.xml"), "spreadsheet"),
    "pptx": (zipped("[Content_Types].xml", "ppt/presentation.xml"), "presentation"),
    "odt": (
        zipped("content.xml", first=b"application/vnd.oasis.opendocument.text"),
        "office program",
    ),
    "ods": (
        zipped("content.xml", first=b"application/vnd.oasis.opendocument.spreadsheet"),
        "spreadsheet",
    ),
    "epub": (zipped("OEBPS/1.xhtml", first=b"application/epub+zip"), "e-book"),
    "zip": (zipped("a.txt"), "archive"),
    "no zip after all": (zipped("a.txt")[:300], "archive"),
    "empty zip": (zipped(), "archive"),
    "tar": (tarred(), "archive"),
    "7z": (b"7z\xbc\xaf\x27\x1c\0\x04" + bytes(60), "archive"),
    "rar": (b"Rar!\x1a\x07\x01\0" + bytes(60), "archive"),
    "gz": (gzip.compress(b"words"), "ending .gz"),
    "bz2": (bz2.compress(b"words"), "ending .bz2"),
    "xz": (lzma.compress(b"words"), "ending .xz"),
    "zstd": (b"\x28\xb5\x2f\xfd\x04\x00" + b"words", "compressed"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "PDF"),
    "rtf": (b"{\\rtf1\\ansi Hello\\par}", "RTF"),
    "doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "office program"),
    "html": (b"<!DOCTYPE html>\n<html><body>Hi</body></html>", "web page"),
    "html with a mark": (b"\xef\xbb\xbf  <!-- saved -->\n<HTML lang='en'>", "web page"),
    "ipynb": (NOTEBOOK.encode(), "notebook"),
    "lfs": (b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n", "Git LFS"),
    "sqlite": (database(), "database"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(30), "picture"),
    "jpg": (b"\xff\xd8\xff\xe0\0\x10JFIF" + bytes(30), "picture"),
    "gif": (b"GIF89a" + bytes(30), "picture"),
    "webp": (b"RIFF\x10\0\0\0WEBPVP8 " + bytes(30), "picture"),
    "wav": (b"RIFF\x10\0\0\0WAVEfmt " + bytes(30), "recording"),
    "mp4": (b"\0\0\0\x18ftypisom" + bytes(30), "film"),
    "elf": (b"\x7fELF\x02\x01\x01" + bytes(60), "program"),
    "exe": (b"MZ\x90\0\x03\0\0\0" + bytes(60), "program"),
    "npy": (numbers(), "numbers"),
    "safetensors": (save({"w": np.zeros(300, np.float32)}), "weights"),
    "parquet": (table(pq.write_table), "ending .parquet"),
    "arrow": (table(lambda t, out: pyarrow.feather.write_feather(t, out)), "another kind"),
}


@pytest.mark.parametrize("ending", ["txt", "csv", "jsonl"])
@pytest.mark.parametrize("kind", KINDS)
def test_that_what_is_no_text_is_named_whatever_its_ending_says(tmp_path: Path, kind, ending):
    data, name = KINDS[kind]
    path = tmp_path / f"file.{ending}"
    path.write_bytes(data)
    log = ReadingLog()
    (source,) = find_sources([str(path)], log)
    assert not [one for batch in read_documents(source, ReadAs(), log) for one in batch.documents]
    (why,) = [str(part.words) for part in log.skipped]
    assert name in why
    assert str(path) in why
    assert str(inspect_file(str(path)).problem) == why
    if ending != "txt":
        with pytest.raises(BadInput) as caught:
            fields_of(str(path))
        assert str(caught.value) == why


def test_that_what_stands_within_a_compressed_file_is_named_too(tmp_path: Path):
    path = tmp_path / "text.txt.gz"
    path.write_bytes(gzip.compress(DOCX))
    assert "office program" in str(inspect_file(str(path)).problem)


@pytest.mark.parametrize(
    "text",
    [
        "<p>A text that begins with a tag.",
        "MZ is a town; BM another; RIFF a chord.",
        "PK wrote this.",
        "%PD is no signature",
        '{"cells": [1, 2]}',
        "GGU and BZ are abbreviations",
    ],
)
def test_that_text_that_only_resembles_a_signature_is_read(tmp_path: Path, text: str):
    path = tmp_path / "text.txt"
    path.write_text(text)
    preview = inspect_file(str(path))
    assert preview.problem is None
    assert preview.preview == text


@pytest.mark.parametrize("name", ["a.txt", "a.csv", "a.jsonl", "a.json"])
@pytest.mark.parametrize("data", [gzip.compress(b""), gzip.compress(b"\xef\xbb\xbf"), b"\x1f\x8b"])
def test_that_a_compressed_file_with_nothing_in_it_is_a_sentence(tmp_path: Path, name, data):
    path = tmp_path / f"{name}.gz"
    path.write_bytes(data)
    log = ReadingLog()
    (source,) = find_sources([str(path)], log)
    assert not [one for batch in read_documents(source, ReadAs(), log) for one in batch.documents]
    assert [part.file for part in log.skipped] == [str(path)]
    preview = inspect_file(str(path))
    assert preview.problem is not None or not preview.preview
