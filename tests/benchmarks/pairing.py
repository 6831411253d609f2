"""Paired timing: both sides in turn, medians and the median of the pairwise ratios."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def usual_environment() -> dict[str, str]:
    """This process's environment, but for how threads wait: `workbench` sets that once imported,
    and a rival in a child process is to wait as usual."""
    return {name: value for name, value in os.environ.items() if name != "OMP_WAIT_POLICY"}


def in_child(script: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> Any:
    """Run one side in a fresh process and read the JSON in its last line.

    Packages beside the environment's (`PYTHONPATH`) are found there too.
    """
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    process = subprocess.run(
        [sys.executable, str(script), *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={
            **usual_environment(),
            "PYTHONPATH": os.pathsep.join(paths),
            **(environment or {}),
        },
    )
    return json.loads(process.stdout.strip().splitlines()[-1])


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of ours/theirs, pair by pair."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def warn_if_busy() -> None:
    """Two busy pools on few cores slow each other many times over: say so beside the figures."""
    load = os.getloadavg()[0]
    if load > 0.5:
        print(f"! the machine was not idle when this began: load {load:.2f}")
