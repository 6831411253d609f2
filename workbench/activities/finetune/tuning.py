"""What both kinds of fine-tuning share: their setup and their initial weights."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic

import torch
from torch import nn

from workbench.activities.resources import RunResources
from workbench.activities.task import num_steps, training_task
from workbench.data.labelled.batches import Assembled, Encoded, ExampleBatches
from workbench.data.labelled.examples import Examples
from workbench.data.seeds import derived_seed
from workbench.models.build import Model, build
from workbench.models.load import load_model
from workbench.models.lora.adapters import adapt
from workbench.models.model_file import ModelFile, framing_of
from workbench.models.size.estimate import training_flops_per_token
from workbench.tokenizers.framing import Framing
from workbench.tokenizers.tokenizer import Tokenizer
from workbench.training.finetune_spec import FinetuneSpec
from workbench.training.objectives.objective import Objective
from workbench.training.optimizing.layer_rates import freeze, rate_scales
from workbench.training.runtime import Runtime
from workbench.training.training_task import Task


@dataclass(frozen=True)
class TuningSetup:
    """What a fine-tuning run is built from; `base` describes the model that is tuned."""

    spec: FinetuneSpec
    resources: RunResources
    runtime: Runtime
    examples: Examples
    tokenizer: Tokenizer
    base: ModelFile

    def model_file(self, *, labels: tuple[str, ...] = (), template: str = "") -> ModelFile:
        """The `model.json` to save beside the weights: the base's, with the task's own facts."""
        lora = self.spec.lora if self.spec.lora.rank else None
        changes = {"labels": labels, "template": template, "lora": lora}
        return self.base.model_copy(update=changes).reading_as(self.base)

    @property
    def started_at(self) -> float:
        """The time that a chat template may ask for (s): the run's, for a resume to read alike."""
        return self.resources.run.created_at()

    @property
    def framing(self) -> Framing:
        """What stands around a prompt, and what ends a response."""
        return framing_of(self.base.reading_as(self.base), self.tokenizer)


@dataclass(frozen=True)
class Prepared(Generic[Assembled]):
    """A task that is ready to be trained, and what to save beside its weights."""

    task: Task[Assembled]
    file: ModelFile


def starting_model(setup: TuningSetup, labels: Sequence[str] = ()) -> Model:
    """The model before the first step, on its device, with what must not learn frozen."""
    spec, base = setup.spec, setup.base
    seed = derived_seed(spec.runtime.seed, "weights")
    model = build(base.spec, base.vocabulary_size, seed, num_classes=len(labels))
    if spec.start == "trained":
        _take_over(model, setup, labels)
    if spec.lora.rank:
        seed = derived_seed(spec.runtime.seed, "lora")
        adapt(model, spec.lora, torch.Generator().manual_seed(seed))
    else:
        freeze(model, spec.frozen_layers)
    return model.to(setup.runtime.torch_device)


def _take_over(model: Model, setup: TuningSetup, labels: Sequence[str]) -> None:
    """Give the model the base's weights; a classifier only if it tells the same classes."""
    trained, file = load_model(setup.resources.folder_of(setup.resources.inputs.model))
    weights = trained.state_dict()
    if file.labels != tuple(labels):
        weights = {name: w for name, w in weights.items() if not name.startswith("classifier.")}
    own = model.state_dict()
    model.load_state_dict(own | weights)


def num_learning(model: nn.Module) -> int:
    """How many parameters can change."""
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def batches_of(
    setup: TuningSetup,
    examples: Sequence[Encoded],
    assemble: Callable[[Sequence[Encoded], int], Assembled],
) -> ExampleBatches[Assembled]:
    """The training examples in batches as the loop's settings say."""
    loop = setup.spec.loop
    return ExampleBatches(
        examples,
        assemble,
        micro_batch_size=loop.micro_batch_size,
        accumulation=loop.accumulation,
        seed=setup.spec.runtime.seed,
    )


def task_of(
    setup: TuningSetup,
    model: Model,
    objective: Objective[Assembled],
    batches: ExampleBatches[Assembled],
    evaluate: Callable[[int], Mapping[str, float]],
) -> Task[Assembled]:
    """The training of a model towards an objective, for as long as the loop's settings say."""
    spec = setup.spec
    task = training_task(
        spec,
        model,
        objective,
        batches,
        setup.runtime,
        total_steps=num_steps(spec.loop, batches.steps_per_epoch, batches.tokens_per_step),
        flops_per_token=training_flops_per_token(setup.base.spec, setup.base.vocabulary_size),
        evaluate=evaluate,
    )
    return replace(task, rate_scales=rate_scales(model, spec.layer_decay))
