"""`pinned.json` beside a run's checkpoints: those that a person wants to keep, by their steps.

It lies in their folder, whose change tells the database that one was pinned.
"""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from workbench.errors import Corrupt
from workbench.store.files import durable
from workbench.store.files.summed import read_summed, with_checksum

FILE_NAME = "pinned.json"


class _Pins(BaseModel):
    model_config = ConfigDict(extra="ignore")

    format: int = 1
    steps: tuple[int, ...] = ()


def pinned_in(parent: Path) -> frozenset[int]:
    """The steps that are pinned; raises Corrupt, CannotBeRead."""
    path = parent / FILE_NAME
    try:
        return frozenset(_Pins.model_validate(read_summed(path)).steps)
    except FileNotFoundError:
        return frozenset()
    except (Corrupt, ValidationError):
        raise Corrupt(
            "{path} is damaged, so that nobody knows which checkpoints are pinned: all of them are "
            "kept; pin or unpin one, which writes it anew",
            path=path,
        ) from None


def keep_pins(parent: Path, steps: frozenset[int]) -> None:
    """Write which steps are pinned, in place of what was written before."""
    plain = _Pins(steps=tuple(sorted(steps))).model_dump(mode="json")
    durable.write_json(parent / FILE_NAME, with_checksum(plain))
