"""JSON that carries a checksum of itself, for files that no manifest vouches for, or not wholly."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from workbench.errors import Corrupt
from workbench.plain_file import read_plain_file
from workbench.store.files import looking

CHECKSUM = "checksum"
"""The key of the SHA-256 (hex) of all other keys and their values."""


def with_checksum(plain: Mapping[str, Any]) -> dict[str, Any]:
    """The values with their checksum, in place of the one that they may have had."""
    others = {key: value for key, value in plain.items() if key != CHECKSUM}
    return {**others, CHECKSUM: _checksum(others)}


def read_summed(path: Path, *, is_required: bool = False) -> dict[str, Any]:
    """The plain values of a file, without the checksum.

    Raises FileNotFoundError, CannotBeRead, or Corrupt when they are not what was written. A file
    that was written before there were checksums is taken as it is, unless one `is_required`.
    """
    with looking.naming(path):
        data = read_plain_file(path)
    try:
        plain = json.loads(data)
    except (ValueError, RecursionError):
        raise Corrupt("{path} is damaged and cannot be read", path=path) from None
    if not isinstance(plain, dict):
        raise Corrupt("{path} is damaged and cannot be read", path=path)
    noted = plain.pop(CHECKSUM, None if is_required else _checksum(plain))
    if noted != _checksum(plain):
        raise Corrupt("{path} is damaged: it is not what was written", path=path)
    return plain


def _checksum(plain: Mapping[str, Any]) -> str:
    as_read = json.loads(json.dumps(plain))  # a tuple is a list by then
    return hashlib.sha256(json.dumps(as_read, sort_keys=True).encode()).hexdigest()
