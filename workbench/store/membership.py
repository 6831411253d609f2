"""What a run is part of, by an id that no renaming changes; and the ids of plans that are kept."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from workbench.errors import Corrupt
from workbench.store.files import durable
from workbench.store.files.summed import read_summed, with_checksum
from workbench.store.names import clean, slug

PlanKind = Literal["nothing", "control", "chain", "journey", "sweep", "branch"]

TEACHER, STUDENT, CONTROL = "teacher", "student", "control"
"""Roles in a plan; a student and its control stand side by side."""


@dataclass(frozen=True)
class Membership:
    """That a run belongs to a plan, by the plan's id, and which part of the plan it is.

    By default it belongs to nothing. A branch belongs to the checkpoint of another run that it
    began with: see `branch_of` and `parent_of`. Of a control that was begun by hand, `id` is its
    student's run; of a student that was begun by hand after its control, the control's run.
    """

    kind: PlanKind = "nothing"
    id: str = ""
    role: str = ""

    def is_beside(self, other: "Membership") -> bool:
        """Whether both are parts of one plan."""
        return bool(self.id) and self.id == other.id


_AT = "@"


def branch_of(run_id: str, step: int) -> Membership:
    """What a run belongs to that goes on from another run's checkpoint."""
    return Membership("branch", f"{run_id}{_AT}{step}")


def parent_of(belongs_to: Membership | None) -> tuple[str, int] | None:
    """The id of the run that a branch began from, and at which step; None of any other run."""
    if belongs_to is None or belongs_to.kind != "branch":
        return None
    run_id, _, step = belongs_to.id.rpartition(_AT)
    return (run_id, int(step)) if step.isascii() and step.isdigit() else None


def as_json(belongs_to: Membership | None) -> str | None:
    """A run's record as one line of text; None for a run that was made before there was one."""
    return None if belongs_to is None else json.dumps(asdict(belongs_to))


def from_json(text: str | None) -> Membership | None:
    """What `as_json` wrote."""
    return None if text is None else Membership(**json.loads(text))


def new_plan_id() -> str:
    """An id that no other plan has."""
    return secrets.token_hex(8)


def kept_plan_id(project: Path, kind: PlanKind, name: str) -> str:
    """The id of the plan that was kept under a name; empty if there is none. Raises Corrupt."""
    return str(read_kept_plan(plan_path(project, kind, name)).get("id", ""))


def read_kept_plan(path: Path) -> dict[str, Any]:
    """What a plan's file holds, nothing where there is none; raises Corrupt or CannotBeRead."""
    try:
        return read_summed(path)
    except FileNotFoundError:
        return {}
    except Corrupt as damage:
        raise damaged_plan(damage) from None


def damaged_plan(damage: Corrupt) -> Corrupt:
    """The error for a plan's file that does not tell which runs were made for it."""
    return Corrupt(
        "{damage}; it tells which runs a plan has made: put it back from a copy, or remove it, and "
        "the plan makes all of its runs anew",
        damage=damage.words,
    )


def kept_plan_basis(project: Path, kind: PlanKind, name: str) -> dict[str, Any]:
    """What the plan of a name was planned by; empty where that was not kept. Raises Corrupt."""
    basis = read_kept_plan(plan_path(project, kind, name)).get("basis", {})
    return basis if isinstance(basis, dict) else {}


def keep_new_plan_id(project: Path, kind: PlanKind, name: str) -> str:
    """Keep a new id under a plan's name, instead of the one that was kept, if any."""
    plan_id = new_plan_id()
    _keep_plan(project, kind, name, {"id": plan_id})
    return plan_id


def keep_plan_basis(project: Path, kind: PlanKind, name: str, basis: Mapping[str, Any]) -> None:
    """Keep what the plan of a name is planned by, plain: its runs are planned alike again."""
    plan_id = kept_plan_id(project, kind, name)
    _keep_plan(project, kind, name, {"id": plan_id, "basis": dict(basis)})


def _keep_plan(project: Path, kind: PlanKind, name: str, plain: dict[str, Any]) -> None:
    path = plan_path(project, kind, name)
    durable.make_folder(path.parent)
    durable.write_json(path, with_checksum({"format": 1, **plain}))


def plan_path(project: Path, kind: PlanKind, name: str) -> Path:
    """The file that holds the id of the plan of a name."""
    mark = hashlib.sha256(clean(name).encode()).hexdigest()[:8]
    return project / "plans" / f"{kind}-{slug(name, kind)}-{mark}.json"
