"""What the window needs of a run that has saved checkpoints, as a protocol."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from workbench.activities.spec import AnySpec
from workbench.plans.planned_run import PlannedRun
from workbench.store.bin import BinnedItem

if TYPE_CHECKING:
    from workbench.project.runs.run_checkpoints import RunCheckpoint
    from workbench.project.runs.run_probes import StepProbes


class RunWithCheckpoints(Protocol):
    """A run, what it has saved, and what may be done with that."""

    @property
    def spec(self) -> AnySpec: ...

    def checkpoints(self) -> "tuple[RunCheckpoint, ...]": ...

    def probe_sentences(self) -> tuple[str, ...]: ...

    def probes(self, step: int) -> "StepProbes": ...

    def pin(self, step: int) -> None: ...

    def unpin(self, step: int) -> None: ...

    def delete_checkpoint(self, step: int) -> BinnedItem: ...

    def branch(
        self, step: int | None = None, *, name: str, overrides: Sequence[str] = ()
    ) -> PlannedRun: ...
