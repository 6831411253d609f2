"""`bin/last_cleaning.json`: what the last cleaning moved to the bin, so that it can be undone."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.errors import Corrupt
from workbench.store.bin import BinnedItem
from workbench.store.files import durable
from workbench.store.files.summed import read_summed, with_checksum
from workbench.store.folders import ProjectFolder

_FILE_NAME = "last_cleaning.json"


class _Cleaned(BaseModel):
    model_config = ConfigDict(extra="ignore")

    format: int = 1
    items: tuple[tuple[str, str], ...] = ()


def keep_cleaned(project: ProjectFolder, items: Sequence[BinnedItem]) -> None:
    """Remember these by sort and id, instead of those of the cleaning before."""
    plain = _Cleaned(items=tuple((str(item.sort), item.id) for item in items))
    durable.write_json(
        project.path / "bin" / _FILE_NAME, with_checksum(plain.model_dump(mode="json"))
    )


def last_cleaned(project: ProjectFolder) -> tuple[tuple[str, str], ...]:
    """By sort and id; none where nothing was cleaned, or nobody knows."""
    try:
        return _Cleaned.model_validate(read_summed(project.path / "bin" / _FILE_NAME)).items
    except (FileNotFoundError, Corrupt, ValidationError):
        return ()


def forget_cleaned(project: ProjectFolder) -> None:
    """What was put back cannot be put back again."""
    durable.remove_file(project.path / "bin" / _FILE_NAME)
