"""Reading a file that a person named, or that came from somewhere else: plain, and not too big.

A pipe is never waited for, and a device is never opened: what it is is asked first.
"""

import errno
import os
import stat
from io import BufferedReader
from pathlib import Path

from workbench.errors import BadInput, NoPlainFile
from workbench.words import words


class TooLarge(Exception):
    """A file with more than `most` bytes; `size` is what it has, or what was read of it."""

    def __init__(self, size: int, most: int) -> None:
        super().__init__(f"{size} bytes, at most {most}")
        self.size = size
        self.most = most


def is_path(text: str) -> bool:
    """Whether the system takes a text for a path: it holds no zero byte and no half character."""
    try:
        return b"\0" not in os.fsencode(text)
    except UnicodeEncodeError:
        return False


def given_path(text: str) -> Path:
    """The path that a person wrote, with `~` for a home folder; raises BadInput for none at all."""
    if not is_path(text):
        raise BadInput("'{text}' is no path; it holds what no name of a file can", text=text)
    try:
        return Path(text).expanduser()
    except RuntimeError:  # nobody is called so
        return Path(text)


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


def open_plain_file(path: Path) -> BufferedReader:
    """A regular file to read from; raises OSError for anything else, at once."""
    require_plain_file(path)
    return path.open("rb")


def require_plain_file(path: Path) -> None:
    """Raise OSError unless a regular file is there, links followed; nothing is opened."""
    try:
        mode = path.stat().st_mode
    except ValueError as error:  # a zero byte, or halves of characters
        raise NoPlainFile(words("The system takes it for no path"), path) from error
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(mode):
        raise NoPlainFile(words("It is no file but a pipe, a socket or a device"), path)
