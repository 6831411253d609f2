"""Small JSON files that hold a checksum of all else in them, so that a flipped letter is seen."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

CHECKSUM = "checksum"
"""The key of the SHA-256 (hex) of the other values, in a fixed form."""


def with_checksum(plain: Mapping[str, Any]) -> dict[str, Any]:
    """The values with their checksum, in place of the one that they may have had."""
    return {**_others(plain), CHECKSUM: _checksum(plain)}


def adds_up(plain: Mapping[str, Any]) -> bool:
    """Whether the values are those that were written; older files, without a checksum, are."""
    return CHECKSUM not in plain or plain[CHECKSUM] == _checksum(plain)


def _others(plain: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in plain.items() if key != CHECKSUM}


def _checksum(plain: Mapping[str, Any]) -> str:
    as_read = json.loads(json.dumps(_others(plain)))
    return hashlib.sha256(json.dumps(as_read, sort_keys=True).encode()).hexdigest()
