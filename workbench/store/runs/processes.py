"""In how many processes of this machine a run was started: it is resumed in as many."""

from pathlib import Path

from workbench.file_formats import json_text
from workbench.file_formats.plain_file import read_plain_file
from workbench.store.files import durable

_NAME = "processes.json"


def keep_processes(folder: Path, processes: int) -> None:
    """Keep how many a run was started in; one alone is not told."""
    path = folder / _NAME
    if processes > 1 or path.exists():
        durable.write_json(path, {"processes": processes})


def processes_of(folder: Path) -> int:
    """How many a run was started in; 1 where nothing was kept."""
    try:
        return max(1, int(json_text.loads(read_plain_file(folder / _NAME))["processes"]))
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return 1
