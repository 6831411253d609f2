"""The models that were queried last, kept in memory."""

from pathlib import Path
from typing import TYPE_CHECKING

from workbench.store.records import CheckpointRecord

if TYPE_CHECKING:
    from workbench.models.build import Model

MODELS_KEPT = 4
"""Teacher and student and one more of each: what is compared is loaded once."""


class LoadedModels:
    """A small cache of models by checkpoint; used by one thread at a time."""

    def __init__(self) -> None:
        self._models: dict[tuple[Path, str], Model] = {}

    def get(self, checkpoint: CheckpointRecord) -> "Model":
        """The model of a checkpoint; loaded, and verified, when it is not in memory."""
        from workbench.models.load import load_model

        key = (checkpoint.folder, checkpoint.digest)
        model = self._models.pop(key, None) or load_model(checkpoint.folder)[0]
        self._models[key] = model
        while len(self._models) > MODELS_KEPT:
            del self._models[next(iter(self._models))]
        return model
