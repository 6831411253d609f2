"""The models that were queried last, kept in memory."""

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from workbench.models.packed.precision import QueryPrecision
from workbench.store.records import CheckpointRecord

if TYPE_CHECKING:
    from workbench.models.build import Decoder, Model

Key = TypeVar("Key")
Kept = TypeVar("Kept")

MODELS_KEPT = 4
"""Teacher and student and one more of each: what is compared is loaded once."""


class LoadedModels:
    """A small cache of models by checkpoint; used by one thread at a time."""

    def __init__(self) -> None:
        self._models: dict[tuple[Path, str], Model] = {}
        self._writers: dict[tuple[Path, str, QueryPrecision], Decoder] = {}

    def get(self, checkpoint: CheckpointRecord) -> "Model":
        """The model of a checkpoint; loaded, and verified, when it is not in memory."""
        from workbench.models.load import load_model

        key = (checkpoint.folder, checkpoint.digest)
        model = self._models.pop(key, None) or load_model(checkpoint.folder)[0]
        _keep(self._models, key, model)
        return model

    def look(self, checkpoint: CheckpointRecord) -> "Model":
        """The same, but what is loaded for this is not kept: one of many checkpoints."""
        from workbench.models.load import load_model

        key = (checkpoint.folder, checkpoint.digest)
        return self._models.get(key) or load_model(checkpoint.folder)[0]

    def writer(self, checkpoint: CheckpointRecord, precision: QueryPrecision = "fp32") -> "Decoder":
        """The same model packed for writing; raises BadInput for one that does not write."""
        from workbench.models.load import as_decoder
        from workbench.models.packed.packing import packed

        key = (checkpoint.folder, checkpoint.digest, precision)
        writer = self._writers.pop(key, None)
        if writer is None:
            writer = packed(as_decoder(self.get(checkpoint)), precision)
        _keep(self._writers, key, writer)
        return writer


def _keep(kept: dict[Key, Kept], key: Key, value: Kept) -> None:
    """As the one used last; the one that was not used for longest gives way."""
    kept[key] = value
    while len(kept) > MODELS_KEPT:
        del kept[next(iter(kept))]
