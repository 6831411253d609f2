"""Minutes, a text and a machine become the sizes and steps of an ordinary run."""

import math
from dataclasses import replace
from typing import Any

import pytest

from workbench.activities.estimate.estimate import estimate
from workbench.distillation.spec import DistillSpec
from workbench.distillation.students.compatibility import incompatibilities
from workbench.distillation.students.spec import shape_of
from workbench.errors import BadInput
from workbench.models.size.estimate import count_parameters
from workbench.models.spec import FAMILIES, BertSpec, GPTSpec, LlamaSpec, family_of
from workbench.plans.minutes.within_minutes import MachineSize, TextSize, planned_within
from workbench.spec import validate
from workbench.training.pretrain_spec import PretrainSpec

TWO_CORES = MachineSize(1e11, 4e9)
ONE_MEGABYTE = TextSize(2_000, 350_000)
LIBRARY = TextSize(2_000, 50_000_000)
TEACHER = LlamaSpec(num_layers=4, hidden_size=192, num_heads=4, context=128)


def pretrain(**settings: Any) -> PretrainSpec:
    return validate(PretrainSpec, {"corpus": "novel", "tokenizer": "bpe", **settings})


def distill(**settings: Any) -> DistillSpec:
    return validate(DistillSpec, {"corpus": "novel", "teacher": "big", **settings})


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("minutes", [1, 5, 60])
def test_that_a_teacher_takes_about_the_minutes_by_the_estimate_beside_it(family, minutes):
    spec = planned_within(pretrain(model={"family": family}), minutes, LIBRARY, TWO_CORES)
    seconds = estimate(spec, LIBRARY.vocabulary_size, TWO_CORES.flops_per_second).seconds
    assert seconds == pytest.approx(60 * minutes, rel=0.11)


def test_that_more_minutes_a_faster_machine_and_more_text_each_make_a_larger_model():
    def parameters(minutes: float, text: TextSize, machine: MachineSize) -> int:
        return count_parameters(planned_within(pretrain(), minutes, text, machine).model, 2_000)

    few = parameters(5, ONE_MEGABYTE, TWO_CORES)
    assert few < 2_500_000
    assert parameters(60, LIBRARY, TWO_CORES) > few
    assert parameters(5, LIBRARY, replace(TWO_CORES, flops_per_second=1e13)) > few
    assert parameters(600, LIBRARY, TWO_CORES) > parameters(600, ONE_MEGABYTE, TWO_CORES)
    assert parameters(600, LIBRARY, replace(TWO_CORES, memory_bytes=1.5e8)) < few


def test_that_a_short_text_is_not_read_more_often_than_it_teaches_anything():
    spec = planned_within(pretrain(), 600, ONE_MEGABYTE, TWO_CORES)
    read = spec.loop.steps * spec.loop.micro_batch_size * spec.model.context
    assert 18 <= read / 350_000 <= 20


def test_that_a_new_model_drops_out_where_its_text_is_read_often():
    def dropout(minutes: float, text: TextSize, **plan: Any) -> float:
        return float(planned_within(pretrain(), minutes, text, TWO_CORES, **plan).model.dropout)

    assert dropout(3, ONE_MEGABYTE) == dropout(600, LIBRARY) == dropout(600, TextSize(2_000)) == 0
    assert dropout(10, ONE_MEGABYTE) == dropout(600, ONE_MEGABYTE) == 0.1
    assert dropout(600, ONE_MEGABYTE, kept=["model.dropout"]) == 0
    assert dropout(600, ONE_MEGABYTE, warm_start=TEACHER) == 0
    bert = planned_within(pretrain(model={"family": "bert"}), 600, ONE_MEGABYTE, TWO_CORES)
    assert bert.model.dropout == BertSpec().dropout


@pytest.mark.parametrize("teacher", [TEACHER, BertSpec(context=64), GPTSpec(context=512)])
def test_that_a_student_fits_its_teacher_and_the_minutes(teacher):
    spec = planned_within(distill(), 5, LIBRARY, TWO_CORES, teacher=teacher)
    assert list(incompatibilities(spec, teacher)) == []
    assert family_of(spec.student) == teacher.family
    assert spec.student.context == teacher.context
    assert count_parameters(spec.student, 2_000) < count_parameters(teacher, 2_000)
    shape = shape_of(spec.student)
    seconds = estimate(spec, 2_000, 1e11, teacher, student=shape).seconds
    assert seconds == pytest.approx(300, rel=0.11)


