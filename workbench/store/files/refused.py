"""Saying what the system refuses, in place of its own error."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import (
    BadInput,
    CannotBeRead,
    DiskError,
    NoPlainFile,
    WorkbenchError,
    advice_of,
    reason_of,
)
from workbench.file_formats.plain_file import is_path
from workbench.store.files.full import naming_a_full_disk
from workbench.words import Words, words


@contextmanager
def naming_what_is_refused(path: Path) -> Iterator[None]:
    """Inside, an OSError means that `path`, which a person chose, cannot be written to."""
    if not is_path(str(path)):
        raise _not_writable(path, NoPlainFile(words("The system takes it for no path"), path))
    try:
        yield
    except (OSError, CannotBeRead, DiskError) as error:
        raise _not_writable(path, cause_of(error)) from None


@contextmanager
def naming_what_a_library_met(path: Path) -> Iterator[None]:
    """Inside, what the system refused a library of another language means the same.

    Such a library raises an error of its own, which tells of the system's in its text.
    """
    try:
        yield
    except (OSError, WorkbenchError):
        raise
    except Exception as error:
        if (told := os_error_in(error)) is None:
            raise
        raise _not_writable(path, told) from error


def _not_writable(path: Path, error: OSError) -> BadInput:
    return BadInput(
        "{path} cannot be written: {reason}; choose another folder",
        path=path,
        reason=reason_of(error),
    )


@contextmanager
def naming_failures(path: Path, needed_bytes: int = 0) -> Iterator[None]:
    """Inside, an OSError means that `path`, a file of the project, cannot be written.

    Raises DiskFull, which names `needed_bytes` where they are known, or DiskError. That something
    is there already is the caller's business: FileExistsError passes.
    """
    try:
        with naming_a_full_disk(path, needed_bytes):
            yield
    except FileExistsError:
        raise
    except OSError as error:
        raise disk_error(path, error) from error


def disk_error(path: Path, error: OSError) -> DiskError:
    """The sentence for a file of the project that cannot be read or written."""
    if error.errno in (errno.ENOENT, errno.ENOTDIR):
        return DiskError(
            "{folder} is not there any more: it was moved or removed; put it back and try again, "
            "or go on where it is now",
            folder=path.parent,
        )
    return _refused(path, error)


def disk_error_of(error: OSError) -> DiskError:
    """The sentence for what the system said of whatever file it names."""
    return _refused(str(error.filename) if error.filename else words("a file"), error)


def _refused(what: Path | str | Words, error: OSError) -> DiskError:
    return DiskError(
        "{path} cannot be read or written: {reason}; {advice} and try again, what was saved is "
        "safe",
        path=what,
        reason=reason_of(error),
        advice=advice_of(error),
    )


def os_error_in(error: BaseException) -> OSError | None:
    """The system's error that a library of another language tells of in its text, if any."""
    number = re.search(r"\(os error (\d+)\)", str(error))
    return OSError(int(number[1]), str(error)) if number else None


def cause_of(error: OSError | CannotBeRead | DiskError) -> OSError:
    """What the system itself said."""
    if isinstance(error, OSError):
        return error
    return error.__cause__ if isinstance(error.__cause__, OSError) else OSError(str(error))
