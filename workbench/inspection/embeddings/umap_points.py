"""UMAP of embeddings by the package umap-learn, in a process that is stopped with its generator.

Letters: n = pieces, c = width of the model, d = axes of the map.
Source: McInnes, Healy and Melville, "UMAP: Uniform Manifold Approximation and Projection for
Dimension Reduction" (2018).
"""

import subprocess
import sys
import tempfile
from collections.abc import Generator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from workbench.child_process import child_environment
from workbench.errors import BadInput, WorkbenchError
from workbench.file_formats.plain_file import read_plain_file

LEAST = 10
"""Fewer pieces have too few neighbours to keep."""
_WAIT_S = 0.1


def require_umap(count: int) -> None:
    """Raise BadInput where the package is missing, or so many pieces are too few."""
    if find_spec("umap") is None:
        raise BadInput(
            "UMAP needs the package umap-learn; install it with: "
            "pip install 'distill-workbench[umap]', or choose PCA"
        )
    if count < LEAST:
        raise BadInput(
            "UMAP needs {least} pieces and there are {count}; choose more, or PCA",
            least=LEAST,
            count=count,
        )


def umap_points(rows_nc: Tensor) -> Generator[None, None, Tensor]:
    """The points nd of some embeddings, after None as often as it is waited for them."""
    require_umap(len(rows_nc))
    with tempfile.TemporaryDirectory(prefix="workbench-") as scratch:
        rows, points, log = (Path(scratch, name) for name in ("rows.npy", "points.npy", "log"))
        np.save(rows, rows_nc.numpy())
        yield from _finished(rows, points, log)
        return torch.from_numpy(np.load(points))


def _finished(rows: Path, points: Path, log: Path) -> Generator[None, None, None]:
    """Wait for the process; raises WorkbenchError with its last words if it leaves no points."""
    command = [sys.executable, "-m", "workbench.inspection.embeddings.umap_child"]
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            [*command, str(rows), str(points)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            env=child_environment(),
        ) as process,
    ):
        try:
            while process.poll() is None:
                yield None
                try:
                    process.wait(_WAIT_S)
                except subprocess.TimeoutExpired:
                    continue
        finally:
            process.kill()
    if process.returncode or not points.is_file():
        lines = read_plain_file(log).decode(errors="replace").strip().splitlines()
        raise WorkbenchError(
            "UMAP ended unexpectedly: {reason}; choose PCA",
            reason=lines[-1] if lines else str(process.returncode),
        )
