"""`sweep` from the terminal: what it says in the end."""

from pathlib import Path
from typing import Any, NoReturn

import pytest
from called_verbs import Call
from tiny_project import distill_spec

from workbench.errors import NotFinite
from workbench.plans.sweep import SweepSpec
from workbench.project import Project
from workbench.spec import to_plain, to_toml, validate
from workbench.training.checkpoints import Checkpoints

pytestmark = pytest.mark.slow


@pytest.fixture
def sweep_file(tmp_path: Path) -> Path:
    """A sweep of two short runs."""
    plain = {
        "name": "tau",
        "base": to_plain(distill_spec(stages=[{"steps": 2}])),
        "varied": [{"name": "stages.0.temperature", "values": ["1", "2"]}],
    }
    path = tmp_path / "sweep.toml"
    path.write_text(to_toml(validate(SweepSpec, plain)))
    return path


def not_finite(*_: Any) -> NoReturn:
    raise NotFinite("no")


def test_that_a_sweep_names_the_runs_that_failed_and_leaves_with_an_error(
    cli: Call, tiny_folder: Path, sweep_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Checkpoints, "save", not_finite)
        failing = cli("sweep", sweep_file, "--json")
    with Project.open(tiny_folder) as project:
        first, second = [run.id for run in project.runs if run.kind == "distill"]
    assert failing.code == 1
    assert failing.error == (
        f"2 of the 2 runs failed and are not compared: 'tau 1' ({first}), 'tau 2' ({second}); "
        "go on with each by `resume RUN`, and then call `sweep` again"
    )
    assert [run["status"] for run in failing.objects[-1]["runs"]] == ["failed"] * 2
    cli("resume", first, "--json")
    assert "1 of the 2 runs failed" in cli("sweep", sweep_file, "--json").error
    cli("resume", second, "--json")
    assert cli("sweep", sweep_file, "--json").code == 0
