"""JSON and text with a checksum of itself, for what no manifest vouches for, or not wholly."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbench.errors import Corrupt
from workbench.file_formats import json_text
from workbench.store.files import looking

CHECKSUM = "checksum"
"""The key of the SHA-256 (hex) of all other keys and their values."""

_FIRST_LINE = "# checksum: "


def with_checksum(plain: Mapping[str, Any]) -> dict[str, Any]:
    """The values with their checksum, in place of the one that they may have had."""
    others = {key: value for key, value in plain.items() if key != CHECKSUM}
    return {**others, CHECKSUM: _checksum(others)}


def read_summed(path: Path, *, is_required: bool = False) -> dict[str, Any]:
    """The plain values of a file, without the checksum.

    Raises FileNotFoundError, CannotBeRead, or Corrupt when they are not what was written. A file
    that was written before there were checksums is taken as it is, unless one `is_required`.
    """
    data = looking.read_bytes(path)
    try:
        plain = json_text.loads(data)
    except ValueError:
        raise Corrupt("{path} is damaged and cannot be read", path=path) from None
    if not isinstance(plain, dict):
        raise Corrupt("{path} is damaged and cannot be read", path=path)
    noted = plain.pop(CHECKSUM, None if is_required else _checksum(plain))
    if noted != _checksum(plain):
        raise Corrupt("{path} is damaged: it is not what was written", path=path)
    return plain


def text_with_checksum(text: str) -> str:
    """A text in whose kind of file `#` begins a comment, below a first line with its checksum."""
    return f"{_FIRST_LINE}{hashlib.sha256(text.encode()).hexdigest()}\n{text}"


def require_summed_text(path: Path) -> None:
    """Raise Corrupt unless a file holds the text that its first line tells of.

    One that was written before there were checksums is taken as it is.
    """
    first, _, text = looking.read_bytes(path).partition(b"\n")
    mark = _FIRST_LINE.encode()
    if first.startswith(mark) and first != mark + hashlib.sha256(text).hexdigest().encode():
        raise Corrupt("{path} is damaged: it is not what was written", path=path)


def _checksum(plain: Mapping[str, Any]) -> str:
    as_read = json.loads(json.dumps(plain))  # a tuple is a list by then
    return hashlib.sha256(json.dumps(as_read, sort_keys=True).encode()).hexdigest()
