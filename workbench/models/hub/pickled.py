"""`pytorch_model.bin` turned into safetensors by a process of its own, if it is plain tensors.

A pickle can hold code. The child (`unpickle`) reads with torch's restricted unpickler, which
knows tensors alone, and what it hands over is a file that cannot hold anything else.
"""

import subprocess
import sys
from pathlib import Path

from workbench.child_process import child_environment
from workbench.errors import BadInput
from workbench.file_formats.downloaded import POINTER_BYTES, require_no_pointer
from workbench.file_formats.plain_file import open_plain_file

_TARGET_NAME = "converted.safetensors"


def converted(path: Path, scratch: Path) -> Path:
    """The tensors of a pickle as a safetensors file in `scratch`; raises BadInput otherwise."""
    with open_plain_file(path) as stream:
        require_no_pointer(path, stream.read(POINTER_BYTES))
    target = scratch / _TARGET_NAME
    ended = subprocess.run(
        [sys.executable, "-m", "workbench.models.hub.unpickle", str(path.absolute()), str(target)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        cwd=scratch,
        env=child_environment(),
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
