"""Which layers of teacher and student are compared: those that the student learned from."""

import json
from pathlib import Path

import numpy as np
import pytest
from called_verbs import invoke
from tiny_project import distill_spec, perform, pretrain_spec

from workbench.models.layer_map import NONE, LayerMapping
from workbench.project import Project

pytestmark = pytest.mark.slow

BRIEF = {"evaluate_every": 2, "evaluation_tokens": 100, "sample_prompt": ""}
HIDDEN = {"kind": "hidden", "weight": 1.0}


def distilled(project: Project, name: str, **settings: object) -> None:
    """A student of the teacher with two layers."""
    stages = [{"steps": 2, "terms": settings.pop("terms", [])}]
    perform(project, distill_spec(name=name, student=settings, stages=stages, loop=BRIEF))


def test_that_a_student_is_compared_with_the_layers_it_learned_from(tiny: Project) -> None:
    distilled(tiny, "copied", init="from_teacher", layer_map="last")
    distilled(tiny, "drawn", layers=[1], terms=[HIDDEN])
    distilled(tiny, "apart", num_layers=2, layers=[1, NONE], terms=[HIDDEN])
    for name, layers in (("copied", (1,)), ("drawn", (1,)), ("apart", (1, NONE))):
        assert tiny.model("big").versus(tiny.model(name)).layer_mapping() == LayerMapping(
            layers, is_own=True
        )
    comparison = tiny.model("big").versus(tiny.model("apart@last")).attention("Ada had a kite.")
    assert [(match.teacher_layer, match.student_layer) for match in comparison.layers] == [(1, 0)]


def test_that_any_other_pair_is_mapped_uniformly(tiny: Project) -> None:
    distilled(tiny, "copied", init="from_teacher", layer_map="last")
    distilled(tiny, "soft", layer_map="last")
    perform(tiny, pretrain_spec(name="other", loop=BRIEF | {"steps": 2}))
    for teacher, student in (("other", "copied"), ("big", "soft")):
        assert tiny.model(teacher).versus(tiny.model(student)).layer_mapping() == LayerMapping((0,))
    assert tiny.model("copied").versus(tiny.model("big")).layer_mapping() == LayerMapping((0, 0))


@pytest.mark.parametrize("suffix", ["npz", "json", "csv", "svg"])
def test_that_a_student_without_a_counterpart_can_still_be_exported(
    tiny: Project, tmp_path: Path, suffix: str
) -> None:
    distilled(tiny, "alone", init="from_teacher", layers=[NONE])
    out = tmp_path / f"maps.{suffix}"
    result = invoke(
        *("attention", "--model", "big", "--versus", "alone", "--text", "Ada had", "--out", out),
        *("--project", tiny.folder),
    )
    assert result.code == 0, result.err
    if suffix == "npz":
        with np.load(out) as data:
            assert data["layer_pairs"].shape == (0, 2)


def test_that_the_verb_says_which_layer_map_it_used(tiny: Project, tmp_path: Path) -> None:
    distilled(tiny, "copied", init="from_teacher", layer_map="last")
    out = tmp_path / "maps.json"
    arguments = ("attention", "--text", "Ada had", "--out", out, "--project", tiny.folder)
    own = invoke(*arguments, "--model", "big", "--versus", "copied", "--json").object
    assert (own["layer_map"], own["layer_pairs"]) == ("own", [[1, 0]])
    assert json.loads(out.read_text())["layer_pairs"] == [[1, 0]]
    uniform = invoke(*arguments, "--model", "copied", "--versus", "big", "--json").object
    assert (uniform["layer_map"], uniform["layer_pairs"]) == ("uniform", [[0, 0], [0, 1]])
    text = invoke(*arguments, "--model", "big", "--versus", "copied").out
    assert "layer map: the student's own, teacher→student 1→0" in text
