"""What was measured of this machine once, kept for all projects of the person."""

import contextlib
import os
import sys
from pathlib import Path
from typing import Any

from workbench.errors import WorkbenchError
from workbench.file_formats import json_text
from workbench.file_formats.plain_file import read_plain_file
from workbench.store.files import durable

_FOLDER = "distill-workbench"
_FILE = "measured.json"


def remembered(key: str) -> str | None:
    """What was measured for `key`; None before, or where it cannot be read."""
    value = _all(_path()).get(key)
    return value if isinstance(value, str) else None


def remember(key: str, value: str) -> None:
    """Keep it; where nothing can be written, the next program measures again."""
    path = _path()
    with contextlib.suppress(OSError, WorkbenchError):
        durable.make_folder_and_parents(path.parent)
        durable.write_json(path, _all(path) | {key: value})


def _all(path: Path) -> dict[str, Any]:
    try:
        plain = json_text.loads(read_plain_file(path))
    except (OSError, ValueError):
        return {}
    return plain if isinstance(plain, dict) else {}


def _path() -> Path:
    """In the person's folder for what programs can make anew."""
    match sys.platform:
        case "darwin":
            caches = Path.home() / "Library" / "Caches"
        case "win32":
            caches = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
        case _:
            caches = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return caches / _FOLDER / _FILE
