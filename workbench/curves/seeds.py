"""Which runs were asked to do the same, but for their seed."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

_OWN = ("name",)


def seed_group(spec: Mapping[str, Any]) -> str:
    """What a plain spec has in common with those that differ from it by the seed and name alone."""
    runtime = {key: value for key, value in spec.get("runtime", {}).items() if key != "seed"}
    shared = {key: value for key, value in spec.items() if key not in _OWN}
    text = json.dumps({**shared, "runtime": runtime}, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def seed_of(spec: Mapping[str, Any]) -> int | None:
    """The seed in a plain spec, if it has one."""
    seed = spec.get("runtime", {}).get("seed")
    return seed if isinstance(seed, int) else None


def grouped(runs: Iterable[tuple[str, str, int | None]]) -> dict[str, list[str]]:
    """Runs by group, from the key, the group and the seed of each.

    One with the seed of an earlier one is the same training again and tells nothing of seeds: it
    stands alone, under its key.
    """
    groups: dict[str, list[str]] = {}
    seen: set[tuple[str, int | None]] = set()
    for key, group, seed in runs:
        is_new = (group, seed) not in seen
        seen.add((group, seed))
        groups.setdefault(group if is_new else key, []).append(key)
    return groups
