"""Whether a run is compiled where nobody chose: by what was measured, once for its life."""

import shutil

import pytest
import tiny_project
import torch
from tiny_project import RUNTIME, distill_spec, pretrain_spec

from workbench.activities import compiling
from workbench.activities.compiling import pays_off, planned_seconds
from workbench.activities.estimate.step_seconds import Compiling
from workbench.activities.recorded_runtime import known_runtime
from workbench.project import Project
from workbench.training.runtime import Runtime, resolve_runtime
from workbench.training.spec import RuntimeSpec

LASTING = pretrain_spec()
LIMITED = pretrain_spec(loop={"minutes": 10.0})
SAVES_A_QUARTER = Compiling(seconds=30.0, compiled_step=0.75, plain_step=1.0)
SLOWS_DOWN = Compiling(seconds=30.0, compiled_step=1.1, plain_step=1.0)


@pytest.mark.parametrize(
    ("measured", "steps", "pays"),
    [
        # 30 s are saved by 120 steps that each save 0.25 s.
        (SAVES_A_QUARTER, 120, False),
        (SAVES_A_QUARTER, 121, True),
        (SLOWS_DOWN, 10**6, False),
        (None, 10**6, False),
    ],
)
def test_that_compiling_pays_where_the_run_goes_on_after_break_even(
    measured: Compiling | None, steps: int, pays: bool
) -> None:
    assert pays_off(LASTING, measured, steps) is pays


def test_that_a_time_limit_ends_a_run_before_its_steps_do() -> None:
    assert planned_seconds(LASTING, 0.5, 10_000) == 5_000
    assert planned_seconds(LIMITED, 0.5, 10_000) == 600
    assert planned_seconds(LIMITED, 0.5, 100) == 50
    late = Compiling(seconds=200.0, compiled_step=0.75, plain_step=1.0)  # even after 800 s
    assert pays_off(LASTING, late, 10_000)
    assert not pays_off(LIMITED, late, 10_000)


def test_that_a_processor_compiles_only_when_told_to() -> None:
    assert resolve_runtime(RuntimeSpec(device="cpu")).compile is False
    assert resolve_runtime(RuntimeSpec(device="cpu", compile="on")).compile is True


def test_that_flags_of_older_specs_are_read() -> None:
    for flag, choice in ((True, "on"), (False, "off")):
        assert RuntimeSpec.model_validate({"compile": flag}).compile == choice


def test_that_texts_of_a_students_own_leave_it_uncompiled_without_a_complaint() -> None:
    stages = [{"steps": 10, "on_policy": {"share": 0.5, "prompt_tokens": 6, "new_tokens": 8}}]
    assert not distill_spec(stages=stages).has_one_size
    assert distill_spec().has_one_size


@pytest.fixture
def left_open(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on CUDA, on this processor; every run is long enough to try."""
    monkeypatch.setattr(compiling, "is_compiling_open", lambda *_: True)
    monkeypatch.setattr(
        "workbench.activities.recorded_runtime.measured_runtime",
        lambda *_, **__: Runtime(
            device="cpu",
            precision="fp32",
            threads=1,
            torch_version=torch.__version__,
            attention="fused",
            compile=None,
        ),
    )


def recorded_choice(project: Project) -> tuple[bool | None, list[str]]:
    """What a short run recorded, and what it told."""
    run = tiny_project.perform(project, pretrain_spec(name="p", loop={"steps": 2}))
    runtime = known_runtime(run.path)
    assert runtime is not None
    told = [str(getattr(event, "words", "")) for event in tiny_project.events_of(run)]
    return runtime.compile, [line for line in told if "compil" in line]


@pytest.mark.filterwarnings("ignore")  # torch's own, of its compiler
def test_that_a_short_run_is_not_held_up_by_compiling(tiny: Project, left_open: None) -> None:
    assert recorded_choice(tiny) == (False, [])


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("g++") is None, reason="torch compiles with g++")
@pytest.mark.filterwarnings("ignore")  # torch's own, of its compiler
@pytest.mark.parametrize("pays", [True, False])
def test_that_what_was_measured_decides_and_is_recorded(
    tiny: Project, left_open: None, monkeypatch: pytest.MonkeyPatch, pays: bool
) -> None:
    monkeypatch.setattr(compiling, "_WORTH_TRYING_S", 0.0)
    monkeypatch.setattr(compiling, "pays_off", lambda *_: pays)
    choice, [line] = recorded_choice(tiny)
    assert choice is pays
    assert ("the model is not compiled" in line) is not pays


@pytest.mark.cuda
def test_that_a_long_run_on_cuda_has_measured_it_before_its_first_step(tiny: Project) -> None:
    spec = pretrain_spec(
        name="p",
        loop={"steps": 10**6, "minutes": 0.2},
        runtime={**RUNTIME, "device": "cuda", "compile": "auto"},
    )
    run = tiny_project.perform(tiny, spec)
    runtime = known_runtime(run.path)
    assert runtime is not None
    assert runtime.compile is False  # 12 s are over before compiling is
