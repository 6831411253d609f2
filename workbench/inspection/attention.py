"""The attention of a model on a text, from the forward pass it was trained with."""

from collections.abc import Sequence

import numpy as np
import torch

from workbench.inspection.bounds import require_readable
from workbench.inspection.maps import AttentionMaps
from workbench.inspection.statistics import head_statistics
from workbench.models.blocks.trace import Trace
from workbench.models.build import Model
from workbench.models.inference import inference_context, query_threads


def attention_maps(model: Model, ids: Sequence[int], tokens: Sequence[str]) -> AttentionMaps:
    """Every layer's and head's attention on a text of 1 to `context` tokens.

    `tokens` are the ids as a person reads them. `model` must be in eval mode. Raises BadInput for
    an empty text or one longer than the context.
    """
    assert len(ids) == len(tokens)
    require_readable(model, len(ids))
    trace = Trace(range(model.num_layers))
    threads = query_threads()
    with inference_context(threads):
        model.hidden(torch.tensor([ids], device=model.head_weight.device), trace=trace)
    shape = (model.num_layers, model.num_heads, len(ids), len(ids))
    attention_lhqk = np.empty(shape, dtype=np.float32)
    for layer in range(model.num_layers):
        attention_lhqk[layer] = trace.attention_bhqk.pop(layer)[0].cpu().numpy()
    causal = model.is_causal
    statistics = head_statistics(attention_lhqk, causal=causal)
    return AttentionMaps(tuple(tokens), attention_lhqk, statistics, causal, threads)
