"""Files that a person named, outside a project as well: written whole, or refused in a sentence."""

from pathlib import Path

from workbench.store.files import durable
from workbench.store.files.refused import naming_what_is_refused


def write_file(path: Path, data: bytes) -> None:
    """Write a whole file or none; raises BadInput, with the reason, where that is not possible."""
    with naming_what_is_refused(path):
        durable.write_bytes(path, data)
