import pytest

from workbench.activities.spec import ANY_SPEC
from workbench.corpora.samples.stories import STORY_LANGUAGES
from workbench.distillation.spec import DistillSpec
from workbench.plans.journey import JourneySpec, plan, sample_journey
from workbench.spec import BadSpec, to_plain, validate
from workbench.training.pretrain_spec import PretrainSpec


@pytest.mark.parametrize("language", STORY_LANGUAGES)
def test_that_the_plan_is_six_ordinary_runs_that_survive_a_spec_file(language):
    specs = plan(sample_journey(language))
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
    control, student = plan(sample_journey("en"))[3:5]
    assert isinstance(control, DistillSpec)
    assert isinstance(student, DistillSpec)
    assert {stage.alpha for stage in control.stages} == {0.0}
    again = control.model_copy(update={"name": student.name, "stages": student.stages})
    assert again == student


def test_that_minutes_scale_the_steps():
    short, long = plan(sample_journey("en", 2.0))[2], plan(sample_journey("en", 8.0))[2]
    assert isinstance(short, PretrainSpec)
    assert isinstance(long, PretrainSpec)
    assert long.loop.steps == pytest.approx(4 * short.loop.steps, rel=0.05)


def test_that_files_and_sample_together_are_refused():
    with pytest.raises(BadSpec, match="either files or a sample"):
        validate(JourneySpec, {"files": ("a.txt",), "sample": "stories_en"})


def test_that_a_larger_vocabulary_gets_fewer_steps_for_the_same_minutes():
    small = JourneySpec(sample="stories_zh", vocabulary_size=2_000)
    large = JourneySpec(sample="stories_zh", vocabulary_size=8_000)
    assert large.teacher_steps < small.teacher_steps
    assert large.student_steps < small.student_steps
