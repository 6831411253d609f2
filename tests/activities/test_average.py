"""Models made of checkpoints: one taken over, several averaged."""

import numpy as np
import pytest
from safetensors.numpy import load_file
from tiny_project import CORPUS, TEACHER, ending, events_of, perform, pretrain_spec

from workbench.activities.spec import AverageSpec
from workbench.errors import BadInput
from workbench.events import Outcome, Reference
from workbench.project import Project
from workbench.spec import BadSpec, validate
from workbench.store.runs.run_folder import RunFolder
from workbench.training.spec import RuntimeSpec

RUNTIME = RuntimeSpec(device="cpu", precision="fp32", threads=1)


def average(name: str, *checkpoints: str, **settings: str) -> AverageSpec:
    plain = {"name": name, "checkpoints": checkpoints, "runtime": RUNTIME, **settings}
    return validate(AverageSpec, plain)


def weights(run: RunFolder, step: int) -> dict[str, np.ndarray]:
    return load_file(run.checkpoint_folder(step) / "model.safetensors")


@pytest.fixture
def kept(tiny: Project) -> RunFolder:
    return perform(tiny, pretrain_spec(name="kept", loop={"steps": 8, "keep_every": 4}))


def test_that_a_mean_is_what_numpy_makes_of_the_files(tiny: Project, kept: RunFolder) -> None:
    made = perform(tiny, average("mean", "kept@0", "kept@4", "kept@8", "kept@8"))
    assert ending(made).outcome is Outcome.FINISHED
    read = [weights(kept, step) for step in (0, 4, 8, 8)]
    for name, tensor in weights(made, 0).items():
        expected = np.mean([one[name].astype(np.float64) for one in read], axis=0)
        np.testing.assert_array_equal(tensor, expected.astype(np.float32))
    assert [one.step for one in made.checkpoints()] == [0]
    assert [one.folder[-3:] for one in made.inputs().candidates] == ["000", "004", "008", "008"]
    assert tiny.model("mean").generate("Ada", seed=1, max_new_tokens=2)


def test_that_a_promoted_checkpoint_is_the_same_model(tiny: Project, kept: RunFolder) -> None:
    made = perform(tiny, average("mine", "kept@4"))
    assert made.checkpoints()[0].digest == kept.checkpoints()[1].digest
    assert any("a copy of kept@4" in str(getattr(e, "words", "")) for e in events_of(made))


def test_that_only_what_is_no_worse_is_made(tiny: Project, kept: RunFolder) -> None:
    worse = perform(tiny, average("no", "kept@0", corpus=CORPUS, no_worse_than=TEACHER))
    assert ending(worse).outcome is Outcome.FAILED
    assert "no model was made" in str(ending(worse).words)
    assert worse.checkpoints() == ()
    better = perform(tiny, average("yes", TEACHER, corpus=CORPUS, no_worse_than="kept@0"))
    assert ending(better).outcome is Outcome.FINISHED
    (line,) = [one for one in events_of(better) if isinstance(one, Reference)]
    (saved,) = better.checkpoints()
    assert saved.metric is not None
    assert saved.metric < line.value
    perform(tiny, average("copy", TEACHER))
    equal = perform(tiny, average("equal", TEACHER, corpus=CORPUS, no_worse_than="copy"))
    assert ending(equal).outcome is Outcome.FINISHED


def test_that_a_checkpoint_is_not_compared_with_itself_nor_averaged_with_itself(
    tiny: Project, kept: RunFolder
) -> None:
    with pytest.raises(BadInput, match="'kept@last' would be compared with itself"):
        tiny.start(average("no", "kept@8", corpus=CORPUS, no_worse_than="kept@last"))
    with pytest.raises(BadInput, match="kept@8, kept@last are one and the same checkpoint"):
        tiny.start(average("no", "kept@8", "kept@last"))


def test_that_a_checkpoint_that_was_named_twice_is_said(tiny: Project, kept: RunFolder) -> None:
    made = perform(tiny, average("mean", "kept@4", "kept@8", "kept@last"))
    said = [str(getattr(event, "words", "")) for event in events_of(made)]
    assert any("kept@8 was named 2 times and weighs" in one for one in said)
    assert not any("kept@4 was named" in one for one in said)


def test_that_models_of_two_shapes_are_not_averaged(tiny: Project) -> None:
    perform(tiny, pretrain_spec(name="thin", model={"num_layers": 1}, loop={"steps": 2}))
    with pytest.raises(BadInput, match="'thin' cannot be averaged: they differ in num_layers"):
        tiny.start(average("no", TEACHER, "thin"))
    with pytest.raises(BadSpec, match="name one"):
        average("no", TEACHER, no_worse_than=TEACHER)
