"""Looking at what a project holds, so that nothing is passed over because the system refused.

What is not there is nothing; whatever else the system says is an error with a sentence.
"""

import contextlib
import fnmatch
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NoReturn

from workbench.errors import CannotBeRead, Corrupt, is_no_file, reason_of
from workbench.file_formats.plain_file import read_plain_file

_MISSING = (FileNotFoundError, NotADirectoryError)


def children(folder: Path, pattern: str = "*") -> list[Path]:
    """What is in a folder and called like `pattern`, by name; nothing where there is no folder.

    Raises CannotBeRead.
    """
    try:
        names = os.listdir(folder)  # noqa: PTH208  (a thousand runs are listed at once)
    except _MISSING:
        return []
    except OSError as error:
        raise cannot_be_read(folder, error) from error
    return [folder / name for name in sorted(names) if fnmatch.fnmatchcase(name, pattern)]


def files_below(folder: Path) -> list[Path]:
    """Every file in a folder and in those below it, links to folders not followed.

    Raises CannotBeRead where one of them cannot be listed.
    """
    return sorted(
        Path(parent, name)
        for parent, _, names in os.walk(folder, onerror=_refuse)
        for name in names
        if Path(parent, name).is_file()
    )


def next_number(parent: Path, taken: Iterable[str]) -> int:
    """One above every number that a name in a folder, or in `taken`, begins with."""
    names = [path.name for path in children(parent)]
    return 1 + max(map(_number_of, [*names, *taken]), default=0)


def _number_of(name: str) -> int:
    digits = name.partition("-")[0]
    return int(digits) if digits.isascii() and digits.isdigit() else 0


def read_bytes(path: Path) -> bytes:
    """What a file holds; raises FileNotFoundError, or CannotBeRead."""
    with naming(path):
        return read_plain_file(path)


def is_file(path: Path) -> bool:
    """Whether a file is there; of a name that no file can have it is not."""
    with contextlib.suppress(OSError, ValueError):
        return path.is_file()
    return False


def is_folder(path: Path) -> bool:
    """Whether a folder is there; of a name that no folder can have it is not."""
    with contextlib.suppress(OSError, ValueError):
        return path.is_dir()
    return False


@contextlib.contextmanager
def naming(path: Path) -> Iterator[None]:
    """Inside, an OSError means that `path` cannot be read; that it is missing passes.

    Raises Corrupt where something that is no file stands there, else CannotBeRead.
    """
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        raise cannot_be_read(path, error) from error


def cannot_be_read(path: Path, error: OSError) -> CannotBeRead | Corrupt:
    """The error for a file or folder that is none, or that the system does not let us read."""
    kind = Corrupt if is_no_file(error) else CannotBeRead
    return kind("{path} cannot be read: {reason}", path=path, reason=reason_of(error))


def _refuse(error: OSError) -> NoReturn:
    raise cannot_be_read(Path(str(error.filename)), error) from error
