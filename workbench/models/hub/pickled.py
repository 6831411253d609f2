"""`pytorch_model.bin` turned into safetensors by a process of its own, if it is plain tensors.

A pickle can hold code. The child (`unpickle`) reads with torch's restricted unpickler, which
knows tensors alone, and what it hands over is a file that cannot hold anything else.
"""

import os
import subprocess
import sys
from pathlib import Path

from workbench.errors import BadInput

_TARGET_NAME = "converted.safetensors"
_PACKAGE_ROOT = Path(__file__).parents[3]


def converted(path: Path, scratch: Path) -> Path:
    """The tensors of a pickle as a safetensors file in `scratch`; raises BadInput otherwise."""
    target = scratch / _TARGET_NAME
    ended = subprocess.run(
        [sys.executable, "-m", "workbench.models.hub.unpickle", str(path.absolute()), str(target)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=scratch,
        env=os.environ | {"PYTHONPATH": _python_path(), "PYTHONUTF8": "1"},
        check=False,
    )
    if ended.returncode or not target.is_file():
        raise BadInput(
            "{path} was not opened: it is damaged, or holds more than plain weights, and none of "
            "it was run ({reason}). Import a version of the model with safetensors files",
            path=path,
            reason=_last_line(ended.stdout) or _last_line(ended.stderr) or ended.returncode,
        )
    return target


def _last_line(output: bytes) -> str:
    lines = output.decode(errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "")


def _python_path() -> str:
    """Where the child finds this package, also when it runs from a checkout."""
    given = os.environ.get("PYTHONPATH")
    return f"{_PACKAGE_ROOT}{os.pathsep}{given}" if given else str(_PACKAGE_ROOT)
