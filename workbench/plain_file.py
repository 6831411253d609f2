"""Reading a file that a person named, or that came from somewhere else: plain, and not too big.

A pipe is never waited for, and a device is never opened: what it is is asked first.
"""

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO

from workbench.errors import NoPlainFile
from workbench.words import words

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class TooLarge(Exception):
    """A file with more than `most` bytes; `size` is what it has, or what was read of it."""

    def __init__(self, size: int, most: int) -> None:
        super().__init__(f"{size} bytes, at most {most}")
        self.size = size
        self.most = most


def read_plain_file(path: Path, most_bytes: int | None = None) -> bytes:
    """What a regular file holds, links followed.

    Raises OSError for anything else, at once (`errors.reason_of` says what it is), and TooLarge
    when there are more than `most_bytes`, without having read many more.
    """
    with open_plain_file(path) as stream:
        if most_bytes is None:
            return stream.read()
        data = stream.read(most_bytes + 1)
        size = max(os.fstat(stream.fileno()).st_size, len(data))
    if len(data) > most_bytes:
        raise TooLarge(size, most_bytes)
    return data


def open_plain_file(path: Path) -> BinaryIO:
    """A regular file to read from; raises OSError for anything else, at once."""
    try:
        _require_regular(path.stat(), path)
        stream = os.fdopen(os.open(path, _FLAGS), "rb")
    except ValueError as error:  # a zero byte, or halves of characters
        raise NoPlainFile(words("The system takes it for no path"), path) from error
    try:
        _require_regular(os.fstat(stream.fileno()), path)  # another may have taken its place
    except OSError:
        stream.close()
        raise
    return stream


def is_plain_file(path: Path) -> bool:
    """Whether a regular file is there, links followed; a text that is no path is none."""
    try:
        return stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def _require_regular(found: os.stat_result, path: Path) -> None:
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(found.st_mode):
        raise NoPlainFile(words("It is no file but a pipe, a socket or a device"), path)
