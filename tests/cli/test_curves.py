"""The verb `curves`: points of runs, formulas, bands and notes, as the window draws them."""

import csv
from pathlib import Path

import numpy as np
import pytest
from called_verbs import Call

from workbench.events import (
    CheckpointSaved,
    Event,
    Metrics,
    Outcome,
    Reference,
    RunEnded,
    RunResumed,
    RunStarted,
)
from workbench.metrics import TRAINING_FLOPS
from workbench.project import Project
from workbench.store.folders import ProjectFolder
from workbench.store.membership import Membership, branch_of
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.run_folder import RunFolder
from workbench.training.pretrain_spec import PretrainSpec
from workbench.training.spec import RuntimeSpec
from workbench.words import words

VALUES = {1: [3.0, 2.0, 1.5], 2: [3.5, 2.25, 1.0]}


@pytest.fixture
def lab(tmp_path: Path) -> Path:
    """Two runs that differ by their seed."""
    folder = ProjectFolder.open(tmp_path / "lab", create=True)
    for seed, values in VALUES.items():
        spec = PretrainSpec(corpus="novel", tokenizer="bpe", runtime=RuntimeSpec(seed=seed))
        run = folder.new_run(spec, Inputs(), name=f"seed {seed}", kind="pretrain")
        journal = run.journal()
        told: list[Event] = [
            RunStarted(run=run.id, name=f"seed {seed}", kind="pretrain", total_steps=30),
            Reference(metric="validation_loss", name="ngram", value=0.5),
            *(
                Metrics(step=10 * n, values={"validation_loss": value}, tokens=n)
                for n, value in enumerate(values, start=1)
            ),
            RunEnded(outcome=Outcome.FINISHED, words=words("over")),
        ]
        for event in told:
            journal.append(event)
        journal.close()
    return tmp_path / "lab"


def test_that_curves_formulas_and_lines_are_printed_and_written(call: Call, lab: Path) -> None:
    out = lab.parent / "curves.csv"
    arguments = ("curves", "seed 1", "--curve", "val_loss - ngram.val_loss", "--project", lab)
    made = call(*arguments, "--out", out, "--json").object
    assert made["steps"] == [10, 20, 30]
    assert made["values"] == [2.5, 1.5, 1.0]
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert [(row["step"], row["tokens"], row["value"]) for row in rows] == [
        *(("10", "1", "2.5"), ("20", "2", "1.5"), ("30", "3", "1.0"))
    ]
    text = call(*arguments).out
    assert "seed 1" in text
    assert "1.0000" in text


def test_that_flops_stand_beside_the_points_where_they_are_known(call: Call, lab: Path) -> None:
    out = lab.parent / "flops.csv"
    arguments = ("curves", "seed 1", "--project", lab, "--out", out, "--json")
    assert "flops" not in call(*arguments).object
    (folder,) = (lab / "runs").glob("*seed-1")
    journal = RunFolder(folder).journal()
    journal.append(Metrics(step=40, values={TRAINING_FLOPS: 2800.0}, tokens=4))
    journal.close()
    out.unlink()
    assert call(*arguments).object["flops"] == [700.0, 1400.0, 2100.0]
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert [row["flops"] for row in rows] == ["700.0", "1400.0", "2100.0"]


def test_that_a_run_without_histograms_says_how_to_keep_them(call: Call, lab: Path) -> None:
    refused = call("histograms", "seed 1", "--project", lab)
    assert "loop.histograms_every" in refused.err


def test_that_seeds_are_told_as_their_mean_with_a_band(call: Call, lab: Path) -> None:
    made = call("curves", "seed 1", "seed 2", "--seeds", "range", "--project", lab, "--json").object
    assert made["runs"] == "seed 1, seed 2"
    assert made["values"] == np.mean(list(VALUES.values()), axis=0).tolist()
    assert (made["low"], made["high"]) == ([3.0, 2.0, 1.0], [3.5, 2.25, 1.5])


