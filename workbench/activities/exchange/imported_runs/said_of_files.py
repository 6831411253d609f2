"""What the system refuses of a file of somebody else, as a sentence."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from workbench.errors import BadInput, reason_of


@contextlib.contextmanager
def naming(path: Path) -> Iterator[None]:
    """Inside, whatever the system refuses is a BadInput that names the file."""
    try:
        yield
    except OSError as error:
        raise BadInput(
            "{path} cannot be read: {reason}", path=path, reason=reason_of(error)
        ) from error