@pytest.mark.parametrize(
    "teacher",
    [
        LlamaSpec(num_layers=30, hidden_size=576, num_heads=9, num_kv_heads=3, context=128),
        LlamaSpec(hidden_size=512, num_heads=8, num_kv_heads=8, rotary_width=48, context=128),
        LlamaSpec(hidden_size=320, num_heads=5, num_kv_heads=5, head_width=128, context=128),
    ],
)
def test_that_a_student_of_a_teacher_with_shared_keys_is_possible(teacher):
    """As SmolLM2 has them: 9 heads share 3 keys, and a student begins with another number."""
    spec = planned_within(distill(), 5, LIBRARY, TWO_CORES, teacher=teacher)
    student = shape_of(spec.student)
    assert isinstance(student, LlamaSpec)
    assert list(incompatibilities(spec, teacher)) == []
    assert (student.num_heads, student.num_kv_heads) == (teacher.num_heads, teacher.num_kv_heads)
    assert planned_within(spec, 5, LIBRARY, TWO_CORES, teacher=teacher) == spec


def test_that_heads_by_hand_share_as_many_keys_as_they_can():
    teacher = LlamaSpec(num_layers=30, hidden_size=576, num_heads=9, num_kv_heads=3, context=128)
    by_hand = distill(student={"num_heads": 4, "hidden_size": 64, "num_layers": 1})
    spec = planned_within(
        by_hand, 5, LIBRARY, TWO_CORES, teacher=teacher, kept={"student.num_heads"}
    )
    student = shape_of(spec.student)
    assert isinstance(student, LlamaSpec)
    assert (student.num_heads, student.num_kv_heads) == (4, 2)


def test_that_a_planned_size_goes_with_the_settings_of_the_model_that_stay():
    """Of the planned sizes only those of 6 and 12 heads can share 3 keys, and none 5."""
    of_three = {"family": "llama", "num_kv_heads": 3}
    spec = planned_within(pretrain(model=of_three), 5, LIBRARY, TWO_CORES)
    assert spec.model.num_heads == 6
    of_five = {"family": "llama", "num_kv_heads": 5, "num_heads": 5, "hidden_size": 40}
    spec = planned_within(pretrain(model=of_five), 5, LIBRARY, TWO_CORES)
    assert (spec.model.num_heads, spec.model.hidden_size) == (5, 40)


def test_that_stages_share_the_steps_as_they_did():
    stages = [{"steps": 700, "temperature": 4.0}, {"steps": 300}]
    spec = planned_within(distill(stages=stages), 5, LIBRARY, TWO_CORES, teacher=TEACHER)
    first, second = spec.stages
    assert first.steps / second.steps == pytest.approx(7 / 3, rel=0.01)
    assert first.temperature == 4.0


def test_that_what_is_kept_stays_and_the_rest_fits_it():
    spec = pretrain(model={"num_layers": 9, "hidden_size": 90, "num_heads": 3, "context": 50})
    kept = {"model.num_layers", "model.context"}
    planned = planned_within(spec, 5, LIBRARY, TWO_CORES, kept=kept)
    assert planned.model == spec.model
    assert estimate(planned, 2_000, 1e11).seconds == pytest.approx(300, rel=0.11)
    fixed = planned_within(spec, 5, LIBRARY, TWO_CORES, kept={"loop.steps"})
    assert fixed.loop.steps == spec.loop.steps
    stages = distill(stages=[{"steps": 77}])
    planned_student = planned_within(
        stages, 5, LIBRARY, TWO_CORES, teacher=TEACHER, kept={"stages"}
    )
    assert planned_student.total_steps == 77


@pytest.mark.parametrize("minutes", [0, -1, math.nan, math.inf])
def test_that_minutes_that_are_none_are_refused(minutes):
    with pytest.raises(BadInput, match="more than 0"):
        planned_within(pretrain(), minutes, LIBRARY, TWO_CORES)


def test_that_epochs_chosen_instead_of_steps_stay():
    spec = pretrain(loop={"steps": 0, "epochs": 3})
    planned = planned_within(spec, 5, LIBRARY, TWO_CORES, kept={"loop.steps"})
    assert (planned.loop.steps, planned.loop.epochs) == (0, 3)
    assert planned.loop.evaluate_every == spec.loop.evaluate_every


def test_that_the_plan_of_a_plan_is_the_same_plan():
    once = planned_within(pretrain(), 5, ONE_MEGABYTE, TWO_CORES)
    assert planned_within(once, 5, ONE_MEGABYTE, TWO_CORES) == once


def test_that_a_new_model_that_writes_learns_by_muon_and_any_other_by_adamw():
    def algorithm(spec: Any, **more: Any) -> str:
        return planned_within(spec, 5, LIBRARY, TWO_CORES, **more).optimizer.algorithm

    assert algorithm(pretrain()) == "muon"
    assert algorithm(pretrain(model={"family": "bert"})) == "adamw"
    assert algorithm(pretrain(warm_start="big"), warm_start=TEACHER) == "adamw"
    assert algorithm(distill(), teacher=TEACHER) == "muon"
    copied = distill(student={"family": "llama", "init": "from_teacher"})
    assert algorithm(copied, teacher=TEACHER) == "adamw"
    assert algorithm(distill(), teacher=BertSpec(context=64)) == "adamw"
    chosen = pretrain(optimizer={"algorithm": "sgd"})
    assert algorithm(chosen, kept={"optimizer.algorithm"}) == "sgd"
