"""From a model to one that writes faster, in the same or in fewer bits."""

import copy

import psutil
from torch import nn

from workbench.models.blocks.linear import has_onednn
from workbench.models.build import Decoder
from workbench.models.packed.linear import packed_linear
from workbench.models.packed.precision import QueryPrecision

LARGEST_SHARE_OF_MEMORY = 0.25
"""Of the memory that is free, a copy in float32 takes so much at most: it is only faster."""


def packed(model: Decoder, precision: QueryPrecision) -> Decoder:
    """A copy of the model for inference; norms, biases and embeddings are those of the model.

    Its numbers in fp32 differ from the model's by the order of additions alone. The model itself
    where a copy in fp32 would fill the memory or be no faster, or on a device with kernels of its
    own. `model` must not change its weights afterwards.
    """
    if model.head_weight.device.type != "cpu":
        return model
    if precision == "fp32" and not (has_onednn() and _has_room(model)):
        return model
    tensors = (*model.parameters(), *model.buffers())
    twin = copy.deepcopy(model, {id(tensor): tensor for tensor in tensors})
    for block in twin.blocks:
        for name, layer in list(block.named_modules()):
            if isinstance(layer, nn.Linear):
                small = packed_linear(layer.weight, layer.bias, precision)
                block.set_submodule(name, small)
    # Logits in 8 bits and bfloat16 would tie too often.
    of_head: QueryPrecision = "bf16" if precision == "int8" else precision
    twin.packed_head = packed_linear(twin.head_weight, None, of_head)
    return twin.eval()


def _has_room(model: Decoder) -> bool:
    size = sum(weight.nbytes for weight in model.parameters())
    return size < LARGEST_SHARE_OF_MEMORY * int(psutil.virtual_memory().available)
