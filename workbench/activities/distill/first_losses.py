"""What a teacher's weights are worth to a student before its first step, as a query."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from workbench.activities.distill.students import copy_weights, random_student
from workbench.data.causal.layout import Tokens
from workbench.distillation.spec import DistillSpec
from workbench.distillation.students.compatibility import corresponding_layers
from workbench.distillation.students.spec import shape_of
from workbench.errors import BadInput
from workbench.models.blocks.trace import Trace
from workbench.models.build import Decoder, Model
from workbench.models.inference import inference_context
from workbench.models.load import as_decoder
from workbench.models.model_file import ModelFile
from workbench.training.measuring.evaluation import ValidationText, causal_metrics

MOST_TOKENS = 4_000
"""Enough to tell a copied student from a random one, and read in a second or two."""

_AT_ONCE = 8


@dataclass(frozen=True)
class FirstLosses:
    """Nats per token before the first step."""

    copied: float
    random: float


def first_losses(spec: DistillSpec, teacher: Model, file: ModelFile, tokens: Tokens) -> FirstLosses:
    """The loss of the student with the teacher's weights and with random ones, on some text."""
    if not file.spec.is_causal:
        raise BadInput(
            "what copying is worth to a BERT is told at the beginning of its run; here it is "
            "measured for models that predict the next token"
        )
    shape = shape_of(spec.student)
    text = ValidationText(
        np.asarray(tokens), num_bytes=1, context=shape.context, micro_batch_size=_AT_ONCE
    )
    student = as_decoder(random_student(spec, shape, file.vocabulary_size)).eval()
    random_loss = _loss(student, text)
    layers = corresponding_layers(spec, shape, file.spec)
    copy_weights(
        spec, student, shape, teacher, file.spec, layers, lambda model: _hidden_states(model, text)
    )
    return FirstLosses(copied=_loss(student, text), random=random_loss)


def _loss(model: Decoder, text: ValidationText) -> float:
    with inference_context():
        return causal_metrics(model, text, torch.device("cpu"))["validation_loss"]


def _hidden_states(model: Model, text: ValidationText) -> Tensor:
    """Hidden states (n, c) of all layers on the text."""
    teacher, states = as_decoder(model), list[Tensor]()
    with inference_context():
        for batch in replace(text, context=min(text.context, teacher.context)).batches():
            trace = Trace(hidden=True)
            teacher.hidden(torch.from_numpy(batch.inputs_bt), trace=trace)
            states += [state_btc.flatten(0, 1) for state_btc in trace.hidden_btc]
    return torch.cat([one.clone() for one in states])
