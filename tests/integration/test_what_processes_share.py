"""What several processes share out beside plain training: caches, students of caches, mixtures,
adapters, frozen layers, stops."""

import shutil
import signal
import sys
from pathlib import Path
from typing import Any

import pytest
from many_ranks import (
    die_at_the_third_part,
    make_small_parts,
    run_command,
    same,
    sliced,
    start,
    the_run,
    together,
    wait_until,
)
from tiny_project import (
    CORPUS,
    RUNTIME,
    TEACHER,
    distill_spec,
    ending,
    events_of,
    finetune_spec,
    grown,
    metric_rows,
    perform,
    pretrain_spec,
    tales,
    weights_hash,
)

from workbench.activities.caching import cache_teacher
from workbench.activities.spec import AnySpec
from workbench.corpora.spec import AddCorpusSpec
from workbench.distillation.cache.spec import CacheTeacherSpec
from workbench.events import Continued, Metrics, Outcome, Paused
from workbench.project import Project
from workbench.spec import validate
from workbench.store.runs.requests import Request
from workbench.store.runs.run_folder import RunFolder

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="processes are forked"),
]

OTHER = "other tales"
CACHE = validate(
    CacheTeacherSpec,
    {
        "name": "kept",
        "corpus": CORPUS,
        "teacher": TEACHER,
        "kept": {"kind": "top_k", "k": 8},
        "temperature": 2.0,
        "windows_at_once": 4,
        "runtime": RUNTIME,
    },
)
STAGES = [{"steps": 5, "frozen_layers": 1}, {"steps": 7}]
SPECS: dict[str, AnySpec] = {
    "student of a cache": distill_spec(name="again", cache="kept", ema_decay=0.9),
    "frozen layers": distill_spec(
        name="again", student={"num_layers": 2}, stages=STAGES, ema_decay=0.9
    ),
    "mixture": pretrain_spec(
        name="again",
        further_corpora=[{"corpus": OTHER, "weight": 3.0}],
        optimizer={"learning_rate": 0.3},
        loop={"steps": 200, "evaluate_every": 4, "patience": 2},
    ),
    "adapters": finetune_spec(
        name="again", lora={"rank": 4}, loop={"steps": 12, "accumulation": 2}
    ),
    "compiled": pretrain_spec(
        name="again", loop={"steps": 4}, runtime={**RUNTIME, "compile": True}
    ),
}


@pytest.fixture(scope="module")
def prepared(tiny_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tiny project with a cache and a second corpus; never change it."""
    folder = tmp_path_factory.mktemp("prepared")
    text = folder / "other.txt"
    text.write_text(tales(seed=1))
    other = validate(AddCorpusSpec, {"name": OTHER, "files": (str(text),)})
    return grown(tiny_template, folder, CACHE, other)


def copied(prepared: Path, folder: Path) -> Path:
    return Path(shutil.copytree(prepared, folder / "lab"))


def alone_and_together(
    prepared: Path, tmp_path: Path, spec: AnySpec, shared: AnySpec, within_s: float = 60
) -> tuple[RunFolder, RunFolder]:
    """A run by one process, and the same by two."""
    one, two = (copied(prepared, tmp_path / name) for name in ("one", "two"))
    with Project.open(one) as project:
        alone = perform(project, spec)
    started = together(two, shared, 2)
    assert started.ended(within_s) == [0, 0], started.errors()
    return alone, the_run(two)


def test_that_a_student_of_a_cache_learns_the_same_in_two_processes(
    prepared: Path, tmp_path: Path
) -> None:
    spec = SPECS["student of a cache"]
    same(*alone_and_together(prepared, tmp_path, spec, spec))


@pytest.mark.parametrize("kind", ["frozen layers", "adapters"])
def test_that_two_processes_with_slices_give_the_bits_of_one(
    prepared: Path, tmp_path: Path, kind: str
) -> None:
    alone, run = alone_and_together(prepared, tmp_path, SPECS[kind], sliced(SPECS[kind]))
    assert weights_hash(alone) == weights_hash(run)
    apart = [row for row in metric_rows(alone) if not row[0].startswith("gradient_norm_")]
    assert metric_rows(run) == apart


@pytest.mark.skipif(shutil.which("g++") is None, reason="torch compiles with g++")
@pytest.mark.filterwarnings("ignore")  # torch's own, of its compiler
def test_that_compiled_blocks_with_slices_give_the_bits_of_one_process(
    prepared: Path, tmp_path: Path
) -> None:
    spec = SPECS["compiled"]
    alone, run = alone_and_together(prepared, tmp_path, spec, sliced(spec), within_s=240)
    assert weights_hash(alone) == weights_hash(run)


def test_that_two_processes_stop_a_mixture_early_at_the_same_step_as_one(
    prepared: Path, tmp_path: Path
) -> None:
    alone, run = alone_and_together(prepared, tmp_path, SPECS["mixture"], SPECS["mixture"])
    same(alone, run)
    steps = [event.step for event in events_of(run) if isinstance(event, Metrics)]
    assert max(steps) < 200


def contents(project: Project) -> dict[str, Any]:
    [record] = project.caches
    files = sorted(path for path in record.folder.iterdir() if path.suffix == ".npy")
    return {path.name: path.read_bytes() for path in files}


def test_that_a_cache_of_two_processes_has_the_bytes_of_one_also_after_a_death(
    tiny: Project, tmp_path: Path, tiny_template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(tiny_template, tmp_path / "elsewhere"))
    command = run_command(folder, CACHE, "--resume")
    said = tmp_path / "said"
    started = start(said, [command] * 2, before=die_at_the_third_part, before_all=make_small_parts)
    assert started.ended() == [1, -signal.SIGKILL]
    kept = len(list(folder.glob("caches/*/*.npy")))
    assert kept
    started = start(said, [command] * 2, before_all=make_small_parts)
    assert started.ended() == [0, 0], started.errors()
    monkeypatch.setattr(cache_teacher, "_PART_BYTES", 6000)
    perform(tiny, CACHE)
    with Project.open(folder) as project:
        made, expected = contents(project), contents(tiny)
        assert made == expected
        assert len(made) > kept
        digests = [one.caches[0].digest for one in (tiny, project)]
        assert digests[0] == digests[1]


def test_that_a_pause_and_a_stop_are_agreed_and_one_process_goes_on_to_the_same_bits(
    tiny: Project, tiny_template: Path, tmp_path: Path
) -> None:
    spec = pretrain_spec(name="again", loop={"steps": 300, "evaluate_every": 100})
    alone = perform(tiny, spec)
    folder = Path(shutil.copytree(tiny_template, tmp_path / "elsewhere"))
    started = together(folder, spec, 2)
    wait_until(lambda: bool(list(folder.glob("runs/*-again/runtime.json"))))
    run = the_run(folder)
    run.request(Request.PAUSE)
    wait_until(lambda: any(isinstance(event, Paused) for event in events_of(run)))
    run.request(Request.RESUME)
    wait_until(lambda: any(isinstance(event, Continued) for event in events_of(run)))
    run.request(Request.STOP)
    assert started.ended() == [0, 0], started.errors()
    assert ending(run).outcome is Outcome.STOPPED
    with Project.open(folder) as project:
        for _ in project.resume("again"):
            pass
    same(alone, the_run(folder))
