"""Records of JSON and Parquet: the oracles are the json module and pyarrow, which write them."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.corpora.formats.json_files import records
from workbench.corpora.formats.readers import ReadAs, read_documents
from workbench.corpora.formats.rows import fields_of, read_rows
from workbench.corpora.preview import inspect_file
from workbench.corpora.reading import ReadingLog
from workbench.corpora.sources import find_sources
from workbench.corpora.text import TextBlock

CHAT = [
    {"role": "system", "content": "Be kind."},
    {"role": "user", "content": "Who sings?"},
    {"role": "assistant", "content": "The wren."},
]
SHARED = [{"from": "human", "value": "Who sings?"}, {"from": "gpt", "value": "The wren."}]
PARTS = [
    {"role": "user", "content": [{"type": "text", "text": "Who sings?"}]},
    {"role": "assistant", "content": "The wren."},
]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


def read(path: Path, log: ReadingLog | None = None, field: str = "") -> list[str]:
    (source,) = find_sources([str(path)], ReadingLog())
    batches = list(read_documents(source, ReadAs(field=field), log or ReadingLog()))
    assert all(0 <= batch.position <= source.size for batch in batches)
    return [document for batch in batches for document in batch.documents]


def written(folder: Path, name: str, value: Any, **how: Any) -> Path:
    path = folder / name
    if name.endswith(".parquet"):
        pq.write_table(pa.Table.from_pylist(value), path)
    elif name.endswith(".json"):
        path.write_text(json.dumps(value, **how))
    else:
        path.write_text("\n".join(json.dumps(one) for one in value))
    return path


@pytest.mark.slow
@settings(max_examples=80)
@given(st.lists(VALUES), st.sampled_from([None, 0, 3]), st.integers(1, 40))
def test_that_any_list_is_read_back_from_parts_of_any_size(values, indent, size):
    text = json.dumps(values, indent=indent)
    parts = [text[at : at + size] for at in range(0, len(text), size)]
    log = ReadingLog()
    found = records((TextBlock(part, 1, 0) for part in parts), "t.json", False, log)
    assert [record.value for record in found] == values
    assert log.skipped_count == 0


def test_that_records_know_their_lines(tmp_path):
    value = [{"text": "one"}, {"text": None}, {"text": "three"}]
    log = ReadingLog()
    assert read(written(tmp_path, "t.json", value, indent=1), log) == ["one", "three"]
    assert [part.line for part in log.skipped] == [5]


@pytest.mark.parametrize(
    ("value", "documents"),
    [
        ([{"text": "a note"}, {"text": "more"}], ["a note", "more"]),
        (["a note", "more"], ["a note", "more"]),
        ({"version": 2, "data": [{"text": "a note"}], "tags": []}, ["a note"]),
        ({"text": "a note", "n": 1}, ["a note"]),
        ({"data": [{"parts": [{"context": "a"}, {"context": "b"}]}]}, ["a\nb"]),
        ({"x1": {"text": "a note", "n": 1}, "x2": {"text": "more"}}, ["a note", "more"]),
        ({"text": {"0": "a note", "4": "more"}, "n": {"0": 1, "4": 2}}, ["a note", "more"]),
        ({"doc": {"text": "a note"}, "n": 1}, ["a note"]),
        ({"id": ["a", "b"], "text": ["a note", "more"]}, ["a note", "more"]),
        ({"n": [1, 2], "text": ["a note", None], "version": 1}, ["a note"]),
        (
            {"columns": ["id", "text"], "index": [0, 1], "data": [[1, "a note"], [2, "more"]]},
            ["a note", "more"],
        ),
        ({"labels": ["x", "y"], "data": [{"text": "a note"}]}, ["a note"]),
        ({"authors": ["someone"], "text": ["a note", "more"]}, ["a note", "more"]),
        (
            {"text": "a note, at some length", "tags": ["x"], "by": ["y"]},
            ["a note, at some length"],
        ),
    ],
)
def test_that_a_json_file_holds_a_list_of_records_or_an_object_with_one(tmp_path, value, documents):
    for indent in (None, 2):
        assert read(written(tmp_path, "t.json", value, indent=indent)) == documents


def test_that_columns_that_are_lists_are_those_of_a_table(tmp_path):
    value = {"id": ["a", "b"], "text": ["a note", "more"]}
    path = str(written(tmp_path, "t.json", value))
    assert fields_of(path) == ("id", "text")
    rows = [row.values for row in read_rows(path, ["id", "text"], ReadingLog())]
    assert rows == [("a", "a note"), ("b", "more")]


def test_that_a_very_long_list_of_texts_is_read_in_parts(tmp_path, monkeypatch):
    monkeypatch.setattr("workbench.corpora.formats.json_files._LONGEST_COLUMN", 100)
    texts = [f"a note of number {number}" for number in range(50)]
    path = written(tmp_path, "t.json", {"id": ["a"], "text": texts})
    assert read(path) == texts


def test_that_lines_of_json_are_read_whatever_the_file_is_called(tmp_path):
    for name in ("t.json", "t.ndjson", "t.jsonl"):
        path = tmp_path / name
        path.write_text('{"text": "one"}\n{"text": "two"}\n')
        assert read(path) == ["one", "two"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.json", '{"text": "one"}{"text": "two"}\n{"text": "three"}'),
        ("t.json", '[{"text": "one"},\n{"text": "two"}]\n[{"text": "three"}]'),
        ("t.json", '{"text": "one"},\n{"text": "two"},\n{"text": "three"},\n'),
        ("t.jsonl", '{"text": "one"},\n{"text": "two"},\n{"text": "three"},\n'),
        ("t.jsonl", '[{"text": "one"}, {"text": "two"}, {"text": "three"}]\n'),
        ("t.jsonl", '{\n"text": "one"\n}\n{\n"text": "two"\n}\n{\n"text": "three"\n}\n'),
    ],
)
def test_that_values_one_behind_the_other_are_all_read(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    log = ReadingLog()
    assert read(path, log) == ["one", "two", "three"]
    assert log.skipped_count == 0
    assert inspect_file(str(path)).field == "text"


@pytest.mark.parametrize(
    ("text", "documents", "why"),
    [
        ('{"text": "one"} and so on', ["one"], "line 1: is no valid JSON from here on"),
        ("{'text': 'one'}\n{'text': 'two'}", [], "line 1: is no valid JSON from here on"),
        ('{"text": null}\n{"text": null}', [], "has no text in any column; it has: text"),
        ('[{"text": "one"}, {"text": "two"', ["one"], "line 1: is no valid JSON from here on"),
        ('[{"text": "one"},\n{"text" "two"}]', ["one"], "line 2: is no valid JSON from here on"),
        ("[" * 100_000, [], "line 1: is no valid JSON from here on"),
        ("not at all", [], "line 1: is no valid JSON from here on"),
        ("[]", [], "holds no records"),
        ("[1, 2]", [], "has no column of text"),
        ('{"seed": 3, "path": "a place"}', [], "holds one object and no list of records"),
        ('{"a": [{"text": "x"}], "b": [{"text": "y"}]}', ["x"], "'a' was read, and not b"),
    ],
)
def test_that_what_is_amiss_in_json_is_named_and_what_came_before_stays(
    tmp_path, text, documents, why
):
    path = tmp_path / "t.json"
    path.write_text(text)
    log = ReadingLog()
    assert read(path, log) == documents
    assert [why in str(part.words) for part in log.skipped] == [True]
    problem = inspect_file(str(path)).problem
    assert documents or (problem is not None and why in str(problem))


@pytest.mark.parametrize("name", ["t.jsonl", "t.json", "t.parquet"])
def test_that_a_field_has_a_path(tmp_path, name):
    value = [
        {"id": "a longer name than text", "data": {"text": f"t{n}", "n": n}, "tags": ["x", "y"]}
        for n in range(3)
    ]
    path = written(tmp_path, name, value)
    assert fields_of(str(path)) == ("id", "data.text", "data.n", "tags")
    assert read(path) == ["t0", "t1", "t2"]
    assert read(path, field="tags") == ["x\ny"] * 3
    rows = read_rows(str(path), ("data.text", "data.n", "tags"), ReadingLog())
    assert [row.values for row in rows] == [(f"t{n}", str(n), "") for n in range(3)]


@pytest.mark.parametrize("name", ["t.jsonl", "t.json", "t.parquet"])
@pytest.mark.parametrize("chat", [CHAT, SHARED], ids=["messages", "conversations"])
def test_that_a_chat_is_a_document_and_an_example(tmp_path, name, chat):
    key = "messages" if chat is CHAT else "conversations"
    path = written(tmp_path, name, [{"id": "c-0", key: chat}] * 2)
    said = [turn.get("content") or turn["value"] for turn in chat]
    assert read(path) == ["\n".join(said)] * 2
    rows = read_rows(str(path), ("prompt", "response"), ReadingLog())
    assert [row.values for row in rows] == [("\n\n".join(said[:-1]), said[-1])] * 2


def test_that_a_message_in_parts_is_put_together(tmp_path):
    path = written(tmp_path, "t.jsonl", [{"messages": PARTS}])
    assert read(path) == ["Who sings?\nThe wren."]
    rows = read_rows(str(path), ("prompt", "response"), ReadingLog())
    assert [row.values for row in rows] == [("Who sings?", "The wren.")]


def test_that_a_picture_in_a_message_costs_none_of_what_is_said(tmp_path):
    shown = {"type": "image_url", "image_url": {"url": "wren.png"}}
    asked = {"role": "user", "content": [{"type": "text", "text": "Who sings?"}, shown]}
    assert read(written(tmp_path, "t.jsonl", [{"messages": [asked, PARTS[1]]}])) == [
        "Who sings?\nThe wren."
    ]


def test_that_the_preview_keeps_chats_apart(tmp_path):
    path = written(tmp_path, "t.jsonl", [{"messages": CHAT[1:]}] * 2)
    assert inspect_file(str(path)).preview == "\n\n".join(["Who sings?\nThe wren."] * 2)


def test_that_a_chat_without_an_answer_is_no_example(tmp_path):
    path = written(tmp_path, "t.jsonl", [{"messages": CHAT}, {"messages": CHAT[:2]}])
    rows = read_rows(str(path), ("prompt", "response"), ReadingLog())
    assert [row.values for row in rows][1] == ("", "")


@pytest.mark.parametrize("name", ["t.jsonl", "t.json", "t.parquet"])
def test_that_instructions_are_documents_and_examples_with_their_input(tmp_path, name):
    value = [
        {"instruction": "Translate.", "input": "wren", "output": "Zaunkönig"},
        {"instruction": "Sing.", "input": "", "output": "La"},
    ]
    path = written(tmp_path, name, value)
    assert read(path) == ["Translate.\n\nwren\n\nZaunkönig", "Sing.\n\nLa"]
    rows = read_rows(str(path), ("prompt", "response"), ReadingLog())
    assert [row.values for row in rows] == [("Translate.\n\nwren", "Zaunkönig"), ("Sing.", "La")]


def test_that_columns_with_a_name_or_a_dot_in_common_can_all_be_read(tmp_path):
    twice = tmp_path / "twice.parquet"
    columns = [pa.array(["short"]), pa.array(["the long one"])]
    pq.write_table(pa.Table.from_arrays(columns, names=["text", "text"]), twice)
    assert inspect_file(str(twice)).fields == ("text", "text (2)")
    log = ReadingLog()
    assert read(twice, log) == ["short"]
    assert any("'text (2)' is the name of the second" in str(told) for told in log.told)
    assert read(twice, field="text (2)") == ["the long one"]
    dotted = written(tmp_path, "dot.parquet", [{"doc.text": "outer", "doc": {"text": "inner"}}])
    assert read(dotted) == ["outer"]
    assert read(dotted, field="doc.text (2)") == ["inner"]


@pytest.mark.parametrize("name", ["t.jsonl", "t.json", "t.parquet", "t.csv"])
def test_that_a_text_that_begins_late_is_found(tmp_path, name):
    value = [{"title": f"A title {n}", "text": None} for n in range(300)]
    value += [{"title": "A title", "text": "The text itself."}]
    if name == "t.csv":
        lines = ["title,text", *(f"{one['title']},{one['text'] or ''}" for one in value)]
        path = tmp_path / name
        path.write_text("\n".join(lines))
    else:
        path = written(tmp_path, name, value)
    assert read(path) == ["The text itself."]


def test_that_records_may_be_longer_than_a_part_of_the_file(tmp_path):
    value = [{"text": "long " * 500_000}, {"text": "short"}]
    for indent in (None, 1):
        path = written(tmp_path, "t.json", value, indent=indent)
        assert list(map(len, read(path))) == [2_500_000, 5]
        assert inspect_file(str(path)).field == "text"


def test_that_a_text_may_be_a_list_in_some_records(tmp_path):
    path = written(tmp_path, "t.jsonl", [{"text": ["One.", "Two."], "id": "x"}, {"text": "Three."}])
    assert read(path) == ["One.\nTwo.", "Three."]


def test_that_columns_of_other_kinds_do_no_harm(tmp_path):
    path = tmp_path / "t.parquet"
    kinds = {
        "pairs": pa.array([[("k", "v")], []], pa.map_(pa.string(), pa.string())),
        "deep": pa.array([{"a": {"text": "within"}}, {"a": None}]),
        "numbers": pa.array([[1, 2], None]),
        "bytes": pa.array([b"\xff", None]),
    }
    pq.write_table(pa.table(kinds), path)
    assert read(path) == ["within"]
    assert set(fields_of(str(path))) == {"pairs", "deep.a.text", "numbers", "bytes"}
