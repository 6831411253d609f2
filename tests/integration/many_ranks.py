"""The processes that torchrun would start, forked from one that has imported everything."""

import multiprocessing
import os
import socket
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

_PRELOADED = ["torch.distributed", "workbench.cli.main", "workbench.activities.engine"]
_CONTEXT = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Wanted:
    """What one process is to do; `before` is called in it first."""

    arguments: tuple[str, ...]
    environment: dict[str, str]
    said: Path
    before: Callable[[], None] | None = None


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
) -> Started:
    """A process for each command line; `before` is called in the last one."""
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
        is_last = rank == len(commands) - 1
        wanted = Wanted(tuple(command), environment, said, before if is_last else None)
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
    if wanted.before is not None:
        wanted.before()
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
