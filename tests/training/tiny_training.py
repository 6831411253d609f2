"""The training loop with a model of a few weights, on tokens that follow a simple rule."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from workbench.data.causal.batches import CausalBatches
from workbench.events import CheckpointRemoved, CheckpointSaved, Event, Metrics, Outcome
from workbench.jobs import Control, ThreadControl
from workbench.models.build import build
from workbench.models.model_file import ModelFile
from workbench.models.spec import GPTSpec
from workbench.store.records import CheckpointRecord
from workbench.store.runs.run_folder import RunFolder
from workbench.training.checkpoints import Checkpoints, saved_tensors
from workbench.training.loop import train
from workbench.training.measuring.evaluation import ValidationText, causal_metrics
from workbench.training.objectives.objective import CausalLanguageModelling, Loss
from workbench.training.optimizing.spec import OptimizerSpec
from workbench.training.runtime import Runtime
from workbench.training.spec import LoopSpec
from workbench.training.state import TrainingState
from workbench.training.trained_modules import TrainedModules
from workbench.training.training_task import Task

VOCABULARY = 17
SHAPE = GPTSpec(num_layers=1, hidden_size=8, num_heads=2, context=8)
CPU = torch.device("cpu")
RUNTIME = Runtime(device="cpu", precision="fp32", threads=1, torch_version=torch.__version__)


def tokens(count: int = 500) -> np.ndarray:
    """A walk in which each token says how far the next one is."""
    ids = [1]
    while len(ids) < count:
        ids.append((ids[-1] * 3 + 1 + len(ids) % 2) % VOCABULARY)
    return np.array(ids, dtype=np.uint16)


def task(
    steps: int = 8,
    *,
    optimizer: OptimizerSpec | None = None,
    dropout: float = 0.1,
    **settings: Any,
) -> Task:
    """A task; `settings` are the loop's."""
    loop = LoopSpec(**{"micro_batch_size": 2, "evaluate_every": 3, "sample_tokens": 1} | settings)
    model = build(SHAPE.model_copy(update={"dropout": dropout}), VOCABULARY, seed=5)
    text = ValidationText(tokens(60), 60, context=8, micro_batch_size=2)
    return Task(
        model=model,
        objective=CausalLanguageModelling(model, CPU),
        batches=CausalBatches(
            tokens(),
            context=8,
            micro_batch_size=loop.micro_batch_size,
            accumulation=loop.accumulation,
            seed=3,
        ),
        total_steps=steps,
        optimizer=optimizer or OptimizerSpec(),
        learning_rate=lambda step: 0.01 / (1 + step),
        loop=loop,
        runtime=RUNTIME,
        seed=3,
        evaluate=lambda _: causal_metrics(model, text, CPU),
        write_sample=lambda: "text",
    )


def run_folder(folder: Path) -> RunFolder:
    """A run's folder with nothing but a place for checkpoints."""
    run = RunFolder(folder)
    run.checkpoints_path.mkdir(parents=True, exist_ok=True)
    return run


def checkpoints(run: RunFolder) -> Checkpoints:
    return Checkpoints(run, ModelFile(spec=SHAPE, vocabulary_size=VOCABULARY), lambda: None)


def save(
    into: Checkpoints,
    state: TrainingState,
    modules: TrainedModules,
    optimizer: torch.optim.Optimizer,
) -> CheckpointRecord:
    """A checkpoint of a training as it stands."""
    return into.save(state, saved_tensors(state.step, modules, optimizer))


@dataclass
class Training:
    """One attempt's events, and how it ended."""

    task: Task
    events: list[Event] = field(default_factory=list)
    outcome: Outcome | None = None

    def of(self, kind: type) -> list[Any]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def losses(self) -> dict[int, float]:
        return {e.step: e.values["loss"] for e in self.of(Metrics) if "loss" in e.values}

    @property
    def evaluated(self) -> list[int]:
        return [e.step for e in self.of(Metrics) if "validation_loss" in e.values]

    @property
    def saved(self) -> list[int]:
        return [e.step for e in self.of(CheckpointSaved)]

    @property
    def removed(self) -> list[int]:
        return [e.step for e in self.of(CheckpointRemoved)]

    @property
    def weights(self) -> dict[str, torch.Tensor]:
        return self.task.model.state_dict()


def do(
    run: RunFolder,
    work: Task,
    control: Control | None = None,
    on_event: Callable[[Event], object] = lambda event: None,
) -> Training:
    """Train in a run's folder, resuming what is there; what is raised leaves the events intact."""
    training = Training(work)
    activity = train(work, checkpoints(run), control or ThreadControl())
    while True:
        try:
            event = next(activity)
        except StopIteration as end:
            training.outcome = end.value
            return training
        training.events.append(event)
        on_event(event)


def stopping_at(last: int, control: ThreadControl, work: Task) -> Task:
    """The same task; its objective asks for a stop during a step (from 0)."""

    def objective(batch: Any, step: int) -> Loss:
        if step == last:
            control.stop()
        return work.objective(batch, step)

    return replace(work, objective=objective)


def same_weights(one: Training, other: Training) -> bool:
    """Whether two models are equal to the last bit."""
    pairs = zip(one.weights.values(), other.weights.values(), strict=True)
    return all(torch.equal(a, b) for a, b in pairs)
