"""The tokens that a neuron promotes: its row of the last matrix, read by the output layer.

Geva et al. 2022, "Transformer Feed-Forward Layers Build Predictions by Promoting Concepts in the
Vocabulary Space". Norms between the row and the output layer are linear but for what they divide
by, which depends on the text: their centring and their weights are applied. Layers behind are left
out. Shapes: c hidden size, v vocabulary.
"""

import torch
from torch import Tensor, nn

from workbench.inspection.bounds import require_layer, require_neuron
from workbench.inspection.hooks import block_of
from workbench.models.architectures.gemma import UnitOffsetRMSNorm
from workbench.models.blocks.linear import linear
from workbench.models.build import Model
from workbench.models.inference import inference_context


def added_row(model: Model, layer: int, neuron: int) -> Tensor:
    """What an activation of 1 adds to the stream, c, before norms behind the last matrix.

    Raises BadInput for a layer or a neuron that the model has not.
    """
    require_layer(model, layer)
    weight_cn = block_of(model, layer).ffn_out.weight
    require_neuron(weight_cn.shape[1], neuron)
    return weight_cn[:, neuron].float()


def promoted_logits(model: Model, layer: int, neuron: int) -> Tensor:
    """What it adds to each token's logit, v, less their mean, which changes no probability.

    The masked-token head of an encoder is not linear: it is given the row alone.
    """
    with inference_context():
        x_c = added_row(model, layer, neuron)
        block = block_of(model, layer)
        if block.feed_forward_adds is not block.ffn_out:
            x_c = _weighed(block.feed_forward_adds, x_c)
        if not block.pre_norm:
            x_c = _weighed(block.ffn_norm, x_c)
        if model.final_norm is not None:
            x_c = _weighed(model.final_norm, x_c)
        if not model.is_causal:
            assert model.masked_head is not None
            x_c = model.masked_head(x_c.to(model.head_weight.dtype))
        logits_v = linear(x_c.to(model.head_weight.dtype), model.head_weight).float()
        return logits_v - logits_v.mean()


def _weighed(norm: nn.Module, x_c: Tensor) -> Tensor:
    """What a norm does to a part of the stream, but for its bias and for what it divides by."""
    match norm:
        case UnitOffsetRMSNorm():
            return x_c * (1.0 + norm.weight.float())
        case nn.RMSNorm():
            return x_c * norm.weight.float()
        case nn.LayerNorm():
            centred_c = x_c - x_c.mean()
            return centred_c * norm.weight.float()
    raise AssertionError(f"no family has {type(norm).__name__} behind its feed-forward part")


def strongest_tokens(logits_v: Tensor, most: int) -> tuple[list[int], list[int]]:
    """The ids of the highest logits and those of the lowest, each the strongest first."""
    kept = min(most, len(logits_v))
    return (
        torch.topk(logits_v, kept).indices.tolist(),
        torch.topk(logits_v, kept, largest=False).indices.tolist(),
    )
