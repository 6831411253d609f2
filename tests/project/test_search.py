"""One search over a project; the oracle for corpora is Python's own `in` over every document."""

import shutil
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from tiny_project import CORPUS, TEACHER

from workbench.errors import BadInput
from workbench.generation.prompt_spec import PromptSpec
from workbench.generation.texts.written_text import WrittenText
from workbench.project import Project
from workbench.project.searching.search import MOST_OF_A_PLACE, SearchState, parts_of
from workbench.store.files.own import SEARCHED
from workbench.store.runs.notes.remarks import RemarksChange


def found(project: Project, text: str) -> SearchState:
    *_, last = project.search(text)
    assert last.is_complete
    return last


def test_that_every_place_is_searched_and_chinese_by_two_characters(
    tiny_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "zh.txt").write_text("他想起了教师的话。\n\n别的故事。\n\nＡＤＡ 和教师", "utf-8")
    with Project.open(tiny_folder) as project:
        project.add_corpus(tmp_path / "zh.txt", name="故事")
        project.run_table.remark(TEACHER, RemarksChange(note="像教师一样"))
        hits = found(project, "教师").hits
        assert {(hit.place, hit.name, hit.match) for hit in hits} == {
            ("run", TEACHER, "教师"),
            ("corpus", "故事", "教师"),
        }
        assert [hit.at for hit in hits if hit.place == "corpus"] == [1, 3]
        assert [hit.at for hit in found(project, "教师 ada").hits] == [3]
        project.catalogue.take_all_in()
        samples = [hit for hit in found(project, "Ada had").hits if hit.place == "sample"]
        assert {hit.run for hit in samples} == {"0003-big"}


@pytest.mark.parametrize("text", ["ada", "oon", "教师", "师一", "师 l", "x", "样教"])
def test_that_written_texts_are_found_as_corpora_are(
    tiny_folder: Path, tmp_path: Path, text: str
) -> None:
    said = ("Ada had a balloon.", "像教师一样 loon", "loons, 师", "Ａda x")
    (tmp_path / "said.txt").write_text("\n\n".join(said), "utf-8")
    expected = [one for one in said if _holds(one, text)]
    with Project.open(tiny_folder) as project:
        project.add_corpus(tmp_path / "said.txt", name="said")
        for one in said:
            plain = {
                "prompt": PromptSpec(text="").model_dump(),
                "model": "big@best",
                "step": 10,
                "digest": "ab" * 32,
                "strategy": "greedy",
                "seed": 7,
                "max_new_tokens": 5,
                "text": one,
                "ids": [5, 6],
                "ending": "length",
            }
            project.history.keep(WrittenText.of_plain(plain))
        hits = found(project, text).hits
        read = [said[hit.at - 1] for hit in hits if (hit.place, hit.name) == ("corpus", "said")]
        texts = [hit.at for hit in hits if hit.place == "text"]
        assert read == expected
        assert [said[number - 1] for number in reversed(texts)] == expected


def _holds(text: str, sought: str) -> bool:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return all(part in plain for part in sought.split())


def test_that_a_corpus_is_found_as_python_finds_it_and_more_is_said(tiny_folder: Path) -> None:
    with Project.open(tiny_folder) as project:
        documents = list(project.corpus(CORPUS).documents())
        for text in ("dora kite", "HILL", "ada boat pond"):
            state = found(project, text)
            expected = [
                number
                for number, document in enumerate(documents, 1)
                if all(part.casefold() in document.casefold() for part in text.split())
            ]
            numbers = [hit.at for hit in state.hits if hit.place == "corpus"]
            assert numbers == expected[:MOST_OF_A_PLACE]
            cut = any("only the first" in str(note) for note in state.notes)
            assert cut is (len(expected) > MOST_OF_A_PLACE)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('"Ada had" kite', ("ada had", "kite")),
        ("“今天 天气” 好", ("今天 天气", "好")),
        ('"It', ('"it',)),
        ('say"x" ""', ('say"x"', '""')),
        ('" " a', ("a",)),
    ],
)
def test_that_what_stands_in_quotation_marks_is_one_part(text: str, parts: tuple[str, ...]) -> None:
    assert parts_of(text) == parts


def test_that_a_phrase_is_found_only_where_it_stands_so(tiny_folder: Path) -> None:
    with Project.open(tiny_folder) as project:
        documents = list(project.corpus(CORPUS).documents())
        expected = [n for n, one in enumerate(documents, 1) if "had a kite" in one]
        state = found(project, '"had a kite"')
        numbers = [hit.at for hit in state.hits if hit.place == "corpus"]
        assert numbers == expected[:MOST_OF_A_PLACE] != []
        assert "corpus" not in {hit.place for hit in found(project, '"kite a had"').hits}


