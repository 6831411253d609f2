"""The activations of a layer's neurons on a text.

Shapes: t tokens, n neurons.
"""

from collections.abc import Sequence

import torch

from workbench.inspection.bounds import require_layer, require_readable
from workbench.inspection.hooks import Recorder, Site, changed
from workbench.inspection.maps.layer_heads import Floats
from workbench.models.build import Model
from workbench.models.inference import inference_context


def neuron_activations(
    model: Model, ids: Sequence[int], layer: int, threads: int | None = None
) -> Floats:
    """What the last matrix of a layer's feed-forward part reads at each token, tn.

    `model` must be in eval mode. Raises BadInput for a layer that it has not, and for a text that
    is empty or longer than the context.
    """
    require_layer(model, layer)
    require_readable(model, len(ids))
    site = Site("neurons", layer)
    recorder = Recorder([site])
    with inference_context(threads), changed(model, recorder.changes()):
        model.hidden(torch.tensor([ids], device=model.head_weight.device))
        activations_tn: Floats = recorder[site][0].float().cpu().numpy()
    return activations_tn
