"""Why a model that was asked for is not there."""

from collections.abc import Sequence

from workbench.errors import NotFound
from workbench.store.bin import Bin
from workbench.store.folders import ProjectFolder
from workbench.store.names import Sort
from workbench.store.records import RunRecord
from workbench.store.scanning.model_record import MODEL_KINDS


def require_made(missing: NotFound, project: ProjectFolder, runs: Sequence[RunRecord]) -> None:
    """Raise what is known of a model that is missing: it is in the bin, or its run has saved none.

    Says nothing of a checkpoint that a model does not have.
    """
    if missing.sort != Sort.MODEL:
        return
    if any(r.kind in MODEL_KINDS and missing.name in (r.id, r.name) for r in runs):
        raise NotFound(
            "the run '{name}' has no checkpoint, so that there is no model to look into; resume "
            "it, or train it again",
            name=missing.name,
        ) from None
    Bin(project).require_without(missing)