def test_that_a_run_without_the_curve_does_not_hide_the_others(call: Call, lab: Path) -> None:
    folder = ProjectFolder.open(lab)
    spec = PretrainSpec(corpus="novel", tokenizer="bpe")
    other = folder.new_run(spec, Inputs(), name="other", kind="pretrain")
    journal = other.journal()
    journal.append(RunStarted(run=other.id, name="other", kind="pretrain", total_steps=30))
    journal.append(Metrics(step=10, values={"loss": 9.0}, tokens=1))
    journal.close()
    asked = ("--curve", "val_loss - ngram.val_loss", "--project", lab, "--json")
    made = call("curves", "other", "seed 1", *asked)
    assert [one["runs"] for one in made.objects] == ["seed 1"]
    assert "warning: other: no 'validation_loss' was measured" in made.err
    assert "no 'validation_loss' was measured" in call("curves", "other", *asked).err


def test_that_the_same_seed_again_makes_no_band_and_that_is_said(call: Call, lab: Path) -> None:
    folder = ProjectFolder.open(lab)
    spec = PretrainSpec(corpus="novel", tokenizer="bpe", runtime=RuntimeSpec(seed=1))
    again = folder.new_run(spec, Inputs(), name="again", kind="pretrain")
    journal = again.journal()
    journal.append(RunStarted(run=again.id, name="again", kind="pretrain", total_steps=30))
    journal.append(Metrics(step=10, values={"validation_loss": 9.0}, tokens=1))
    journal.close()
    made = call("curves", "seed 1", "again", "--seeds", "range", "--project", lab, "--json")
    assert [one["runs"] for one in made.objects] == ["seed 1", "again"]
    assert "differ by their seed alone" in made.err
    three = call("curves", "again", "seed 1", "seed 2", "--seeds", "range", "--project", lab)
    assert "again, seed 2" in three.out


def test_that_a_note_is_pinned_listed_and_taken_away(call: Call, lab: Path) -> None:
    noted = call("curves", "seed 1", "--note", "20", "warm-up ends", "--project", lab)
    assert "seed 1, step 20: warm-up ends" in noted.out
    assert "warm-up" in call("curves", "seed 1", "--project", lab).out
    assert "warm-up" not in call("curves", "seed 1", "--note", "20", "", "--project", lab).out


@pytest.mark.parametrize(
    ("curve", "sentence"),
    [
        ("validation_los", "no 'validation_los' was measured; did you mean 'validation_loss'?"),
        ("control.val_loss", "seed 1 has no control run"),
        ("teacher.loss", "no 'teacher.loss' was measured"),
        ("import os", "is no formula"),
        ("loss[0]", "has no meaning in a formula"),
    ],
)
def test_that_a_wrong_curve_is_a_sentence(call: Call, lab: Path, curve: str, sentence: str) -> None:
    result = call("curves", "seed 1", "--curve", curve, "--project", lab)
    assert result.code != 0
    assert sentence in result.err
    assert "Traceback" not in result.err


def journalled(
    lab: Path, name: str, events: list[Event], belongs_to: Membership | None = None
) -> str:
    """A run whose journal tells this; gives its id."""
    folder = ProjectFolder.open(lab, create=True)
    spec = PretrainSpec(corpus="novel", tokenizer="bpe")
    kept = belongs_to or Membership()
    run = folder.new_run(spec, Inputs(), name=name, kind="pretrain", belongs_to=kept)
    journal = run.journal()
    started = RunStarted(run=run.id, name=name, kind="pretrain", total_steps=200)
    for event in (started, *events, RunEnded(outcome=Outcome.FINISHED, words=words("over"))):
        journal.append(event)
    journal.close()
    return run.id


def losses(first: int, last: int, of: float) -> list[Event]:
    steps = range(first, last + 1)
    return [Metrics(step=step, values={"loss": of + step}, tokens=step) for step in steps]


def rows_of(call: Call, lab: Path, *names: str) -> list[dict[str, str]]:
    out = lab.parent / "points.csv"
    made = call("curves", *names, "--curve", "loss", "--out", out, "--project", lab)
    assert made.code == 0, made.err
    return list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))


