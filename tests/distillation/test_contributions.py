"""The parts of a loss times their weights add up to the loss that was trained on."""

import numpy as np
import pytest
from tiny_project import distill_spec, perform, pretrain_spec

from workbench.distillation.contributions import REST, contributions
from workbench.distillation.features.spec import EmbeddingTerm
from workbench.distillation.stages import StageSpec
from workbench.errors import BadInput
from workbench.events import Metrics
from workbench.project import Project
from workbench.store.runs.state import MetricSeries, RunState


def series(values: dict[int, float]) -> MetricSeries:
    made = MetricSeries()
    for step, value in values.items():
        made.append(Metrics(step=step, values={}), value)
    return made


@pytest.mark.slow
def test_that_the_weighted_parts_of_a_real_distillation_are_its_loss(tiny: Project) -> None:
    perform(tiny, pretrain_spec(name="teacher"))
    stages = (
        StageSpec(steps=4, alpha=0.9, alpha_schedule="linear", alpha_end=0.1, temperature=2.0),
        StageSpec(steps=3, alpha=0.3, output_weight=2.5, terms=(EmbeddingTerm(weight=3.0),)),
    )
    perform(tiny, distill_spec(name="student", teacher="teacher", stages=stages))
    run = tiny.saved_run("student")
    parts = run.contributions()
    assert [part.name for part in parts] == ["loss_soft", "loss_hard", "loss_embedding"]
    total = sum(np.array(part.series.values) for part in parts)
    loss = run.state().series["loss"]
    np.testing.assert_allclose(total, np.array(loss.values), rtol=1e-5)
    assert list(parts[2].series.steps) == list(loss.steps)
    assert parts[2].series.values[0] == 0.0, "a term of a later stage adds nothing before it"


def test_that_what_the_parts_leave_is_a_part_of_its_own() -> None:
    found = contributions(
        {
            "loss": series({1: 3.0, 2: 3.0}),
            "loss_mlm": series({1: 1.0, 2: 2.0}),
            "loss_nsp": series({1: 0.5, 2: 1.0}),
        },
        (),
    )
    assert [part.name for part in found] == ["loss_mlm", "loss_nsp", REST]
    assert list(found[2].series.values) == [1.5, 0.0]


def test_that_a_loss_without_parts_and_one_weighed_by_token_is_said() -> None:
    with pytest.raises(BadInput, match="has no parts"):
        contributions(RunState().series, ())
    parts = {name: series({1: 1.0}) for name in ("loss", "loss_soft", "loss_hard")}
    with pytest.raises(BadInput, match="weighs each token"):
        contributions(parts, (StageSpec(alpha_schedule="confidence"),))
