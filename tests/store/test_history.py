"""The history of texts, its search and its exports, and the presets of a project."""

import csv
import io
import json
import sqlite3
import threading
from pathlib import Path

import pytest

from workbench.errors import BadInput, Corrupt, NotFound
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.spec import Sample
from workbench.generation.texts.written_text import WrittenText, as_csv, as_json, as_markdown
from workbench.project import Project
from workbench.project.history import TextHistory, export_texts
from workbench.store.history import history as stored

TEXTS = (
    "床前明月光，疑是地上霜",
    'The quick brown Foxes said "boo" OR nothing',
    "emoji 😀 and a nul \0 here",
    "<b>html</b> ``` and `code` =1+1",
)


def written(text: str, **others: object) -> WrittenText:
    plain = written_plain(text) | others
    return WrittenText.of_plain(plain)


def written_plain(text: str) -> dict[str, object]:
    return {
        "prompt": PromptSpec(text="Once ", history=("a", "b"), chat=True).model_dump(),
        "model": "teacher@best",
        "step": 10,
        "digest": "ab" * 32,
        "strategy": "sample(top_p=0.9)",
        "seed": 7,
        "max_new_tokens": 5,
        "text": text,
        "ids": [5, 6],
        "ending": "length",
    }


@pytest.fixture
def history(tmp_path: Path) -> TextHistory:
    history = TextHistory(tmp_path)
    for text in TEXTS:
        history.keep(written(text))
    return history


@pytest.mark.parametrize(
    ("search", "expected"),
    [
        ("光", [0]),
        ("明月", [0]),
        ("明月光", [0]),
        ("月明", []),
        ("床前 霜", [0]),
        ("fox", [1]),
        ("QUICK brown", [1]),
        ("quick fox", [1]),
        ("rown", [1]),
        ("ick row", [1]),
        ("ick zow", []),
        ("oxe", [1]),
        ("quick-b", [1]),
        ('"boo"', [1]),
        ("OR", [1]),
        ("NEAR(a b)", []),
        ("😀", [2]),
        ("teacher", [3, 2, 1, 0]),
        ("\0", []),
        ("", [3, 2, 1, 0]),
    ],
)
def test_that_texts_are_found_by_any_part_of_words_and_of_chinese(
    history: TextHistory, search: str, expected: list[int]
):
    found = history.find(search)
    assert [text.written.text for text in found.texts] == [TEXTS[number] for number in expected]
    assert found.total == len(expected)


def test_that_a_note_is_found_and_a_deleted_text_is_nowhere_in_the_file(
    history: TextHistory, tmp_path: Path
):
    (moon,) = history.find("明月").texts
    history.annotate(moon, note="很好 wonderful", is_starred=True)
    (starred,) = history.find("wond", starred=True).texts
    assert (starred.id, starred.note, starred.written) == (moon.id, "很好 wonderful", moon.written)
    assert history.delete([moon.id, 99]) == 1
    assert history.find("很好").total == 0
    assert not any("明月光".encode() in path.read_bytes() for path in tmp_path.iterdir())


def test_that_the_oldest_without_note_or_star_are_let_go_and_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(stored, "MOST_KEPT", 2)
    history = TextHistory(tmp_path)
    history.keep(written("first"))
    history.annotate(history.find().texts[0], note="keep me", is_starred=False)
    for text in ("second", "third", "fourth"):
        history.keep(written(text))
    found = history.find()
    assert [text.written.text for text in found.texts] == ["fourth", "first"]
    assert found.let_go == 2


def test_that_threads_that_keep_texts_at_once_lose_none(tmp_path: Path):
    def keep() -> None:
        for number in range(10):
            TextHistory(tmp_path).keep(written(f"text {number}"))

    threads = [threading.Thread(target=keep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert TextHistory(tmp_path).find("text").total == 40


def test_that_damage_is_told_of_and_nothing_is_removed(history: TextHistory, tmp_path: Path):
    path = tmp_path / "history.db"
    with sqlite3.connect(path) as connection:
        connection.execute("update texts set plain = replace(plain, 'quick', 'quack')")
    found = history.find()
    assert (len(found.texts), found.total, found.damaged) == (3, 4, 1)
    path.write_bytes(b"no database at all" * 400)
    with pytest.raises(Corrupt, match="move it away"):
        history.find()
    with pytest.raises(Corrupt, match="move it away"):
        history.keep(written("more"))
    assert path.read_bytes().startswith(b"no database")


def test_that_reindex_and_an_opening_leave_the_history_as_it_is(tmp_path: Path):
    with Project.open(tmp_path / "lab") as lab:
        lab.history.keep(written(TEXTS[0]))
        lab.catalogue.reindex()
    (tmp_path / "lab" / "project.db").unlink()
    with Project.open(tmp_path / "lab") as lab:
        assert lab.history.find("明月").total == 1


def test_that_many_texts_are_read_by_what_was_made_once(monkeypatch: pytest.MonkeyPatch):
    written("a")
    monkeypatch.setattr("workbench.generation.texts.written_text.TypeAdapter", None)
    assert [written(text).text for text in TEXTS] == list(TEXTS)


def test_that_exports_hold_everything_and_no_text_ends_its_block(tmp_path: Path):
    texts = [written(text, tokens=[{"id": 5}]) for text in TEXTS]
    assert [WrittenText.of_plain(plain) for plain in json.loads(as_json(texts))] == texts
    rows = list(csv.DictReader(io.StringIO(as_csv([*texts, written("=1+1")]))))
    assert [row["seed"] for row in rows] == ["7"] * 5
    assert rows[-1]["text"] == "'=1+1"
    assert json.loads(rows[0]["history"]) == ["a", "b"]
    shown = as_markdown(texts)
    assert "\n````\n<b>html</b> ``` and `code` =1+1\n````\n" in shown
    for name in ("all.md", "all.csv", "all.json"):
        export_texts(texts, tmp_path / name)
        assert (tmp_path / name).stat().st_size
    with pytest.raises(BadInput, match=r"end its name in \.md"):
        export_texts(texts, tmp_path / "all.txt")


def test_that_a_preset_writes_as_its_strategy_and_a_misspelt_one_is_told(tmp_path: Path):
    with Project.open(tmp_path / "lab") as lab:
        presets = lab.presets
        assert presets.keep("  my  poems ", "sample(top_p=0.9)") == "my poems"
        assert presets.get("my poems") == Sample(top_p=0.9)
        assert presets.rename("my poems", "verse") == "verse"
        presets.keep("prose", "greedy")
        assert presets.names() == ("prose", "verse")
        for call in (lambda: presets.get("vers"), lambda: presets.delete("vers")):
            with pytest.raises(NotFound, match="did you mean 'verse'"):
                call()
        with pytest.raises(BadInput, match="another name"):
            presets.rename("prose", "verse")
        presets.delete("prose")
        (lab.folder / "presets.json").write_text('{"verse": "greedy"}')
        with pytest.raises(Corrupt, match="damaged"):
            presets.names()
