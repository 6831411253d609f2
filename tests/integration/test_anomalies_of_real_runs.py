"""Real trainings that were spoilt on purpose: each cause is found, and a sound run is silent."""

from collections.abc import Mapping
from typing import Any

import pytest
from tiny_project import perform, pretrain_spec

from workbench.project import Project
from workbench.training.anomalies.anomaly import AnomalyKind

LOOP = {"steps": 300, "evaluate_every": 30, "sample_prompt": ""}
HOT = {"learning_rate": 0.3, "clip_norm": 0.0}
SLOWLY = {"warmup_steps": 150, "shape": "constant"}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "found"),
    [
        ({"optimizer": {"learning_rate": 3e-3}}, set()),
        ({"optimizer": HOT, "schedule": SLOWLY}, {AnomalyKind.DIVERGENCE}),
        ({"optimizer": {"learning_rate": 1e-7}}, {AnomalyKind.PLATEAU}),
    ],
)
def test_that_the_cause_of_a_real_run_is_found(
    tiny: Project, changes: Mapping[str, Any], found: set[AnomalyKind]
):
    perform(tiny, pretrain_spec(name="spoilt", loop=LOOP, **changes))
    anomalies = tiny.saved_run("spoilt").anomalies()
    assert {one.kind for one in anomalies} == found
    assert all(one.setting == "optimizer.learning_rate" for one in anomalies)
