"""The sweeps that were kept, and those under one name: one for each distillation it varied."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from workbench.errors import Corrupt
from workbench.spec import Spec, read_toml, to_toml
from workbench.store.files import durable, looking
from workbench.store.files.summed import require_summed_text, text_with_checksum, with_checksum
from workbench.store.membership import damaged_plan, plan_path, read_kept_plan
from workbench.store.migration import migrate_keys
from workbench.store.names import Sort, clean, slug


class KeptSweep(BaseModel):
    """A sweep's id, which its runs record, and the plain spec of what it varies.

    `folders` are those in the project of what its runs read, by sort and by the name in its specs.
    """

    id: str
    base: dict[str, Any]
    folders: list[tuple[Sort, str, str]] = []


class _KeptSweeps(BaseModel):
    """`plans/sweep-….json`: what was kept last comes last, and its id also stands alone.

    A file that was written before has that id only.
    """

    format: int = 1
    id: str
    sweeps: list[KeptSweep] = []


def kept_sweeps(project: Path, name: str) -> list[KeptSweep]:
    """The sweeps that were kept under a name, the newest last; raises Corrupt."""
    path = plan_path(project, "sweep", name)
    if not (plain := read_kept_plan(path)):
        return []
    try:
        sweeps = _KeptSweeps.model_validate(plain).sweeps
    except ValidationError:
        raise damaged_plan(Corrupt("{path} is damaged and cannot be read", path=path)) from None
    return [kept.model_copy(update={"base": migrate_keys(kept.base)}) for kept in sweeps]


def keep_sweeps(project: Path, name: str, sweeps: list[KeptSweep]) -> None:
    """Keep these sweeps under a name, the newest last, instead of those that were kept."""
    path = plan_path(project, "sweep", name)
    durable.make_folder(path.parent)
    kept = _KeptSweeps(id=sweeps[-1].id, sweeps=sweeps)
    durable.write_json(path, with_checksum(kept.model_dump(mode="json")))


def sweep_paths(project: Path) -> list[Path]:
    """The files of the sweeps that were kept, oldest first; also of those that are damaged."""
    paths = [
        path
        for path in looking.children(_sweeps_path(project), "*.toml")
        if not durable.is_leftover(path)
    ]
    return sorted(paths, key=lambda path: path.lstat().st_mtime_ns)


def read_sweep(path: Path) -> dict[str, Any]:
    """The plain spec of a sweep that was kept; raises BadInput, or Corrupt naming the file."""
    try:
        require_summed_text(path)
    except FileNotFoundError:  # a link to nothing is listed
        raise Corrupt("{path} is damaged or missing and cannot be read", path=path) from None
    plain: dict[str, Any] = migrate_keys(read_toml(path), path.name)
    return plain


def sweep_of_name(project: Path, name: str) -> dict[str, Any] | None:
    """The plain spec of the sweep that was kept under a name, if one was.

    Raises BadInput or Corrupt.
    """
    path = _sweep_path(project, name)
    return read_sweep(path) if os.path.lexists(path) else None


def lost_sweeps(project: Path) -> Iterator[Path]:
    """The files of sweeps that are missing, though what was made for them is known."""
    for plan in sorted((project / "plans").glob("sweep-*.json")):
        path = _sweeps_path(project) / f"{plan.stem.removeprefix('sweep-')}.toml"
        if not os.path.lexists(path) and not durable.is_leftover(plan):
            yield path


def keep_sweep(project: Path, name: str, spec: Spec) -> None:
    """Keep what a sweep is, by its name."""
    durable.make_folder(_sweeps_path(project))
    durable.write_text(_sweep_path(project, name), text_with_checksum(to_toml(spec)))


def _sweeps_path(project: Path) -> Path:
    return project / "sweeps"


def _sweep_path(project: Path, name: str) -> Path:
    mark = hashlib.sha256(clean(name).encode()).hexdigest()[:8]
    return _sweeps_path(project) / f"{slug(name, 'sweep')}-{mark}.toml"
