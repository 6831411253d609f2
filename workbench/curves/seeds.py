"""Which runs were asked to do the same, but for their seed."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

_OWN = ("name",)


def seed_group(spec: Mapping[str, Any]) -> str:
    """What a plain spec has in common with those that differ from it by the seed and name alone."""
    runtime = {key: value for key, value in spec.get("runtime", {}).items() if key != "seed"}
    shared = {key: value for key, value in spec.items() if key not in _OWN}
    text = json.dumps({**shared, "runtime": runtime}, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
