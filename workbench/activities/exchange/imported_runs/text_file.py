"""A CSV file of somebody else as text, whatever of the usual encodings it is in."""

import contextlib
import io
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from workbench.file_formats.plain_file import open_plain_file


@contextlib.contextmanager
def opened_text(path: Path) -> Iterator[tuple[TextIO, io.BufferedReader]]:
    """The text, and the bytes below it, which tell how far it was read; raises OSError.

    Bytes that are no UTF-8 are replaced: numbers and their names are ASCII nearly always.
    """
    with open_plain_file(path) as stream:
        start = stream.read(2)
        stream.seek(0)
        encoding = "utf-16" if start in (BOM_UTF16_LE, BOM_UTF16_BE) else "utf-8-sig"
        yield io.TextIOWrapper(stream, encoding, errors="replace", newline=""), stream
