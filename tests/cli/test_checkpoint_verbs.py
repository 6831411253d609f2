"""What is done with checkpoints in the terminal: cleaned, put back, promoted, branched from."""

from pathlib import Path

import pytest
from called_verbs import Call
from tiny_project import CORPUS, TEACHER, grown, pretrain_spec

from workbench.project import Project
from workbench.store.runs.notes.remarks import RemarksChange

SENTENCE = "Ada had a lamp."


@pytest.fixture(scope="module")
def tiny_template(tiny_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """With a model that kept its checkpoints and answered probes."""
    loop = {
        "steps": 40,
        "keep_every": 10,
        "evaluate_every": 10,
        "probe_prompts": ["Ada had"],
        "probe_sentences": [SENTENCE],
    }
    spec = pretrain_spec(name="kept", loop=loop)
    return grown(tiny_template, tmp_path_factory.mktemp("kept"), spec)


@pytest.fixture
def kept(cli: Call, tiny_folder: Path) -> Call:
    with Project.open(tiny_folder) as project:
        project.run_table.remark(TEACHER, RemarksChange(is_pinned=True))
    return cli


def steps(cli: Call) -> list[int]:
    return [one["step"] for one in cli("checkpoints", "kept", "--json").objects]


def test_that_single_checkpoints_are_cleaned_and_put_back(kept: Call) -> None:
    before = steps(kept)
    proposed = [
        one for one in kept("disk", "--proposed", "--json").objects if one["step"] is not None
    ]
    assert {one["in_bin"] for one in proposed} == {False}
    cleaned = kept("disk", "--clean", "--json").objects
    assert [one["name"] for one in cleaned] == [one["name"] for one in proposed]
    assert all(one["in_bin"] for one in cleaned)
    left = steps(kept)
    assert set(before) - set(left) == {one["step"] for one in cleaned}
    assert left
    assert "puts them back" in kept("disk", "--clean").err
    assert {one["name"] for one in kept("disk", "--undo", "--json").objects} == {
        one["name"] for one in cleaned
    }
    assert steps(kept) == before
    again = kept("disk", "--undo")
    assert (again.code, "nothing of the last cleaning" in again.error) == (1, True)
    assert kept("disk", "--undo", "--clean").code == 2


@pytest.mark.slow
def test_that_a_worse_checkpoint_is_not_promoted_and_a_better_one_is(kept: Call) -> None:
    compared = ("--if-not-worse", "kept@40", "--on", "probes", "--probe", SENTENCE)
    worse = kept("promote", "kept@0", "--name", "young", *compared)
    assert worse.code != 0
    assert "kept@0 is worse than kept@40, so that no model is made" in worse.error
    assert "probe sentences" in worse.out
    made = kept(
        "promote", "kept@40", "--name", "mine", "--corpus", CORPUS, "--if-not-worse", "kept@0"
    )
    assert made.code == 0
    assert "it was made because kept@40 is not worse than kept@" in made.err + made.out
    alone = kept("promote", "kept@40", "--name", "other", "--on", "pairs")
    assert (alone.code, "give that too" in alone.err) == (2, True)


@pytest.mark.slow
def test_that_a_branch_tells_what_it_changes_before_it_starts(kept: Call) -> None:
    settings = ("--set", "loop.steps=42", "--set", "runtime.seed=5")
    made = kept("branch", "kept", "--name", "twig", *settings)
    assert made.code == 0
    assert made.err.splitlines()[:2] == ["loop.steps: 40 → 42", "runtime.seed: 1 → 5"]
    wide = kept("branch", "kept", "--name", "wide", "--set", "model.num_layers=3")
    assert "so that model cannot change" in wide.error


@pytest.mark.slow
def test_that_the_answers_to_probes_are_told_of_a_step(kept: Call) -> None:
    told = kept("checkpoints", "kept", "--probes", "20", "--json").object
    assert [one["sentence"] for one in told["losses"]] == [SENTENCE]
    assert "Ada had" in [one["prompt"] for one in told["answers"]]
    assert "nothing was asked" in kept("checkpoints", "kept", "--probes", "7").err
