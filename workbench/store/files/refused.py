"""Saying where the system refuses to write, in place of its own error."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import BadInput, NoPlainFile, reason_of
from workbench.plain_file import is_path
from workbench.words import words


@contextmanager
def naming_what_is_refused(path: Path) -> Iterator[None]:
    """Inside, an OSError means that `path`, which a person chose, cannot be written to."""
    if not is_path(str(path)):
        raise _refused(path, NoPlainFile(words("The system takes it for no path"), path))
    try:
        yield
    except OSError as error:
        raise _refused(path, error) from None


def _refused(path: Path, error: OSError) -> BadInput:
    return BadInput(
        "{path} cannot be written: {reason}; choose another folder",
        path=path,
        reason=reason_of(error),
    )
