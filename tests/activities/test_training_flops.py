"""FLOPs of whole runs: what they record is what their models' shapes tell."""

from typing import Any

import pytest
from tiny_project import (
    CORPUS,
    RUNTIME,
    TEACHER,
    distill_spec,
    finetune_spec,
    metric_rows,
    perform,
    pretrain_spec,
)

from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.metrics import LAYER_UPDATE, TRAINING_FLOPS
from workbench.models.size.estimate import forward_flops_per_token, training_flops_per_token
from workbench.plans.planned_run import Startable
from workbench.project import Project
from workbench.spec import validate

OFTEN = {"machine_every": 1, "layers_every": 5}


def flops_of(project: Project, spec: Startable) -> tuple[float, float]:
    """FLOPs per token that a run recorded, the same at each step, and by its models' shapes."""
    run = perform(project, spec)
    rows = [row for row in metric_rows(run) if row[0] == TRAINING_FLOPS]
    rates = {value / tokens for _, _, value, tokens, _ in rows}
    saved = project.saved_run(run.id)
    by_models = saved.flops_by_models()
    assert len(rates) == 1
    assert by_models is not None
    assert rates == {saved.flops_per_token()}
    return rates.pop(), by_models


def shapes(project: Project, name: str) -> tuple[Any, int]:
    file = project.model(name).file
    return file.spec, file.vocabulary_size


@pytest.mark.parametrize("spec", [pretrain_spec, finetune_spec])
def test_that_training_counts_the_model_alone(tiny: Project, spec: Any) -> None:
    asked = spec(name="counted", loop={"steps": 5} | OFTEN)
    recorded, by_models = flops_of(tiny, asked)
    assert recorded == by_models == training_flops_per_token(*shapes(tiny, "counted"))


def test_that_distilling_counts_the_teachers_forward_passes_too(tiny: Project) -> None:
    recorded, by_models = flops_of(tiny, distill_spec(name="counted", loop=OFTEN))
    student, vocabulary = shapes(tiny, "counted")
    teacher = forward_flops_per_token(*shapes(tiny, TEACHER), student.context)
    assert recorded == by_models == training_flops_per_token(student, vocabulary) + teacher


@pytest.mark.slow
def test_that_a_cached_teacher_costs_nothing(tiny: Project) -> None:
    plain = {"name": "kept", "corpus": CORPUS, "teacher": TEACHER, "runtime": RUNTIME}
    perform(tiny, validate(CacheTeacherSpec, plain | {"windows_at_once": 4, "temperature": 2.0}))
    recorded, by_models = flops_of(tiny, distill_spec(name="counted", cache="kept", loop=OFTEN))
    assert recorded == by_models == training_flops_per_token(*shapes(tiny, "counted"))


def test_that_a_distillation_is_measured_by_layer(tiny: Project) -> None:
    run = perform(tiny, distill_spec(name="layered", loop=OFTEN))
    layers = {row[0] for row in metric_rows(run) if row[0].startswith(LAYER_UPDATE)}
    student, _ = shapes(tiny, "layered")
    blocks = {f"{LAYER_UPDATE}{number}" for number in range(student.num_layers)}
    assert layers == blocks | {f"{LAYER_UPDATE}embeddings", f"{LAYER_UPDATE}head"}


def test_that_a_run_that_recorded_none_is_told_by_its_models(tiny: Project) -> None:
    """As runs of earlier versions are; without its teacher nobody knows."""
    run = perform(tiny, distill_spec(name="earlier", loop={"machine_every": 0}))
    saved = tiny.saved_run(run.id)
    student, vocabulary = shapes(tiny, "earlier")
    teacher = forward_flops_per_token(*shapes(tiny, TEACHER), student.context)
    assert not any(row[0] == TRAINING_FLOPS for row in metric_rows(run))
    assert saved.flops_per_token() == training_flops_per_token(student, vocabulary) + teacher
    tiny.catalogue.delete(tiny.saved_run(TEACHER).record)
    assert saved.flops_per_token() is None
