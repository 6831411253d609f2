"""What a branch changes of its parent's settings, as `--set` takes it."""

from collections.abc import Iterator, Mapping
from typing import Any

import tomli_w

from workbench.activities.branch_settings import fixed_settings
from workbench.activities.spec import AnySpec
from workbench.plans.current_names import spec_with_names_of_now
from workbench.spec import to_plain
from workbench.store.folders import ProjectFolder
from workbench.store.names import Sort
from workbench.store.runs.inputs import Located
from workbench.store.runs.run_folder import RunFolder


def branch_overrides(
    run: RunFolder,
    project: ProjectFolder,
    parent: Located,
    runtime: Mapping[str, str | int | float],
) -> list[str]:
    """The settings in which a branch differs from its parent, with the `runtime` it had.

    Of a parent that is gone nothing is known: then it is every setting that a branch may change.
    Raises BadSpec or Corrupt.
    """
    spec = spec_with_names_of_now(project, run)
    before = dict(_values(_parent_settings(project, parent, spec)))
    now = dict(_values(to_plain(spec))) | {name: _as_toml(told) for name, told in runtime.items()}
    return [
        f"{name}={value}"
        for name, value in now.items()
        if name not in ("kind", "name") and before.get(name) != value
    ]


def _parent_settings(project: ProjectFolder, parent: Located, spec: AnySpec) -> dict[str, Any]:
    """Those that the parent was asked; of one that is gone, those that every branch shares."""
    folder = RunFolder(project.folder_of(Sort.RUN) / parent.id)
    if folder.spec_path.exists():
        return to_plain(spec_with_names_of_now(project, folder))
    plain, fixed = to_plain(spec), fixed_settings(spec)
    return {name: value for name, value in plain.items() if name in fixed}


def _values(plain: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """The settings by their dotted names, each as TOML; a list of plain values is one."""
    for name, value in plain.items() if isinstance(plain, dict) else enumerate(plain):
        if isinstance(value, dict) or (isinstance(value, list) and _holds_tables(value)):
            yield from _values(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", _as_toml(value)


def _holds_tables(values: list[Any]) -> bool:
    return any(isinstance(one, dict | list) for one in values)


def _as_toml(value: Any) -> str:
    """A plain value on one line; a text cannot hold the end of one."""
    return " ".join(tomli_w.dumps({"value": value}).removeprefix("value = ").split("\n")).strip()
