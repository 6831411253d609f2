"""The checkpoint of step 0 of a model that was not trained here, but taken over or averaged."""

from safetensors.torch import save_file
from torch import Tensor

from workbench.activities.resources import RunResources
from workbench.events import CheckpointSaved
from workbench.models.model_file import MODEL_NAME, WEIGHTS_NAME, ModelFile
from workbench.store.files import durable, manifest
from workbench.training.checkpoints import STATE_NAME
from workbench.training.state import TrainingState


def save_first(
    file: ModelFile,
    weights: dict[str, Tensor],
    resources: RunResources,
    state: TrainingState | None = None,
) -> None:
    """Write the model as the checkpoint of step 0, whole or not at all."""
    needed_bytes = sum(tensor.nbytes for tensor in weights.values())
    resources.sync_journal()
    with durable.staging(resources.run.checkpoint_folder(0), needed_bytes=needed_bytes) as folder:
        save_file(weights, folder / WEIGHTS_NAME)
        text = (state or TrainingState()).model_dump_json()
        (folder / STATE_NAME).write_text(text, encoding="utf-8")
        (folder / MODEL_NAME).write_text(file.model_dump_json(), encoding="utf-8")


def first_saved(resources: RunResources) -> CheckpointSaved:
    """The checkpoint as it is on disk; raises Corrupt when it is not what was written."""
    saved = resources.run.checkpoints()[-1]
    manifest.verify(saved.folder)
    return CheckpointSaved(
        step=saved.step, folder=saved.folder.name, digest=saved.digest, is_best=True
    )
