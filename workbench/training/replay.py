"""A run's steps taken once more: what they gave is a function of spec, checkpoint and step."""

from pathlib import Path
from typing import Generic

from workbench.store.files import manifest
from workbench.training.checkpoints import take_over
from workbench.training.objectives.objective import B
from workbench.training.optimizing.optimizer_step import OptimizerStep
from workbench.training.training_task import Task


class Replay(Generic[B]):
    """The training of a task, in memory alone: `step` steps are finished.

    It begins before the first step, or with a checkpoint.
    """

    def __init__(self, task: Task[B]) -> None:
        self._task = task
        self.optimizer_step: OptimizerStep[B] = task.optimizer_step()
        self.step = 0

    def restore(self, folder: Path, step: int) -> None:
        """Go on from the checkpoint of a step; raises Corrupt, naming the file."""
        manifest.verify(folder)
        take_over(folder, self.optimizer_step.modules, self.optimizer_step.optimizer)
        self.step = step

    def advance(self) -> None:
        """Take the next step."""
        self._task.prepare(self.step, self.optimizer_step.optimizer)
        self.optimizer_step(self.step, self._task.batches.at(self.step))
        self.step += 1
