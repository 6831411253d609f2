"""Specs of format 1 are read under the names of today, and older versions are kept from writing."""

import json
from pathlib import Path
from typing import Any

import pytest

from workbench.activities.spec import load_spec
from workbench.distillation.spec import DistillSpec
from workbench.models.spec import GPTSpec, LlamaSpec
from workbench.plans.sweep import SweepSpec
from workbench.spec import BadSpec, validate
from workbench.store.files.own import MARK_NAME
from workbench.store.folders import ProjectFolder
from workbench.store.migration import migrate_keys, read_spec_file
from workbench.store.project_mark import FORMAT
from workbench.training.pretrain_spec import PretrainSpec

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


@pytest.mark.parametrize("overrides", [[], ["model.num_layers=3"], ["model.qk_norm=false"]])
def test_that_a_new_model_that_overrides_change_is_the_usual_one_in_all_else(
    tmp_path: Path, overrides: list[str]
) -> None:
    path = tmp_path / "new.toml"
    path.write_text('kind = "pretrain"\nname = "t"\ncorpus = "c"\ntokenizer = "p"\n')
    spec = load_spec(path, overrides)
    assert isinstance(spec, PretrainSpec)
    assert isinstance(spec.model, LlamaSpec)
    assert spec.model.qk_norm is ("model.qk_norm=false" not in overrides)
    assert spec.model.num_layers == (3 if "model.num_layers=3" in overrides else 6)


def test_that_a_file_that_tells_of_its_model_without_a_family_is_an_old_one(
    tmp_path: Path,
) -> None:
    path = tmp_path / "old.toml"
    path.write_text('kind = "pretrain"\nname = "t"\ncorpus = "c"\ntokenizer = "p"\n[model]\n')
    for overrides in ([], ["model.num_layers=3"]):
        spec = load_spec(path, overrides)
        assert isinstance(spec, PretrainSpec)
        assert isinstance(spec.model, GPTSpec)


DISTILL = 'kind = "distill"\ncorpus = "c"\nteacher = "t"\n'


@pytest.mark.parametrize("order", [1, -1])
def test_that_a_setting_under_its_old_and_its_new_name_is_refused_by_both(
    tmp_path: Path, order: int
) -> None:
    path = tmp_path / "both.toml"
    lines = ["average_decay = 0.9\n", "ema_decay = 0.1\n"][::order]
    path.write_text(DISTILL + "".join(lines))
    with pytest.raises(BadSpec) as refused:
        load_spec(path)
    assert str(refused.value) == (
        "both.toml: ema_decay: is given a second time as 'average_decay', which is its old name; "
        "remove one of the two"
    )
    path.write_text(DISTILL + '[[stages]]\nalpha_schedule = "linear"\nalpha_course = "linear"\n')
    with pytest.raises(BadSpec, match=r"stages\.0\.alpha_schedule: .* 'stages\.0\.alpha_course'"):
        load_spec(path)


def test_that_overrides_go_by_old_names_too(tmp_path: Path) -> None:
    path = tmp_path / "old.toml"
    path.write_text(DISTILL + "average_decay = 0.9\n[[stages]]\nsteps = 3\n")
    spec = load_spec(path, ["average_decay=0.5", "stages.0.alpha_course=linear"])
    assert isinstance(spec, DistillSpec)
    assert (spec.ema_decay, spec.stages[0].alpha_schedule) == (0.5, "linear")
    listed = load_spec(path, ['stages=[{alpha_course="linear"}]'])
    assert isinstance(listed, DistillSpec)
    assert listed.stages[0].alpha_schedule == "linear"


def test_that_overrides_of_a_sweep_go_by_old_names_too(tmp_path: Path) -> None:
    path = tmp_path / "sweep.toml"
    path.write_text(
        'kind = "sweep"\n[[varied]]\nname = "stages.0.alpha"\nvalues = ["constant"]\n[base]\n'
        + DISTILL
    )
    overrides = ["base.average_decay=0.5", "varied.0.name=stages.0.temperature_course"]
    sweep = validate(SweepSpec, read_spec_file(path, overrides))
    assert sweep.base.ema_decay == 0.5
    assert sweep.varied[0].name == "stages.0.temperature_schedule"


@pytest.mark.parametrize("order", [1, -1])
def test_that_overrides_by_an_old_and_a_new_name_are_refused_by_both(
    tmp_path: Path, order: int
) -> None:
    path = tmp_path / "spec.toml"
    path.write_text(DISTILL)
    overrides = ["average_decay=0.9", "ema_decay=0.1"][::order]
    with pytest.raises(BadSpec, match=r"--set: ema_decay: .* 'average_decay'"):
        load_spec(path, overrides)


def test_that_a_project_of_format_1_rises_to_the_present_one_and_keeps_its_id(
    tmp_path: Path,
) -> None:
    mark = tmp_path / MARK_NAME
    mark.write_text(json.dumps({"format": 1, "id": "abc"}))
    assert ProjectFolder.open(tmp_path).id == "abc"
    assert json.loads(mark.read_text()) == {"format": FORMAT, "id": "abc"}
