"""What becomes of a verb when standard output or standard error takes no more."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, NoReturn

import click

from workbench.errors import reason_of

_FAILED = 1
_REFUSALS = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EPIPE, errno.EBADF}


def is_of_an_output(error: OSError) -> bool:
    """Whether an output was refused: whatever the system says of a file names it."""
    return error.filename is None and error.errno in _REFUSALS


@contextmanager
def leaving_where_an_output_is_refused() -> Iterator[None]:
    """Inside, an output that takes no more ends the process, without a traceback.

    A full disk gets a sentence; a pipe that nobody reads any more was closed on purpose.
    """
    try:
        try:
            yield
        finally:
            for stream in _open_outputs():
                stream.flush()
    except OSError as error:
        if not is_of_an_output(error):
            raise
        _leave(error)


def _leave(error: OSError) -> NoReturn:
    if error.errno != errno.EPIPE:
        with suppress(OSError):
            click.echo(f"error: the output cannot be written: {reason_of(error)}", err=True)
    for stream in _open_outputs():
        try:
            stream.flush()
        except OSError:
            _give_up(stream)
    sys.exit(_FAILED)


def _open_outputs() -> list[IO[str]]:
    """What there is: a program may be started without any."""
    streams = (sys.stdout, sys.stderr)
    return [stream for stream in streams if stream is not None and not stream.closed]


def _give_up(stream: IO[str]) -> None:
    """Let what is still held back go nowhere: Python writes it once more as it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
