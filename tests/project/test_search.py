"""One search over a project; the oracle for corpora is Python's own `in` over every document."""

from pathlib import Path

import pytest
from tiny_project import CORPUS, TEACHER

from workbench.errors import BadInput
from workbench.project import Project
from workbench.project.search import MOST_OF_A_PLACE, SearchState
from workbench.store.runs.remarks import RemarksChange


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


def test_that_samples_that_cannot_be_searched_are_said(tiny_folder: Path) -> None:
    with Project.open(tiny_folder), Project.open(tiny_folder) as second:
        notes = list(map(str, found(second, "Ada had").notes))
    assert "samples of runs are not searched: project.db cannot be used now" in notes


def test_that_an_empty_search_is_refused(tiny_folder: Path) -> None:
    with Project.open(tiny_folder) as project, pytest.raises(BadInput, match="write what"):
        next(project.search("  "))
