"""The processes that torchrun would start, forked from one that has imported everything."""

import multiprocessing
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from safetensors.torch import load_file
from tiny_project import events_of, metric_rows, spec_file, weights_hash

from workbench.activities.spec import ANY_SPEC, AnySpec
from workbench.events import Note
from workbench.project import Project
from workbench.store.runs.run_folder import RunFolder

_PRELOADED = ["torch.distributed", "workbench.cli.main", "workbench.activities.engine"]
_CONTEXT = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Wanted:
    """What one process is to do; what stands in `before` is called in it first."""

    arguments: tuple[str, ...]
    environment: dict[str, str]
    said: Path
    before: tuple[Callable[[], None], ...] = ()


@dataclass
class Started:
    """The processes of a run, and what each has said on its standard error."""

    processes: list[BaseProcess] = field(default_factory=list)
    said: list[Path] = field(default_factory=list)

    def ended(self, within_s: float = 60) -> list[int | None]:
        """The exit code of each."""
        for process in self.processes:
            process.join(within_s)
        return [process.exitcode for process in self.processes]

    def errors(self) -> list[str]:
        return [path.read_text() if path.exists() else "" for path in self.said]

    def kill(self, *ranks: int) -> None:
        for rank in ranks:
            self.processes[rank].kill()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("localhost", 0))
        port: int = one.getsockname()[1]
    return port


def start(
    folder: Path,
    commands: Sequence[Sequence[str]],
    *,
    port: int | None = None,
    restart: int = 0,
    most_restarts: int = 0,
    before: Callable[[], None] | None = None,
    before_all: Callable[[], None] | None = None,
) -> Started:
    """A process for each command line; `before` is called in the last one, `before_all` in all."""
    _CONTEXT.set_forkserver_preload(_PRELOADED)
    started, port = Started(), port or free_port()
    folder.mkdir(exist_ok=True)
    for rank, command in enumerate(commands):
        said = folder / f"rank-{rank}-{time.monotonic_ns()}.txt"
        environment = {
            "RANK": str(rank),
            "LOCAL_RANK": str(rank),
            "WORLD_SIZE": str(len(commands)),
            "LOCAL_WORLD_SIZE": str(len(commands)),
            "MASTER_ADDR": "localhost",
            "MASTER_PORT": str(port),
            "TORCHELASTIC_RESTART_COUNT": str(restart),
            "TORCHELASTIC_MAX_RESTARTS": str(most_restarts),
        }
        first_calls = [before_all, before if rank == len(commands) - 1 else None]
        called = tuple(one for one in first_calls if one is not None)
        wanted = Wanted(tuple(command), environment, said, called)
        process = _CONTEXT.Process(target=_perform, args=(wanted,))
        process.start()
        started.processes.append(process)
        started.said.append(said)
    return started


def _perform(wanted: Wanted) -> None:
    from workbench.cli.main import main

    os.environ.update(wanted.environment)
    for stream, path in ((sys.stdout, Path(os.devnull)), (sys.stderr, wanted.said)):
        with path.open("w") as file:
            os.dup2(file.fileno(), stream.fileno())
    for call in wanted.before:
        call()
    main(list(wanted.arguments))


def fail_in_the_fourth_step() -> None:
    """From then on, dropout cannot be seeded in this process."""
    from workbench.training.optimizing.optimizer_step import OptimizerStep

    seed = OptimizerStep.seed_dropout

    def failing(self: OptimizerStep, step: int, micro_batch: int) -> None:
        if step == 3:
            raise ValueError("a card fell out")
        seed(self, step, micro_batch)

    OptimizerStep.seed_dropout = failing  # type: ignore[method-assign]


def be_impatient() -> None:
    """A folder that is not shared is not waited for."""
    from workbench.activities import together

    together._SEEN_WITHIN_S = 0.2


def make_small_parts() -> None:
    """A cache has many parts."""
    from workbench.activities.caching import cache_teacher

    cache_teacher._PART_BYTES = 6000


def die_at_the_third_part() -> None:
    """This process is gone once it is to make its third part of a cache."""
    from workbench.activities.caching.parts import CacheParts

    made, asked = CacheParts.made, iter(range(3))

    def dying(self: CacheParts, part: int) -> dict[str, bytes]:
        if next(asked) == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return made(self, part)

    CacheParts.made = dying  # type: ignore[method-assign]


# -- a project's runs, and what is compared of them ----------------------------------------------


def together(folder: Path, spec: AnySpec, size: int, **changes: object) -> Started:
    """The processes of a run of a spec in a project."""
    command = run_command(folder, spec)
    return start(folder.parent / "said", [command] * size, **changes)  # type: ignore[arg-type]


def run_command(folder: Path, spec: AnySpec, *more: str) -> list[str]:
    path = spec_file(folder.parent, spec)
    return ["run", str(path), "--project", str(folder), *more]


def the_run(folder: Path, name: str = "again") -> RunFolder:
    with Project.open(folder) as project:
        return RunFolder(project.saved_run(name).folder)


def same(one: RunFolder, other: RunFolder) -> None:
    """Two runs have the same weights, optimizer, and figures at every step, to the last bit."""
    assert metric_rows(one) == metric_rows(other)
    assert weights_hash(one) == weights_hash(other)


def furthest(one: RunFolder, other: RunFolder) -> float:
    """The largest difference between two weights of the runs' last checkpoints."""
    ours, theirs = (
        load_file(run.checkpoints()[-1].folder / "model.safetensors") for run in (one, other)
    )
    return max(float((ours[name] - theirs[name]).abs().max()) for name in theirs)


def sliced(spec: AnySpec) -> AnySpec:
    """The same, each process with a slice of the model."""
    plain = spec.model_dump()
    return ANY_SPEC.validate_python(plain | {"runtime": plain["runtime"] | {"sharding": "fsdp"}})


def notes_of(run: RunFolder) -> list[str]:
    return [str(event.words) for event in events_of(run) if isinstance(event, Note)]


def wait_until(happened: Callable[[], bool], within_s: float = 60) -> None:
    until = time.monotonic() + within_s
    while not happened():
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.02)
