"""The verb `curves`: points of runs, formulas, bands and notes, as the window draws them."""

import csv
from pathlib import Path

import numpy as np
import pytest
from called_verbs import Call

from workbench.events import Event, Metrics, Outcome, Reference, RunEnded, RunStarted
from workbench.metrics import TRAINING_FLOPS
from workbench.store.folders import ProjectFolder
from workbench.store.runs.inputs import Inputs
from workbench.store.runs.run_folder import RunFolder
from workbench.training.spec import PretrainSpec, RuntimeSpec
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
