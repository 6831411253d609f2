"""The two files of a run that are written by the model: `meta.json` and `following.json`."""

from typing import Any

from pydantic import BaseModel

from workbench.store.membership import Membership
from workbench.store.runs.notes.remarks import NO_REMARKS, Remarks

FORMAT = 1


class RunMeta(BaseModel):
    """`meta.json` of a run; one that was made before does not tell what it belongs to.

    `planned_name` is what its plan calls it, though that name may have been taken. `mark` is that
    of its `inputs.json`; `has_following` tells that a `following.json` must be there.
    """

    format: int = FORMAT
    name: str
    kind: str
    created_at: float = 0.0
    belongs_to: Membership | None = None
    planned_name: str = ""
    mark: str = ""
    has_following: bool = False
    remarks: Remarks = NO_REMARKS


class FollowingRuns(BaseModel):
    """`following.json` of a run: plain specs, in their order, and what each is to belong to.

    One that was written before holds specs alone.
    """

    format: int = FORMAT
    specs: list[dict[str, Any]]
    belong_to: list[Membership] = []
