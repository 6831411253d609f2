"""The table of runs: remarks, views, groups; what a person typed is in the folders."""

import statistics
from pathlib import Path

import pytest
from a_project import add_corpus, add_run, ended, journal, metrics, started

from workbench.errors import BadInput, NotFound
from workbench.project import Project
from workbench.store.choices.views import KeptView
from workbench.store.folders import ProjectFolder
from workbench.store.naming import rename
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.notes.remarks import RemarksChange

LOSSES = {"one": (4.0, 3.0, 3.5), "two": (5.0, 2.0, 6.0), "three": (1.5,)}


@pytest.fixture
def lab(tmp_path: Path):
    folder = ProjectFolder.open(tmp_path / "lab", create=True)
    corpus = add_corpus(folder, "novel")
    for name, losses in LOSSES.items():
        run = add_run(folder, name, inputs=Inputs(corpus=corpus))
        points = (metrics(step, validation_loss=loss) for step, loss in enumerate(losses, 1))
        journal(run, started(run), *points, ended())
    with Project.open(tmp_path / "lab") as project:
        yield project


def names(lab: Project, where: str = "", **asked) -> list[str]:
    return [run.name for run in lab.run_table.find(where, **asked)]


def test_that_best_and_newest_values_are_told_apart(lab: Project) -> None:
    assert names(lab, "best.val_loss < 3") == ["two", "three"]
    assert names(lab, "val_loss < 3") == ["three"]


def test_that_remarks_survive_the_database_and_a_new_name(lab: Project) -> None:
    change = RemarksChange(add_tags=("Good", "good", "seed 1"), note=" the 教師 \n", is_pinned=True)
    assert lab.run_table.remark("two", change).tags == ("Good", "seed 1")
    lab.catalogue.reindex()
    (run,) = lab.run_table.find('tag = "SEED 1" and 教師')
    assert (run.name, run.remarks.note, run.remarks.is_pinned) == ("two", "the 教師", True)
    rename(ProjectFolder.open(lab.folder), run, "second")
    lab.run_table.remark("second", RemarksChange(remove_tags=("good",)))
    (run,) = lab.run_table.find("pinned = yes")
    assert (run.name, run.remarks.tags) == ("second", ("seed 1",))


def test_that_what_is_archived_is_shown_only_to_who_asks(lab: Project) -> None:
    lab.run_table.remark("one", RemarksChange(is_archived=True))
    assert names(lab) == ["two", "three"]
    assert names(lab, archived=True) == ["one", "two", "three"]
    assert names(lab, "archived = yes") == ["one"]


@pytest.mark.parametrize("tag", ["", " ", "a,b", "x" * 61])
def test_that_a_tag_that_is_none_is_told(lab: Project, tag: str) -> None:
    with pytest.raises(BadInput, match="is no tag"):
        lab.run_table.remark("one", RemarksChange(add_tags=(tag,)))


def test_that_a_source_goes_by_its_name_of_now(lab: Project) -> None:
    (corpus,) = lab.corpora
    lab.catalogue.rename(corpus, "story")
    assert names(lab, "corpus = story") == ["one", "two", "three"]


def test_that_groups_have_mean_and_deviation_of_the_best_values(lab: Project) -> None:
    (group,) = lab.run_table.groups("corpus")
    bests = [min(losses) for losses in LOSSES.values()]
    assert (group.value, len(group.rows)) == ("novel", 3)
    assert group.best == min(bests)
    assert group.mean == statistics.fmean(bests)
    assert group.deviation == statistics.stdev(bests)


def test_that_a_view_is_kept_and_found_again(lab: Project) -> None:
    view = KeptView(where="val_loss < 4", columns=("name",), sorted_by="started")
    assert lab.run_table.keep_view(" mine ", view) == "mine"
    assert lab.run_table.views() == {"mine": view}
    with pytest.raises(NotFound, match="did you mean 'mine'"):
        lab.run_table.view("mina")
    lab.run_table.delete_view("mine")
    assert lab.run_table.views() == {}


def test_that_found_runs_show_themselves_without_running_what_is_in_a_name(lab: Project) -> None:
    (run,) = lab.run_table.find("one")
    lab.catalogue.rename(run, "<script>one")
    shown = lab.run_table.find("one")._repr_html_()
    assert "&lt;script&gt;one" in shown
    assert "<script>" not in shown
