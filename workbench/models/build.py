"""From a model's settings to its module."""

from typing import assert_never

import torch
import torch.nn.functional as F

from workbench.models.gpt import GPT, Activation, gelu_tanh
from workbench.models.spec import ActivationName, ModelSpec


def build(spec: ModelSpec, vocabulary_size: int, seed: int = 0) -> GPT:
    """A model in float32 on the CPU, its weights a function of spec, vocabulary and seed alone.

    No random state but its own generator's is touched.
    """
    model = build_empty(spec, vocabulary_size).to_empty(device="cpu")
    model.initialise(torch.Generator().manual_seed(seed))
    return model


def build_empty(spec: ModelSpec, vocabulary_size: int) -> GPT:
    """The same module on the meta device: shapes without memory, to be filled by a checkpoint."""
    with torch.device("meta"):
        return GPT(
            vocabulary_size=vocabulary_size,
            num_layers=spec.num_layers,
            hidden_size=spec.hidden_size,
            num_heads=spec.num_heads,
            ffn_size=spec.inner_size,
            context=spec.context,
            dropout=spec.dropout,
            activation=_activation(spec.activation),
            tied_embeddings=spec.tied_embeddings,
        )


def _activation(name: ActivationName) -> Activation:
    match name:
        case "gelu_tanh":
            return gelu_tanh
        case "gelu":
            return F.gelu
        case "relu":
            return F.relu
        case _:
            assert_never(name)
