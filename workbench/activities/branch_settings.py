"""What a branch may change of its parent's settings, and what it does change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.errors import BadInput
from workbench.spec import Spec, to_plain
from workbench.store.runs.asked import Setting, flat
from workbench.words import listed

FREE = ("name", "corpus", "further_corpora", "schedule", "loop", "runtime")
"""Whole sections; of the optimizer, all but its algorithm."""
FREE_IN_STAGES = ("steps", "alpha", "temperature")


@dataclass(frozen=True)
class ChangedSetting:
    """A setting by its dotted name, before and now; None where it is not set."""

    name: str
    before: Setting | None
    now: Setting | None


def changed_settings(parent: Spec, branch: Spec) -> tuple[ChangedSetting, ...]:
    """Every setting but the name in which a branch differs, in the order of its spec."""
    before, now = dict(flat(to_plain(parent))), dict(flat(to_plain(branch)))
    names = [*now, *(name for name in before if name not in now)]
    return tuple(
        ChangedSetting(name, before.get(name), now.get(name))
        for name in names
        if name != "name" and before.get(name) != now.get(name)
    )


def require_free_settings(parent: Spec, branch: Spec) -> None:
    """Raise BadInput for settings that a checkpoint cannot be gone on with."""
    if changed := _changed(to_plain(parent), to_plain(branch)):
        raise BadInput(
            "a branch goes on with its parent's weights and optimizer, so that {changed} cannot "
            "change; what can are the optimizer's numbers, schedule, loop, runtime and corpus, and "
            "steps, alpha and temperature of stages",
            changed=listed(changed),
        )


def fixed_settings(spec: Spec) -> tuple[str, ...]:
    """The names of the settings that no branch of this run can change."""
    plain = to_plain(spec)
    whole = [name for name in plain if name not in (*FREE, "kind", "optimizer", "stages")]
    return (*whole, "optimizer.algorithm") if "optimizer" in plain else tuple(whole)


def _changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """The settings that differ and must not."""
    names = sorted((before.keys() | now.keys()) - set(FREE))
    return [name for name in names if _fixed(name, before.get(name)) != _fixed(name, now.get(name))]


def _fixed(name: str, value: Any) -> Any:
    """The part of a setting that a branch shares with its parent."""
    if name == "optimizer":
        return value and value["algorithm"]
    if name == "stages":
        return [{k: v for k, v in one.items() if k not in FREE_IN_STAGES} for one in value]
    return value
