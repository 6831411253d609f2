"""The sweeps that were kept under one name, one for each distillation that it varied."""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from workbench.plain_file import read_plain_file
from workbench.store.files import durable, looking
from workbench.store.membership import plan_path
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
    """The sweeps that were kept under a name, the newest last; raises CannotBeRead."""
    path = plan_path(project, "sweep", name)
    try:
        with looking.naming(path):
            plain = read_plain_file(path)
        sweeps = _KeptSweeps.model_validate_json(plain).sweeps
    except (FileNotFoundError, ValidationError):
        return []
    return [kept.model_copy(update={"base": migrate_keys(kept.base)}) for kept in sweeps]


def keep_sweeps(project: Path, name: str, sweeps: list[KeptSweep]) -> None:
    """Keep these sweeps under a name, the newest last, instead of those that were kept."""
    path = plan_path(project, "sweep", name)
    durable.make_folder(path.parent)
    durable.write_json(path, _KeptSweeps(id=sweeps[-1].id, sweeps=sweeps).model_dump())