def test_that_a_run_that_was_killed_twice_is_one_line_in_the_csv(call: Call, lab: Path) -> None:
    saved = CheckpointSaved(step=100, folder="step-00000100", digest="d")
    events = [*losses(1, 100, 0), saved, *losses(101, 137, 0)]
    events += [RunResumed(from_step=100), *losses(101, 120, 1000)]
    events += [RunResumed(from_step=100), *losses(101, 200, 2000)]
    journalled(lab, "killed", events)
    rows = rows_of(call, lab, "killed")
    assert [int(row["step"]) for row in rows] == list(range(1, 201))
    values = [float(row["value"]) for row in rows]
    assert values == [*range(1, 101), *range(2101, 2201)], "each step as it was taken last"
    told = call("curves", "killed", "--curve", "loss", "--marks", "--project", lab).out
    assert told.count("killed, step 100: resumed") == 1


@pytest.fixture
def family(lab: Path) -> Path:
    """A run, a branch of it from step 100, and a branch of that one from step 150."""
    parent = journalled(lab, "parent", losses(1, 200, 0))
    branch = journalled(lab, "branch", losses(101, 180, 1000), branch_of(parent, 100))
    journalled(lab, "twig", losses(151, 170, 2000), branch_of(branch, 150))
    return lab


def test_that_a_branch_of_a_branch_goes_on_behind_both(call: Call, family: Path) -> None:
    rows = rows_of(call, family, "twig")
    assert [int(row["step"]) for row in rows] == list(range(1, 171))
    expected = [*range(1, 101), *range(1101, 1151), *range(2151, 2171)]
    assert [float(row["value"]) for row in rows] == expected
    owners = [row["measured_by"] for row in rows]
    assert owners == ["parent"] * 100 + ["branch"] * 50 + ["twig"] * 20
    told = call("curves", "twig", "--curve", "loss", "--marks", "--project", family).out
    assert "twig: parent until step 100" in told
    assert "twig: branch until step 150" in told
    assert "twig, step 150: branched from 'branch'" in told
    plain = call("curves", "twig", "--curve", "loss", "--project", family, "--json").object
    assert plain["branched_from"] == [
        {"run": "branch", "step": 150},
        {"run": "parent", "step": 100},
    ]


def test_that_a_deleted_parent_is_said_and_a_restored_one_is_back(call: Call, family: Path) -> None:
    with Project.open(family) as project:
        project.catalogue.delete(next(run for run in project.runs if run.name == "parent"))
    told = call("curves", "twig", "--curve", "loss", "--project", family).out
    assert "steps up to 100 are those of 'parent', which is in the bin" in told
    assert [int(row["step"]) for row in rows_of(call, family, "twig")] == list(range(101, 171))
    with Project.open(family) as project:
        item = project.catalogue.bin()[0]
        project.catalogue.restore(item)
    assert len(rows_of(call, family, "twig")) == 170
    with Project.open(family) as project:
        project.catalogue.delete(next(run for run in project.runs if run.name == "parent"))
        project.catalogue.erase(project.catalogue.bin()[0])
    told = call("curves", "twig", "--curve", "loss", "--project", family).out
    assert "steps up to 100 are those of a run that was deleted" in told


def test_that_a_band_is_in_the_csv_with_its_ends_and_kind(call: Call, lab: Path) -> None:
    out = lab.parent / "band.csv"
    call("curves", "seed 1", "seed 2", "--seeds", "range", "--out", out, "--project", lab)
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert [(float(row["low"]), float(row["high"]), row["band"]) for row in rows] == [
        (3.0, 3.5, "range"),
        (2.0, 2.25, "range"),
        (1.0, 1.5, "range"),
    ]


def test_that_a_picture_is_svg_with_every_line_and_mark(call: Call, family: Path) -> None:
    out = family.parent / "curves.svg"
    made = call("curves", "twig", "parent", "--curve", "loss", "--out", out, "--project", family)
    assert made.code == 0, made.err
    svg = out.read_text()
    assert svg.startswith("<svg")
    assert "twig: Training loss (branch until step 150)" in svg
    assert "step 150: branched from &#x27;branch&#x27;" in svg
    with Project.open(family) as project:
        assert project.saved_run("twig").curves("loss")._repr_html_().startswith("<svg")
