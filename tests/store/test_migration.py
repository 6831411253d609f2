"""Specs of format 1 are read under the names of today, and older versions are kept from writing."""

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.activities.spec import load_spec
from workbench.distillation.spec import DistillSpec
from workbench.store.folders import FORMAT, MARK_NAME, ProjectFolder
from workbench.store.migration import migrate_keys

OLD_STAGE = {"alpha_course": "linear", "alpha_end": 1.0, "temperature_course": "cosine"}
STAGE = {"alpha_schedule": "linear", "alpha_end": 1.0, "temperature_schedule": "cosine"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (
            {"average_decay": 0.9, "stages": [OLD_STAGE]},
            {"ema_decay": 0.9, "stages": [STAGE]},
        ),
        (
            {"varied": [{"name": "stages.0.alpha_course", "values": ["linear"]}]},
            {"varied": [{"name": "stages.0.alpha_schedule", "values": ["linear"]}]},
        ),
        ({"name": "average_decay"}, {"name": "average_decay"}),
        ({"name": "v1.average_decay"}, {"name": "v1.average_decay"}),
        ({"varied": "damaged"}, {"varied": "damaged"}),
        ({"name": "No. 1", "alpha": 0.5}, {"name": "No. 1", "alpha": 0.5}),
    ],
)
def test_that_renamed_settings_are_found_wherever_they_stand(
    old: dict[str, Any], new: dict[str, Any]
) -> None:
    assert migrate_keys(old) == new
    assert migrate_keys(new) == new


def test_that_a_spec_file_of_format_1_is_read(tmp_path: Path) -> None:
    path = tmp_path / "old.toml"
    path.write_text(
        'kind = "distill"\ncorpus = "c"\nteacher = "t"\naverage_decay = 0.9\n'
        '[[stages]]\nalpha_course = "linear"\n'
    )
    spec = load_spec(path)
    assert isinstance(spec, DistillSpec)
    assert spec.ema_decay == 0.9
    assert spec.stages[0].alpha_schedule == "linear"


def test_that_a_project_of_format_1_rises_to_the_present_one_and_keeps_its_id(
    tmp_path: Path,
) -> None:
    mark = tmp_path / MARK_NAME
    mark.write_text(json.dumps({"format": 1, "id": "abc"}))
    assert ProjectFolder.open(tmp_path).id == "abc"
    assert json.loads(mark.read_text()) == {"format": FORMAT, "id": "abc"}
