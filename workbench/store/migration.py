"""Settings that were renamed: what older projects wrote is read under the names of today."""

from collections.abc import Mapping
from typing import Any

RENAMED_IN_FORMAT_2: Mapping[str, str] = {
    "alpha_course": "alpha_schedule",
    "temperature_course": "temperature_schedule",
    "average_decay": "ema_decay",
}
"""Keys of spec files of format 1, and what they are called since format 2."""


def migrate_keys(plain: Any) -> Any:
    """Plain values of a spec, a sweep or a queue with every renamed key under its present name.

    A sweep also names settings in its values (`varied[].name = "stages.0.alpha_course"`); no other
    value is touched. What is of the present format comes back equal.
    """
    if isinstance(plain, Mapping):
        return {
            _renamed(key): _migrated_varied(value) if key == "varied" else migrate_keys(value)
            for key, value in plain.items()
        }
    if isinstance(plain, list):
        return [migrate_keys(value) for value in plain]
    return plain


def _renamed(key: str) -> str:
    return RENAMED_IN_FORMAT_2.get(key, key)


def _migrated_varied(varied: Any) -> Any:
    """The varied settings of a sweep, each named by its dotted path; what is no such list stays."""
    if not isinstance(varied, list):
        return varied
    return [
        {**one, "name": ".".join(_renamed(part) for part in one["name"].split("."))}
        if isinstance(one, Mapping) and isinstance(one.get("name"), str)
        else one
        for one in varied
    ]
