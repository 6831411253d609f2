"""What a person named, outside a project as well: written whole, or refused in a sentence."""

import errno
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from workbench.file_formats.plain_file import require_plain_file
from workbench.store.files import durable, leftovers
from workbench.store.files.own import require_not_kept
from workbench.store.files.refused import naming_what_a_library_met, naming_what_is_refused


def write_file(path: Path, data: bytes) -> None:
    """Write a whole file or none; raises BadInput, with the reason, where that is not possible.

    A file takes the place of a file alone: never that of a device such as /dev/null.
    """
    with naming_what_is_refused(path):
        require_not_kept(path)
        if path.exists():
            require_plain_file(path)
        leftovers.sweep(path.parent, only=path.name)
        durable.write_bytes(path, data)


@contextmanager
def staging(folder: Path, *, needed_bytes: int = 0) -> Iterator[Path]:
    """`durable.staging` for a folder that a person named: whatever is missing above it is made.

    Raises BadInput where that is not possible.
    """
    with ExitStack() as stack:
        with naming_what_is_refused(folder):
            require_not_kept(folder)
            if os.path.lexists(folder) and not folder.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
            durable.make_folder_and_parents(folder.parent)
            leftovers.sweep(folder.parent, only=folder.name)
            staged = stack.enter_context(durable.staging(folder, needed_bytes=needed_bytes))
        with naming_what_a_library_met(folder):
            yield staged
