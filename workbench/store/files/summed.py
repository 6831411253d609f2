"""JSON that carries a checksum of itself, for single files that no manifest vouches for."""

import hashlib
import json
from pathlib import Path
from typing import Any

from workbench.errors import Corrupt, reason_of
from workbench.plain_file import read_plain_file
from workbench.store.files import durable

_SUM = "checksum"
"""The SHA-256 (hex) of all other keys and their values."""


def write_summed(path: Path, plain: dict[str, Any]) -> None:
    """Replace a file's content with plain values and their checksum."""
    durable.write_json(path, {**plain, _SUM: _sum_of(plain)})


def read_summed(path: Path, *, is_required: bool = False) -> dict[str, Any]:
    """The plain values of a file, without the checksum.

    Raises FileNotFoundError, or Corrupt when they are not what was written. A file that was
    written before there were checksums is taken as it is, unless one `is_required`.
    """
    try:
        plain = json.loads(read_plain_file(path))
    except FileNotFoundError:
        raise
    except OSError as error:
        raise Corrupt(
            "{path} cannot be read: {reason}", path=path, reason=reason_of(error)
        ) from None
    except (ValueError, RecursionError):
        raise Corrupt("{path} is damaged and cannot be read", path=path) from None
    if not isinstance(plain, dict):
        raise Corrupt("{path} is damaged and cannot be read", path=path)
    noted = plain.pop(_SUM, None if is_required else _sum_of(plain))
    if noted != _sum_of(plain):
        raise Corrupt("{path} is damaged: it is not what was written", path=path)
    return plain


def _sum_of(plain: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()
