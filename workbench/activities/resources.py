"""Where an activity works: the project's folder, the run's folder, and the run's journal."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workbench.store.inputs import Inputs, Located
from workbench.store.run_folder import RunFolder


@dataclass(frozen=True)
class RunResources:
    """What an activity is given besides its spec and control."""

    project: Path
    run: RunFolder
    inputs: Inputs
    sync_journal: Callable[[], None]

    def folder_of(self, located: Located | None) -> Path:
        """The absolute folder of an input that this kind of run always has."""
        assert located is not None
        return self.project / located.folder

    @property
    def target(self) -> Path:
        return self.project / self.inputs.target
