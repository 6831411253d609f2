"""What a run works with: the project's folder, its own, its inputs, and its journal."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from workbench.models.model_file import ModelFile
from workbench.models.spec import AnyModelSpec
from workbench.store.runs.inputs import Inputs, Located
from workbench.store.runs.run_folder import RunFolder
from workbench.training.distributed.ranks import ALONE, Ranks


@dataclass(frozen=True)
class RunResources:
    """What an activity is given besides its spec and control.

    `require_folders` raises DiskError where the run's folders are not at their places any more;
    `sync_journal` does so too, before it makes the journal durable. `ranks` are the processes that
    train together.
    """

    project: Path
    run: RunFolder
    inputs: Inputs
    sync_journal: Callable[[], None]
    require_folders: Callable[[], None]
    ranks: Ranks = ALONE

    def folder_of(self, located: Located | None) -> Path:
        """The absolute folder of an input that this kind of run always has."""
        assert located is not None
        return self.project / located.folder

    def model_file(self, shape: AnyModelSpec, vocabulary_size: int) -> ModelFile:
        """The `model.json` of a new model: its shape, and the tokenizer it reads with."""
        tokenizer = self.inputs.tokenizer
        assert tokenizer is not None
        return ModelFile(
            spec=shape,
            vocabulary_size=vocabulary_size,
            tokenizer=tokenizer.id,
            tokenizer_digest=tokenizer.digest,
        )

    @property
    def target(self) -> Path:
        return self.project / self.inputs.target
