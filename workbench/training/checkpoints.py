"""Saving and restoring a run's state: all of it or nothing, verified when read back."""

from collections.abc import Callable, Mapping
from pathlib import Path

import torch
from pydantic import ValidationError
from safetensors.torch import load_file, save_file
from torch import Tensor

from workbench.errors import Corrupt, NotFinite, WorkbenchError
from workbench.models.load import read_weights
from workbench.models.model_file import MODEL_NAME, WEIGHTS_NAME, ModelFile
from workbench.store.files import durable, looking, manifest
from workbench.store.records import CheckpointRecord
from workbench.store.runs.histograms import StepHistograms, write_histograms
from workbench.store.runs.run_folder import RunFolder
from workbench.training.distributed.ranks import ALONE, Ranks
from workbench.training.distributed.sharding import own_part, settle, whole_on_first
from workbench.training.optimizing.optimizers import optimizer_tensors, restore_optimizer
from workbench.training.state import TrainingState
from workbench.training.trained_modules import TrainedModules

SavedTensors = Mapping[str, Mapping[str, Tensor]]
"""By the names of files: tensors by their names, on the CPU."""

OPTIMIZER_NAME = "optimizer.safetensors"
AUXILIARY_NAME = "beside.safetensors"
"""What learns with the model and is no part of it; only where there is something."""
STATE_NAME = "state.json"


class Checkpoints:
    """The checkpoints of one run.

    `before_save` makes the journal durable: a checkpoint must never be newer than what the
    journal tells of the steps before it.
    """

    def __init__(
        self, run: RunFolder, model_file: ModelFile, before_save: Callable[[], None]
    ) -> None:
        self._run = run
        self._model_file = model_file
        self._before_save = before_save

    def restore(
        self, modules: TrainedModules, optimizer: torch.optim.Optimizer
    ) -> TrainingState | None:
        """Take over the last checkpoint, if there is one.

        Raises Corrupt when it is damaged, naming the file and the last good checkpoint, and
        CannotBeRead when the system refuses one: that is no reason to go back to an earlier one.
        """
        saved = self._run.checkpoints()
        if not saved:
            return None
        folder = saved[-1].folder
        try:
            manifest.verify(folder)
            state = _read_state(folder / STATE_NAME)
        except Corrupt as damage:
            raise self._offer(damage, saved[:-1]) from None
        take_over(folder, modules, optimizer)
        return state.model_copy(update={"pinned": False})

    def _offer(self, damage: Corrupt, earlier: tuple[CheckpointRecord, ...]) -> WorkbenchError:
        good = next((c for c in reversed(earlier) if _is_good(c.folder)), None)
        if good is None:
            return Corrupt(
                "{damage}; there is no earlier good checkpoint: start the run anew",
                damage=damage.words,
            )
        return Corrupt(
            "{damage}; the last good checkpoint is step {step}: resume from it with --from {step}",
            damage=damage.words,
            step=good.step,
        )

    def save(self, state: TrainingState, files: SavedTensors) -> CheckpointRecord:
        """Write a checkpoint and acknowledge it once it survives a power cut.

        Raises DiskFull, with nothing lost, if there is no room.
        """
        self._before_save()
        needed_bytes = sum(t.nbytes for tensors in files.values() for t in tensors.values())
        final = self._run.checkpoint_folder(state.step)
        with durable.staging(final, needed_bytes=needed_bytes) as folder:
            for name, tensors in files.items():
                if tensors or name != AUXILIARY_NAME:
                    save_file(dict(tensors), folder / name)
            (folder / STATE_NAME).write_text(state.model_dump_json(), encoding="utf-8")
            (folder / MODEL_NAME).write_text(self._model_file.model_dump_json(), encoding="utf-8")
        return self._run.checkpoints()[-1]

    def keep_histograms(self, found: StepHistograms) -> None:
        """Keep what was counted at a step in the run's folder; raises DiskFull, DiskError."""
        write_histograms(self._run.path, found)

    def rotate(self, keep_last: int = 1) -> list[int]:
        """Remove every checkpoint that is neither best, pinned nor of the last so many.

        Gives their steps.

        A damaged one stays: it may be the best, which nobody can tell.
        """
        removed = [
            c
            for c in self._run.checkpoints()[:-keep_last]
            if not (c.is_best or c.pinned or c.is_damaged)
        ]
        for checkpoint in removed:
            durable.remove_tree(checkpoint.folder)
        return [checkpoint.step for checkpoint in removed]


def saved_tensors(
    step: int, modules: TrainedModules, optimizer: torch.optim.Optimizer, ranks: Ranks = ALONE
) -> SavedTensors:
    """What a checkpoint keeps, by file; in the first of several processes, which all call this.

    Raises NotFinite if a weight is NaN or infinite.
    """
    settle(modules.model)
    _check_finite(modules, step)
    files = {
        WEIGHTS_NAME: modules.weights(),
        OPTIMIZER_NAME: optimizer_tensors(optimizer, modules),
        AUXILIARY_NAME: modules.auxiliary_weights(),
    }
    return {name: whole_on_first(tensors, ranks) for name, tensors in files.items()}


def take_over(folder: Path, modules: TrainedModules, optimizer: torch.optim.Optimizer) -> None:
    """Give modules and optimizer the state of a checkpoint, which the caller has verified."""
    auxiliary = folder / AUXILIARY_NAME
    modules.load_state(
        read_weights(folder / WEIGHTS_NAME), load_file(auxiliary) if auxiliary.exists() else {}
    )
    restore_optimizer(optimizer, modules, load_file(folder / OPTIMIZER_NAME))


def _check_finite(modules: TrainedModules, step: int) -> None:
    for name, parameter in modules.named_parameters().items():
        if not torch.isfinite(own_part(parameter)).all():
            raise NotFinite(
                "the weight {name} is no longer finite at step {step}; nothing of it was saved. "
                "Resume from the last checkpoint with a lower learning rate, or use float32 (fp32)",
                name=name,
                step=step,
            )


def _read_state(path: Path) -> TrainingState:
    try:
        return TrainingState.model_validate_json(looking.read_bytes(path))
    except (FileNotFoundError, ValidationError) as error:
        raise Corrupt("{path} cannot be read: {reason}", path=path, reason=error) from None


def _is_good(folder: Path) -> bool:
    try:
        manifest.verify(folder)
    except Corrupt:
        return False
    return True
