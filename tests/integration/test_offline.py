"""P7: no network. The whole journey with sockets that cannot be opened.

The suite as a whole passes without a network too: `unshare -rn python -m pytest`.
"""

import os
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest
import tiny_project
from tiny_project import ROOT, command, tales

from workbench.activities.range_test.spec import LearningRateTestSpec
from workbench.activities.spec import (
    AnySpec,
    ImportModelSpec,
    ImportRunSpec,
)
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.spec import StudentSpec
from workbench.events import Outcome
from workbench.generation.spec import Greedy
from workbench.inspection.comparison.divergence import compare
from workbench.models.spec import GPTSpec
from workbench.plans.journey import JourneySpec, plan
from workbench.plans.journey_basis import JourneyBasis
from workbench.plans.minutes.within_minutes import MachineSize
from workbench.project import Project
from workbench.tokenizers.spec import TrainTokenizerSpec

pytestmark = pytest.mark.slow


def journey(text: Path) -> tuple[AnySpec, ...]:
    """The six runs of the demo, made small."""
    spec = JourneySpec(
        name="tales",
        files=(str(text),),
        vocabulary_size=300,
        minutes=1e-4,
        teacher=GPTSpec(**tiny_project.MODEL),
        student=StudentSpec(**tiny_project.MODEL | {"num_layers": 1}),
    )
    basis = JourneyBasis(MachineSize(1e11))
    return tuple(_on_one_thread(one) for one in plan(spec, basis))


def _on_one_thread(spec: AnySpec) -> AnySpec:
    match spec:
        case AddCorpusSpec() | ImportModelSpec() | ImportRunSpec() | LearningRateTestSpec():
            return spec
        case TrainTokenizerSpec():
            return spec.model_copy(update={"threads": 1})
        case _:
            runtime = spec.runtime.model_copy(update={"threads": 1})
            return spec.model_copy(update={"runtime": runtime})


def test_that_the_whole_journey_opens_no_socket(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_network(*arguments: Any, **settings: Any) -> Any:
        raise AssertionError("something wants the network")

    for name in ("socket", "create_connection", "getaddrinfo", "socketpair"):
        monkeypatch.setattr(socket, name, no_network)
    text = tmp_path / "tales.txt"
    text.write_text(tales())
    with Project.open(tmp_path / "lab") as project:
        for spec in journey(text):
            run = tiny_project.perform(project, spec)
            assert tiny_project.ending(run).outcome is Outcome.FINISHED
        teacher, student = (
            project.model(f"tales {one}").attention("Ada had") for one in ("teacher", "student")
        )
        assert compare(teacher, student)
        assert project.model("tales student").score("Ada had a kite.")
        assert list(project.model("tales student").stream("Ada", Greedy(), max_new_tokens=3))


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("unshare") is None, reason="needs unshare")
def test_that_a_run_works_where_there_is_no_network_at_all(
    tiny_folder: Path, tmp_path: Path
) -> None:
    alone = ["unshare", "-rn"]
    if subprocess.run([*alone, "true"], capture_output=True, check=False).returncode:
        pytest.skip("may not make a namespace here")
    file = tiny_project.spec_file(tmp_path, tiny_project.distill_spec())
    process = subprocess.run(
        [*alone, *command("run", file, "--project", tiny_folder)],
        cwd=ROOT,
        env=os.environ | {"OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert process.returncode == 0, process.stderr
