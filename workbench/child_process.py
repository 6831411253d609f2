"""Python processes of our own beside this one."""

import os
from pathlib import Path

_PACKAGE_ROOT = Path(__file__).parents[1]


def child_environment() -> dict[str, str]:
    """An environment in which a child finds this package, also when it runs from a checkout."""
    given = os.environ.get("PYTHONPATH")
    path = f"{_PACKAGE_ROOT}{os.pathsep}{given}" if given else str(_PACKAGE_ROOT)
    return os.environ | {"PYTHONPATH": path, "PYTHONUTF8": "1"}
