"""The text that BERT models are compared on: the same tokens masked for all of them."""

import math
from collections.abc import Generator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from workbench.activities.evaluate.verdict import Measured, mean_margin
from workbench.activities.resources import RunResources
from workbench.activities.spec import Candidate, EvaluateSpec
from workbench.activities.text.masked import MaskedMaterial, masked_material
from workbench.data.masked.batches import MaskedBatch
from workbench.distillation.masked_objective import masked_distillation_metrics, read
from workbench.errors import BadInput
from workbench.events import Event, ReportRow
from workbench.jobs import Control
from workbench.models.bert import Bert
from workbench.models.build import Model
from workbench.models.load import as_masked_model
from workbench.store.inputs import Located
from workbench.training.evaluation import evaluating
from workbench.training.objectives.chunked_head import CHUNK_TOKENS
from workbench.training.objectives.masked import masked_metrics
from workbench.training.runtime import Runtime
from workbench.training.spec import TextLoopSpec


@dataclass(frozen=True)
class MaskedGround:
    """Masked text, and the teacher that answers are compared to."""

    spec: EvaluateSpec
    material: MaskedMaterial
    teacher: Bert | None
    runtime: Runtime

    @property
    def first_token(self) -> int:
        """Any token; which one does not matter to the speed."""
        return 0

    def measure(self, candidate: Candidate, located: Located, model: Model) -> Measured:
        bert, device = as_masked_model(model), self.runtime.torch_device
        batches, tasks = self.material.validation, self.material.tasks
        losses = masked_token_losses(bert, batches, device)
        if self.teacher is None:
            values = masked_metrics(bert, batches, device, tasks)
        else:
            teachers = (self.teacher,)
            values = masked_distillation_metrics(bert, teachers, (1.0,), batches, device, tasks)
        loss = float(losses.mean())
        row = ReportRow(
            role=candidate.role,
            model=located.name,
            group=candidate.group,
            parameters=sum(p.numel() for p in model.parameters()),
            loss=loss,
            loss_margin=mean_margin(losses),
            perplexity=math.exp(min(loss, 700.0)),
            accuracy=values["validation_masked_accuracy"],
            agreement=values.get("validation_agreement"),
            agreement_top5=values.get("validation_agreement_top5"),
            calibration_error=values.get("validation_calibration_error"),
            kl=values.get("validation_kl"),
        )
        return Measured(row, losses)

    def sample(self, model: Model) -> str:
        """How the model fills in the masks of the sample prompt."""
        write = self.material.writer(as_masked_model(model), self.spec.sample_prompt)
        return "" if write is None else write()


def masked_ground(
    spec: EvaluateSpec,
    resources: RunResources,
    context: int,
    teacher: Model | None,
    runtime: Runtime,
    control: Control,
) -> Generator[Event, None, MaskedGround | None]:
    """Mask the validation text as the settings say; None if stopped."""
    if spec.split != "validation":
        raise BadInput("BERT models are compared on the validation part; choose it")
    if "mlm" not in spec.masking.objective:
        raise BadInput("BERT models are compared by filling in masks; choose the objective mlm")
    material = yield from masked_material(
        resources,
        spec.masking,
        TextLoopSpec(evaluation_tokens=spec.tokens),
        context=context,
        seed=spec.runtime.seed,
        threads=runtime.threads,
        control=control,
    )
    if material is None:
        return None
    theirs = None if teacher is None else as_masked_model(teacher)
    return MaskedGround(spec, material, theirs, runtime)


def masked_token_losses(
    model: Bert, batches: Sequence[MaskedBatch], device: torch.device
) -> NDArray[np.float64]:
    """The loss (nats) of every chosen token, in the order of the text."""
    found: list[Tensor] = []
    with evaluating(model):
        for batch in batches:
            targets_n = torch.from_numpy(batch.targets_n).to(device)
            reading = read(model, batch, device)
            rows = reading.rows(reading.chosen_nc)
            for begin in range(0, len(targets_n), CHUNK_TOKENS):
                chunk = slice(begin, begin + CHUNK_TOKENS)
                found.append(F.cross_entropy(rows(chunk), targets_n[chunk], reduction="none"))
    return torch.cat(found).double().cpu().numpy()
