import json
from dataclasses import replace

import pytest

from workbench.activities.estimate.step_seconds import StepSeconds
from workbench.activities.spec import ANY_SPEC
from workbench.corpora.samples.stories import STORY_LANGUAGES
from workbench.distillation.spec import DistillSpec
from workbench.plans.journey import (
    JourneySpec,
    plan,
    sample_journey,
    sized,
    student_plan,
    teacher_plan,
    teacher_reasons,
)
from workbench.plans.journey_basis import JourneyBasis, as_plain, from_plain
from workbench.plans.minutes.within_minutes import MachineSize
from workbench.spec import BadSpec, to_plain, validate
from workbench.training.pretrain_spec import PretrainSpec

TWO_CORES = JourneyBasis(MachineSize(1.1e11, 8e9), tokens=1_300_000)


@pytest.mark.parametrize("language", STORY_LANGUAGES)
def test_that_the_plan_is_six_ordinary_runs_that_survive_a_spec_file(language):
    specs = plan(sample_journey(language), TWO_CORES)
    assert [spec.kind for spec in specs] == [
        "add_corpus",
        "train_tokenizer",
        "pretrain",
        "distill",
        "distill",
        "evaluate",
    ]
    for spec in specs:
        assert validate(ANY_SPEC, to_plain(spec)) == spec


def test_that_control_and_student_differ_in_name_and_alpha_alone():
    control, student = plan(sample_journey("en"), TWO_CORES)[3:5]
    assert isinstance(control, DistillSpec)
    assert isinstance(student, DistillSpec)
    assert {stage.alpha for stage in control.stages} == {0.0}
    again = control.model_copy(update={"name": student.name, "stages": student.stages})
    assert again == student


def test_that_minutes_scale_the_steps():
    short, long = (plan(sample_journey("en", minutes), TWO_CORES)[2] for minutes in (3.0, 12.0))
    assert isinstance(short, PretrainSpec)
    assert isinstance(long, PretrainSpec)
    assert long.loop.steps == pytest.approx(4 * short.loop.steps, rel=0.05)


def test_that_files_and_sample_together_are_refused():
    with pytest.raises(BadSpec, match="either files or a sample"):
        validate(JourneySpec, {"files": ("a.txt",), "sample": "stories_en"})


def test_that_a_larger_vocabulary_gets_fewer_steps_for_the_same_minutes():
    small = JourneySpec(sample="stories_zh", vocabulary_size=2_000)
    large = JourneySpec(sample="stories_zh", vocabulary_size=8_000)
    for planned in (teacher_plan, student_plan):
        assert planned(large, TWO_CORES).steps < planned(small, TWO_CORES).steps


@pytest.mark.parametrize("minutes", [2.0, 4.0, 30.0])
def test_that_teacher_student_and_control_together_take_the_minutes(minutes):
    journey = sized(sample_journey("en", minutes), TWO_CORES)
    teacher, student = teacher_plan(journey, TWO_CORES), student_plan(journey, TWO_CORES)
    together = teacher.seconds + 2 * student.seconds
    assert 0.85 * 60 * minutes <= together <= 60 * minutes


def test_that_a_faster_machine_gets_a_larger_teacher_and_half_of_it_as_the_student():
    fast = replace(TWO_CORES, machine=MachineSize(3e12, 8e9))
    small, large = (sized(sample_journey("en"), basis) for basis in (TWO_CORES, fast))
    assert large.teacher.hidden_size > small.teacher.hidden_size
    assert large.student.hidden_size == large.teacher.hidden_size // 2
    assert sized(small, fast) == large


def test_that_the_teacher_size_has_a_reason_unless_it_was_chosen_by_hand():
    journey = sized(sample_journey("en"), TWO_CORES)
    assert "The time decides the size" in " ".join(map(str, teacher_reasons(journey, TWO_CORES)))
    deeper = journey.teacher.model_copy(update={"num_layers": 5})
    by_hand = journey.model_copy(update={"teacher": deeper})
    assert "by hand" in " ".join(map(str, teacher_reasons(by_hand, TWO_CORES)))


def test_that_a_journey_is_planned_alike_by_what_a_project_keeps():
    journey = sample_journey("en")
    timed = replace(
        TWO_CORES, teacher_step=StepSeconds(0.04, 0.04), student_step=StepSeconds(0.02, 0.02)
    )
    for basis in (TWO_CORES, timed, JourneyBasis(MachineSize(1e11))):
        kept = json.loads(json.dumps(as_plain(basis)))
        again = from_plain(kept)
        assert again == basis
        assert plan(journey, again) == plan(journey, basis)
    assert from_plain({}) is None
    assert plan(journey, timed) != plan(journey, TWO_CORES)
