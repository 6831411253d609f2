"""Where tests can write without waiting for a disk."""

import os
import shutil
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ROOM_FOR_ALL_TESTS = 4 * 2**30
"""Bytes; the whole suite leaves some hundred MB, and a container may have 64 MB of this memory."""


def roomy_memory_folder() -> Path | None:
    """Linux' folder in memory where it can be written and has room enough, else None."""
    if not os.access(_MEMORY, os.W_OK):
        return None
    return _MEMORY if shutil.disk_usage(_MEMORY).free >= _ROOM_FOR_ALL_TESTS else None
