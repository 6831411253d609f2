"""The choice of a divergence in spec files, and what is said of a stage before it begins."""

from typing import get_args

import pytest

from resources import ROOT
from workbench.activities.spec import ANY_SPEC, load_spec
from workbench.distillation.divergence.spec import (
    Divergence,
    ForwardKL,
    JensenShannon,
    SkewedKL,
    SkewedReverseKL,
)
from workbench.distillation.notes import notes_of
from workbench.distillation.spec import DistillSpec, StageSpec, control_name, control_of
from workbench.spec import BadSpec, to_toml, validate, with_overrides

PLAIN = {"kind": "distill", "corpus": "novel", "teacher": "big", "stages": [{"steps": 5}]}
SAMPLE = ROOT / "samples" / "specs" / "distill.toml"


def distill(*overrides: str) -> DistillSpec:
    spec = validate(ANY_SPEC, with_overrides(PLAIN, overrides))
    assert isinstance(spec, DistillSpec)
    return spec


def notes(*stages: dict) -> list[str]:
    return [str(note) for note in notes_of(tuple(validate(StageSpec, one) for one in stages))]


def test_that_a_stage_written_before_there_was_a_choice_is_forward_kl() -> None:
    assert distill().stages[0].divergence == ForwardKL()


def test_that_skew_and_beta_begin_as_published() -> None:
    assert SkewedKL().skew == SkewedReverseKL().skew == 0.1
    assert JensenShannon() == JensenShannon(beta=0.5, normalised=False)


@pytest.mark.parametrize("divergence", get_args(get_args(Divergence)[0]))
def test_that_every_divergence_survives_writing(tmp_path, divergence) -> None:
    spec = distill()
    stage = spec.stages[0].model_copy(update={"divergence": divergence()})
    path = tmp_path / "spec.toml"
    path.write_text(to_toml(spec.model_copy(update={"stages": (stage,)})), encoding="utf-8")
    loaded = load_spec(path)
    assert isinstance(loaded, DistillSpec)
    assert loaded.stages == (stage,)


def test_that_the_command_line_sets_a_divergence_and_its_settings() -> None:
    spec = distill("stages.0.divergence.kind=jsd", "stages.0.divergence.beta=0.9")
    assert spec.stages[0].divergence == JensenShannon(beta=0.9)


@pytest.mark.parametrize(
    ("override", "sentence"),
    [
        ('{kind="kl"}', "stages.0.divergence: 'kl' is not one of 'forward_kl', 'reverse_kl'"),
        ('{kind="jsd",beta=1.5}', "stages.0.divergence.beta: must be at most 1"),
        ('{kind="skewed_kl",skew=0.0}', "stages.0.divergence.skew: must be more than 0"),
        ('{kind="forward_kl",beta=0.5}', "stages.0.divergence.beta: is not a setting"),
        ("{beta=0.5}", "stages.0.divergence: needs 'kind'"),
    ],
)
def test_that_an_impossible_divergence_is_named(override: str, sentence: str) -> None:
    with pytest.raises(BadSpec) as error:
        distill(f"stages.0.divergence={override}")
    assert sentence in str(error.value)


@pytest.mark.parametrize("length", [1, 71, 72, 73, 79, 80])
def test_that_a_control_is_called_otherwise_than_its_student_within_80_letters(length):
    name = "s" * length
    assert control_name(name) != name
    assert control_name(name).endswith(" control")
    assert len(control_name(name)) <= 80


def test_that_controls_of_students_with_long_names_that_end_differently_differ():
    assert control_name("s" * 79 + "1") != control_name("s" * 79 + "2")
    assert control_name("small") == "small control"


def test_that_the_control_keeps_the_divergence_it_is_a_control_of() -> None:
    spec = distill("stages.0.divergence.kind=jeffreys")
    assert control_of(spec).stages[0].divergence == spec.stages[0].divergence


def test_that_the_sample_shows_two_divergences() -> None:
    spec = load_spec(SAMPLE)
    assert isinstance(spec, DistillSpec)
    assert [stage.divergence for stage in spec.stages] == [ForwardKL(), JensenShannon()]


def test_that_the_usual_stage_needs_no_note() -> None:
    assert notes({}) == []
    assert notes({"divergence": {"kind": "skewed_kl"}}, {"divergence": {"kind": "jeffreys"}}) == []


def test_that_a_stage_without_labels_or_without_a_teacher_says_so() -> None:
    without_labels, without_teacher = notes({"alpha": 1.0}, {"alpha": 0.0})
    assert without_labels.startswith("stage 1: α = 1: the labels are not used")
    assert without_teacher.startswith("stage 2: α = 0: the student does not learn from the teacher")


@pytest.mark.parametrize(
    ("divergence", "sentence"),
    [
        ({"kind": "jsd", "beta": 0.25}, "JSD with β = 0.25 as GKD has it, not divided"),
        ({"kind": "jsd", "normalised": True}, "JSD with β = 0.5, divided by β(1−β)"),
        ({"kind": "jsd", "beta": 0.0}, "β = 0 is the forward KL itself"),
        ({"kind": "jsd", "beta": 1.0, "normalised": True}, "β = 1 is the reverse KL itself"),
        ({"kind": "logit_mse"}, "τ and τ² play no part"),
    ],
)
def test_that_the_form_of_a_divergence_is_said(divergence: dict, sentence: str) -> None:
    (note,) = notes({"divergence": divergence})
    assert sentence in note
    assert notes({"divergence": divergence, "alpha": 0.0}) != [note]
