"""A direction in the residual stream: the difference between two texts.

Activation addition (Turner et al. 2023, "Steering Language Models With Activation Engineering").
Shapes: b batch, t tokens, c hidden size.
"""

from collections.abc import Sequence
from typing import Literal

import torch
from torch import Tensor

from workbench.errors import BadInput
from workbench.inspection.hooks import Recorder, Site, changed
from workbench.models.build import Model
from workbench.models.inference import inference_context

Taken = Literal["last", "mean"]


def steering_direction(
    model: Model, toward: Sequence[int], away: Sequence[int], layer: int, taken: Taken
) -> Tensor:
    """The stream that a layer reads of one text minus that of another, c.

    Taken at the last token of each, or as the mean over its tokens. Raises BadInput for a text
    without tokens or longer than the context, and for two texts that do not differ there.
    """
    direction_c = _stream_of(model, toward, layer, taken) - _stream_of(model, away, layer, taken)
    if not direction_c.any():
        raise BadInput(
            "both texts of a steering give layer {layer} the same, so that there is no direction "
            "between them; write two that differ, and take their mean if they end alike",
            layer=layer,
        )
    return direction_c


def _stream_of(model: Model, ids: Sequence[int], layer: int, taken: Taken) -> Tensor:
    if not ids:
        raise BadInput("a text to steer by has no tokens; write at least one word")
    if len(ids) > model.context:
        raise BadInput(
            "a text to steer by has {count} tokens, and this model reads at most {context}; "
            "shorten it",
            count=len(ids),
            context=model.context,
        )
    site = Site("stream", layer)
    recorder = Recorder([site])
    with inference_context(), changed(model, recorder.changes()):
        model.hidden(torch.tensor([ids], device=model.head_weight.device))
    stream_tc = recorder[site][0]
    return stream_tc.mean(dim=0) if taken == "mean" else stream_tc[-1]
