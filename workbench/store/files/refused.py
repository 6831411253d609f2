"""Saying where the system refuses to write, in place of its own error."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from workbench.errors import BadInput, reason_of


@contextmanager
def naming_what_is_refused(path: Path) -> Iterator[None]:
    """Inside, an OSError means that `path`, which a person chose, cannot be written to."""
    try:
        yield
    except OSError as error:
        raise BadInput(
            "{path} cannot be written: {reason}; choose another folder",
            path=path,
            reason=reason_of(error),
        ) from None
