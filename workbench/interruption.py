"""Ctrl-C while modules are still being imported, before a verb can answer it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

INTERRUPTED = 130
"""The exit code of what a signal ended."""


@contextmanager
def leaving_in_silence() -> Iterator[None]:
    """Inside, Ctrl-C ends the process without a traceback."""
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