def test_that_samples_that_cannot_be_searched_are_said(tiny_folder: Path) -> None:
    with Project.open(tiny_folder), Project.open(tiny_folder) as second:
        notes = list(map(str, found(second, "Ada had").notes))
    assert "samples of runs are not searched: project.db cannot be used now" in notes


def test_that_an_empty_search_is_refused(tiny_folder: Path) -> None:
    with Project.open(tiny_folder) as project, pytest.raises(BadInput, match="write what"):
        list(project.search("  "))


@pytest.mark.slow
def test_that_what_is_kept_of_corpora_finds_what_reading_them_finds(
    tiny_folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "zh.txt").write_text(
        "春江潮水连海平\n海上明月共潮生\n\n床前明月光 ﬁne\n\nＡＤＡ's 'quote' a.*b (x) İstanbul\n\n"
        + "\n\n".join(f"第{number}篇 明 月 {'x' * number}" for number in range(150)),
        "utf-8",
    )
    queries = (
        "明月",
        "明 月",
        "fine",
        "ada's",
        "'",
        "a.*b",
        "(x)",
        "i̇stanbul",
        "光",
        "x",
        "月光 床",
    )
    with Project.open(tiny_folder) as project:
        project.add_corpus(tmp_path / "zh.txt", name="诗", documents="blank_lines")
        read = [found_once(project, text) for text in queries]
        assert not (project.folder / SEARCHED).exists()
        list(project.search("明月"))
        folders = list((project.folder / SEARCHED).iterdir())
        assert len(folders) == len(project.corpora)
        kept = [found_once(project, text) for text in queries]
        assert [state.hits for state in kept] == [state.hits for state in read]
        assert [state.notes for state in kept] == [state.notes for state in read]
        assert sum(len(state.hits) for state in kept) > 200


def found_once(project: Project, text: str) -> SearchState:
    """What is found before anything is kept for later searches."""
    return next(state for state in project.search(text) if state.is_complete)


def test_that_what_is_kept_is_made_anew_when_damaged_and_goes_with_its_corpus(
    tiny_folder: Path, tmp_path: Path
) -> None:
    with Project.open(tiny_folder) as project:
        expected = found(project, "hill").hits
        (folder,) = (project.folder / SEARCHED).iterdir()
        text = folder / "text.bin"
        whole = text.read_bytes()
        text.write_bytes(whole.replace(b"hill", b"hall"))
        assert found(project, "hill").hits == expected
        assert text.read_bytes() == whole
        shutil.rmtree(project.folder / SEARCHED)
        assert found(project, "hill").hits == expected
        project.catalogue.delete(project.corpora[0])
        assert found(project, "hill").hits == ()
        assert list((project.folder / SEARCHED).iterdir()) == []


def test_that_no_query_is_taken_for_more_than_its_characters(tiny_folder: Path) -> None:
    with Project.open(tiny_folder) as project:
        for text in ('"', "' OR 1=1 --", "%", "*", "\0", "a\0b", "NEAR(", "\ud800", "𝄞", ".*"):
            assert found(project, text).hits == (), text
        with pytest.raises(BadInput, match="at most 500 characters"):
            list(project.search("x" * 501))


def test_that_a_hit_is_read_where_it_stands(tiny_folder: Path, tmp_path: Path) -> None:
    lines = "\n".join(f"line {number} of many" for number in range(3_000))
    (tmp_path / "long.txt").write_text(f"{lines}\n🎈 THE end of the story\nover", "utf-8")
    with Project.open(tiny_folder) as project:
        project.add_corpus(tmp_path / "long.txt", name="long", documents="files")
        search = project.search("the END")
        *_, last = search
        (hit,) = (one for one in last.hits if one.name == "long")
        document = project.corpus("long").document(hit.at - 1)
        assert document.splitlines()[hit.line - 1] == "🎈 THE end of the story"
        read = search.document(hit)
        places = [read.text[begin:end].casefold() for begin, end in read.places]
        assert places == ["the", "the", "end"]
        assert read.text in document
        assert len(read.text) + read.left_out == len(document)
        assert document.splitlines()[read.line - 1].endswith(read.text.splitlines()[0])
        with pytest.raises(BadInput, match="go to the hit instead"):
            search.document(replace(hit, place="run"))


def test_that_notes_at_steps_are_found(tiny_folder: Path) -> None:
    with Project.open(tiny_folder) as project:
        project.saved_run(TEACHER).pin_note(7, "the rate was halved 手动")
        (hit,) = (one for one in found(project, "手动").hits)
        assert (hit.place, hit.name, hit.at) == ("note", TEACHER, 7)
