"""From a model's settings to its module."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, overload

import torch
from torch.overrides import TorchFunctionMode

from workbench.models import families
from workbench.models.architectures.bert import Bert
from workbench.models.architectures.gpt import GPT
from workbench.models.spec import AnyModelSpec, BertSpec, DecoderSpec, EncoderSpec, GPTSpec

Decoder = families.AnyDecoder
"""A model that predicts the next token: it writes, scores, teaches and learns."""

Model = families.AnyModel


@overload
def build(spec: BertSpec, vocabulary_size: int, seed: int = 0, *, num_classes: int = 0) -> Bert: ...
@overload
def build(
    spec: EncoderSpec, vocabulary_size: int, seed: int = 0, *, num_classes: int = 0
) -> families.AnyEncoder: ...
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
    with torch.device("meta"), _Uninitialised():
        return families.build_module(spec, vocabulary_size, num_classes)


class _Uninitialised(TorchFunctionMode):
    """Layers draw no first weights: on the meta device there are none, and torch imports its
    compiler to find that out, which takes a second."""

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        named = kwargs or {}
        if getattr(func, "__module__", "") == "torch.nn.init":
            return named["tensor"] if "tensor" in named else args[0]
        return func(*args, **named)
