"""The files of an unfinished folder that were written whole, so that a later attempt keeps them."""

import hashlib
import re
from pathlib import Path

from workbench.file_formats.plain_file import open_plain_file
from workbench.store.files import durable, looking

_LINE = re.compile("([0-9a-f]{64})  (.+)")


class NotedFiles:
    """A list, in a file of its own, of names and the SHA-256 of what each file was given.

    The list is what `sha256sum --check` reads. A line that was torn off is none.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        text = looking.read_bytes(path).decode(errors="replace") if path.exists() else ""
        found = map(_LINE.fullmatch, text.split("\n")[:-1])
        self._sha256 = {match[2]: match[1] for match in found if match}

    def note(self, file: Path, data: bytes) -> None:
        """Take down, durably, what a file was given, once it has it."""
        self._sha256[file.name] = hashlib.sha256(data).hexdigest()
        with durable.AppendFile(self._path) as lines:
            lines.append(f"{self._sha256[file.name]}  {file.name}\n".encode())
            lines.sync()

    def holds(self, file: Path) -> bool:
        """Whether a file has what it was given; reads it."""
        if file.name not in self._sha256 or not file.is_file():
            return False
        with looking.naming(file), open_plain_file(file) as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest() == self._sha256[file.name]
