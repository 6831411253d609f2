"""`queue.json`: whether a person wants no waiting run of the project to be started for now."""

from pydantic import BaseModel, ValidationError

from workbench.errors import Corrupt
from workbench.store.files import durable
from workbench.store.files.summed import read_summed, with_checksum
from workbench.store.folders import ProjectFolder

FILE_NAME = "queue.json"


class _Queue(BaseModel):
    held: bool = False


def is_held(project: ProjectFolder) -> bool:
    """Whether the queue is paused; one whose file is damaged is not. Raises CannotBeRead."""
    try:
        return _Queue.model_validate(read_summed(project.path / FILE_NAME)).held
    except (FileNotFoundError, Corrupt, ValidationError):
        return False


def keep_held(project: ProjectFolder, *, held: bool) -> None:
    """Pause the queue or let it go on; raises ReadOnly, DiskFull."""
    project.require_writable()
    plain = _Queue(held=held).model_dump()
    durable.write_json(project.path / FILE_NAME, with_checksum(plain))
