"""The sweeps that were kept under one name, one for each distillation that it varied."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from workbench.errors import Corrupt
from workbench.store.files import durable
from workbench.store.files.summed import with_checksum
from workbench.store.membership import damaged_plan, plan_path, read_kept_plan
from workbench.store.migration import migrate_keys
from workbench.store.names import Sort


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
