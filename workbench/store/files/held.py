"""Whether the folders that a run works in are still where their paths lead."""

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Self

from workbench.errors import DiskError

_OPENS_FOLDERS = os.name == "posix"


class HeldFolders:
    """Folders known by what they are, not by their paths: they may be moved or removed meanwhile.

    An open descriptor keeps each one's identity, so that no other folder ever has it. Where a
    system opens no folders (Windows), only that something is there can be told; it moves no
    folder in which a file is open.
    """

    def __init__(self, paths: Iterable[Path]) -> None:
        self._descriptors: dict[Path, int] = {}
        for path in paths:
            if path.is_dir():
                self._descriptors[path] = _opened(path)

    def require_there(self) -> None:
        """Raise DiskError when a path leads nowhere, or to another folder, by now."""
        for path, descriptor in self._descriptors.items():
            if not _leads_to(path, descriptor):
                raise DiskError(
                    "{folder} is not there any more: it was moved or removed while the run was "
                    "working; put it back and resume the run, or resume it where it is now",
                    folder=path,
                )

    def close(self) -> None:
        for descriptor in self._descriptors.values():
            if descriptor >= 0:
                with contextlib.suppress(OSError):
                    os.close(descriptor)
        self._descriptors = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _opened(path: Path) -> int:
    """A descriptor of the folder; -1 where the system gives none."""
    with contextlib.suppress(OSError):
        if _OPENS_FOLDERS:
            return os.open(path, os.O_RDONLY)
    return -1


def _leads_to(path: Path, descriptor: int) -> bool:
    if descriptor < 0:
        return path.is_dir()
    try:
        return os.path.samestat(path.stat(), os.fstat(descriptor))
    except OSError:
        return False
