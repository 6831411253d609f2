"""Labels and chats in tables: what is one class, what contradicts, what is no class at all."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet
import pytest

from workbench.corpora.formats.rows import fields_of
from workbench.corpora.reading import ReadingLog
from workbench.data.labelled.examples import (
    Example,
    ExampleColumns,
    Examples,
    keep,
    kept,
    read_examples,
    split,
)
from workbench.data.labelled.labels import (
    are_amounts,
    contradictions,
    other_spellings,
    respelled,
)


def labelled(*pairs: tuple[str, str]) -> tuple[Example, ...]:
    return tuple(Example(first=first, target=target) for first, target in pairs)


@pytest.mark.parametrize(
    ("labels", "usual"),
    [
        (["yes", "Yes", "YES ", "yes", "no"], {"Yes": "yes", "YES ": "yes"}),
        (["1", "1.0", "1.00", "2", "1.0"], {"1": "1.0", "1.00": "1.0"}),
        (["ﬁne", "fine"], {"fine": "ﬁne"}),
        (["very  good", "very good", "very good"], {"very  good": "very good"}),
        (["01", "1", "001"], {}),
        (["-0", "0", "+1", "1", "1"], {"0": "-0", "+1": "1"}),
        (["US", "UK", "1e3", "1000", "½"], {}),
        (["9" * 5000, "0." + "1" * 31], {}),
    ],
)
def test_that_spellings_of_one_label_are_known(labels: list[str], usual: dict[str, str]) -> None:
    assert other_spellings(labels) == usual


def test_that_examples_that_become_equal_count_once() -> None:
    examples = labelled(("a", "yes"), ("a", "Yes"), ("b", "yes"))
    usual = other_spellings(one.target for one in examples)
    assert respelled(examples, usual) == labelled(("a", "yes"), ("b", "yes"))


def test_that_a_text_with_two_labels_is_found_and_stays_on_one_side() -> None:
    examples = labelled(*((f"text {n}", "a") for n in range(40)))
    torn = labelled(*((f"text {n}", "b") for n in range(0, 40, 3)))
    found = contradictions([*examples, *torn])
    assert found == {f"text {n}": ("a", "b") for n in range(0, 40, 3)}
    for seed in range(5):
        parts = split([*examples, *torn], 0.25, seed, lambda one: one.texts)
        sides = [{one.texts for one in part} for part in (parts.train, parts.validation)]
        assert sides[0].isdisjoint(sides[1])
        assert len(sides[1]) == 10
        assert split(examples, 0.25, seed, lambda one: one.texts) == split(examples, 0.25, seed)


def test_that_many_numbers_are_amounts() -> None:
    assert are_amounts([str(n) for n in range(18, 78)])
    assert are_amounts([f"{n / 2}" for n in range(12)])
    assert not are_amounts([str(n) for n in range(10)])
    assert not are_amounts([*map(str, range(60)), "none"])


CHAT = [
    {"role": "system", "content": ""},
    {"role": "user", "content": "Who sings?"},
    {"role": "assistant", "content": [{"type": "text", "text": "The wren."}]},
]
SHARED = [{"from": "human", "value": "Who sings?"}, {"from": "gpt", "value": "The wren."}]
SPOKEN = [CHAT[1], {"role": "Assistant", "content": "The wren."}]
TURNS = (("user", "Who sings?"), ("assistant", "The wren."))


def written(path: Path, rows: list[dict[str, Any]]) -> Path:
    if path.suffix == ".parquet":
        pyarrow.parquet.write_table(pa.Table.from_pylist(rows), path)
    elif path.suffix == ".json":
        path.write_text(json.dumps(rows))
    elif path.suffix == ".csv":
        cells = [json.dumps(row["messages"]).replace('"', '""') for row in rows]
        path.write_text("\n".join(["id,messages", *(f'1,"{cell}"' for cell in cells)]))
    else:
        path.write_text("\n".join(map(json.dumps, rows)))
    return path


@pytest.mark.parametrize(
    ("name", "rows", "column", "turns"),
    [
        ("a.jsonl", [{"messages": CHAT}], "messages", (("system", ""), *TURNS)),
        ("a.json", [{"conversations": SHARED}], "conversations", TURNS),
        ("a.parquet", [{"data": {"talk": SHARED}}], "data.talk", TURNS),
        ("a.parquet", [{"messages": SPOKEN}], "messages", TURNS),
        ("a.csv", [{"messages": SHARED}], "messages", TURNS),
        ("a.jsonl", [{"text": json.dumps(SHARED)}], "text", TURNS),
    ],
)
def test_that_chats_are_read_from_every_kind_of_table(
    tmp_path: Path, name: str, rows: Any, column: str, turns: Any
) -> None:
    path = written(tmp_path / name, rows)
    assert column in fields_of(str(path))
    read = read_examples(str(path), ExampleColumns(chat=column), ReadingLog())
    (example,) = read.examples
    assert example.turns == turns


def test_that_chats_without_an_answer_each_time_are_left_out_and_counted(tmp_path: Path) -> None:
    user, answer = {"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}
    calls: Any = {"role": "assistant", "content": None, "tool_calls": []}
    chats: list[Any] = [[user], [user, answer, calls], [{"content": "x"}, answer], [user, answer]]
    path = written(tmp_path / "a.jsonl", [{"messages": chat} for chat in chats])
    read = read_examples(str(path), ExampleColumns(chat="messages"), ReadingLog())
    assert [len(one.turns) for one in read.examples] == [2]
    assert read.incomplete == 3


def test_that_kept_chats_are_the_same_and_other_examples_are_written_as_ever(
    tmp_path: Path,
) -> None:
    chat = Example(first="", target="", turns=(("user", "a"), ("assistant", "b")))  # type: ignore[arg-type]
    both = Examples((chat,), labelled(("a", "b")))
    keep(both, tmp_path / "kept")
    assert kept(tmp_path / "kept") == both
    lines = (tmp_path / "kept" / "validation.jsonl").read_text()
    assert lines == '{"first":"a","second":"","target":"b"}\n'
