"""The commands with which torchrun, which comes with torch, starts the processes of a run."""

import re
import shlex
import sys
from pathlib import Path

import workbench

_PORT = 29400
HOST = "HOST"
"""Stands for the first machine's name: where the processes find each other."""


def command_here(processes: int, *arguments: str) -> list[str]:
    """A verb of our command line in so many processes of this machine."""
    verb = ["-m", "workbench.cli", *arguments]
    if processes == 1:
        return [sys.executable, *verb]
    many = ["--standalone", "--nproc-per-node", str(processes)]
    return [sys.executable, "-m", "torch.distributed.run", *many, *verb]


def command_elsewhere(spec: Path, project: Path, machines: int, processes: int) -> str:
    """What to type on each of some machines to run a spec file, in `processes` on each of them.

    The same command again goes on with what was begun. Of several machines `HOST` is the first.
    """
    words = ["torchrun", *_meeting(spec.stem, machines), f"--nproc-per-node={processes}"]
    program = Path(workbench.__file__).parents[1] / "main.py"
    run = [str(program), "run", str(spec), "--project", str(project), "--resume"]
    return shlex.join([*words, *run])


def _meeting(name: str, machines: int) -> list[str]:
    """How the processes find each other."""
    if machines == 1:
        return ["--standalone"]
    job = re.sub(r"\W+", "-", name).strip("-") or "run"
    return [
        f"--nnodes={machines}",
        "--max-restarts=3",
        "--rdzv-backend=c10d",
        f"--rdzv-endpoint={HOST}:{_PORT}",
        f"--rdzv-id={job}",
    ]
