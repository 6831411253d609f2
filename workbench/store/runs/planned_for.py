"""What a run was asked that was planned for some minutes: it is begun again by the plan of then.

Planned anew, on a machine that is faster or slower by now, it would be another run.
"""

from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from workbench.errors import Corrupt
from workbench.spec import Spec, to_plain
from workbench.store.files import durable
from workbench.store.files.summed import read_summed, with_checksum
from workbench.store.migration import migrate_keys
from workbench.store.runs.asked import Setting, flat

_NAME = "planned_for.json"


class PlannedFor(BaseModel):
    """The minutes, the settings that somebody named, by dotted names, and the plain planned spec.

    The spec of a chain is that of all its links.
    """

    format: int = 1
    minutes: float
    named: dict[str, Setting]
    spec: dict[str, Any]

    @classmethod
    def of(cls, minutes: float, asked: Spec, planned: Spec) -> "PlannedFor":
        """What is kept of a plan for what was asked."""
        return cls(minutes=minutes, named=named_in(asked), spec=to_plain(planned))


def named_in(asked: Spec) -> dict[str, Setting]:
    """The settings of a spec that its file or a person named, by their dotted names."""
    return dict(flat(asked.model_dump(mode="json", exclude_unset=True)))


def keep_planned_for(folder: Path, planned: PlannedFor) -> None:
    """Keep it in a run's folder."""
    durable.write_json(folder / _NAME, with_checksum(planned.model_dump()))


def planned_for(folder: Path) -> PlannedFor | None:
    """What was kept in a run's folder, if anything was; raises Corrupt or CannotBeRead."""
    path = folder / _NAME
    try:
        kept = PlannedFor.model_validate(read_summed(path))
    except FileNotFoundError:
        return None
    except (Corrupt, ValidationError):
        raise Corrupt(
            "{path} is damaged: what the run was planned for is not known; go on with it by: "
            "resume {run}",
            path=path,
            run=folder.name,
        ) from None
    return kept.model_copy(update={"spec": migrate_keys(kept.spec)})
