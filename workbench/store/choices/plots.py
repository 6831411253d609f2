"""`plots.json`: which plots of curves a person has arranged, by the place where they stand."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from workbench.errors import Corrupt
from workbench.store.files import durable
from workbench.store.files.summed import read_summed, with_checksum
from workbench.store.folders import ProjectFolder

FILE_NAME = "plots.json"
MOST_COLUMNS = 4


class Plot(BaseModel):
    """The curves of one plot: metrics, or formulas of them; a wide one takes a row of its own.

    Parts of a loss may be `stacked`: each times its weight, on those before it.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    curves: tuple[str, ...]
    wide: bool = False
    log_y: bool = False
    stacked: bool = False


class Arrangement(BaseModel):
    """Plots in their order, in so many columns."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    plots: tuple[Plot, ...]
    columns: int = Field(default=3, ge=1, le=MOST_COLUMNS)


def read_arrangements(project: ProjectFolder) -> dict[str, Arrangement]:
    """What was arranged, by place; raises Corrupt, CannotBeRead."""
    path = project.path / FILE_NAME
    try:
        plain = read_summed(path, is_required=True)
        return {place: Arrangement.model_validate(kept) for place, kept in plain.items()}
    except FileNotFoundError:
        return {}
    except (Corrupt, ValidationError):
        raise _damaged(path) from None


def keep_arrangement(project: ProjectFolder, place: str, arrangement: Arrangement | None) -> None:
    """Keep how the plots of a place are arranged; None forgets it.

    Raises Corrupt, ReadOnly, Locked, DiskFull.
    """
    with project.naming():
        kept = read_arrangements(project)
        if arrangement is None:
            kept.pop(place, None)
        else:
            kept[place] = arrangement
        plain = {place: one.model_dump(mode="json") for place, one in kept.items()}
        durable.write_json(project.path / FILE_NAME, with_checksum(plain))


def _damaged(path: Path) -> Corrupt:
    return Corrupt(
        "{path} is damaged, so that plots stand as at first; move it away, and arrange them anew",
        path=path,
    )
