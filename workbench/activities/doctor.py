"""What this machine has, for a bug report or a first look; importing it imports torch."""

import platform
import shutil
from importlib.metadata import PackageNotFoundError, version

import psutil

from workbench.models.inference import available_cores
from workbench.training.runtime import resolve_runtime
from workbench.training.spec import RuntimeSpec

_PACKAGES = (
    "distill-workbench",
    "torch",
    "PySide6",
    "pyqtgraph",
    "sentencepiece",
    "sqlite-utils",
    "numpy",
)


def findings() -> dict[str, str | int]:
    """Each finding by its name; a package that is missing says so."""
    runtime = resolve_runtime(RuntimeSpec())
    return {
        "python": platform.python_version(),
        "system": platform.platform(),
        **{name: _version(name) for name in _PACKAGES},
        "cores": available_cores(),
        "memory_bytes": psutil.virtual_memory().total,
        "device": runtime.device,
        "precision": runtime.precision,
        "compiler": shutil.which("cc") or shutil.which("gcc") or "none",
    }


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "not installed"
