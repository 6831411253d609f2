"""Files that a person named, outside a project as well: written whole, or refused in a sentence."""

from pathlib import Path

from workbench.errors import BadInput, reason_of
from workbench.store.files import durable


def write_file(path: Path, data: bytes) -> None:
    """Write a whole file or none; raises BadInput, with the reason, where that is not possible."""
    try:
        durable.write_bytes(path, data)
    except OSError as error:
        raise BadInput(
            "{path} cannot be written: {reason}; choose another folder",
            path=path,
            reason=reason_of(error),
        ) from None
