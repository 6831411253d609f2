"""Settings that were renamed: what older projects wrote is read under the names of today."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from workbench.spec import BadSpec, Problem, read_toml, with_overrides
from workbench.words import words

RENAMED_IN_FORMAT_2: Mapping[str, str] = {
    "alpha_course": "alpha_schedule",
    "temperature_course": "temperature_schedule",
    "average_decay": "ema_decay",
}
"""Keys of spec files of format 1, and what they are called since format 2."""


def read_spec_file(path: Path, overrides: Sequence[str]) -> dict[str, Any]:
    """The plain values of a spec file with `a.b=value` overrides applied, all by present names.

    Raises BadInput or BadSpec.
    """
    plain = migrate_keys(read_toml(path), path.name)
    overridden = with_overrides(plain, _migrated_overrides(overrides))
    migrated: dict[str, Any] = migrate_keys(overridden, path.name)
    return migrated


def migrate_keys(plain: Any, where: str = "") -> Any:
    """Plain values of a spec, a sweep or a queue with every renamed key under its present name.

    A sweep also names settings in its values (`varied[].name = "stages.0.alpha_course"`); no other
    value is touched. What is of the present format comes back equal. Raises BadSpec for a setting
    that is there under both names.
    """
    return _migrated(plain, where, "")


def _migrated(plain: Any, where: str, path: str) -> Any:
    if isinstance(plain, Mapping):
        _refuse_both_names(plain, where, path)
        return {
            _renamed(key): _migrated_varied(value)
            if key == "varied"
            else _migrated(value, where, f"{path}{key}.")
            for key, value in plain.items()
        }
    if isinstance(plain, list):
        return [_migrated(one, where, f"{path}{index}.") for index, one in enumerate(plain)]
    return plain


def _renamed(key: str) -> str:
    return RENAMED_IN_FORMAT_2.get(key, key)


def _renamed_path(path: str) -> str:
    """A dotted path to a setting, by present names."""
    return ".".join(_renamed(part) for part in path.split("."))


def _refuse_both_names(plain: Mapping[str, Any], where: str, path: str) -> None:
    for old, new in RENAMED_IN_FORMAT_2.items():
        if old in plain and new in plain:
            raise _both_names(f"{path}{old}", f"{path}{new}", where)


def _both_names(old: str, new: str, where: str) -> BadSpec:
    sentence = words(
        "is given a second time as '{old}', which is its old name; remove one of the two", old=old
    )
    return BadSpec([Problem(path=new, words=sentence)], where)


def _migrated_overrides(overrides: Sequence[str]) -> list[str]:
    """Overrides by present names; raises BadSpec when one setting comes under both."""
    written: dict[str, str] = {}
    migrated = []
    for override in overrides:
        path, equals, value = override.partition("=")
        name = path.strip()
        present = _renamed_path(name)
        earlier = written.setdefault(present, name)
        if earlier != name:
            old = earlier if name == present else name
            raise _both_names(old, present, "--set")
        migrated.append(f"{present}{equals}{value}")
    return migrated


def _migrated_varied(varied: Any) -> Any:
    """The varied settings of a sweep, each named by its dotted path; what is no such list stays."""
    if not isinstance(varied, list):
        return varied
    return [
        {**one, "name": _renamed_path(one["name"])}
        if isinstance(one, Mapping) and isinstance(one.get("name"), str)
        else one
        for one in varied
    ]
