"""What a teacher's weights are worth to a student before its first step, as a question."""

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from workbench.data.causal.layout import Tokens
from workbench.data.seeds import derived_seed
from workbench.distillation.spec import DistillSpec
from workbench.distillation.students.compatibility import corresponding_layers
from workbench.distillation.students.initialise import copy_from_teacher, principal_basis
from workbench.distillation.students.spec import shape_of
from workbench.errors import BadInput
from workbench.models.build import Decoder, Model, build
from workbench.models.load import as_decoder
from workbench.models.model_file import ModelFile
from workbench.models.question import inference_context
from workbench.models.spec import BertSpec, LlamaSpec
from workbench.models.trace import Trace
from workbench.training.evaluation import ValidationText, causal_metrics

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
    if isinstance(file.spec, BertSpec):
        raise BadInput(
            "what copying is worth to a BERT is told at the beginning of its run; here it is "
            "measured for models that predict the next token"
        )
    shape = shape_of(spec.student)
    seed = derived_seed(spec.runtime.seed, "weights")
    text = ValidationText(
        np.asarray(tokens), num_bytes=1, context=shape.context, micro_batch_size=_AT_ONCE
    )
    random = as_decoder(build(shape, file.vocabulary_size, seed)).eval()
    before = _loss(random, text)
    layers = corresponding_layers(spec, shape, file.spec)
    basis_wc = None
    if spec.student.reduction == "pca" and shape.hidden_size < file.spec.hidden_size:
        states_nw = _states(as_decoder(teacher), text)
        centred = not isinstance(file.spec, LlamaSpec)
        basis_wc = principal_basis(states_nw, shape.hidden_size, centred=centred)
    copy_from_teacher(random, shape, teacher, file.spec, layers, basis_wc)
    return FirstLosses(copied=_loss(random, text), random=before)


def _loss(model: Decoder, text: ValidationText) -> float:
    with inference_context():
        return causal_metrics(model, text, torch.device("cpu"))["validation_loss"]


def _states(teacher: Decoder, text: ValidationText) -> Tensor:
    """Hidden states (n, w) of all layers on the text."""
    found: list[Tensor] = []
    with inference_context():
        for batch in replace(text, context=min(text.context, teacher.context)).batches():
            trace = Trace(hidden=True)
            teacher.hidden(torch.from_numpy(batch.inputs_bt), trace=trace)
            found += [state_btw.flatten(0, 1) for state_btw in trace.hidden_btc]
    return torch.cat([one.clone() for one in found])
