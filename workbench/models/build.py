"""From a model's settings to its module."""

from typing import assert_never, overload

import torch
import torch.nn.functional as F

from workbench.models.bert import Bert
from workbench.models.gpt import GPT
from workbench.models.layers import Activation, gelu_tanh
from workbench.models.llama import Llama
from workbench.models.spec import (
    ActivationName,
    AnyModelSpec,
    BertSpec,
    DecoderSpec,
    GPTSpec,
    LlamaSpec,
)

Decoder = GPT | Llama
"""A model that predicts the next token: it writes, scores, teaches and learns."""

Model = GPT | Llama | Bert


@overload
def build(spec: BertSpec, vocabulary_size: int, seed: int = 0, *, num_classes: int = 0) -> Bert: ...
@overload
def build(spec: GPTSpec, vocabulary_size: int, seed: int = 0, *, num_classes: int = 0) -> GPT: ...
@overload
def build(
    spec: DecoderSpec, vocabulary_size: int, seed: int = 0, *, num_classes: int = 0
) -> Decoder: ...
@overload
def build(
    spec: AnyModelSpec, vocabulary_size: int, seed: int = 0, *, num_classes: int = 0
) -> Model: ...


def build(
    spec: AnyModelSpec, vocabulary_size: int, seed: int = 0, *, num_classes: int = 0
) -> Model:
    """A model in float32 on the CPU, its weights a function of spec, vocabulary and seed alone.

    No random state but its own generator's is touched.
    """
    model = build_empty(spec, vocabulary_size, num_classes).to_empty(device="cpu")
    model.initialise(torch.Generator().manual_seed(seed))
    return model


def build_empty(spec: AnyModelSpec, vocabulary_size: int, num_classes: int = 0) -> Model:
    """The same module on the meta device: shapes without memory, to be filled by a checkpoint."""
    with torch.device("meta"):
        match spec:
            case GPTSpec():
                return _gpt(spec, vocabulary_size, num_classes)
            case BertSpec():
                return _bert(spec, vocabulary_size, num_classes)
            case LlamaSpec():
                return _llama(spec, vocabulary_size, num_classes)
            case _:
                assert_never(spec)


def _gpt(spec: GPTSpec, vocabulary_size: int, num_classes: int) -> GPT:
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
        num_classes=num_classes,
    )


def _bert(spec: BertSpec, vocabulary_size: int, num_classes: int) -> Bert:
    return Bert(
        vocabulary_size=vocabulary_size,
        num_layers=spec.num_layers,
        hidden_size=spec.hidden_size,
        num_heads=spec.num_heads,
        ffn_size=spec.inner_size,
        context=spec.context,
        activation=_activation(spec.activation),
        dropout=spec.dropout,
        tied_embeddings=spec.tied_embeddings,
        pre_norm=spec.norm_position == "pre",
        num_segments=spec.num_segments,
        masked_head=spec.masked_head,
        pooler=spec.pooler,
        norm_epsilon=spec.norm_epsilon,
        num_classes=num_classes,
    )


def _llama(spec: LlamaSpec, vocabulary_size: int, num_classes: int) -> Llama:
    return Llama(
        vocabulary_size=vocabulary_size,
        num_layers=spec.num_layers,
        hidden_size=spec.hidden_size,
        num_heads=spec.num_heads,
        num_kv_heads=spec.kv_heads,
        ffn_size=spec.inner_size,
        context=spec.context,
        dropout=spec.dropout,
        tied_embeddings=spec.tied_embeddings,
        qkv_bias=spec.qkv_bias,
        rope_theta=spec.rope_theta,
        norm_epsilon=spec.norm_epsilon,
        num_classes=num_classes,
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
